import { useEffect, useId, useState } from 'react';
import type { AuditEntryView, AuditFilter, AuditKind } from '../../../contract/admin.js';
import type { Reply } from '../../../contract/api.js';
import { useQuery } from '../../api/query.js';
import { t, type AdminKey } from '../../text/admin-text.js';
import { formatFullTime, formatTime } from '../../text/text.js';
import { Banner } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';
import { saveFile } from '../save-file.js';
import { useSettings } from '../settings.js';
import { Answered } from './Answered.js';
import { EntraSignIns } from './EntraSignIns.js';
import { RetentionChoice } from './RetentionChoice.js';
import { useAttempt } from './use-attempt.js';

type Page = Reply<'POST /admin/audit'>;
type Verdict = Reply<'POST /admin/audit/verify'>;
const kinds: AuditKind[] = ['change', 'access', 'call', 'sign_in'];

/** Who did what, when and about what; and whether somebody changed the list itself (M88-M90). */
export function AuditView() {
  const { api, cache } = useSettings();
  const id = useId();
  const [filter, setFilter] = useState<AuditFilter>({});
  const [words, setWords] = useState('');
  const [older, setOlder] = useState<{ key: string; pages: Page[] }>({ key: '', pages: [] });
  const [verdict, setVerdict] = useState<Verdict>();
  const { busy, error, attempt } = useAttempt();
  useEffect(() => {
    const timer = setTimeout(
      () => setFilter(({ words: _old, ...now }) => (words.trim() ? { ...now, words: words.trim() } : now)),
      300,
    );
    return () => clearTimeout(timer);
  }, [words]);
  const key = `audit ${JSON.stringify(filter)}`;
  const answer = useQuery<Page>(cache, key, (signal) => api.call('POST /admin/audit', { body: filter }, { signal }));
  const pages = [...(answer.data ? [answer.data] : []), ...(older.key === key ? older.pages : [])];
  const next = pages.at(-1)?.next;
  const set = (name: keyof AuditFilter, value: string) =>
    setFilter((now) => Object.fromEntries(Object.entries({ ...now, [name]: value }).filter(([, it]) => it)));
  const day = (name: 'fromDateTime' | 'toDateTime', label: AdminKey) => (
    <span className="field">
      <label htmlFor={`${id}${name}`}>{t(label)}</label>
      <input
        id={`${id}${name}`}
        className="input"
        type="date"
        onChange={(e) => set(name, e.target.value && new Date(e.target.value).toISOString())}
      />
    </span>
  );
  return (
    <Answered answer={answer} error={error}>
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
            <div className="field-row" role="search">
              <span className="field">
                <label htmlFor={`${id}kind`}>{t('audit.kind')}</label>
                <select id={`${id}kind`} className="input" onChange={(e) => set('kind', e.target.value)}>
                  <option value="">{t('audit.any')}</option>
                  {kinds.map((it) => (
                    <option key={it} value={it}>
                      {t(`kind.${it}` satisfies AdminKey)}
                    </option>
                  ))}
                </select>
              </span>
              <span className="field">
                <label htmlFor={`${id}who`}>{t('audit.who')}</label>
                <select id={`${id}who`} className="input" onChange={(e) => set('actor', e.target.value)}>
                  <option value="">{t('audit.any')}</option>
                  {people.map((it) => (
                    <option key={it.id} value={it.id}>
                      {it.name}
                    </option>
                  ))}
                </select>
              </span>
              <span className="field">
                <label htmlFor={`${id}words`}>{t('audit.words')}</label>
                <input
                  id={`${id}words`}
                  className="input"
                  type="search"
                  value={words}
                  onChange={(e) => setWords(e.target.value)}
                />
              </span>
              {day('fromDateTime', 'audit.from')}
              {day('toDateTime', 'audit.to')}
            </div>
            {pages.every((it) => it.entries.length === 0) && <p>{t('audit.nothing')}</p>}
            <ul className="lines admin-list">
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
            <span key={name}>{t('audit.changed', { name, before: String(before), after: String(after) })}</span>
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
