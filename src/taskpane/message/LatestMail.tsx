import type { RecordView, Reply, TimelineEntry } from '../../../contract/api.js';
import { useQuery } from '../../api/query.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import { t } from '../../text/mailbox-text.js';
import { formatFullTime, formatTime } from '../../text/text.js';
import { LinkOut } from '../../ui/LinkOut.js';
import { usePane } from '../pane.js';

const shown = 5;

/** The latest emails of a record, as much of each as the viewer may see, and the way to all of them. */
export function LatestMail({ record: { module, id, url } }: { record: RecordView }) {
  const { api, cache, identity } = usePane();
  const { data, error, reload } = useQuery<Reply<'GET /records/:module/:id/timeline'>>(
    cache,
    `latest ${module} ${id}`,
    (signal) => api.call('GET /records/:module/:id/timeline', { params: { module, id }, query: {} }, { signal }),
  );
  if (error && !data)
    return <ProblemBanner error={error} doing="record" identity={identity} onRetry={() => void reload()} />;
  if (!data) return <p className="caption">{t('pane.loading')}</p>;
  return (
    <>
      {data.entries.length === 0 && <p className="caption">{t('pane.none')}</p>}
      <ul className="latest" aria-label={t('pane.latest')}>
        {data.entries.slice(0, shown).map((it) => (
          <Line key={it.id} entry={it} />
        ))}
      </ul>
      <LinkOut href={url}>{t('pane.all')}</LinkOut>
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
