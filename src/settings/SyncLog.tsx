import { useEffect, useId, useState } from 'react';
import type { BodyInput, Reply } from '../../contract/api.js';
import type { Mailbox } from '../../contract/connection.js';
import type { SyncLogEntry, SyncLogFilter } from '../../contract/sync-log.js';
import { sortError, type PaneError } from '../api/errors.js';
import { useQuery } from '../api/query.js';
import { ProblemBanner } from '../components/ProblemBanner.js';
import { t, type SettingsKey } from '../text/settings-text.js';
import { formatFullTime, formatTime } from '../text/text.js';
import { announce } from '../ui/announce.js';
import { Button } from '../ui/Button.js';
import { Skeleton } from './Frame.js';
import { saveFile } from './save-file.js';
import { useSettings } from './settings.js';

type Page = Reply<'POST /mailboxes/:mailbox/log'>;
const kinds = ['message', 'folder', 'mailbox', 'subscription', 'stream'] as const;
const states = ['open', 'done', 'skipped', 'told'] as const;

/** What the sync met and why, with what a person can do about it (M73). */
export function SyncLog({ mailbox }: { mailbox: Mailbox }) {
  const { api, cache, identity } = useSettings();
  const id = useId();
  const params = { mailbox: mailbox.id };
  const [filter, setFilter] = useState<SyncLogFilter>({});
  const [words, setWords] = useState('');
  useEffect(() => {
    const timer = setTimeout(
      () => setFilter(({ text: _old, ...now }) => (words.trim() ? { ...now, text: words.trim() } : now)),
      300,
    );
    return () => clearTimeout(timer);
  }, [words]);
  const key = `log ${mailbox.id} ${JSON.stringify(filter)}`;
  const load = (body: BodyInput<'POST /mailboxes/:mailbox/log'>, signal?: AbortSignal) =>
    api.call('POST /mailboxes/:mailbox/log', { params, body }, signal ? { signal } : {});
  const answer = useQuery<Page>(cache, key, (signal) => load(filter, signal));
  const [older, setOlder] = useState<{ key: string; pages: Page[] }>({ key: '', pages: [] });
  const [busy, setBusy] = useState<string>();
  const [error, setError] = useState<PaneError>();
  const pages = [...(answer.data ? [answer.data] : []), ...(older.key === key ? older.pages : [])];
  const entries = pages.flatMap((it) => it.entries);
  const next = pages.at(-1)?.next;

  const attempt = async (name: string, work: () => Promise<void>) => {
    setBusy(name);
    setError(undefined);
    try {
      await work();
    } catch (thrown) {
      setError(sortError(thrown));
    } finally {
      setBusy(undefined);
    }
  };
  const decide = (entry: SyncLogEntry, how: 'retry' | 'skip') =>
    attempt(`${how} ${entry.id}`, async () => {
      await api.call(`POST /mailboxes/:mailbox/log/:entry/${how}`, {
        params: { mailbox: mailbox.id, entry: entry.id },
        body: {},
      });
      announce(t(how === 'retry' ? 'log.retried' : 'log.skipped'));
      setOlder({ key: '', pages: [] });
      await answer.reload();
    });
  const set = (part: Partial<Record<'folder' | 'kind' | 'state', string>>) =>
    setFilter((now) => Object.fromEntries(Object.entries({ ...now, ...part }).filter(([, it]) => it)));
  const problem = error ?? answer.error;
  const choose = (name: 'folder' | 'kind' | 'state', options: [string, string][]) => (
    <span className="field">
      <label htmlFor={`${id}-${name}`}>{t(`log.${name}` satisfies SettingsKey)}</label>
      <select
        id={`${id}-${name}`}
        className="input"
        value={filter[name] ?? ''}
        onChange={(e) => set({ [name]: e.target.value })}
      >
        <option value="">{t('log.any')}</option>
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </span>
  );
  return (
    <section className="card" aria-labelledby={`${id}-title`}>
      <div className="card-head">
        <h2 id={`${id}-title`}>{t('mailbox.log')}</h2>
        <Button
          isBusy={busy === 'csv'}
          onClick={() =>
            void attempt('csv', async () => {
              const { csv } = await api.call('POST /mailboxes/:mailbox/log/csv', { params, body: filter });
              saveFile(t('log.file'), csv, 'text/csv');
            })
          }
        >
          {t('log.csv')}
        </Button>
      </div>
      <div className="field-row" role="search">
        {choose(
          'folder',
          (answer.data?.folders ?? []).map((it) => [it, it]),
        )}
        {choose(
          'kind',
          kinds.map((it) => [it, t(`log.kind.${it}` satisfies SettingsKey)]),
        )}
        {choose(
          'state',
          states.map((it) => [it, t(`log.state.${it}` satisfies SettingsKey)]),
        )}
        <span className="field">
          <label htmlFor={`${id}-text`}>{t('log.text')}</label>
          <input
            id={`${id}-text`}
            className="input"
            type="search"
            value={words}
            onChange={(e) => setWords(e.target.value)}
          />
        </span>
      </div>
      {problem && (
        <ProblemBanner error={problem} doing="settings" identity={identity} onRetry={() => void answer.reload()} />
      )}
      {!answer.data && !problem && <Skeleton />}
      {answer.data && entries.length === 0 && (
        <div className="empty">
          <p>{t(Object.keys(filter).length > 0 ? 'log.nothingFits' : 'log.empty')}</p>
        </div>
      )}
      <ul className="lines">
        {entries.map((it) => (
          <li key={it.id} className="line log-line">
            <span className="line-text">
              <span>{it.sentence}</span>
              <span className="caption facts">
                <time dateTime={it.dateTime} title={formatFullTime(it.dateTime)}>
                  {formatTime(it.dateTime)}
                </time>
                {it.folder && <span>{it.folder}</span>}
                <span>{t(`log.kind.${it.kind}` satisfies SettingsKey)}</span>
                <span>{t('log.code', { code: it.code })}</span>
                {it.reference && <span>{it.reference}</span>}
              </span>
            </span>
            {it.state === 'open' ? (
              <span className="row">
                <Button
                  className="small"
                  isBusy={busy === `retry ${it.id}`}
                  aria-label={t('log.retry.of', { time: formatTime(it.dateTime) })}
                  onClick={() => void decide(it, 'retry')}
                >
                  {t('log.retry')}
                </Button>
                <Button
                  look="subtle"
                  className="small"
                  isBusy={busy === `skip ${it.id}`}
                  aria-label={t('log.skip.of', { time: formatTime(it.dateTime) })}
                  onClick={() => void decide(it, 'skip')}
                >
                  {t('log.skip')}
                </Button>
              </span>
            ) : (
              <span className="pill">{t(`log.state.${it.state}` satisfies SettingsKey)}</span>
            )}
          </li>
        ))}
      </ul>
      {next && (
        <div className="row">
          <Button
            isBusy={busy === 'older'}
            onClick={() =>
              void attempt('older', async () => {
                const page = await load({ ...filter, before: next });
                setOlder((now) => ({ key, pages: [...(now.key === key ? now.pages : []), page] }));
              })
            }
          >
            {t('log.older')}
          </Button>
        </div>
      )}
    </section>
  );
}
