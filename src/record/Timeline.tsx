import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Reply, TimelineFilter, TimelineOverview } from '../../contract/api.js';
import type { Api } from '../api/client.js';
import { sortError, type PaneError } from '../api/errors.js';
import type { Identity } from '../api/identity.js';
import { useLookAgain } from '../api/look-again.js';
import { useQuery, type QueryCache } from '../api/query.js';
import { ProblemBanner } from '../components/ProblemBanner.js';
import { t } from '../text/record-text.js';
import { formatCount } from '../text/text.js';
import { announce } from '../ui/announce.js';
import { Icon } from '../ui/Icon.js';
import { MailboxSection } from './MailboxSection.js';
import { MailEntry } from './MailEntry.js';
import { Compose, type Wish } from './compose/Compose.js';
import { TimelineFilters } from './TimelineFilters.js';

type Page = Reply<'GET /records/:module/:id/timeline'>;
interface Props {
  module: string;
  id: string;
  api: Api;
  cache: QueryCache;
  identity: Identity;
}
type Entry = Page['entries'][number];
/** What came after the first page, for one way of looking at the record. */
interface Older {
  key: string;
  entries: Entry[];
  ids: Set<string>;
  next: string | undefined;
}
const againMs = 3_000;
const guessedHeight = 132;

/** What is on a record, newest first. Only what is looked at is drawn, so that its length does not matter; older mail comes as one scrolls. */
export function Timeline({ module, id, api, cache, identity }: Props) {
  const [filter, setFilter] = useState<TimelineFilter>({});
  const record = { module, id };
  const key = `timeline ${JSON.stringify(filter)}`;
  const load = (before?: string, signal?: AbortSignal) =>
    api.call(
      'POST /records/:module/:id/timeline',
      { params: record, body: { ...filter, ...(before ? { before } : {}) } },
      signal ? { signal } : {},
    );
  const first = useQuery<Page>(cache, key, (signal) => load(undefined, signal));
  const overview = useQuery<TimelineOverview>(cache, 'overview', (signal) =>
    api.call('GET /records/:module/:id/timeline/overview', { params: record }, { signal }),
  );
  const [kept, setOlder] = useState<Older>();
  const [failure, setFailure] = useState<PaneError>();
  const [wish, setWish] = useState<Wish>();
  const [isMailboxOpen, openMailbox] = useState(false);
  const older = kept?.key === key ? kept : undefined;
  // Put together when a page comes, not at each step of scrolling: there may be a hundred thousand.
  const entries = useMemo(() => {
    const newest = first.data?.entries ?? [];
    const ids = new Set(newest.map((it) => it.id));
    return older ? newest.concat(older.entries.filter((it) => !ids.has(it.id))) : newest;
  }, [first.data, older]);
  const isWorking = first.data?.entries.some((it) => it.filing?.isWorking) ?? false;
  const { reload } = first;
  useLookAgain(reload, isWorking ? againMs : undefined);
  const isNarrowed = Object.keys(filter).length > 0;
  const shown = first.data ? entries.length : undefined;
  useEffect(() => {
    if (isNarrowed && shown !== undefined) announce(t('list.found', { count: shown }));
  }, [isNarrowed, shown]);

  const next = (older ?? first.data)?.next;
  const isAsking = useRef(false);
  const asked = useRef('');
  const showOlder = async () => {
    const from = `${key} ${next}`;
    if (isAsking.current || !next || asked.current === from) return; // a wish from before the last page came asks for that page
    isAsking.current = true;
    try {
      const page = await load(next);
      asked.current = from;
      const ids = older?.ids ?? new Set<string>();
      const fresh = page.entries.filter((it) => !ids.has(it.id));
      for (const it of fresh) ids.add(it.id);
      setOlder({ key, entries: (older?.entries ?? []).concat(fresh), ids, next: page.next });
      setFailure(undefined);
    } catch (thrown) {
      setFailure(sortError(thrown));
    } finally {
      isAsking.current = false;
    }
  };

  const list = useRef<HTMLOListElement>(null);
  const [top, setTop] = useState(0);
  const isThere = first.data !== undefined;
  useLayoutEffect(() => {
    const { current } = list;
    const place = () => setTop(current?.offsetTop ?? 0);
    place();
    // What stands above the list opens and closes.
    const watch = new ResizeObserver(place);
    if (current?.parentElement) watch.observe(current.parentElement);
    return () => watch.disconnect();
  }, [isThere]);
  // One and the same as long as the entries are: with another it would look through all of them at every step.
  const keyOf = useCallback((i: number) => entries[i]?.id ?? i, [entries]);
  // oxlint-disable-next-line react/incompatible-library -- what it gives is asked at every render, never kept
  const rows = useWindowVirtualizer({
    count: entries.length,
    estimateSize: () => guessedHeight,
    overscan: 8,
    scrollMargin: top,
    getItemKey: keyOf,
  });
  const items = rows.getVirtualItems();
  const lastSeen = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (!next || failure || lastSeen < entries.length - 10) return;
    const timer = setTimeout(() => void showOlder());
    return () => clearTimeout(timer);
  });

  const problem = failure ?? first.error;
  const { reload: count } = overview;
  const again = useCallback(() => {
    setOlder(undefined);
    asked.current = '';
    void reload();
    void count();
  }, [reload, count]);
  const taken = useCallback(() => setWish(undefined), []);
  return (
    <>
      <Compose record={record} api={api} cache={cache} identity={identity} wish={wish} onTaken={taken} onSent={again} />
      <p className="caption overview">
        {overview.data &&
          `${t('record.count', { count: overview.data.mails }).replace(/\d+/, formatCount(overview.data.mails))} ${t('overview.conversations', { count: overview.data.conversations })}`}
      </p>
      <p className="caption overview">{t('record.kept')}</p>
      <TimelineFilters filter={filter} overview={overview.data} onChange={setFilter} />
      {filter.search && (
        <MailboxSection
          search={filter.search}
          isOpen={isMailboxOpen}
          onOpen={openMailbox}
          onFiled={again}
          {...{ record, api, cache, identity }}
        />
      )}
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
      {!first.data && !problem && (
        <>
          <div className="bone bone-entry" />
          <div className="bone bone-entry" />
        </>
      )}
      {first.data && entries.length === 0 && (
        <div className="empty timeline-empty">
          <Icon name={isNarrowed ? 'search' : 'mail'} className="empty-icon" />
          <h3>{isNarrowed ? t('list.none.title') : t('record.empty.title')}</h3>
          <p>{isNarrowed ? t('list.none.body') : t('record.empty.body')}</p>
        </div>
      )}
      <ol ref={list} className="timeline" aria-label={t('list.label')} style={{ height: rows.getTotalSize() }}>
        {items.map((it) => {
          const entry = entries[it.index];
          return (
            entry && (
              <li
                key={it.key}
                ref={rows.measureElement}
                data-index={it.index}
                aria-posinset={it.index + 1}
                aria-setsize={next ? -1 : entries.length}
                style={{ transform: `translateY(${it.start - top}px)` }}
              >
                <MailEntry
                  entry={entry}
                  record={record}
                  api={api}
                  identity={identity}
                  onChanged={again}
                  onAnswer={setWish}
                />
              </li>
            )
          );
        })}
      </ol>
      {next && (
        <p className="caption" role="status">
          {t('list.loading')}
        </p>
      )}
    </>
  );
}
