import { useId, useState } from 'react';
import type { Reply } from '../../../contract/api.js';
import { useQuery } from '../../api/query.js';
import { t, type AdminKey } from '../../text/admin-text.js';
import { formatTime } from '../../text/text.js';
import { Button } from '../../ui/Button.js';
import { saveFile } from '../save-file.js';
import { useSettings } from '../settings.js';
import { AboutPerson } from './AboutPerson.js';
import { Answered } from './Answered.js';
import { useAttempt } from './use-attempt.js';

type Page = Reply<'GET /admin/privacy'>;

/** Rights of people about data on them, and for how long each kind is kept (M96). */
export function PrivacyView() {
  const { api, cache } = useSettings();
  const answer = useQuery<Page>(cache, 'admin privacy', (signal) => api.call('GET /admin/privacy', {}, { signal }));
  const { busy, error, attempt } = useAttempt();
  return (
    <Answered answer={answer} error={error}>
      {(data) => (
        <>
          <AboutPerson onDone={answer.reload} />
          <Retention kept={data.retention} />
          <section className="card" aria-labelledby="privacy-requests">
            <h2 id="privacy-requests">{t('requests.title')}</h2>
            {data.requests.length === 0 && <p>{t('requests.none')}</p>}
            <ul className="lines admin-list">
              {data.requests.map((it) => (
                <li key={it.id} className="line">
                  <span className="line-text">
                    <span>{t(`requests.${it.kind}` satisfies AdminKey)}</span>
                    <span className="caption facts">
                      <time dateTime={it.dateTime}>{formatTime(it.dateTime)}</time>
                      <span>{t('requests.by', { name: it.askedBy })}</span>
                      <span>{t('privacy.rows', { count: it.rows })}</span>
                      <code>{it.id}</code>
                    </span>
                  </span>
                  {it.isProven && <span className="pill pill-good">{t('requests.proven')}</span>}
                </li>
              ))}
            </ul>
          </section>
          <section className="card" aria-labelledby="privacy-record">
            <h2 id="privacy-record">{t('record.title')}</h2>
            <p>{t('record.text')}</p>
            <div className="row">
              <Button
                isBusy={busy === 'record'}
                onClick={() =>
                  void attempt('record', async () => {
                    const { text } = await api.call('GET /admin/privacy/record', {});
                    saveFile('record-of-processing.md', text, 'text/markdown');
                  })
                }
              >
                {t('record.go')}
              </Button>
            </div>
          </section>
        </>
      )}
    </Answered>
  );
}

function Retention({ kept }: { kept: Page['retention'] }) {
  const { api } = useSettings();
  const id = useId();
  const [now, setNow] = useState(kept);
  const { busy, error, done, attempt } = useAttempt();
  return (
    <section className="card" aria-labelledby={`${id}title`}>
      <h2 id={`${id}title`}>{t('keep.title')}</h2>
      {(['mail', 'syncLog', 'previews'] as const).map((it) => (
        <span key={it} className="field">
          <label htmlFor={`${id}${it}`}>{t(`keep.${it}` satisfies AdminKey)}</label>
          <input
            id={`${id}${it}`}
            className="input"
            type="number"
            min={7}
            max={3650}
            value={now[it] ?? ''}
            onChange={(e) => setNow({ ...now, [it]: e.target.value === '' ? null : Number(e.target.value) })}
          />
        </span>
      ))}
      {error && (
        <p className="field-problem" role="alert">
          {error.message}
        </p>
      )}
      <div className="row">
        <Button
          isBusy={busy === 'keep'}
          onClick={() =>
            void attempt('keep', async () => {
              setNow(await api.call('PUT /admin/privacy/retention', { body: now }));
              return t('keep.done');
            })
          }
        >
          {t('keep.go')}
        </Button>
        {done && <span className="caption">{done.text}</span>}
      </div>
    </section>
  );
}
