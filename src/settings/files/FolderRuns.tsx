import { useId, useState } from 'react';
import type { FolderRun, SavedFileSettings } from '../../../contract/files.js';
import { sortError, type PaneError } from '../../api/errors.js';
import { useQuery } from '../../api/query.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import { t, type SettingsKey } from '../../text/settings-text.js';
import { formatCount, formatTime } from '../../text/text.js';
import { Button } from '../../ui/Button.js';
import { Skeleton } from '../Frame.js';
import { hrefs } from '../place.js';
import { useSettings } from '../settings.js';

/** Folders for all records of a module, and what was made so far (M49, M109). */
export function FolderRuns({ saved }: { saved: SavedFileSettings }) {
  const { api, cache, identity } = useSettings();
  const id = useId();
  const [module, setModule] = useState(saved.modules.find((it) => it.records > 0)?.slug ?? '');
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<PaneError>();
  const answer = useQuery<{ runs: FolderRun[] }>(cache, 'folder runs', (signal) =>
    api.call('GET /files/runs', {}, { signal }),
  );
  const begin = async () => {
    setIsBusy(true);
    setError(undefined);
    try {
      const run = await api.call('POST /files/runs', { body: { module } }, { timeoutMs: 40_000 });
      cache.write(`folder run ${run.id}`, run);
      window.location.hash = hrefs.run(run.id);
    } catch (thrown) {
      setError(sortError(thrown));
      setIsBusy(false);
    }
  };
  const problem = error ?? answer.error;
  return (
    <>
      {problem && (
        <ProblemBanner error={problem} doing="settings" identity={identity} onRetry={() => void answer.reload()} />
      )}
      <section className="card" aria-labelledby={`${id}-title`}>
        <h2 id={`${id}-title`}>{t('runs.title')}</h2>
        {saved.version === 0 ? (
          <>
            <p>{t('runs.first')}</p>
            <p>
              <a className="button" href={hrefs.oneDrive}>
                {t('runs.first.link')}
              </a>
            </p>
          </>
        ) : (
          <>
            <p className="caption">{t('runs.text')}</p>
            <div className="field-row">
              <span className="field">
                <label htmlFor={id}>{t('runs.module')}</label>
                <select id={id} className="input" value={module} onChange={(event) => setModule(event.target.value)}>
                  {saved.modules.map((it) => (
                    <option key={it.slug} value={it.slug}>
                      {t('runs.option', { module: it.plural, count: formatCount(it.records) })}
                    </option>
                  ))}
                </select>
              </span>
              <Button look="primary" isBusy={isBusy} onClick={() => void begin()}>
                {t('runs.begin')}
              </Button>
            </div>
          </>
        )}
      </section>
      <section className="card" aria-labelledby={`${id}-runs`}>
        <h2 id={`${id}-runs`}>{t('runs.list')}</h2>
        {!answer.data && !problem && <Skeleton />}
        {answer.data?.runs.length === 0 && <p className="caption">{t('runs.none')}</p>}
        <ul className="lines">
          {answer.data?.runs.map((it) => (
            <li key={it.id} className="line">
              <span className="line-text">
                <a className="line-title" href={hrefs.run(it.id)}>
                  {it.moduleName}
                </a>
                <span className="caption">
                  {[
                    doneOf(it),
                    it.kind === 'automatic'
                      ? t('runs.automatic')
                      : t('runs.by', { name: it.begunBy, time: formatTime(it.begunDateTime) }),
                  ].join(' · ')}
                </span>
              </span>
              <RunState run={it} />
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

export const doneOf = ({ total, open, asking }: FolderRun): string =>
  t('runs.of', { done: formatCount(total - open - asking), total: formatCount(total) });
const looks = { running: 'good', waiting: 'warn', paused: 'quiet', cancelled: 'quiet', done: 'good' } as const;
export const RunState = ({ run: { state, failed, asking } }: { run: FolderRun }) => (
  <span className={`pill pill-${state === 'done' && failed + asking > 0 ? 'warn' : looks[state]}`}>
    {t(`runs.state.${state}` satisfies SettingsKey)}
  </span>
);
