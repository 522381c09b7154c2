import type { Reply } from '../../../contract/api.js';
import { useQuery } from '../../api/query.js';
import { t, type AdminKey } from '../../text/admin-text.js';
import { formatTime } from '../../text/text.js';
import { useSettings } from '../settings.js';
import { Answered } from './Answered.js';

type Health = Reply<'GET /admin/mailboxes'>;

/** Every mailbox of the organisation; those in trouble stand first. */
export function HealthView() {
  const { api, cache } = useSettings();
  const answer = useQuery<Health>(cache, 'admin mailboxes', (signal) =>
    api.call('GET /admin/mailboxes', {}, { signal }),
  );
  return (
    <Answered answer={answer}>
      {({ mailboxes }) => (
        <section className="card" aria-labelledby="admin-health">
          <h2 id="admin-health">{t('health.title')}</h2>
          {mailboxes.length === 0 && <p>{t('health.none')}</p>}
          <ul className="lines admin-list">
            {mailboxes.map((it) => (
              <li key={it.address} className="line">
                <span className="line-text">
                  <span className="line-title">{it.address}</span>
                  <span className="caption facts">
                    {it.connectedBy && <span>{t('health.by', { name: it.connectedBy })}</span>}
                    {it.lastItemDateTime && <span>{t('health.last', { time: formatTime(it.lastItemDateTime) })}</span>}
                    {it.lagSeconds !== undefined && (
                      <span>
                        {it.lagSeconds < 60
                          ? t('health.now')
                          : t('health.lag', { count: Math.round(it.lagSeconds / 60) })}
                      </span>
                    )}
                    {it.failures > 0 && <span>{t('health.failures', { count: it.failures })}</span>}
                  </span>
                  {it.problem && <span className="problem-line">{t('health.told', { sentence: it.problem })}</span>}
                </span>
                <span className={`pill ${it.problem ? 'pill-bad' : it.state === 'following' ? 'pill-good' : ''}`}>
                  {t(`box.${it.state}` satisfies AdminKey)}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </Answered>
  );
}
