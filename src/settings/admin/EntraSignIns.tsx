import type { EntraSignIns as Log } from '../../../contract/admin.js';
import { useQuery } from '../../api/query.js';
import { t } from '../../text/admin-text.js';
import { formatFullTime, formatTime } from '../../text/text.js';
import { Button } from '../../ui/Button.js';
import { useSettings } from '../settings.js';
import { Answered } from './Answered.js';

/** What Microsoft itself logged of sign-ins to this application, beside our own audit (M88). */
export function EntraSignIns() {
  const { api, cache } = useSettings();
  const answer = useQuery<Log>(cache, 'entra sign-ins', (signal) =>
    api.call('GET /admin/audit/entra', {}, { signal, timeoutMs: 30_000 }),
  );
  return (
    <section className="card" aria-labelledby="entra-sign-ins">
      <div className="card-head">
        <h2 id="entra-sign-ins">{t('entra.title')}</h2>
        <Button icon="retry" isBusy={answer.isLoading} onClick={() => void answer.reload()}>
          {t('entra.again')}
        </Button>
      </div>
      <p className="caption">{t('entra.text')}</p>
      <Answered answer={answer} error={undefined}>
        {({ state, sentence, allowUrl, signIns }) => (
          <>
            {state === 'no_licence' && <p>{sentence}</p>}
            {state === 'not_allowed' && (
              <div className="row">
                <p>{t('entra.notAllowed')}</p>
                <a className="button" href={allowUrl} target="_blank" rel="noopener noreferrer">
                  {t('entra.allow')}
                </a>
              </div>
            )}
            {state === 'there' && signIns.length === 0 && <p>{t('entra.nothing')}</p>}
            <ul className="lines admin-list" aria-label={t('entra.title')}>
              {signIns.map((it) => (
                <li key={it.id} className="line">
                  <span className="line-text">
                    <span>{it.name || it.address}</span>
                    <span className="caption facts">
                      <time dateTime={it.dateTime} title={formatFullTime(it.dateTime)}>
                        {formatTime(it.dateTime)}
                      </time>
                      <span>{it.address}</span>
                      <span>{t(it.isInteractive ? 'entra.person' : 'entra.silent')}</span>
                      {[it.client, it.resource, it.network].filter(Boolean).map((fact) => (
                        <span key={fact}>{fact}</span>
                      ))}
                      {it.number !== 0 && <span>AADSTS{it.number}</span>}
                      {it.reason && <span>{it.reason}</span>}
                    </span>
                  </span>
                  <span className={`pill ${it.number === 0 ? 'pill-good' : 'pill-bad'}`}>
                    {t(it.number === 0 ? 'entra.well' : 'entra.refused')}
                  </span>
                </li>
              ))}
            </ul>
          </>
        )}
      </Answered>
    </section>
  );
}
