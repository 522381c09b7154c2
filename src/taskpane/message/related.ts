import type { Matches, RecordView } from '../../../contract/api.js';
import type { Choices } from './choices.js';

const most = 10;

/** Records a mail belongs to, the likeliest first: where it is filed, what was chosen, what is suggested. */
export function relatedTo(matches: Matches | undefined, found: Choices['found']): RecordView[] {
  const all = [
    ...(matches?.filings ?? []).map((it) => it.record),
    ...found.map((it) => it.record),
    ...(matches?.suggestions ?? []).map((it) => it.record),
  ];
  return [...new Map(all.map((it) => [`${it.module} ${it.id}`, it])).values()].slice(0, most);
}
