import { useEffect, useState } from 'react';
import type { Filing, Reply, TimelineEntry } from '../../contract/api.js';
import type { Api } from '../api/client.js';
import { sortError, type PaneError } from '../api/errors.js';
import type { Identity } from '../api/identity.js';
import { useQuery, type QueryCache } from '../api/query.js';
import { FileList } from '../components/FileList.js';
import { ProblemBanner } from '../components/ProblemBanner.js';
import { formatDay, formatFullTime, formatTime, t } from '../text/text.js';
import { Button } from '../ui/Button.js';
import { Icon } from '../ui/Icon.js';

type Page = Reply<'GET /records/:module/:id/timeline'>;
interface Props {
  module: string;
  id: string;
  api: Api;
  cache: QueryCache;
  identity: Identity;
}
const againMs = 3_000;

/** What was put on a record, newest mail first, by day. Asked again while something is still worked on. */
export function Timeline({ module, id, api, cache, identity }: Props) {
  const load = (before?: string, signal?: AbortSignal) =>
    api.call(
      'GET /records/:module/:id/timeline',
      { params: { module, id }, query: { before } },
      signal ? { signal } : {},
    );
  const first = useQuery<Page>(cache, 'timeline', (signal) => load(undefined, signal));
  const [older, setOlder] = useState<Page[]>([]);
  const [failure, setFailure] = useState<PaneError>();
  const entries = [...(first.data?.entries ?? []), ...older.flatMap((it) => it.entries)];
  const isWorking = first.data?.entries.some((it) => it.filing?.isWorking) ?? false;
  const { reload } = first;
  useEffect(() => {
    if (!isWorking) return;
    const timer = setInterval(() => {
      if (!document.hidden) void reload();
    }, againMs);
    return () => clearInterval(timer);
  }, [isWorking, reload]);

  const next = (older.at(-1) ?? first.data)?.next;
  const showOlder = async () => {
    setFailure(undefined);
    try {
      const page = await load(next);
      setOlder([...older, page]);
    } catch (thrown) {
      setFailure(sortError(thrown));
    }
  };
  const problem = failure ?? first.error;
  if (!first.data)
    return problem ? (
      <ProblemBanner
        error={problem}
        doing="record"
        identity={identity}
        onRetry={() => {
          void reload();
        }}
      />
    ) : (
      <>
        <div className="bone bone-entry" />
        <div className="bone bone-entry" />
      </>
    );
  if (entries.length === 0)
    return (
      <div className="empty timeline-empty">
        <Icon name="mail" className="empty-icon" />
        <h3>{t('record.empty.title')}</h3>
        <p>{t('record.empty.body')}</p>
      </div>
    );
  return (
    <>
      {byDay(entries).map(([day, list]) => (
        <section key={day} className="day">
          <h3 className="section-title">{day}</h3>
          <ol className="entries">
            {list.map((it) => (
              <li key={it.id}>{it.filing && <Entry filing={it.filing} />}</li>
            ))}
          </ol>
        </section>
      ))}
      {problem && (
        <ProblemBanner
          error={problem}
          doing="record"
          identity={identity}
          onRetry={() => {
            void (failure ? showOlder() : reload());
          }}
        />
      )}
      {next && (
        <Button
          onClick={() => {
            void showOlder();
          }}
        >
          {t('record.older')}
        </Button>
      )}
    </>
  );
}

function Entry({ filing }: { filing: Filing }) {
  return (
    <article className="entry" aria-label={filing.subject}>
      <Icon name="mail" />
      <div className="entry-text">
        <h4 dir="auto">{filing.subject || t('header.noSubject')}</h4>
        <p className="caption">
          <span title={filing.fromAddress}>{t('record.from', { name: filing.fromName || filing.fromAddress })}</span> ·{' '}
          <time dateTime={filing.receivedDateTime} title={formatFullTime(filing.receivedDateTime)}>
            {formatTime(filing.receivedDateTime)}
          </time>
        </p>
        <p className="caption">
          {filing.filedBy.isYou ? t('record.filedByYou') : t('record.filedBy', { name: filing.filedBy.name })},{' '}
          <time dateTime={filing.filedDateTime} title={formatFullTime(filing.filedDateTime)}>
            {formatTime(filing.filedDateTime)}
          </time>
          {filing.state === 'unfiling' && ` · ${t('record.unfiling')}`}
        </p>
        {filing.files.length > 0 && <FileList files={filing.files} />}
      </div>
    </article>
  );
}

function byDay(entries: TimelineEntry[]): [string, TimelineEntry[]][] {
  const days = new Map<string, TimelineEntry[]>();
  for (const it of entries) days.set(formatDay(it.dateTime), [...(days.get(formatDay(it.dateTime)) ?? []), it]);
  return [...days];
}
