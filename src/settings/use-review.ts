import { useEffect, useRef, useState } from 'react';
import type { BodyInput, RecordRef, RecordView, Reply, ReviewItem } from '../../contract/api.js';
import { sortError, type PaneError } from '../api/errors.js';
import { useQuery } from '../api/query.js';
import { t } from '../text/review-text.js';
import { announce } from '../ui/announce.js';
import { useSettings } from './settings.js';

type Page = Reply<'GET /mail/review'>;
export interface Done {
  undo: string;
  decided: number;
}
export const reviewKey = 'review';
const lookAgainMs = 1_500;
const mostLooks = 20;

/** The queue, what was decided on this page, and the way back from each of it. */
export function useReview(of: RecordRef | undefined) {
  const { api, cache } = useSettings();
  const key = of ? `${reviewKey} ${of.module}/${of.id}` : reviewKey;
  const load = (before?: string, signal?: AbortSignal) =>
    api.call('GET /mail/review', { query: { before, module: of?.module, record: of?.id } }, signal ? { signal } : {});
  const first = useQuery<Page>(cache, key, (signal) => load(undefined, signal));
  const [older, setOlder] = useState<{ key: string; pages: Page[] }>({ key, pages: [] });
  /** Decided here and on their way to the server: not shown any more. */
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [done, setDone] = useState<Done[]>([]);
  /** The latest word, also while its answer is on the way: that is what Undo takes back. */
  const latest = useRef<{ done: Done[]; underWay: Promise<void> }>({ done: [], underWay: Promise.resolve() });
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<PaneError>();
  const pages = [...(first.data ? [first.data] : []), ...(older.key === key ? older.pages : [])];
  const known = new Set(hidden); // what moved up to the first page meanwhile may still stand on the next
  const items = pages.flatMap((it) => it.items).filter((it) => !known.has(it.key) && known.add(it.key));
  const next = pages.at(-1)?.next;
  /** What was rejected was let go of; taken back, it is read again, which takes a moment. */
  const [looksLeft, setLooksLeft] = useState(0);
  const isRead = items.every((it) => it.subject !== undefined);
  const { reload } = first;
  useEffect(() => {
    if (looksLeft === 0 || isRead) return;
    const timer = setTimeout(() => {
      setLooksLeft((n) => n - 1);
      void reload();
    }, lookAgainMs);
    return () => clearTimeout(timer);
  }, [looksLeft, isRead, reload]);

  const attempt = async (work: () => Promise<void>) => {
    setIsBusy(true);
    setError(undefined);
    try {
      await work();
    } catch (thrown) {
      setError(sortError(thrown));
    } finally {
      setIsBusy(false);
    }
  };
  const refresh = async () => {
    setOlder({ key, pages: [] });
    await first.reload();
    setHidden(new Set());
  };
  const keep = (now: Done[]) => {
    latest.current.done = now;
    setDone(now);
  };
  const remember = ({ undo, decided }: Reply<'POST /mail/review'>) => {
    if (undo) keep([...latest.current.done, { undo, decided }]);
  };
  const decide = (item: ReviewItem, body: BodyInput<'POST /mail/review'>, said: string): Promise<void> => {
    const before = latest.current.underWay;
    const sent = send(item, body, said);
    latest.current.underWay = Promise.all([before, sent]).then(() => undefined);
    return sent;
  };
  const send = async (item: ReviewItem, body: BodyInput<'POST /mail/review'>, said: string) => {
    setHidden((now) => new Set([...now, item.key]));
    setError(undefined);
    announce(said);
    try {
      remember(await api.call('POST /mail/review', { body }));
      void first.reload(); // an answer that is remembered settles other mail of the list too
    } catch (thrown) {
      setHidden((now) => new Set([...now].filter((it) => it !== item.key)));
      setError(sortError(thrown));
    }
  };
  const idsOf = (item: ReviewItem) => item.links.map((it) => it.id);
  return {
    data: first.data,
    isLoading: first.isLoading,
    error: error ?? first.error,
    items,
    next,
    isBusy,
    last: done.at(-1),
    refresh,
    accept: (item: ReviewItem, link: ReviewItem['links'][number], isRemembered: boolean) =>
      decide(
        item,
        { decisions: [{ id: link.id, decision: 'accept' }], remember: isRemembered },
        t('accepted', { name: link.record.displayName }),
      ),
    reject: (item: ReviewItem) =>
      decide(item, { decisions: idsOf(item).map((id) => ({ id, decision: 'reject' })) }, t('rejected')),
    moveTo: (item: ReviewItem, record: RecordView) => {
      const ref = { module: record.module, id: record.id };
      const [head = '', ...rest] = idsOf(item);
      return decide(
        item,
        {
          decisions: [
            { id: head, decision: 'other', record: ref },
            ...rest.map((id) => ({ id, decision: 'reject' as const })),
          ],
        },
        t('moved', { name: record.displayName }),
      );
    },
    acceptAll: (record: RecordRef) =>
      attempt(async () => {
        const made = await api.call('POST /mail/review/record', { body: { record } });
        remember(made);
        announce(t('acceptedAll', { count: made.decided }));
        await refresh();
      }),
    undo: () =>
      attempt(async () => {
        await latest.current.underWay;
        const last = latest.current.done.at(-1);
        if (!last) return;
        await api.call('POST /mail/review/undo', { body: { undo: last.undo } });
        keep(latest.current.done.filter((it) => it !== last));
        announce(t('undone'));
        await refresh();
        setLooksLeft(mostLooks);
      }),
    answer: (id: string, answer: 'go_on' | 'stop') =>
      attempt(async () => {
        await api.call('POST /mail/threads/:id/answer', { params: { id }, body: { answer } });
        announce(t(answer === 'go_on' ? 'conversations.kept' : 'conversations.stopped'));
        await refresh();
      }),
    showOlder: () =>
      attempt(async () => {
        const page = await load(next);
        setOlder((now) => ({ key, pages: [...(now.key === key ? now.pages : []), page] }));
      }),
  };
}
export type ReviewState = ReturnType<typeof useReview>;
