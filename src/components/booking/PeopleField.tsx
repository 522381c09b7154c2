import { useId, useRef, useState } from 'react';
import type { Invited } from '../../../contract/api.js';
import type { BookingStart, BookingTimes } from '../../../contract/booking.js';
import { t } from '../../text/booking-text.js';
import { Button } from '../../ui/Button.js';
import { Icon } from '../../ui/Icon.js';

interface Props {
  start: BookingStart;
  people: Invited[];
  schedules: BookingTimes['schedules'];
  isWrong: boolean;
  onChange(people: Invited[]): void;
}
const isAddress = (text: string): boolean => /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+$/.test(text);
const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** Who is invited, required or optional. What is typed becomes somebody at Enter, a comma, or when the field is left. */
export function PeopleField({ start, people, schedules, isWrong, onChange }: Props) {
  const id = useId();
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  const others = start.others.filter((it) => !people.some((known) => same(known.address, it.address)));
  const add = (typed: string) => {
    const wish = typed.replace(/[,;]\s*$/, '').trim();
    if (!wish) return;
    const [, written, inside] = /^"?([^"<]*)"?\s*<([^<>]+)>$/.exec(wish) ?? [];
    const known = others.find((it) => same(it.address, wish) || same(it.name, wish));
    const address = (inside ?? known?.address ?? wish).trim();
    if (!isAddress(address)) {
      setWrong(wish);
      return;
    }
    setWrong(undefined);
    setText('');
    const name = written?.trim() || known?.name;
    if (!people.some((it) => same(it.address, address)) && !same(address, start.organizer.address))
      onChange([...people, { address, ...(name ? { name } : {}), kind: 'required' }]);
  };
  const isUnknown = ({ address }: Invited) =>
    schedules.some((it) => same(it.address, address) && !it.isKnown) && start.schedules.isAvailable;
  return (
    <fieldset className="booking-row" data-wrong={isWrong || undefined}>
      <legend>{t('people')}</legend>
      {people.length === 0 && <p className="caption">{t('people.none')}</p>}
      <ul className="booking-people">
        {people.map((it, i) => (
          <li key={it.address} className="booking-person">
            <span className="booking-person-name" title={it.address}>
              {it.name || it.address}
              {isUnknown(it) && <span className="caption"> {t('people.unknown')}</span>}
            </span>
            <Button
              className="small booking-kind"
              aria-label={t(it.kind === 'required' ? 'people.makeOptional' : 'people.makeRequired', {
                name: it.name || it.address,
              })}
              onClick={() =>
                onChange(
                  people.map((known, at) =>
                    at === i ? { ...known, kind: known.kind === 'required' ? 'optional' : 'required' } : known,
                  ),
                )
              }
            >
              {t(`people.${it.kind}`)}
            </Button>
            <Button
              look="subtle"
              icon="dismiss"
              aria-label={t('people.remove', { name: it.name || it.address })}
              onClick={() => {
                onChange(people.filter((_, at) => at !== i));
                field.current?.focus(); // the button that had the focus is gone
              }}
            />
          </li>
        ))}
      </ul>
      <div className="booking-add">
        <Icon name="personAdd" />
        <input
          ref={field}
          id={`${id}add`}
          className="input"
          aria-label={t('people.add')}
          placeholder={t('people.hint')}
          inputMode="email"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          list={`${id}others`}
          value={text}
          aria-invalid={wrong ? true : undefined}
          aria-describedby={wrong ? `${id}wrong` : undefined}
          onChange={({ target }) => (/[,;]$/.test(target.value) ? add(target.value) : setText(target.value))}
          onBlur={() => add(text)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || !text.trim()) return;
            event.preventDefault();
            add(text);
          }}
        />
        <datalist id={`${id}others`}>
          {others.map((it) => (
            <option key={it.address} value={it.address}>
              {it.name}
            </option>
          ))}
        </datalist>
      </div>
      {wrong && (
        <p id={`${id}wrong`} className="booking-problem">
          {t('people.wrong', { text: wrong })}
        </p>
      )}
    </fieldset>
  );
}
