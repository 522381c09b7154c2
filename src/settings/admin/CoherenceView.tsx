import { useEffect, useState } from 'react';
import type { CoherenceConnectionView } from '../../../contract/admin-setup.js';
import type { BodyInput } from '../../../contract/api.js';
import { useQuery } from '../../api/query.js';
import { t, type AdminKey } from '../../text/admin-text.js';
import { formatCount } from '../../text/text.js';
import { Banner } from '../../ui/Banner.js';
import { useSettings } from '../settings.js';
import { Answered } from './Answered.js';
import { CoherenceKeys } from './CoherenceKeys.js';
import { useAttempt } from './use-attempt.js';

const roles = ['person', 'account', 'deal', 'lead', 'task', 'other'] as const;
type Role = BodyInput<'PUT /admin/coherence/role'>['role'];

/** The connection to Coherence: what it offers, how much of the day is used, keys, and what modules are for (M115). */
export function CoherenceView() {
  const { api, cache } = useSettings();
  const key = 'admin coherence';
  const answer = useQuery<CoherenceConnectionView>(cache, key, (signal) =>
    api.call('GET /admin/coherence', {}, { signal }),
  );
  const { error, attempt } = useAttempt();
  const [back] = useState(() => new URLSearchParams(location.search).get('coherence')); // from a sign-in at Coherence
  useEffect(() => {
    if (back) history.replaceState(null, '', location.pathname + location.hash); // told once
  }, [back]);
  return (
    <Answered answer={answer}>
      {(data) => (
        <>
          {back === 'failed' && <Banner tone="error" title={t('keys.failed')} />}
          {back === 'kept' && data.keys.some((it) => it.kind === 'sign_in' && !it.isInUse) && (
            <Banner tone="info" icon="done" title={t('keys.signedIn.kept')} />
          )}
          <section className="card" aria-labelledby="admin-coherence">
            <div className="card-head">
              <h2 id="admin-coherence">{t('coherence.title')}</h2>
              <span className={`pill ${data.isReachable ? 'pill-good' : 'pill-bad'}`}>
                {t(data.isReachable ? 'coherence.works' : 'coherence.fails')}
              </span>
            </div>
            <p>
              {data.workspace} · <code>{data.baseUrl}</code>
            </p>
            {data.problem && <p className="problem-line">{data.problem}</p>}
            <p id="admin-quota">
              {t('coherence.quota', { today: formatCount(data.quota.today), perDay: formatCount(data.quota.perDay) })}
            </p>
            <meter
              className="admin-meter"
              aria-labelledby="admin-quota"
              min={0}
              max={data.quota.perDay}
              value={data.quota.today}
            />
            <h3>{t('coherence.capabilities')}</h3>
            <ul className="lines admin-list">
              {data.capabilities.map((it) => (
                <li key={it.name} className="line">
                  <span className="line-text">
                    <span>{it.name}</span>
                    {it.instead && <span className="caption">{it.instead}</span>}
                  </span>
                  <span className={`pill ${it.works ? 'pill-good' : ''}`}>
                    {t(it.works ? 'coherence.yes' : 'coherence.no')}
                  </span>
                </li>
              ))}
            </ul>
          </section>
          <CoherenceKeys data={data} onChanged={(it) => cache.write(key, it)} />
          <section className="card" aria-labelledby="admin-modules">
            <h2 id="admin-modules">{t('coherence.modules')}</h2>
            <ul className="lines admin-list">
              {data.modules.map((it) => (
                <li key={it.slug} className="line">
                  <span className="line-text">
                    <span>{it.plural}</span>
                    <span className="caption">{t('coherence.records', { count: it.records })}</span>
                  </span>
                  <select
                    className="input"
                    aria-label={t('coherence.role', { module: it.plural })}
                    value={it.role}
                    onChange={(e) =>
                      void attempt('role', async () => {
                        const body = { module: it.slug, role: e.target.value as Role };
                        cache.write(key, await api.call('PUT /admin/coherence/role', { body }));
                      })
                    }
                  >
                    {roles.map((role) => (
                      <option key={role} value={role}>
                        {t(`role.${role}` satisfies AdminKey)}
                      </option>
                    ))}
                  </select>
                </li>
              ))}
            </ul>
            {error && (
              <p className="field-problem" role="alert">
                {error.message}
              </p>
            )}
          </section>
        </>
      )}
    </Answered>
  );
}
