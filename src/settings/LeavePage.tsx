import { useState } from 'react';
import type { Reply } from '../../contract/api.js';
import { useQuery } from '../api/query.js';
import { t } from '../text/admin-text.js';
import { Banner } from '../ui/Banner.js';
import { Button } from '../ui/Button.js';
import { LinkOut } from '../ui/LinkOut.js';
import { Answered } from './admin/Answered.js';
import { useAttempt } from './admin/use-attempt.js';
import { hrefs } from './place.js';
import { useSettings } from './settings.js';

type Removal = Reply<'GET /connection/removal'>;
type Left = Reply<'POST /connection/disconnect'>;

/** One press ends everything of Microsoft 365 for this person, after saying what that means (M77, M98, M99). */
export function LeavePage({ reload }: { reload(): Promise<void> }) {
  const { api, cache } = useSettings();
  const answer = useQuery<Removal>(cache, 'leaving', (signal) => api.call('GET /connection/removal', {}, { signal }));
  const [links, setLinks] = useState<'keep' | 'delete'>('keep');
  const [left, setLeft] = useState<Left>();
  const { busy, error, attempt } = useAttempt();
  if (left)
    return (
      <section className="card" aria-labelledby="left">
        <h1 id="left" className="visually-hidden">
          {t('leave.title')}
        </h1>
        <Banner tone="info" title={t('leave.done')}>
          {t('leave.done.text')}
        </Banner>
        <ul className="bullets">
          {left.pages.map((it) => (
            <li key={it.url}>
              <LinkOut href={it.url}>{it.name}</LinkOut>
            </li>
          ))}
        </ul>
        {left.left.length > 0 && <h2>{t('leave.left')}</h2>}
        <List lines={left.left} />
        <p className="row">
          <a className="button" href={hrefs.microsoft}>
            {t('leave.back')}
          </a>
        </p>
      </section>
    );
  return (
    <Answered answer={answer} error={error}>
      {({ stops, keeps, deletes }) => (
        <section className="card" aria-labelledby="leave">
          <h1 id="leave">{t('leave.title')}</h1>
          <h2>{t('leave.stops')}</h2>
          <List lines={stops} />
          <h2>{t('leave.keeps')}</h2>
          <List lines={keeps} />
          <fieldset className="choices">
            <legend>{t('leave.choice')}</legend>
            {(['keep', 'delete'] as const).map((it) => (
              <label key={it} className="choice">
                <input type="radio" name="leave" checked={links === it} onChange={() => setLinks(it)} />
                <span>{t(it === 'keep' ? 'leave.keep' : 'leave.delete')}</span>
              </label>
            ))}
          </fieldset>
          {links === 'delete' && (
            <div role="status">
              <h2>{t('leave.deletes')}</h2>
              <List lines={deletes} />
            </div>
          )}
          <div className="row">
            <Button
              className="button-danger"
              isBusy={busy === 'leave'}
              onClick={() =>
                void attempt('leave', async () => {
                  setLeft(await api.call('POST /connection/disconnect', { body: { links } }, { timeoutMs: 60_000 }));
                  await reload();
                })
              }
            >
              {t('leave.go')}
            </Button>
            <a className="button" href={hrefs.microsoft}>
              {t('leave.cancel')}
            </a>
          </div>
        </section>
      )}
    </Answered>
  );
}

const List = ({ lines }: { lines: string[] }) => (
  <ul className="bullets">
    {lines.map((it) => (
      <li key={it}>{it}</li>
    ))}
  </ul>
);
