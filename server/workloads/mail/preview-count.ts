import type { Counted } from '../../../contract/preview.js';
import { keyOf, type StoredRef } from '../../records/view.js';
import type { Matched } from './preview-match.js';
import type { ReadFolder } from './preview-read.js';

/** What is sealed of a dry run: records by our keys, so that their names are those of the day it is looked at. */
export type CountedRefs = Omit<Counted, 'records' | 'conflicts'> & {
  records: (StoredRef & { messages: number })[];
  conflicts: Matched['conflicts'];
};
const mostRecords = 100;
const examples = 3;

/** Pure: numbers of a dry run from what was read and where it would go. */
export function countMatches(
  read: { name: string; folder: ReadFolder }[],
  { links, conflicts }: Matched,
  isPartial: boolean,
): CountedRefs {
  const stateOf = (graphId: string) => {
    const found = links.get(graphId) ?? [];
    return found.some((it) => it.state === 'linked') ? 'linked' : found.length > 0 ? 'asked' : 'unmatched';
  };
  const kept = read.flatMap((it) => it.folder.kept);
  const states = kept.map((it) => stateOf(it.graphId));
  const excluded = new Map<string, number>();
  for (const { folder } of read)
    for (const [rule, messages] of folder.excluded) excluded.set(rule, (excluded.get(rule) ?? 0) + messages);
  const records = new Map<string, StoredRef & { messages: number }>();
  for (const { graphId } of kept)
    for (const { state, moduleId, recordId } of links.get(graphId) ?? []) {
      if (state !== 'linked') continue;
      const known = records.get(keyOf({ moduleId, recordId })) ?? { moduleId, recordId, messages: 0 };
      records.set(keyOf(known), { ...known, messages: known.messages + 1 });
    }
  const newest = kept
    .filter((it) => stateOf(it.graphId) === 'linked')
    .sort((a, b) => Date.parse(b.receivedDateTime) - Date.parse(a.receivedDateTime))
    .slice(0, examples);
  return {
    messages: read.reduce((sum, it) => sum + it.folder.messages, 0),
    linked: states.filter((it) => it === 'linked').length,
    asked: states.filter((it) => it === 'asked').length,
    unmatched: states.filter((it) => it === 'unmatched').length,
    excluded: [...excluded].map(([rule, messages]) => ({ rule, messages })).sort((a, b) => b.messages - a.messages),
    folders: read.map(({ name, folder }) => ({
      name,
      messages: folder.messages,
      linked: folder.kept.filter((it) => stateOf(it.graphId) === 'linked').length,
    })),
    records: [...records.values()].sort((a, b) => b.messages - a.messages).slice(0, mostRecords),
    recordCount: records.size,
    conflicts,
    examples: newest.map((it) => ({
      from: it.from?.name ?? '',
      fromAddress: it.from?.address ?? '',
      subject: it.subject,
      dateTime: it.receivedDateTime,
    })),
    isPartial,
  };
}
