import { useEffect } from 'react';
import type { AdminSetup } from '../../../contract/admin-setup.js';
import { inWords } from '../../../contract/diagnoses.js';
import { useQuery } from '../../api/query.js';
import { t, type AdminKey } from '../../text/admin-text.js';
import { announce } from '../../ui/announce.js';
import { Button } from '../../ui/Button.js';
import { LinkOut } from '../../ui/LinkOut.js';
import { useSettings } from '../settings.js';
import { Answered } from './Answered.js';

const looks = { done: 'pill-good', open: 'pill-warn', unknown: '' } as const;
const levels = { notice: '', soon: 'pill-warn', urgent: 'pill-bad' } as const;
const granted = { all: 'pill-good', some: 'pill-warn', none: 'pill-bad', unknown: '' } as const;

/** What a permission lets Coherence do, as a line of its own. */
const allowing = (scope: string): string => inWords([scope]).replace(/^./, (it) => it.toUpperCase());

/** The guide: each step is checked when the page is opened, and again on request (M81-M84). */
export function SetupView() {
  const { api, cache } = useSettings();
  const answer = useQuery<AdminSetup>(cache, 'admin setup', (signal) => api.call('GET /admin/setup', {}, { signal }));
  const { reload } = answer;
  useEffect(() => {
    // Back from a page of Microsoft's in another tab: what was granted there counts at once.
    const onVisible = () => {
      if (document.visibilityState === 'visible') void reload();
    };
    document.addEventListener('visibilitychange', onVisible);
    return () => document.removeEventListener('visibilitychange', onVisible);
  }, [reload]);
  return (
    <Answered answer={answer}>
      {(data) => (
        <>
          <section className="card" aria-labelledby="admin-setup">
            <div className="card-head">
              <h2 id="admin-setup">{t('setup.title')}</h2>
              <Button
                icon="retry"
                isBusy={answer.isLoading}
                onClick={() => void reload().then(() => announce(t('setup.checked')))}
              >
                {t('setup.again')}
              </Button>
            </div>
            <ol className="lines admin-list">
              {data.checks.map((it) => (
                <li key={it.key} className="line">
                  <span className="line-text">
                    <span className="line-title">{t(`check.${it.key}` satisfies AdminKey)}</span>
                    <span>{it.sentence}</span>
                    {it.link && <LinkOut href={it.link.url}>{it.link.name}</LinkOut>}
                  </span>
                  <span className={`pill ${looks[it.state]}`}>{t(`state.${it.state}` satisfies AdminKey)}</span>
                </li>
              ))}
            </ol>
          </section>
          <Warnings
            warnings={data.warnings}
            isHidden={data.checks.some((it) => it.key === 'registration' && it.state === 'unknown')}
          />
          <section className="card" aria-labelledby="admin-scopes">
            <div className="card-head">
              <h2 id="admin-scopes">{t('scopes.title')}</h2>
              <LinkOut href={data.grantUrl}>{t('scopes.grant')}</LinkOut>
            </div>
            <ul className="lines admin-list">
              {data.scopes.map((it) => (
                <li key={it.scope} className="line">
                  <span className="line-text">
                    <span className="line-title">{allowing(it.scope)}</span>
                    <span className="caption">{it.why}</span>
                    <details className="admin-scope">
                      <summary>{t('scopes.name')}</summary>
                      <code>{it.scope}</code>
                    </details>
                  </span>
                  <span className={`pill ${granted[it.granted]}`}>{t(`scopes.${it.granted}` satisfies AdminKey)}</span>
                </li>
              ))}
            </ul>
          </section>
          <section className="card" aria-labelledby="admin-ids">
            <h2 id="admin-ids">{t('ids.title')}</h2>
            <dl className="admin-ids">
              <dt>{t('ids.client')}</dt>
              <dd>
                <code>{data.clientId}</code>
              </dd>
              <dt>{t('ids.tenant')}</dt>
              <dd>
                <code>{data.tenantId}</code>
              </dd>
            </dl>
            <p>
              <LinkOut href={data.enterpriseUrl}>{t('ids.open')}</LinkOut>
            </p>
          </section>
        </>
      )}
    </Answered>
  );
}

function Warnings({ warnings, isHidden }: Pick<AdminSetup, 'warnings'> & { isHidden: boolean }) {
  return (
    <section className="card" aria-labelledby="admin-warnings">
      <h2 id="admin-warnings">{t('warnings.title')}</h2>
      {warnings.length === 0 && <p>{t('warnings.none')}</p>}
      {isHidden && <p className="caption">{t('warnings.hidden')}</p>}
      <ul className="lines admin-list">
        {warnings.map((it) => (
          <li key={it.what} className="line">
            <span className="line-text">
              <span>{it.what}</span>
              <span className="caption">{it.remedy}</span>
            </span>
            <span className={`pill ${levels[it.level]}`}>
              {it.days < 0 ? t('warnings.over') : t('warnings.in', { count: it.days })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
