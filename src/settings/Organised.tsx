import { useState } from 'react';
import type { Reply } from '../../contract/api.js';
import type { Mailbox } from '../../contract/connection.js';
import { sortError, type PaneError } from '../api/errors.js';
import { useLookAgain } from '../api/look-again.js';
import { useQuery } from '../api/query.js';
import { ProblemBanner } from '../components/ProblemBanner.js';
import { t } from '../text/settings-text.js';
import { announce } from '../ui/announce.js';
import { Button } from '../ui/Button.js';
import { Dialog } from '../ui/Dialog.js';
import { useSettings } from './settings.js';

type Done = Reply<'GET /mailboxes/:mailbox/organization'>;
const againMs = 2_000;

/** What was done in Outlook to mail of this mailbox, and taking all of it back (M26). Nothing is shown while nothing was done. */
export function Organised({ mailbox: { id, address } }: { mailbox: Mailbox }) {
  const { api, cache, identity } = useSettings();
  const params = { mailbox: id };
  const { data, reload } = useQuery<Done>(cache, `organised ${id}`, (signal) =>
    api.call('GET /mailboxes/:mailbox/organization', { params }, { signal }),
  );
  const [isAsking, setIsAsking] = useState(false);
  const [error, setError] = useState<PaneError>();
  const isWaiting = (data?.waiting ?? 0) > 0;
  useLookAgain(reload, isWaiting ? againMs : undefined);
  const putBack = async () => {
    setIsAsking(false);
    setError(undefined);
    try {
      cache.write(
        `organised ${id}`,
        await api.call('POST /mailboxes/:mailbox/organization/undo', { params, body: {} }),
      );
      announce(t('organised.asked'));
      void reload();
    } catch (thrown) {
      setError(sortError(thrown));
    }
  };
  if (!data || data.moved + data.categorised + data.waiting === 0) return null;
  return (
    <section className="card organised" aria-label={t('organised.title')}>
      <p>
        {[
          ...(data.moved > 0 ? [t('organised.moved', { count: data.moved })] : []),
          ...(data.categorised > 0 ? [t('organised.categorised', { count: data.categorised })] : []),
          ...(isWaiting ? [t('organised.waiting', { count: data.waiting })] : []),
        ].join(' ')}
      </p>
      {data.problem && <p className="caption">{data.problem}</p>}
      {error && <ProblemBanner error={error} doing="save" identity={identity} onRetry={() => void putBack()} />}
      {data.moved + data.categorised > 0 && (
        <Button icon="undo" onClick={() => setIsAsking(true)}>
          {t('organised.back')}
        </Button>
      )}
      {isAsking && (
        <Dialog
          title={t('organised.ask')}
          onClose={() => setIsAsking(false)}
          actions={
            <>
              <Button look="primary" onClick={() => void putBack()}>
                {t('organised.back')}
              </Button>
              <Button onClick={() => setIsAsking(false)}>{t('organised.leave')}</Button>
            </>
          }
        >
          <p>{t('organised.what', { address })}</p>
        </Dialog>
      )}
    </section>
  );
}
