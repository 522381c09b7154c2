import { useId } from 'react';
import type { Appointment, RecordView } from '../../../contract/api.js';
import { t } from '../../text/meeting-text.js';
import { RecordOption, recordKey } from '../message/RecordOption.js';
import { RecordSearch } from '../message/RecordSearch.js';

interface Props {
  known: Appointment | undefined;
  chosen: RecordView | undefined;
  onChoose(record: RecordView): void;
  /** Nobody is invited yet: nothing can be suggested. */
  isEmpty: boolean;
}

/** The record a meeting belongs to: suggested from its people with the reason, or searched for. */
export function RecordChoice({ known, chosen, onChoose, isEmpty }: Props) {
  const group = useId();
  const linked = new Set(known?.links.map((it) => recordKey(it.record)));
  const suggested = (known?.suggestions ?? []).filter((it) => !linked.has(recordKey(it.record)));
  const isSuggested = chosen && suggested.some((it) => recordKey(it.record) === recordKey(chosen));
  const options = [...(chosen && !isSuggested ? [{ record: chosen }] : []), ...suggested];
  return (
    <>
      {options.length > 0 ? (
        <div className="options" role="radiogroup" aria-label={t('records.suggested')}>
          {options.map((it) => (
            <RecordOption
              key={recordKey(it.record)}
              group={group}
              {...it}
              isChosen={chosen !== undefined && recordKey(it.record) === recordKey(chosen)}
              onChoose={() => onChoose(it.record)}
            />
          ))}
        </div>
      ) : (
        known &&
        linked.size === 0 && (
          <p className="none">{known.notAllowed ?? (isEmpty ? t('records.noneYet') : t('records.none'))}</p>
        )
      )}
      <RecordSearch onChoose={onChoose} purpose="meetings" />
    </>
  );
}
