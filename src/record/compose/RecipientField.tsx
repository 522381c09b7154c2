import { useId, useRef, useState } from 'react';
import type { WishedMail } from '../../../contract/api.js';
import { t } from '../../text/compose-text.js';
import { Button } from '../../ui/Button.js';

type Recipients = WishedMail['to'];
interface Props {
  name: 'to' | 'cc' | 'bcc';
  value: Recipients;
  people: { address: string; name: string }[];
  problem: string | undefined;
  onChange(value: Recipients): void;
}
export const isAddress = (text: string): boolean => /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+$/.test(text.trim());

/** Names and addresses of a line of recipients. What is typed becomes one at Enter, a comma, or when the field is left. */
export function RecipientField({ name, value, people, problem, onChange }: Props) {
  const id = useId();
  const [text, setText] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const take = (typed: string) => {
    const found = typed
      .split(/[,;\n]+/)
      .map((it) => it.trim())
      .filter(Boolean)
      .map((it) => toRecipient(it, people))
      .filter((it) => !value.some((known) => known.address.toLowerCase() === it.address.toLowerCase()));
    setText('');
    if (found.length > 0) onChange([...value, ...found]);
  };
  const wrong = value.find((it) => !isAddress(it.address));
  const said = problem ?? (wrong ? t('no.address', { address: wrong.address }) : undefined);
  return (
    <div className="compose-row">
      <label htmlFor={id}>{t(name)}</label>
      <div className={`recipients ${said ? 'recipients-wrong' : ''}`}>
        {value.map((it, i) => (
          <span
            key={it.address}
            className={`recipient ${isAddress(it.address) ? '' : 'recipient-wrong'}`}
            title={it.address}
          >
            <span>{it.name || it.address}</span>
            <Button
              look="subtle"
              icon="dismiss"
              aria-label={t('remove', { name: it.name || it.address })}
              onClick={() => {
                onChange(value.filter((_, at) => at !== i));
                field.current?.focus(); // the button that had the focus is gone
              }}
            />
          </span>
        ))}
        <input
          ref={field}
          id={id}
          type="text"
          inputMode="email"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          list={`${id}-people`}
          value={text}
          aria-invalid={said ? true : undefined}
          aria-describedby={said ? `${id}-problem` : undefined}
          data-field={name}
          onChange={({ target }) => (/[,;\n]$/.test(target.value) ? take(target.value) : setText(target.value))}
          onBlur={() => take(text)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && text.trim()) {
              event.preventDefault();
              take(text);
            }
            if (event.key === 'Backspace' && text === '' && value.length > 0) onChange(value.slice(0, -1));
          }}
        />
        <datalist id={`${id}-people`}>
          {people.map((it) => (
            <option key={it.address} value={it.address}>
              {it.name}
            </option>
          ))}
        </datalist>
      </div>
      {said && (
        <p id={`${id}-problem`} className="compose-problem">
          {said}
        </p>
      )}
    </div>
  );
}

/** "Jana Novák <jana@example.com>" as people paste it, or an address alone, named where the record knows it. */
function toRecipient(text: string, people: Props['people']): Recipients[number] {
  const [, written, inside] = /^"?([^"<]*)"?\s*<([^<>]+)>$/.exec(text) ?? [];
  const address = (inside ?? text).trim().slice(0, 320);
  const name = written?.trim() || people.find((it) => it.address === address.toLowerCase())?.name;
  return { address, ...(name ? { name } : {}) };
}
