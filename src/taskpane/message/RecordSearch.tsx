import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import type { RecordView } from '../../../contract/api.js';
import { sortError, type PaneError } from '../../api/errors.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import { moduleIcon } from '../../components/module-icon.js';
import { t } from '../../text/text.js';
import { announce } from '../../ui/announce.js';
import { Button } from '../../ui/Button.js';
import { Icon } from '../../ui/Icon.js';
import { LinkOut } from '../../ui/LinkOut.js';
import { usePane } from '../pane.js';
import { RecordOption, recordKey } from './RecordOption.js';

const pauseMs = 250;
interface Props {
  /** Chosen by a radio button; without it the results are links to the records. */
  onChoose?: (record: RecordView) => void;
  chosen?: string | undefined;
  onCreate?: ((name: string) => void) | undefined;
  createLabel?: string | undefined;
}
type Found = { query: string; records: RecordView[]; limited: boolean };

/** Looks for records by name while the person types. Results are counted aloud; Enter takes the first. */
export function RecordSearch({ onChoose, chosen, onCreate, createLabel }: Props) {
  const { api, identity } = usePane();
  const [query, setQuery] = useState('');
  const [found, setFound] = useState<Found>();
  const [error, setError] = useState<PaneError>();
  const [attempt, setAttempt] = useState(0);
  const results = useRef<HTMLDivElement>(null);
  const group = useId();
  const wish = query.trim();

  useEffect(() => {
    if (!wish) return;
    const controller = new AbortController();
    const timer = setTimeout(() => {
      api.call('POST /records/search', { body: { query: wish } }, { signal: controller.signal, timeoutMs: 10_000 }).then((answer) => {
        setFound({ query: wish, ...answer });
        setError(undefined);
        announce(answer.records.length === 0 ? t('search.none', { query: wish }) : t('search.count', { count: answer.records.length }));
      }, (thrown: unknown) => { if (!controller.signal.aborted) setError(sortError(thrown)); });
    }, pauseMs);
    return () => { clearTimeout(timer); controller.abort(); };
  }, [api, wish, attempt]);

  const isCurrent = found?.query === wish;
  const shown = wish && found ? found : undefined;
  const onKeyDown = (event: KeyboardEvent) => {
    const first = results.current?.querySelector<HTMLElement>('input, a');
    if (event.key === 'Enter') { event.preventDefault(); if (isCurrent) first?.click(); }
    if (event.key === 'ArrowDown' && first) { event.preventDefault(); first.focus(); }
    if (event.key === 'Escape' && query) { event.preventDefault(); setQuery(''); }
  };

  return (
    <div className="search">
      <div className="search-box">
        <Icon name="search" />
        <input type="search" role="searchbox" aria-label={t('search.label')} placeholder={t('search.placeholder')} autoComplete="off" spellCheck={false} maxLength={200} value={query} onChange={(event) => { setQuery(event.target.value); setError(undefined); }} onKeyDown={onKeyDown} />
        {query && <Button look="subtle" icon="dismiss" aria-label={t('search.clear')} onClick={() => setQuery('')} />}
      </div>
      {wish && !isCurrent && !error && <p className="caption">{t('search.busy')}</p>}
      {wish && error && <ProblemBanner error={error} doing="search" identity={identity} onRetry={() => { setError(undefined); setAttempt(attempt + 1); }} onDismiss={() => { setError(undefined); setQuery(''); }} />}
      {shown?.limited && <p className="caption">{t('search.limited')}</p>}
      {shown && shown.records.length > 0 && onChoose && (
        <div ref={results} className="options" role="radiogroup" aria-label={t('search.results')}>
          {shown.records.map((record) => <RecordOption key={recordKey(record)} group={group} record={record} isChosen={recordKey(record) === chosen} onChoose={() => onChoose(record)} />)}
        </div>
      )}
      {shown && shown.records.length > 0 && !onChoose && (
        <div ref={results}><ul className="found" aria-label={t('search.results')}>
          {shown.records.map((record) => (
            <li key={recordKey(record)}><Icon name={moduleIcon(`${record.module} ${record.moduleName}`)} /><span className="option-text"><LinkOut href={record.url}>{record.displayName}</LinkOut><span className="caption">{record.moduleName}</span></span></li>
          ))}
        </ul></div>
      )}
      {shown && isCurrent && shown.records.length === 0 && (
        <p className="caption">{t('search.none', { query: wish })}{onCreate && createLabel && <> <Button look="link" onClick={() => onCreate(wish)}>{createLabel}</Button></>}</p>
      )}
    </div>
  );
}
