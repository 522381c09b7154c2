import { useId, useState } from 'react';
import type { ParticipantMatch, RecordView } from '../../../contract/api.js';
import { t } from '../../text/text.js';
import { announce } from '../../ui/announce.js';
import { Button } from '../../ui/Button.js';
import { usePane } from '../pane.js';
import { recordKey } from './RecordOption.js';

interface Props {
  person: ParticipantMatch;
  /** The id of what names the person. */
  name: string;
  onChoose(record: RecordView): void;
}

/** An address that is on several records: which one is meant, now or from now on; what was chosen before can be changed. */
export function SeveralRecords({ person: { address, records, chosen: before }, name, onChoose }: Props) {
  const { api } = usePane();
  const group = useId();
  const [chosen, setChosen] = useState(before);
  const [isOpen, setIsOpen] = useState(!before);
  const [isRemembered, setIsRemembered] = useState(before !== undefined);
  const keep = (record: RecordView | undefined, isKept: boolean) => {
    if (!record) return;
    const body = { address, record: isKept ? { module: record.module, id: record.id } : null };
    api.call('PUT /mail/choices', { body }).then(
      () => announce(t(isKept ? 'several.remembered' : 'several.forgotten', { name: record.displayName, address })),
      () => announce(t('links.failed')),
    );
  };
  if (!isOpen)
    return (
      <span className="person-choices">
        <span className="caption">{t('several.chosen', { name: chosen?.displayName ?? '' })}</span>
        <Button look="link" aria-describedby={name} onClick={() => setIsOpen(true)}>
          {t('several.change')}
        </Button>
      </span>
    );
  return (
    <span className="several" role="radiogroup" aria-labelledby={name}>
      {records.map((it) => (
        <label key={recordKey(it)} className="several-choice">
          <input
            type="radio"
            name={group}
            checked={chosen !== undefined && recordKey(chosen) === recordKey(it)}
            onChange={() => {
              setChosen(it);
              onChoose(it);
              if (isRemembered) keep(it, true);
            }}
          />
          <span>{it.displayName}</span>
          <span className="caption">{it.moduleName}</span>
        </label>
      ))}
      <label className="several-choice caption">
        <input
          type="checkbox"
          checked={isRemembered}
          onChange={(event) => {
            setIsRemembered(event.target.checked);
            keep(chosen, event.target.checked);
          }}
        />
        {t('question.remember')}
      </label>
    </span>
  );
}
