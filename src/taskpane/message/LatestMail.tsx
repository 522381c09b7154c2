import { useState } from 'react';
import type { RecordView, Reply, TimelineEntry } from '../../../contract/api.js';
import { sortError, type PaneError } from '../../api/errors.js';
import { useQuery } from '../../api/query.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import { t } from '../../text/mailbox-text.js';
import { formatFullTime, formatTime } from '../../text/text.js';
import { Button } from '../../ui/Button.js';
import { LinkOut } from '../../ui/LinkOut.js';
import { usePane } from '../pane.js';

type Page = Reply<'GET /records/:module/:id/timeline'>;
const atOnce = 5;

/** The emails of a record, newest first, as much of each as the viewer may see: some at a time, and the way to its page. */
export function LatestMail({ record: { module, id, url } }: { record: RecordView }) {
  const { api, cache, identity } = usePane();
  const load = (before?: string, signal?: AbortSignal) =>
    api.call(
      'GET /records/:module/:id/timeline',
      { params: { module, id }, query: before ? { before } : {} },
      signal ? { signal } : {},
    );
  const { data, error, reload } = useQuery<Page>(cache, `latest ${module} ${id}`, (signal) => load(undefined, signal));
  const [older, setOlder] = useState<Page[]>([]);
  const [shown, setShown] = useState(atOnce);
  const [failure, setFailure] = useState<PaneError>();
  const [isBusy, setIsBusy] = useState(false);
  if (error && !data)
    return <ProblemBanner error={error} doing="record" identity={identity} onRetry={() => void reload()} />;
  if (!data) return <p className="caption">{t('pane.loading')}</p>;
  const entries = [data, ...older].flatMap((it) => it.entries);
  const next = (older.at(-1) ?? data).next;
  const showOlder = async () => {
    setFailure(undefined);
    if (next && entries.length < shown + atOnce) {
      setIsBusy(true);
      try {
        const page = await load(next);
        setOlder((pages) => [...pages, page]);
      } catch (thrown) {
        setFailure(sortError(thrown));
        return;
      } finally {
        setIsBusy(false);
      }
    }
    setShown(shown + atOnce);
  };
  return (
    <>
      {entries.length === 0 && <p className="caption">{t('pane.none')}</p>}
      <ul className="latest" aria-label={t('pane.latest')}>
        {entries.slice(0, shown).map((it) => (
          <Line key={it.id} entry={it} />
        ))}
      </ul>
      {failure && <ProblemBanner error={failure} doing="record" identity={identity} onRetry={() => void showOlder()} />}
      <div className="receipt-actions">
        {(next || entries.length > shown) && (
          <Button look="link" isBusy={isBusy} onClick={() => void showOlder()}>
            {t('pane.older')}
          </Button>
        )}
        <LinkOut href={url}>{t('pane.all')}</LinkOut>
      </div>
    </>
  );
}

function Line({ entry: { mail, filing, dateTime } }: { entry: TimelineEntry }) {
  const from = mail?.people.find((it) => it.role === 'from');
  const subject = mail?.subject ?? filing?.subject;
  return (
    <li className="latest-line">
      <span className="latest-head">
        <span className="latest-from">{from?.name || from?.address || filing?.fromName || t('someone')}</span>
        <time className="caption" dateTime={dateTime} title={formatFullTime(dateTime)}>
          {formatTime(dateTime)}
        </time>
      </span>
      <span className="caption" dir="auto">
        {subject || t(mail?.seen === 'people' ? 'pane.hidden' : 'noSubject')}
      </span>
    </li>
  );
}
