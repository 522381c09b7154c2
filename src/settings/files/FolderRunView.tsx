import { useEffect, useRef, useState } from 'react';
import type { FolderAnswer, FolderRun } from '../../../contract/files.js';
import { sortError, type PaneError } from '../../api/errors.js';
import { useLookAgain } from '../../api/look-again.js';
import { useQuery } from '../../api/query.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import { t, type SettingsKey } from '../../text/settings-text.js';
import { formatCount, formatTime } from '../../text/text.js';
import { announce } from '../../ui/announce.js';
import { Banner } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';
import { Skeleton } from '../Frame.js';
import { useSettings } from '../settings.js';
import { doneOf, RunState } from './FolderRuns.js';
import { RunReport } from './RunReport.js';

const busyMs = 1_000;
type Order = 'pause' | 'resume' | 'cancel' | 'retry';
const counts = ['created', 'existed', 'renamed', 'asking', 'failed', 'open'] as const;

/** How far a run is, what stands in its way, and its report. */
export function FolderRunView({ id }: { id: string }) {
  const { api, cache, identity } = useSettings();
  const params = { run: id };
  const answer = useQuery<FolderRun>(cache, `folder run ${id}`, (signal) =>
    api.call('GET /files/runs/:run', { params }, { signal }),
  );
  const [busy, setBusy] = useState<Order | FolderAnswer>();
  const [error, setError] = useState<PaneError>();
  const { data, reload } = answer;
  const isMoving = data?.state === 'running' || data?.state === 'waiting';
  const wasMoving = useRef(false);
  useLookAgain(reload, isMoving ? busyMs : undefined);
  useEffect(() => {
    if (wasMoving.current && data?.state === 'done') announce(t('runs.done'));
    wasMoving.current = isMoving;
  }, [data?.state, isMoving]);

  const order = async (name: Order) => {
    setBusy(name);
    setError(undefined);
    try {
      cache.write(`folder run ${id}`, await api.call(`POST /files/runs/:run/${name}`, { params, body: {} }));
    } catch (thrown) {
      setError(sortError(thrown));
    } finally {
      setBusy(undefined);
    }
  };
  const say = async (said: FolderAnswer, record?: string) => {
    const body = { answer: said, ...(record ? { record } : {}) };
    cache.write(`folder run ${id}`, await api.call('POST /files/runs/:run/answer', { params, body }));
  };
  const sayToAll = async (said: FolderAnswer) => {
    setBusy(said);
    setError(undefined);
    try {
      await say(said);
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
  const press = (name: Order) => (
    <Button isBusy={busy === name} onClick={() => void order(name)}>
      {t(`runs.${name}` satisfies SettingsKey)}
    </Button>
  );
  const isOpen = isMoving || data.state === 'paused';
  return (
    <>
      {problem && <ProblemBanner error={problem} doing="settings" identity={identity} onRetry={() => void reload()} />}
      {data.state === 'waiting' && data.nextAttemptDateTime && (
        <Banner tone="info" icon="clock" title={t('runs.wait', { time: formatTime(data.nextAttemptDateTime) })}>
          {data.problem?.sentence}
        </Banner>
      )}
      {data.state === 'paused' && (
        <Banner
          tone={data.problem ? 'warning' : 'info'}
          title={t(data.problem ? 'runs.paused.problem' : 'runs.paused')}
          reference={data.problem?.reference}
        >
          {data.problem?.sentence}
        </Banner>
      )}
      {data.asking > 0 && (
        <Banner
          tone="warning"
          title={t('runs.asking.title', { count: data.asking })}
          actions={(['use', 'another'] as const).map((it) => (
            <Button key={it} isBusy={busy === it} onClick={() => void sayToAll(it)}>
              {t(`runs.asking.${it}` satisfies SettingsKey)}
            </Button>
          ))}
        >
          {t('runs.asking.text')}
        </Banner>
      )}
      <section className="card" aria-labelledby="run">
        <div className="card-head">
          <h2 id="run">{data.moduleName}</h2>
          <RunState run={data} />
        </div>
        <progress
          className="bar"
          max={Math.max(data.total, 1)}
          value={data.total === 0 ? 1 : data.total - data.open - data.asking}
          aria-label={data.moduleName}
        />
        <p className="strong">{doneOf(data)}</p>
        <dl className="counts">
          {counts.map((it) => (
            <div key={it} className={it === 'failed' && data.failed > 0 ? 'problem-line' : undefined}>
              <dt>{t(`runs.${it}` satisfies SettingsKey)}</dt>
              <dd>{formatCount(data[it])}</dd>
            </div>
          ))}
        </dl>
        <p className="caption">
          {data.kind === 'automatic'
            ? t('runs.automatic')
            : t('runs.by', { name: data.begunBy, time: formatTime(data.begunDateTime) })}
        </p>
        <div className="row">
          {isMoving && press('pause')}
          {data.state === 'paused' && press('resume')}
          {isOpen && press('cancel')}
          {!isMoving && data.failed > 0 && press('retry')}
        </div>
      </section>
      <RunReport run={data} onAnswer={say} />
    </>
  );
}
