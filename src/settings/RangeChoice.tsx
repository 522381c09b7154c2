import { useId, useState, type ReactNode } from 'react';
import type { MailSettings } from '../../contract/connection.js';
import { t } from '../text/settings-text.js';

type Range = MailSettings['range'];
interface Props {
  range: Range;
  timeZone: string;
  problem: { field: string; message: string } | undefined;
  onChange(range: Range): void;
  children: ReactNode;
}

/** How far back (M16-M19). A day that cannot be is said at its own field. */
export function RangeChoice({ range, timeZone, problem, onChange, children }: Props) {
  const id = useId();
  const [today] = useState(() => new Date().toISOString().slice(0, 10));
  const options: { name: string; range: Range; isChosen: boolean }[] = [
    { name: t('range.30'), range: { kind: 'days', days: 30 }, isChosen: range.kind === 'days' && range.days === 30 },
    { name: t('range.90'), range: { kind: 'days', days: 90 }, isChosen: range.kind === 'days' && range.days === 90 },
    { name: t('range.6'), range: { kind: 'months', months: 6 }, isChosen: range.kind === 'months' },
    {
      name: t('range.custom'),
      range: { kind: 'custom', from: today },
      isChosen: range.kind === 'custom',
    },
  ];
  const problemAt = (field: 'from' | 'to') => (problem?.field === `range.${field}` ? problem.message : undefined);
  return (
    <fieldset className="card choices">
      <legend>
        <h2>{t('range.title')}</h2>
      </legend>
      <p className="caption">{t('range.text', { zone: timeZone })}</p>
      {options.map((it) => (
        <label key={it.name} className="choice">
          <input type="radio" name={`${id}-range`} checked={it.isChosen} onChange={() => onChange(it.range)} />
          <span>{it.name}</span>
        </label>
      ))}
      {range.kind === 'custom' && (
        <div className="field-row inset">
          <Day
            id={`${id}-from`}
            label={t('range.from')}
            value={range.from}
            problem={problemAt('from')}
            onChange={(from) => onChange({ ...range, from })}
          />
          <Day
            id={`${id}-to`}
            label={t('range.to')}
            value={range.to ?? ''}
            hint={t('range.to.hint')}
            problem={problemAt('to')}
            onChange={(to) => onChange({ kind: 'custom', from: range.from, ...(to ? { to } : {}) })}
          />
        </div>
      )}
      {children}
    </fieldset>
  );
}

interface DayProps {
  id: string;
  label: string;
  value: string;
  hint?: string;
  problem: string | undefined;
  onChange(value: string): void;
}
function Day({ id, label, value, hint, problem, onChange }: DayProps) {
  const described = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ');
  return (
    <span className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input"
        type="date"
        value={value}
        aria-invalid={problem ? true : undefined}
        aria-describedby={described || undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      {hint && (
        <span id={`${id}-hint`} className="caption">
          {hint}
        </span>
      )}
      {problem && (
        <span id={`${id}-problem`} className="field-problem">
          {problem}
        </span>
      )}
    </span>
  );
}
