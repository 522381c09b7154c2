import { useId, useState } from 'react';
import type { AuditEntryView, AuditFilter } from '../../../contract/admin.js';
import type { Reply } from '../../../contract/api.js';
import { useQuery } from '../../api/query.js';
import { t, type AdminKey } from '../../text/admin-text.js';
import { formatFullTime, formatTime } from '../../text/text.js';
import { Banner } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';
import { saveFile } from '../save-file.js';
import { useSettings } from '../settings.js';
import { Answered } from './Answered.js';
import { AuditFilterBar } from './AuditFilterBar.js';
import { EntraSignIns } from './EntraSignIns.js';
import { RetentionChoice } from './RetentionChoice.js';
import { useAttempt } from './use-attempt.js';

type Page = Reply<'POST /admin/audit'>;
type Verdict = Reply<'POST /admin/audit/verify'>;

/** Who did what, when and about what; and whether somebody changed the list itself (M88-M90). */
export function AuditView() {
  const { api, cache } = useSettings();
  const id = useId();
  const [filter, setFilter] = useState<AuditFilter>({});
  const [older, setOlder] = useState<{ key: string; pages: Page[] }>({ key: '', pages: [] });
  const [verdict, setVerdict] = useState<Verdict>();
  const { busy, error, attempt } = useAttempt();
  const key = `audit ${JSON.stringify(filter)}`;
  const answer = useQuery<Page>(cache, key, (signal) => api.call('POST /admin/audit', { body: filter }, { signal }));
  const [last, setLast] = useState<Page>();
  if (answer.data && answer.data !== last) setLast(answer.data);
  const shown = answer.data ?? last; // what was there stays until the new filter is answered, and the filter keeps the focus
  const pages = [...(shown ? [shown] : []), ...(older.key === key ? older.pages : [])];
  const next = pages.at(-1)?.next;
  return (
    <Answered answer={{ ...answer, data: shown }} error={error}>
      {({ people }) => (
        <>
          {verdict && <Verdicts verdict={verdict} />}
          <section className="card" aria-labelledby={`${id}title`}>
            <div className="card-head">
              <h2 id={`${id}title`}>{t('audit.title')}</h2>
              <span className="row">
                <Button
                  isBusy={busy === 'verify'}
                  onClick={() =>
                    void attempt('verify', async () =>
                      setVerdict(await api.call('POST /admin/audit/verify', { body: {} }, { timeoutMs: 120_000 })),
                    )
                  }
                >
                  {t('audit.verify')}
                </Button>
                <Button
                  isBusy={busy === 'csv'}
                  onClick={() =>
                    void attempt('csv', async () => {
                      const { csv } = await api.call('POST /admin/audit/csv', { body: filter }, { timeoutMs: 60_000 });
                      saveFile(t('audit.file'), csv, 'text/csv');
                    })
                  }
                >
                  {t('audit.csv')}
                </Button>
              </span>
            </div>
            <p className="caption">{t('audit.kept')}</p>
            <AuditFilterBar filter={filter} people={people} onChange={setFilter} />
            {pages.every((it) => it.entries.length === 0) && <p>{t('audit.nothing')}</p>}
            <ul className="lines admin-list" aria-busy={answer.isLoading && !answer.data ? true : undefined}>
              {pages
                .flatMap((it) => it.entries)
                .map((it) => (
                  <Entry key={it.id} entry={it} />
                ))}
            </ul>
            {next && (
              <div className="row">
                <Button
                  isBusy={busy === 'older'}
                  onClick={() =>
                    void attempt('older', async () => {
                      const page = await api.call('POST /admin/audit', { body: { ...filter, after: next } });
                      setOlder((now) => ({ key, pages: [...(now.key === key ? now.pages : []), page] }));
                    })
                  }
                >
                  {t('audit.older')}
                </Button>
              </div>
            )}
          </section>
          <EntraSignIns />
          <RetentionChoice />
        </>
      )}
    </Answered>
  );
}

function Entry({ entry }: { entry: AuditEntryView }) {
  const { actor, dateTime, action, target, status, durationMs, detail, changes } = entry;
  const who = actor.name ?? t(actor.id === 'job' ? 'audit.job' : 'audit.gone');
  return (
    <li className="line">
      <span className="line-text">
        <code className="admin-action">
          {action} {target}
        </code>
        <span className="caption facts">
          <time dateTime={dateTime} title={formatFullTime(dateTime)}>
            {formatTime(dateTime)}
          </time>
          <span>{who}</span>
          {status !== undefined && <span>{status}</span>}
          {durationMs !== undefined && durationMs > 0 && <span>{t('audit.ms', { count: durationMs })}</span>}
          {Object.entries(detail).map(([name, value]) => (
            <span key={name}>
              {name}: {String(value)}
            </span>
          ))}
          {changes.map(({ name, before = '', after = '' }) => (
            <span key={name}>
              {before === ''
                ? t('audit.set', { name, after: String(after) })
                : t('audit.changed', { name, before: String(before), after: String(after) })}
            </span>
          ))}
        </span>
      </span>
      <span className="pill">{t(`kind.${entry.kind}` satisfies AdminKey)}</span>
    </li>
  );
}

function Verdicts({ verdict: { changes, activity } }: { verdict: Verdict }) {
  if (changes.isWhole && activity.isWhole)
    return <Banner tone="info" title={t('audit.whole', { changes: changes.entries, activity: activity.entries })} />;
  const where = changes.isWhole
    ? t('audit.broken.activity', { n: activity.firstBroken ?? 0 })
    : t('audit.broken.changes', { n: changes.firstBroken ?? 0 });
  return <Banner tone="error" title={t('audit.broken', { where })} />;
}
