import { useId, useState } from 'react';
import type { Reply } from '../../../contract/api.js';
import type { FolderAnswer, FolderRun, FolderRunItem } from '../../../contract/files.js';
import { sortError, type PaneError } from '../../api/errors.js';
import { useQuery } from '../../api/query.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import { TakenFolder } from '../../components/TakenFolder.js';
import { t, type SettingsKey } from '../../text/settings-text.js';
import { Button } from '../../ui/Button.js';
import { saveFile } from '../save-file.js';
import { useSettings } from '../settings.js';

type Page = Reply<'POST /files/runs/:run/items'>;
const states = ['asking', 'failed', 'created', 'existed', 'renamed', 'waiting'] as const;
const looks = {
  created: 'good',
  existed: 'quiet',
  renamed: 'good',
  failed: 'bad',
  waiting: 'quiet',
  asking: 'bad',
} as const;

interface Props {
  run: FolderRun;
  /** Says what becomes of the folder that is in the way of a record's. */
  onAnswer(answer: FolderAnswer, record: string): Promise<void>;
}

/** What became of each record, with the reason where it failed; the whole of it as a table. */
export function RunReport({ run, onAnswer }: Props) {
  const { api, cache, identity } = useSettings();
  const id = useId();
  const params = { run: run.id };
  const [state, setState] = useState<FolderRunItem['state'] | ''>('');
  const load = (after: number, signal?: AbortSignal) =>
    api.call(
      'POST /files/runs/:run/items',
      { params, body: { ...(state ? { state } : {}), after } },
      signal ? { signal } : {},
    );
  // Asked again when the numbers change, so that the report is never older than they are.
  const key = `report ${run.id} ${state} ${run.state} ${run.open} ${run.failed} ${run.asking}`;
  const first = useQuery<Page>(cache, key, (signal) => load(0, signal));
  const [more, setMore] = useState<{ key: string; pages: Page[] }>({ key: '', pages: [] });
  const [busy, setBusy] = useState('');
  const [error, setError] = useState<PaneError>();
  const attempt = async (name: string, work: () => Promise<void>) => {
    setBusy(name);
    setError(undefined);
    try {
      await work();
    } catch (thrown) {
      setError(sortError(thrown));
    } finally {
      setBusy('');
    }
  };
  const pages = [...(first.data ? [first.data] : []), ...(more.key === key ? more.pages : [])];
  const items = pages.flatMap((it) => it.items);
  const next = pages.at(-1)?.next;
  const problem = error ?? first.error;
  return (
    <section className="card" aria-labelledby={`${id}-title`}>
      <div className="card-head">
        <h2 id={`${id}-title`}>{t('runs.report')}</h2>
        <Button
          isBusy={busy === 'csv'}
          onClick={() =>
            void attempt('csv', async () => {
              const { csv } = await api.call('POST /files/runs/:run/csv', { params, body: {} }, { timeoutMs: 60_000 });
              saveFile(t('runs.file'), csv, 'text/csv');
            })
          }
        >
          {t('runs.csv')}
        </Button>
      </div>
      {problem && (
        <ProblemBanner error={problem} doing="settings" identity={identity} onRetry={() => void first.reload()} />
      )}
      <span className="field">
        <label htmlFor={id}>{t('runs.show')}</label>
        <select
          id={id}
          className="input"
          value={state}
          onChange={(event) => setState(event.target.value as typeof state)}
        >
          <option value="">{t('runs.all')}</option>
          {states.map((it) => (
            <option key={it} value={it}>
              {t(it === 'waiting' ? 'runs.open' : (`runs.${it}` satisfies SettingsKey))}
            </option>
          ))}
        </select>
      </span>
      {first.data && items.length === 0 && <p className="caption">{t('runs.nothing')}</p>}
      <ul className="lines">
        {items.map((it) => (
          <li key={it.record.id} className="line">
            <span className="line-text">
              <a href={it.record.url}>
                <bdi>{it.record.displayName}</bdi>
              </a>
              {it.folderName && it.folderName !== it.record.displayName && (
                <span className="caption">{t('runs.as', { name: it.folderName })}</span>
              )}
              {it.reason && (
                <span className={it.state === 'failed' ? 'caption problem-line' : 'caption'}>{it.reason}</span>
              )}
              {it.folder && (
                <TakenFolder
                  taken={it.folder}
                  isBusy={busy === it.record.id}
                  onAnswer={(answer) => void attempt(it.record.id, () => onAnswer(answer, it.record.id))}
                />
              )}
            </span>
            <span className={`pill pill-${looks[it.state]}`}>{t(`runs.item.${it.state}` satisfies SettingsKey)}</span>
          </li>
        ))}
      </ul>
      {next !== undefined && (
        <div className="row">
          <Button
            isBusy={busy === 'more'}
            onClick={() =>
              void attempt('more', async () => {
                const page = await load(next);
                setMore((now) => ({ key, pages: [...(now.key === key ? now.pages : []), page] }));
              })
            }
          >
            {t('runs.more')}
          </Button>
        </div>
      )}
    </section>
  );
}
