import type { Matches, Reason, RecordView, Suggestion } from '../../../contract/api.js';
import type { Choices } from './choices.js';
import { recordKey } from './RecordOption.js';

type Option = Omit<Suggestion, 'confidence'> & Partial<Pick<Suggestion, 'confidence'>>;
export interface ChooserState {
  options: Option[];
  chosen: Option | undefined;
  choose(record: RecordView): void;
  find(record: RecordView, reason: Reason): void;
}

/** Which records can be chosen, and which one is. A strong match stands chosen already; a weaker one waits for a person. */
export function useChooser(
  matches: Matches | undefined,
  choices: Choices,
  change: (change: Partial<Choices>) => void,
): ChooserState {
  const filed = new Set(matches?.filings.map((it) => recordKey(it.record)));
  const found = choices.found.filter((it) => !filed.has(recordKey(it.record)));
  const options: Option[] = [
    ...found,
    ...(matches?.suggestions ?? []).filter(
      (it) =>
        !filed.has(recordKey(it.record)) && !found.some((known) => recordKey(known.record) === recordKey(it.record)),
    ),
  ];
  const [strongest] = matches?.suggestions ?? [];
  const key = choices.record ?? (strongest?.confidence === 'high' ? recordKey(strongest.record) : undefined);
  return {
    options,
    chosen: options.find((it) => recordKey(it.record) === key),
    choose: (record) => change({ record: recordKey(record) }),
    find: (record, reason) =>
      change({
        record: recordKey(record),
        found: [{ record, reason }, ...choices.found.filter((it) => recordKey(it.record) !== recordKey(record))].slice(
          0,
          5,
        ),
      }),
  };
}
