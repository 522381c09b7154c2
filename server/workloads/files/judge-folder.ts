import type { FolderItem } from './drive-items.js';
import { itemPath } from './drive-items.js';
import { anotherNames } from './file-name.js';
import { isOfOurMaking, type Making } from './folder-mark.js';
import { findQuestions, type FolderQuestion } from './folder-questions.js';
import type { RecordOf } from './folder-rows.js';
import { namesFor, type FolderOf } from './names-for.js';
import type { Root, RootNeeds } from './root.js';

/** What is done with a folder that stands where a record's should be: it is the record's, another name is tried, or somebody is asked. */
export type Verdict = 'keep' | 'next' | 'ask';

export function judgeFolder(
  item: FolderItem,
  { isKnown, making, question }: { isKnown: boolean; making: Making; question: FolderQuestion | undefined },
): Verdict {
  // Of one that we know, the rows say whose it is: this record's, or another's.
  if (isKnown || isOfOurMaking(item, making)) return 'keep';
  if (question?.answer === 'another') return 'next';
  return question?.answer === 'use' && question.item_id === item.id ? 'keep' : 'ask';
}

/** What the folder of a record may be called, best first; others where somebody wished another one beside one that is not ours. */
export function namesToTry(template: string, of: FolderOf, question: FolderQuestion | undefined): string[] {
  const { names } = namesFor(template, of);
  return question?.answer === 'another' ? anotherNames(names[0] as string) : names;
}

/**
 * What was asked and answered about these records' folders. That a folder is used counts only from who may open it: else anybody could
 * have the record's people let into a folder they know nothing of.
 */
export async function readAnswers(
  { database, graph, connections }: Pick<RootNeeds, 'database' | 'graph' | 'connections'>,
  { owner, as }: Root,
  of: RecordOf[],
): Promise<Map<string, FolderQuestion>> {
  const questions = await findQuestions(database.kysely, of, owner);
  const uses = [...questions.values()].filter((it) => it.answer === 'use' && it.answered_by !== as.objectId);
  for (const answeredBy of new Set(uses.map((it) => it.answered_by ?? ''))) {
    const theirs = uses.filter((it) => it.answered_by === answeredBy);
    const who = await connections.find(as.tenantId, answeredBy);
    const parts = theirs.map((it) => ({ path: itemPath(it.drive_id, it.item_id), query: { $select: 'id' } }));
    const seen = who ? await graph.batch(who, parts, { of: 'drives', priority: 'job' }) : [];
    for (const [i, it] of theirs.entries()) if (!seen[i]?.value) questions.set(it.record_id, { ...it, answer: null });
  }
  return questions;
}

/** Which of these items are folders of records already, as we know it. */
export async function knownItems(
  { database }: Pick<RootNeeds, 'database'>,
  { as, driveId }: Root,
  items: FolderItem[],
): Promise<Set<string>> {
  if (items.length === 0) return new Set();
  const rows = await database.kysely
    .selectFrom('record_folder')
    .select('item_id')
    .where('tenant_id', '=', as.tenantId)
    .where('drive_id', '=', driveId)
    .where(
      'item_id',
      'in',
      items.map((it) => it.id),
    )
    .execute();
  return new Set(rows.map((it) => it.item_id));
}
