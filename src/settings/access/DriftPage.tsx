import { useEffect, useState } from 'react';
import type { AccessSchedule, DriftFilter, DriftPage as Drift, DriftRow } from '../../../contract/access.js';
import { sortError, type PaneError } from '../../api/errors.js';
import { useQuery } from '../../api/query.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import { t } from '../../text/access-text.js';
import { formatTime } from '../../text/text.js';
import { announce } from '../../ui/announce.js';
import { Button } from '../../ui/Button.js';
import { Skeleton } from '../Frame.js';
import { saveFile } from '../save-file.js';
import { useSettings } from '../settings.js';
import { DriftTable } from './DriftTable.js';
import { RepairDialog } from './RepairDialog.js';
import { ScheduleChoice } from './ScheduleChoice.js';

const lookAgainMs = 2_000;
const shows = ['drift', 'more', 'less', 'problem', 'all'] as const;

/** Who can open folders without being on their record, and the reverse; repaired one by one or together (M51, R-13). */
export function DriftPage() {
  const { api, cache, identity } = useSettings();
  const [filter, setFilter] = useState<DriftFilter>({});
  const [words, setWords] = useState('');
  const [older, setOlder] = useState<{ key: string; pages: Drift[] }>({ key: '', pages: [] });
  const [asked, setAsked] = useState<{ rows: DriftRow[]; isAll: boolean }>();
  const [busy, setBusy] = useState<string>();
  const [failure, setFailure] = useState<PaneError>();
  useEffect(() => {
    const timer = setTimeout(
      () => setFilter(({ text: _old, ...now }) => (words.trim() ? { ...now, text: words.trim() } : now)),
      300,
    );
    return () => clearTimeout(timer);
  }, [words]);
  const key = `drift ${JSON.stringify(filter)}`;
  const answer = useQuery<Drift>(cache, key, (signal) => api.call('POST /access/drift', { body: filter }, { signal }));
  const { data, error, reload } = answer;
  const isWorking = (data?.counts.working ?? 0) > 0;
  useEffect(() => {
    if (!isWorking) return;
    const timer = setTimeout(() => void reload(), lookAgainMs);
    return () => clearTimeout(timer);
  }, [isWorking, data, reload]);

  const attempt = async (name: string, work: () => Promise<void>) => {
    setBusy(name);
    setFailure(undefined);
    try {
      await work();
    } catch (thrown) {
      setFailure(sortError(thrown));
    } finally {
      setBusy(undefined);
    }
  };
  const repair = ({ rows, isAll }: { rows: DriftRow[]; isAll: boolean }) =>
    attempt('repair', async () => {
      const seenAt = data?.seenAt ?? new Date(0).toISOString();
      const { folders } = await api.call('POST /access/drift/repair', {
        body: { seenAt, ...(isAll ? {} : { folders: rows.map((it) => it.folder) }) },
      });
      setAsked(undefined);
      announce(t('drift.repaired', { count: folders }));
      await reload();
    });
  const problem = failure ?? error;
  if (error?.code === 'access_denied')
    return (
      <>
        <p className="card">{t('settings.notAdmin')}</p>
        <ProblemBanner error={error} doing="settings" identity={identity} onRetry={() => void reload()} />
      </>
    );
  const pages = [...(data ? [data] : []), ...(older.key === key ? older.pages : [])];
  const rows = pages.flatMap((it) => it.rows);
  const next = pages.at(-1)?.next;
  const repairable = rows.filter((it) => it.repair.length > 0 && !it.isWorking);
  const isFiltered = filter.text !== undefined || (filter.show ?? 'drift') !== 'drift';
  return (
    <>
      {problem && <ProblemBanner error={problem} doing="settings" identity={identity} onRetry={() => void reload()} />}
      {!data && !problem && <Skeleton />}
      {data && (
        <>
          <section className="card" aria-labelledby="drift-numbers">
            <h2 id="drift-numbers" className="visually-hidden">
              {t('drift.numbers')}
            </h2>
            <dl className="drift-numbers">
              <Figure
                value={data.counts.folders}
                label={t('drift.folders', { count: data.counts.folders }).replace(/^\d+ /, '')}
              />
              <Figure value={data.counts.drifting} label={t('drift.differ')} />
              <Figure value={data.counts.more} label={t('drift.more')} />
              <Figure value={data.counts.less} label={t('drift.less')} />
            </dl>
            <div className="row">
              <Button
                look={data.counts.checked === 0 ? 'primary' : 'secondary'}
                icon="retry"
                isBusy={busy === 'check'}
                onClick={() =>
                  void attempt('check', async () => {
                    await api.call('POST /access/drift/check', {});
                    await reload();
                  })
                }
              >
                {t('drift.look')}
              </Button>
              <span className="caption" role="status">
                {lastLook(data)}
              </span>
            </div>
            <ScheduleChoice
              schedule={data.schedule}
              isBusy={busy === 'schedule'}
              onChange={(schedule) => {
                const before = data.schedule;
                const show = (it: AccessSchedule) => cache.change<Drift>(key, (page) => ({ ...page, schedule: it }));
                show(schedule); // the press is seen at once, and taken back when it could not be kept
                void attempt('schedule', async () => {
                  try {
                    show(await api.call('PUT /access/schedule', { body: schedule }));
                    announce(t('schedule.saved'));
                  } catch (thrown) {
                    show(before);
                    throw thrown;
                  }
                });
              }}
            />
          </section>
          <section className="card" aria-labelledby="drift-title">
            <div className="card-head">
              <h2 id="drift-title">{t('tabs.drift')}</h2>
              <span className="row">
                {repairable.length > 0 && !isFiltered && (
                  <Button look="primary" onClick={() => setAsked({ rows: repairable, isAll: true })}>
                    {t('drift.repairAll')}
                  </Button>
                )}
                {rows.length > 0 && (
                  <Button
                    isBusy={busy === 'csv'}
                    onClick={() =>
                      void attempt('csv', async () => {
                        const { csv } = await api.call('POST /access/drift/csv', { body: filter });
                        saveFile(t('drift.file'), csv, 'text/csv');
                      })
                    }
                  >
                    {t('drift.csv')}
                  </Button>
                )}
              </span>
            </div>
            <div className="field-row" role="search">
              <span className="field">
                <label htmlFor="drift-show">{t('drift.show')}</label>
                <select
                  id="drift-show"
                  className="input"
                  value={filter.show ?? 'drift'}
                  onChange={(e) => {
                    const show = shows.find((it) => it === e.target.value) ?? 'drift';
                    setFilter(({ text }) => ({ ...(text ? { text } : {}), ...(show === 'drift' ? {} : { show }) }));
                  }}
                >
                  {shows.map((it) => (
                    <option key={it} value={it}>
                      {t(`drift.show.${it}`)}
                    </option>
                  ))}
                </select>
              </span>
              <span className="field">
                <label htmlFor="drift-text">{t('drift.search')}</label>
                <input
                  id="drift-text"
                  className="input"
                  type="search"
                  value={words}
                  onChange={(e) => setWords(e.target.value)}
                />
              </span>
            </div>
            {rows.length === 0 ? (
              <Empty counts={data.counts} isFiltered={isFiltered} />
            ) : (
              <DriftTable rows={rows} onRepair={(row) => setAsked({ rows: [row], isAll: false })} />
            )}
            {next && (
              <Button
                isBusy={busy === 'next'}
                onClick={() =>
                  void attempt('next', async () => {
                    const page = await api.call('POST /access/drift', { body: { ...filter, after: next } });
                    setOlder((now) => ({ key, pages: [...(now.key === key ? now.pages : []), page] }));
                  })
                }
              >
                {t('drift.next')}
              </Button>
            )}
          </section>
          {asked && (
            <RepairDialog
              {...asked}
              total={asked.isAll ? data.counts.drifting : asked.rows.length}
              isBusy={busy === 'repair'}
              onCancel={() => setAsked(undefined)}
              onConfirm={() => void repair(asked)}
            />
          )}
        </>
      )}
    </>
  );
}

const Figure = ({ value, label }: { value: number; label: string }) => (
  <div>
    <dd>{value}</dd>
    <dt>{label}</dt>
  </div>
);
function lastLook({ run, counts }: Drift): string {
  if (run && !run.isOver && counts.working > 0) return t('drift.looking', { done: run.done, total: run.total });
  if (counts.working > 0) return t('drift.working');
  return run ? t('drift.last', { time: formatTime(run.beganAt) }) : t('drift.never');
}
function Empty({ counts, isFiltered }: { counts: Drift['counts']; isFiltered: boolean }) {
  const kind =
    counts.folders === 0 ? 'empty' : isFiltered ? 'nothing' : counts.checked < counts.folders ? undefined : 'even';
  return (
    <div className="empty" role="status">
      {kind ? (
        <>
          <h3>{t(`drift.${kind}.title`)}</h3>
          <p>{t(`drift.${kind}.body`)}</p>
        </>
      ) : (
        <p>{t('drift.never')}</p>
      )}
    </div>
  );
}
