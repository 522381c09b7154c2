import type { FolderAnswer, RecordFolderState, TakenFolder } from '../../../contract/files.js';
import type { Coming } from '../../../contract/shapes.js';
import type { Audit } from '../../audit/audit.js';
import { AppError } from '../../base/errors.js';
import type { Principal } from '../../base/principal.js';
import { itemPath } from './drive-items.js';
import { findFolder, folderOf, forgetFolder, type FolderRow } from './folder-rows.js';
import { namedRecords, type NamedRecord } from './named-records.js';
import { namesFor } from './names-for.js';
import { ensureRecordFolder, type Ensured } from './record-folder.js';
import { organisationRoot, ownRoot, readSetting, type Root, type RootNeeds } from './root.js';
import { answerQuestion, findQuestions } from './folder-questions.js';
import { usualTemplate } from './folder-template.js';
import { FolderTaken, takenFor, takenUnseen } from './taken-folder.js';

export interface RecordFolderNeeds extends RootNeeds {
  audit: Audit;
  records: {
    resolve(tenantId: string, ref: Ref, what?: Coming): Promise<{ moduleId: string; recordId: string }>;
  };
}
type Ref = { module: string; id: string };
/** What a person says of the folder they were shown. */
export interface AnswerToTaken {
  itemId: string;
  answer: FolderAnswer;
}

/** Whether a record has a folder. Asks nobody: whether the viewer may open it is told by Microsoft when they do. */
export async function recordFolderState(
  needs: RecordFolderNeeds,
  viewer: Principal,
  ref: Ref,
): Promise<RecordFolderState> {
  const of = await named(needs, viewer, ref);
  const row = await folderOf(needs.database.kysely, of, viewer.objectId);
  return row ? toState(needs, of, row) : toState(needs, of, undefined, await askedOf(needs, viewer, of));
}

/**
 * Makes the record's folder where the organisation keeps them, else in the person's own OneDrive. Where one that is not ours has its name,
 * that is told instead, until the person says what becomes of it; what waited for it elsewhere then goes on. Twice is once.
 */
export async function makeRecordFolder(
  needs: RecordFolderNeeds,
  principal: Principal,
  ref: Ref,
  answer?: AnswerToTaken,
): Promise<RecordFolderState> {
  const { database, audit } = needs;
  await needs.records.resolve(principal.tenantId, ref, 'files');
  const of = await named(needs, principal, ref);
  const root = await rootToAnswer(needs, principal, of);
  const known = await findFolder(database.kysely, of, root.owner);
  if (known && !(await isThere(needs, root, known))) await forgetFolder(database, known);
  else if (!known && answer) await takeAnswer(needs, principal, root, of, answer);
  let ensured: Ensured;
  try {
    ensured = await ensureRecordFolder(needs, root, of);
  } catch (error) {
    if (!(error instanceof FolderTaken)) throw error;
    const asked = { driveId: root.driveId, seenBy: root.as.objectId, taken: error.taken };
    return toState(needs, of, undefined, (await takenFor(needs.graph, principal, asked)) ?? takenUnseen(error.taken));
  }
  const { folder, outcome } = ensured;
  if (outcome === 'created')
    await database.transaction((tx) =>
      audit.append(tx, {
        tenantId: of.tenantId,
        actor: principal.objectId,
        action: 'folder.made',
        target: folder.id,
      }),
    );
  return toState(needs, of, await folderOf(database.kysely, of, principal.objectId));
}

/** Whether the folder we know is still at Microsoft, for who made it. */
export async function isThere({ graph }: Pick<RootNeeds, 'graph'>, { as }: Root, row: FolderRow): Promise<boolean> {
  if (row.state === 'gone') return false;
  const item = { path: itemPath(row.drive_id, row.item_id), query: { $select: 'id' }, priority: 'job' as const };
  return graph.request(as, item).then(
    () => true,
    (error: unknown) => {
      if (error instanceof AppError && error.code === 'not_found') return false;
      throw error;
    },
  );
}

/** The organisation's root, else the person's own OneDrive. */
export async function rootFor(needs: RootNeeds, as: Principal): Promise<Root> {
  return (await organisationRoot(needs, as.tenantId)) ?? (await ownRoot(needs, as));
}

/** The same; but where something is asked about a folder in the person's own OneDrive, that is where it is answered. */
async function rootToAnswer(needs: RootNeeds, as: Principal, of: NamedRecord): Promise<Root> {
  const own = await findQuestions(needs.database.kysely, [of], as.objectId);
  return own.size > 0 ? ownRoot(needs, as) : rootFor(needs, as);
}

/** The folder that work in the background met and that nobody has decided about, as the viewer may see it. */
async function askedOf(
  { database, graph }: RecordFolderNeeds,
  viewer: Principal,
  of: NamedRecord,
): Promise<TakenFolder | undefined> {
  const asked =
    (await findQuestions(database.kysely, [of], viewer.objectId)).get(of.recordId) ??
    (await findQuestions(database.kysely, [of], '')).get(of.recordId);
  if (!asked || asked.answer) return undefined;
  return takenFor(graph, viewer, { driveId: asked.drive_id, seenBy: asked.seen_by, taken: asked.taken });
}

async function takeAnswer(
  { database, audit }: RecordFolderNeeds,
  { tenantId, objectId }: Principal,
  { owner, driveId, as }: Root,
  of: NamedRecord,
  { itemId, answer }: AnswerToTaken,
): Promise<void> {
  const taken = { itemId, name: '', otherName: '', mayUse: true };
  const asked = (await findQuestions(database.kysely, [of], owner)).get(of.recordId);
  const known = asked?.item_id === itemId ? asked.taken : taken;
  await database.transaction(async (tx) => {
    await answerQuestion(tx, { of, owner, driveId, taken: known, seenBy: as.objectId }, answer, objectId);
    await audit.append(tx, {
      tenantId,
      actor: objectId,
      action: 'folder.answered',
      target: `${of.moduleId} ${of.recordId}`,
      detail: { answer },
    });
  });
}

async function named(needs: RecordFolderNeeds, { tenantId }: Principal, ref: Ref): Promise<NamedRecord> {
  const { moduleId, recordId } = await needs.records.resolve(tenantId, ref);
  const of = (await namedRecords(needs.database.kysely, tenantId, moduleId, [recordId])).get(recordId);
  if (!of) throw new AppError('not_found', 'This record was deleted or merged in Coherence.', { source: 'coherence' });
  return of;
}

async function toState(
  { database }: RecordFolderNeeds,
  of: NamedRecord,
  row: FolderRow | undefined,
  taken?: TakenFolder,
): Promise<RecordFolderState> {
  const setting = await readSetting(database.kysely, of.tenantId);
  const { parents, names } = namesFor(setting?.template ?? usualTemplate, of);
  return {
    state: row ? row.state : taken ? 'taken' : 'none',
    ...(taken ? { taken } : {}),
    ...(row?.name ? { name: row.name } : {}),
    ...(row?.state === 'there' ? { webUrl: row.web_url } : {}),
    place: setting?.root_name ?? 'OneDrive',
    path: [...parents, names[0]].join('/'),
  };
}
