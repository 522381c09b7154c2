import { useEffect, useId, useState } from 'react';
import type { AuditFilter, AuditKind } from '../../../contract/admin.js';
import { t, type AdminKey } from '../../text/admin-text.js';

const kinds: AuditKind[] = ['change', 'access', 'call', 'sign_in'];
interface Props {
  filter: AuditFilter;
  people: { id: string; name: string }[];
  onChange(change: (filter: AuditFilter) => AuditFilter): void;
}

/** What of the audit is shown. Days are the reader's own, and the last one is whole. */
export function AuditFilterBar({ filter, people, onChange }: Props) {
  const id = useId();
  const [words, setWords] = useState(filter.words ?? '');
  const [days, setDays] = useState({ fromDateTime: '', toDateTime: '' });
  useEffect(() => {
    const timer = setTimeout(() => onChange((now) => changed(now, 'words', words.trim())), 300);
    return () => clearTimeout(timer);
  }, [words, onChange]);
  const day = (name: keyof typeof days, label: AdminKey, time: string) => (
    <span className="field">
      <label htmlFor={`${id}${name}`}>{t(label)}</label>
      <input
        id={`${id}${name}`}
        className="input"
        type="date"
        value={days[name]}
        onChange={({ target: { value } }) => {
          setDays((now) => ({ ...now, [name]: value }));
          onChange((now) => changed(now, name, value && new Date(`${value}T${time}`).toISOString()));
        }}
      />
    </span>
  );
  return (
    <div className="field-row" role="search">
      <span className="field">
        <label htmlFor={`${id}kind`}>{t('audit.kind')}</label>
        <select
          id={`${id}kind`}
          className="input"
          value={filter.kind ?? ''}
          onChange={(e) => onChange((now) => changed(now, 'kind', e.target.value))}
        >
          <option value="">{t('audit.any')}</option>
          {kinds.map((it) => (
            <option key={it} value={it}>
              {t(`kind.${it}` satisfies AdminKey)}
            </option>
          ))}
        </select>
      </span>
      <span className="field">
        <label htmlFor={`${id}who`}>{t('audit.who')}</label>
        <select
          id={`${id}who`}
          className="input"
          value={filter.actor ?? ''}
          onChange={(e) => onChange((now) => changed(now, 'actor', e.target.value))}
        >
          <option value="">{t('audit.any')}</option>
          {people.map((it) => (
            <option key={it.id} value={it.id}>
              {it.name}
            </option>
          ))}
        </select>
      </span>
      <span className="field">
        <label htmlFor={`${id}words`}>{t('audit.words')}</label>
        <input
          id={`${id}words`}
          className="input"
          type="search"
          value={words}
          onChange={(e) => setWords(e.target.value)}
        />
      </span>
      {day('fromDateTime', 'audit.from', '00:00:00')}
      {day('toDateTime', 'audit.to', '23:59:59.999')}
    </div>
  );
}

/** The same filter where nothing changed, so that nothing is asked again. */
function changed(filter: AuditFilter, name: keyof AuditFilter, value: string): AuditFilter {
  if ((filter[name] ?? '') === value) return filter;
  return Object.fromEntries(Object.entries({ ...filter, [name]: value }).filter(([, it]) => it));
}
