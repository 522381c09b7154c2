import type { Reply } from '../../../contract/api.js';
import { useQuery } from '../../api/query.js';
import { t } from '../../text/admin-text.js';
import { useSettings } from '../settings.js';
import { Answered } from './Answered.js';
import { useAttempt } from './use-attempt.js';

type Kept = Reply<'GET /admin/audit/settings'>;
const choices = [30, 60, 90, 180, 365, null] as const;
const word = (days: number | null) => (days === null ? t('audit.forEver') : t('audit.days', { count: days }));

/** How long the audit is kept. */
export function RetentionChoice() {
  const { api, cache } = useSettings();
  const key = 'audit settings';
  const answer = useQuery<Kept>(cache, key, (signal) => api.call('GET /admin/audit/settings', {}, { signal }));
  const { error, done, attempt } = useAttempt();
  const keep = (retentionDays: number | null) =>
    attempt('keep', async () => {
      cache.write(key, await api.call('PUT /admin/audit/settings', { body: { retentionDays } }));
      return t('audit.retention.saved', { days: word(retentionDays) });
    });
  return (
    <Answered answer={answer} error={error}>
      {({ retentionDays }) => (
        <section className="card">
          <span className="field">
            <label htmlFor="audit-retention">{t('audit.retention')}</label>
            <select
              id="audit-retention"
              className="input"
              value={String(retentionDays)}
              onChange={(e) => void keep(e.target.value === 'null' ? null : Number(e.target.value))}
            >
              {[...new Set([...choices, retentionDays])].map((it) => (
                <option key={String(it)} value={String(it)}>
                  {word(it)}
                </option>
              ))}
            </select>
            {done && <span className="caption">{done.text}</span>}
          </span>
        </section>
      )}
    </Answered>
  );
}
