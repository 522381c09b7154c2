import { useState } from 'react';
import type { Reply } from '../../contract/api.js';
import type { Mailbox } from '../../contract/connection.js';
import { sortError, type PaneError } from '../api/errors.js';
import { useQuery } from '../api/query.js';
import { ProblemBanner } from '../components/ProblemBanner.js';
import { t } from '../text/settings-text.js';
import { announce } from '../ui/announce.js';
import { Button } from '../ui/Button.js';
import { Skeleton } from './Frame.js';
import { hrefs } from './place.js';
import { useSettings } from './settings.js';

type Removal = Reply<'GET /mailboxes/:mailbox/removal'>;

/** Says what stops, what stays and what can be deleted; then one press (M77). */
export function Disconnect({ mailbox, onDone }: { mailbox: Mailbox; onDone(): Promise<void> }) {
  const { api, cache, identity } = useSettings();
  const params = { mailbox: mailbox.id };
  const removal = useQuery<Removal>(cache, `removal ${mailbox.id}`, (signal) =>
    api.call('GET /mailboxes/:mailbox/removal', { params }, { signal }),
  );
  const [links, setLinks] = useState<'keep' | 'delete'>('keep');
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<PaneError>();
  const { data } = removal;
  const go = async () => {
    setIsBusy(true);
    setError(undefined);
    try {
      await api.call('POST /mailboxes/:mailbox/disconnect', { params, body: { links } }, { timeoutMs: 60_000 });
      announce(t('disconnect.done', { address: mailbox.address }));
      window.location.hash = hrefs.microsoft;
      await onDone();
    } catch (thrown) {
      setError(sortError(thrown));
      setIsBusy(false);
    }
  };
  const problem = error ?? removal.error;
  return (
    <section className="card" aria-labelledby="disconnect">
      <h2 id="disconnect">{t('disconnect.title', { address: mailbox.address })}</h2>
      {problem && (
        <ProblemBanner
          error={problem}
          doing="settings"
          identity={identity}
          onRetry={() => void (error ? go() : removal.reload())}
        />
      )}
      {!data && !problem && <Skeleton />}
      {data && (
        <>
          <h3>{t('disconnect.stops')}</h3>
          <List lines={data.stops} />
          <h3>{t('disconnect.keeps')}</h3>
          <List lines={data.keeps} />
          {data.deletes.length > 0 && (
            <fieldset className="choices">
              <legend>{t('disconnect.choice')}</legend>
              {(['keep', 'delete'] as const).map((it) => (
                <label key={it} className="choice">
                  <input type="radio" name="links" checked={links === it} onChange={() => setLinks(it)} />
                  <span>{t(it === 'keep' ? 'disconnect.keep' : 'disconnect.delete')}</span>
                </label>
              ))}
            </fieldset>
          )}
          {links === 'delete' && (
            <div role="status">
              <p>{t('disconnect.deletes')}</p>
              <List lines={data.deletes} />
            </div>
          )}
          <div className="row">
            <Button className="button-danger" isBusy={isBusy} onClick={() => void go()}>
              {t('disconnect.button')}
            </Button>
            <a className="button" href={hrefs.microsoft}>
              {t('disconnect.cancel')}
            </a>
          </div>
        </>
      )}
    </section>
  );
}

const List = ({ lines }: { lines: string[] }) => (
  <ul className="bullets">
    {lines.map((it) => (
      <li key={it}>{it}</li>
    ))}
  </ul>
);
