import { AppError } from '../../base/errors.js';
import { claimNames, freeName, type Place } from './claim-name.js';
import { childPath, fileInTheWay, folderFields, itemPath, newFolder, type FolderItem } from './drive-items.js';
import { nameKey } from './file-name.js';
import { closeQuestion, noteQuestions, type FolderQuestion } from './folder-questions.js';
import { forgetFolder, keepFolders, type FolderRow } from './folder-rows.js';
import { judgeFolder, knownItems, namesToTry, readAnswers } from './judge-folder.js';
import { sendParts, type Listing, type Made, type MakeNeeds, type Wanted } from './making.js';
import type { Root } from './root.js';
import { takenAs } from './taken-folder.js';

/** A record with the names its folder may still have. */
type Open = Wanted & { names: string[] };
type Named = Open & { name: string; claimedAt: Date | null };
interface Found {
  it: Named;
  item: FolderItem;
  /** We made it just now. */
  isNew: boolean;
  /** We may have made it in a request that was not answered well. */
  isRepeat: boolean;
}

/** Makes the folders that are not there, each under a name of its own; what is there already is judged before it is kept. */
export async function makeMissing(
  needs: MakeNeeds,
  root: Root,
  place: Place,
  missing: Wanted[],
  listing: Listing,
  made: Map<string, Made>,
): Promise<void> {
  if (missing.length === 0) return;
  const { database, marks } = needs;
  const questions = await readAnswers(needs, root, missing);
  const markOf = await marks.of(place.tenantId);
  let open: Open[] = missing.map((it) => ({
    ...it,
    names: namesToTry(root.template, it, questions.get(it.recordId)),
  }));
  while (open.length > 0) {
    const claimed = await claimNames(database.kysely, place, open);
    const named = open.flatMap((it): Named[] => {
      const had = claimed.get(it.recordId);
      if (!had) made.set(it.recordId, { state: 'failed', error: noName() });
      return had ? [{ ...it, ...had }] : [];
    });
    const found = await findOrMake(needs, root, place, named, listing, markOf, made);
    const known = await knownItems(
      needs,
      root,
      found.filter((it) => !it.isNew).map((it) => it.item),
    );
    const judged = found.map((at) => ({
      ...at,
      verdict: at.isNew
        ? ('keep' as const)
        : judgeFolder(at.item, {
            isKnown: known.has(at.item.id),
            making: {
              mark: markOf(at.it),
              claimedAt: at.it.claimedAt,
              by: root.as.objectId,
              clientId: marks.clientId,
            },
            question: questions.get(at.it.recordId),
          }),
    }));
    const asked = judged.filter((it) => it.verdict === 'ask');
    for (const { it, item } of asked) {
      const question = questions.get(it.recordId);
      const wasRefused = question?.answered_by != null && question.item_id === item.id;
      made.set(it.recordId, { state: 'asking', taken: takenAs(item), wasRefused });
    }
    await noteQuestions(
      database.kysely,
      asked.map(({ it, item }) => ({
        of: it,
        owner: root.owner,
        driveId: root.driveId,
        taken: takenAs(item),
        seenBy: root.as.objectId,
      })),
    );
    const got = judged.filter((it) => it.verdict === 'keep');
    for (const { it } of got) if (it.lost) await forgetFolder(database, it.lost);
    const kept = await keepAll(needs, root, got, (it) => questions.has(it.recordId));
    const again: Open[] = [];
    for (const { it, isNew, isRepeat, verdict } of judged) {
      if (verdict === 'ask') continue;
      const row = kept.get(it.recordId);
      if (row) {
        const state = isNew || isRepeat || it.triedSince ? 'created' : 'existed';
        made.set(it.recordId, { state, name: row.name, ...said(it, row.name, questions.get(it.recordId)) });
      } else {
        await freeName(database.kysely, place, it); // another record's folder, renamed by hand to this name, or not ours
        again.push({ ...it, names: it.names.slice(it.names.indexOf(it.name) + 1) });
      }
    }
    open = again.filter((it) => it.names.length > 0);
    for (const it of again) if (it.names.length === 0) made.set(it.recordId, { state: 'failed', error: noName() });
  }
}

/** The folders under the names that were claimed: new, or there already. What fails, and a file that is in the way, is told at once. */
async function findOrMake(
  needs: MakeNeeds,
  root: Root,
  { parentId }: Place,
  named: Named[],
  listing: Listing,
  markOf: (of: Wanted) => string,
  made: Map<string, Made>,
): Promise<Found[]> {
  const listed = (it: Named) => listing?.byName.get(nameKey(it.name));
  const fresh = named.filter((it) => !listed(it));
  const posted = await sendParts<FolderItem>(
    needs,
    root,
    fresh.map((it) => ({
      method: 'POST',
      path: `${itemPath(root.driveId, parentId)}/children`,
      body: newFolder(it.name, markOf(it)),
      isRepeatable: true,
    })),
  );
  const taken = fresh.filter((_it, i) => posted[i]?.error?.code === 'conflict');
  const there = await sendParts<FolderItem>(
    needs,
    root,
    taken.map((it) => ({ path: childPath(root.driveId, parentId, it.name), query: { $select: folderFields } })),
  );
  return named.flatMap((it): Found[] => {
    const item = listed(it);
    const post = posted[fresh.indexOf(it)];
    const answer = item ? { value: item } : taken.includes(it) ? there[taken.indexOf(it)] : post;
    if (answer?.value?.folder)
      return [
        {
          it,
          item: answer.value,
          isNew: !item && !taken.includes(it),
          isRepeat: !item && post?.isRepeat === true,
        },
      ];
    const error = answer && 'error' in answer ? answer.error : undefined;
    made.set(it.recordId, { state: 'failed', error: error ?? fileInTheWay(it.name) });
    return [];
  });
}

/** Notes the folders as their records', and what was asked about them is settled with it. */
async function keepAll(
  { database, wake }: MakeNeeds,
  { owner, driveId }: Root,
  got: Found[],
  wasAsked: (it: Wanted) => boolean,
): Promise<Map<string, FolderRow>> {
  const all = got.map(({ it, item }) => ({ of: it, owner, driveId, item, recordName: it.recordName }));
  const asked = got.filter((at) => wasAsked(at.it));
  if (asked.length === 0) return keepFolders(database.kysely, all);
  return database.transaction(async (tx) => {
    const kept = await keepFolders(tx, all);
    for (const { it, isNew } of asked) {
      const name = kept.get(it.recordId)?.name;
      if (name !== undefined) await closeQuestion(tx, wake, { of: it, owner, name, isNew });
    }
    return kept;
  });
}

const noName = () =>
  new AppError('conflict', 'No name is free for it: other folders stand there under every name it could have.', {
    source: 'graph',
  });
const said = ({ names }: Open, name: string, question: FolderQuestion | undefined) =>
  question?.answer === 'another'
    ? { reason: 'Another folder of this name was there already, so this one has a number.' }
    : name === names[0]
      ? {}
      : { reason: 'Another record has a folder of this name, so this one carries a mark.' };
