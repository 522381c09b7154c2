import { useState, type FormEvent } from 'react';
import type { CoherenceConnectionView } from '../../../contract/admin-setup.js';
import type { BodyInput } from '../../../contract/api.js';
import { useQuery } from '../../api/query.js';
import { t, type AdminKey } from '../../text/admin-text.js';
import { announce } from '../../ui/announce.js';
import { Button } from '../../ui/Button.js';
import { useSettings } from '../settings.js';
import { Answered } from './Answered.js';
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
  const { busy, error, attempt } = useAttempt();
  const [apiKey, setApiKey] = useState('');
  const hasFailed = new URLSearchParams(location.search).get('coherence') === 'failed';
  const keep = (event: FormEvent) => {
    event.preventDefault();
    void attempt('key', async () => {
      cache.write(key, await api.call('PUT /admin/coherence/key', { body: { apiKey } }));
      setApiKey('');
      announce(t('keys.kept'));
    });
  };
  return (
    <Answered answer={answer} error={error}>
      {(data) => (
        <>
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
            <p id="admin-quota">{t('coherence.quota', { today: data.quota.today, perDay: data.quota.perDay })}</p>
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
          <section className="card" aria-labelledby="admin-keys">
            <h2 id="admin-keys">{t('keys.title')}</h2>
            <p>{t('keys.text')}</p>
            <ul className="lines admin-list">
              {data.keys.map((it) => (
                <li key={it.slot} className="line">
                  <span className="line-text">
                    <span>{t(it.slot === 1 ? 'keys.1' : 'keys.2')}</span>
                    {it.kind === 'sign_in' ? (
                      <span className="caption">{t('keys.signedIn')}</span>
                    ) : (
                      <code>{it.isSet ? it.hint : t('keys.none')}</code>
                    )}
                  </span>
                  {it.slot === 2 && it.isSet && !it.isInUse && (
                    <Button
                      className="small"
                      isBusy={busy === 'forget'}
                      aria-label={t('keys.forget.of', { slot: it.slot })}
                      onClick={() =>
                        void attempt('forget', async () => {
                          cache.write(key, await api.call('POST /admin/coherence/forget', { body: {} }));
                        })
                      }
                    >
                      {t('keys.forget')}
                    </Button>
                  )}
                  {it.isInUse ? (
                    <span className="pill pill-good">{t('keys.inUse')}</span>
                  ) : (
                    it.isSet && (
                      <Button
                        className="small"
                        isBusy={busy === `use ${it.slot}`}
                        aria-label={t('keys.use.of', { slot: it.slot })}
                        onClick={() =>
                          void attempt(`use ${it.slot}`, async () => {
                            cache.write(key, await api.call('POST /admin/coherence/use', { body: { slot: it.slot } }));
                          })
                        }
                      >
                        {t('keys.use')}
                      </Button>
                    )
                  )}
                </li>
              ))}
            </ul>
            {hasFailed && <p className="problem-line">{t('keys.failed')}</p>}
            {data.canSignIn && (
              <p className="row">
                <Button
                  isBusy={busy === 'sign in'}
                  onClick={() =>
                    void attempt('sign in', async () => {
                      const { url } = await api.call('POST /admin/coherence/sign-in', { body: {} });
                      location.assign(url);
                    })
                  }
                >
                  {t('keys.signIn')}
                </Button>
                <span className="caption">{t('keys.signIn.text')}</span>
              </p>
            )}
            <form className="field-row" onSubmit={keep}>
              <span className="field">
                <label htmlFor="admin-key">{t('keys.new')}</label>
                <input
                  id="admin-key"
                  className="input"
                  type="password"
                  autoComplete="off"
                  value={apiKey}
                  onChange={(e) => setApiKey(e.target.value)}
                />
              </span>
              <Button type="submit" isBusy={busy === 'key'}>
                {t('keys.keep')}
              </Button>
            </form>
          </section>
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
          </section>
        </>
      )}
    </Answered>
  );
}
