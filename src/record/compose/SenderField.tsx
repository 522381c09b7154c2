import { useId } from 'react';
import type { Sender } from '../../../contract/api.js';
import { t } from '../../text/compose-text.js';
import { LinkOut } from '../../ui/LinkOut.js';

interface Props {
  senders: Sender[];
  value: string;
  problem: string | undefined;
  onChange(mailbox: string): void;
}

/** The mailbox it leaves from; what is missing for it is said here, before anything is sent. */
export function SenderField({ senders, value, problem, onChange }: Props) {
  const id = useId();
  const chosen = senders.find((it) => it.mailbox === value);
  const said = problem ?? chosen?.problem?.sentence;
  return (
    <div className="compose-row">
      <label htmlFor={id}>{t('from')}</label>
      <select
        id={id}
        data-field="mailbox"
        value={value}
        aria-invalid={said ? true : undefined}
        aria-describedby={said ? `${id}-problem` : undefined}
        onChange={({ target }) => onChange(target.value)}
      >
        {senders.map((it) => (
          <option key={it.mailbox} value={it.mailbox}>
            {it.name && it.name !== it.address ? `${it.name} <${it.address}>` : it.address}
          </option>
        ))}
      </select>
      {said && (
        <p id={`${id}-problem`} className="compose-problem">
          {said}{' '}
          {chosen?.problem && <LinkOut href={`${window.location.origin}/settings`}>{t('no.sender.open')}</LinkOut>}
        </p>
      )}
    </div>
  );
}
