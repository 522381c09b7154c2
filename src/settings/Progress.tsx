import { useState } from 'react';
import type { FolderProgress, Mailbox, Progress } from '../../contract/connection.js';
import { sortError, type PaneError } from '../api/errors.js';
import { useLookAgain } from '../api/look-again.js';
import { useQuery } from '../api/query.js';
import { ProblemBanner } from '../components/ProblemBanner.js';
import { t, type SettingsKey } from '../text/settings-text.js';
import { formatCount, formatDate, formatFullTime, formatSpan, formatTime } from '../text/text.js';
import { announce } from '../ui/announce.js';
import { Banner } from '../ui/Banner.js';
import { Button } from '../ui/Button.js';
import { Skeleton } from './Frame.js';
import { hrefs } from './place.js';
import { useSettings } from './settings.js';

const busyMs = 2_000;
const calmMs = 15_000;
type Order = 'pause' | 'resume' | 'sync';

/** How far the mailbox is, in numbers a person can read; asked again while it moves. */
export function ProgressView({ mailbox, onChanged }: { mailbox: Mailbox; onChanged(): Promise<void> }) {
  const { api, cache, identity } = useSettings();
  const params = { mailbox: mailbox.id };
  const answer = useQuery<Progress>(cache, `progress ${mailbox.id}`, (signal) =>
    api.call('GET /mailboxes/:mailbox/progress', { params }, { signal }),
  );
  const [busy, setBusy] = useState<Order>();
  const [error, setError] = useState<PaneError>();
  const { data, reload } = answer;
  const isMoving = data !== undefined && !data.isLive && data.mailbox.state === 'following';
  useLookAgain(reload, isMoving ? busyMs : calmMs);

  const order = async (name: Order) => {
    setBusy(name);
    setError(undefined);
    try {
      await api.call(`POST /mailboxes/:mailbox/${name}`, { params, body: {} });
      await Promise.all([reload(), onChanged()]);
      if (name === 'sync') announce(t('progress.asked'));
    } catch (thrown) {
      setError(sortError(thrown));
    } finally {
      setBusy(undefined);
    }
  };
  const problem = error ?? answer.error;
  if (!data)
    return problem ? (
      <ProblemBanner error={problem} doing="settings" identity={identity} onRetry={() => void reload()} />
    ) : (
      <Skeleton />
    );
  if (data.folders.length === 0)
    return (
      <div className="card empty">
        <h2>{t('progress.none')}</h2>
        <p>{t('progress.none.text')}</p>
        <a className="button button-primary" href={hrefs.mailbox(mailbox.id)}>
          {t('mailbox.configure')}
        </a>
      </div>
    );
  const isPaused = data.mailbox.state === 'paused';
  return (
    <>
      {problem && <ProblemBanner error={problem} doing="settings" identity={identity} onRetry={() => void reload()} />}
      {data.mailbox.waitUntilDateTime && (
        <Banner
          tone="info"
          icon="clock"
          title={t('progress.wait', { time: formatTime(data.mailbox.waitUntilDateTime) })}
        />
      )}
      {isPaused && <Banner tone="info" title={t('progress.paused')} />}
      <section className="card" aria-labelledby="progress">
        <div className="card-head">
          <h2 id="progress">{t('progress.title')}</h2>
          <div className="row">
            <Button
              isBusy={busy === 'pause' || busy === 'resume'}
              onClick={() => void order(isPaused ? 'resume' : 'pause')}
            >
              {t(isPaused ? 'progress.resume' : 'progress.pause')}
            </Button>
            {!isPaused && (
              <Button icon="retry" isBusy={busy === 'sync'} onClick={() => void order('sync')}>
                {t('progress.sync')}
              </Button>
            )}
          </div>
        </div>
        <Bar seen={data.seen} expected={data.expected} isDone={data.isLive} label={t('progress.title')} />
        <p className="strong">
          {data.isLive
            ? `${t('progress.live')} · ${t('progress.count', { count: data.seen, number: formatCount(data.seen) })}`
            : t('progress.of', numbers(data))}
        </p>
        <p className="caption">
          {t('progress.kept', { stored: formatCount(data.stored), excluded: formatCount(data.excluded) })}
        </p>
        <p className="caption facts">
          {data.oldestDateTime && <span>{t('progress.oldest', { date: formatDate(data.oldestDateTime) })}</span>}
          {data.lastItemDateTime && (
            <span title={formatFullTime(data.lastItemDateTime)}>
              {t('progress.last', { time: formatTime(data.lastItemDateTime) })}
            </span>
          )}
          {data.lagSeconds !== undefined && <span>{t('progress.lag', { time: formatSpan(data.lagSeconds) })}</span>}
        </p>
      </section>
      <section className="card" aria-labelledby="folders">
        <h2 id="folders">{t('progress.folders')}</h2>
        <ul className="lines">
          {data.folders.map((it, at) => (
            <Folder key={`${at} ${it.folder}`} folder={it} isPaused={isPaused} />
          ))}
        </ul>
      </section>
    </>
  );
}

function Folder({ folder: it, isPaused }: { folder: FolderProgress; isPaused: boolean }) {
  return (
    <li className="line folder-line">
      <span className="line-text">
        <span className="line-title">{it.folder}</span>
        <Bar seen={it.seen} expected={it.expected} isDone={it.stage === 'live'} label={it.folder} />
        <span className="caption">
          {[
            isPaused && it.stage !== 'live'
              ? t('mailbox.state.paused')
              : t(`progress.${it.stage}` satisfies SettingsKey),
            it.stage === 'live'
              ? t('progress.count', { count: it.seen, number: formatCount(it.seen) })
              : t('progress.of', numbers(it)),
            it.oldestDateTime && it.stage !== 'live' && t('progress.oldest', { date: formatDate(it.oldestDateTime) }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
        {it.problem && (
          <span className="caption problem-line">
            {it.problem.sentence}
            {it.nextAttemptDateTime && ` ${t('progress.next', { time: formatTime(it.nextAttemptDateTime) })}`}
          </span>
        )}
      </span>
    </li>
  );
}

/** Nothing expected and done is full: an empty folder that was read to its end. */
function Bar({ seen, expected, isDone, label }: { seen: number; expected: number; isDone: boolean; label: string }) {
  const most = Math.max(expected, 1);
  return <progress className="bar" max={most} value={isDone ? most : Math.min(seen, most)} aria-label={label} />;
}
const numbers = ({ seen, expected }: { seen: number; expected: number }) => ({
  seen: formatCount(seen),
  expected: formatCount(expected),
});
