import { useEffect, useState } from 'react';
import type { TimelineFilter, TimelineOverview } from '../../contract/api.js';
import { t } from '../text/record-text.js';
import { Button } from '../ui/Button.js';

interface Props {
  filter: TimelineFilter;
  overview: TimelineOverview | undefined;
  onChange(filter: TimelineFilter): void;
}
const waitMs = 300;
/** The reader's own day of an instant, some days on, as a date field writes it. */
function dayOf(iso: string | undefined, days = 0): string {
  if (!iso) return '';
  const date = new Date(iso);
  date.setDate(date.getDate() + days);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((n) => String(n).padStart(2, '0')).join('-');
}
/** The day that is named belongs to it. */
function endOf(day: string): string {
  const end = new Date(`${day}T00:00`);
  end.setDate(end.getDate() + 1);
  return end.toISOString();
}

/** What narrows the timeline. Words are looked for when the person pauses; the rest at once. */
export function TimelineFilters({ filter, overview, onChange }: Props) {
  const [search, setSearch] = useState(filter.search ?? '');
  const set = (change: TimelineFilter) =>
    onChange(
      Object.fromEntries(Object.entries({ ...filter, ...change }).filter(([, it]) => it !== undefined && it !== '')),
    );
  useEffect(() => {
    if (search.trim() === (filter.search ?? '')) return;
    const timer = setTimeout(() => set({ search: search.trim() || undefined }), waitMs);
    return () => clearTimeout(timer);
  });
  return (
    <form className="filters" role="search" aria-label={t('filter.label')} onSubmit={(event) => event.preventDefault()}>
      <input
        type="search"
        className="filter-search"
        aria-label={t('filter.search')}
        placeholder={t('filter.search')}
        maxLength={200}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      <select
        aria-label={t('filter.kind')}
        value={filter.kind ?? ''}
        onChange={(event) => set({ kind: (event.target.value || undefined) as TimelineFilter['kind'] })}
      >
        <option value="">{t('filter.all')}</option>
        {(['received', 'sent', 'filed'] as const).map((it) => (
          <option key={it} value={it}>
            {t(`filter.${it}`)}
          </option>
        ))}
      </select>
      <select
        aria-label={t('filter.person')}
        value={filter.person ?? ''}
        onChange={(event) => set({ person: event.target.value || undefined })}
      >
        <option value="">{t('filter.everybody')}</option>
        {overview?.people.map((it) => (
          <option key={it.address} value={it.address}>
            {it.name || it.address}
          </option>
        ))}
      </select>
      <select
        aria-label={t('filter.mailbox')}
        value={filter.mailbox ?? ''}
        onChange={(event) => set({ mailbox: event.target.value || undefined })}
      >
        <option value="">{t('filter.everyMailbox')}</option>
        {overview?.mailboxes.map((it) => (
          <option key={it.id} value={it.id}>
            {it.name || it.address}
          </option>
        ))}
      </select>
      <label className="filter-date">
        {t('filter.from')}
        <input
          type="date"
          value={dayOf(filter.from)}
          onChange={(event) =>
            set({ from: event.target.value ? new Date(`${event.target.value}T00:00`).toISOString() : undefined })
          }
        />
      </label>
      <label className="filter-date">
        {t('filter.to')}
        <input
          type="date"
          value={dayOf(filter.to, -1)}
          onChange={(event) => set({ to: event.target.value ? endOf(event.target.value) : undefined })}
        />
      </label>
      <label className="filter-check">
        <input
          type="checkbox"
          checked={filter.withFiles ?? false}
          onChange={(event) => set({ withFiles: event.target.checked || undefined })}
        />
        {t('filter.files')}
      </label>
      {Object.keys(filter).length > 0 && (
        <Button
          look="link"
          onClick={() => {
            setSearch('');
            onChange({});
          }}
        >
          {t('filter.clear')}
        </Button>
      )}
    </form>
  );
}
