import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import type { RecordView, Reply } from '../../contract/api.js';
import type { Coming } from '../../contract/shapes.js';
import type { Api } from '../api/client.js';
import { sortError, type PaneError } from '../api/errors.js';
import type { Identity } from '../api/identity.js';
import { t } from '../text/review-text.js';
import { announce } from '../ui/announce.js';
import { Icon } from '../ui/Icon.js';
import { moduleIcon } from './module-icon.js';
import { ProblemBanner } from './ProblemBanner.js';

interface Props {
  api: Api;
  identity: Identity;
  /** What is to be put on the record that is chosen. */
  purpose: Coming;
  onChoose(record: RecordView): void;
}
const pauseMs = 250;

/** Looks for a record by name while the person types; arrow keys go through what was found, Enter takes it. */
export function RecordPicker({ api, identity, purpose, onChoose }: Props) {
  const id = useId();
  const [query, setQuery] = useState('');
  const [found, setFound] = useState<{ query: string } & Reply<'POST /records/search'>>();
  const [error, setError] = useState<PaneError>();
  const list = useRef<HTMLUListElement>(null);
  const box = useRef<HTMLInputElement>(null);
  const wish = query.trim();
  useEffect(() => {
    box.current?.focus();
  }, []);
  useEffect(() => {
    if (!wish) return;
    const controller = new AbortController();
    const timer = setTimeout(() => {
      api.call('POST /records/search', { body: { query: wish, for: purpose } }, { signal: controller.signal }).then(
        (answer) => {
          setError(undefined);
          setFound({ query: wish, ...answer });
          announce(t('picker.found', { count: answer.records.length }));
        },
        (thrown: unknown) => {
          if (!controller.signal.aborted) setError(sortError(thrown));
        },
      );
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [api, wish, purpose]);

  const shown = wish && found?.query === wish ? found : undefined;
  const move = (event: KeyboardEvent, by: 1 | -1) => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('button') ?? [])];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    event.preventDefault();
    (at + by < 0 ? box.current : rows[Math.min(rows.length - 1, at + by)])?.focus();
  };
  return (
    <div
      className="picker"
      onKeyDown={(event) => {
        if (event.key === 'ArrowDown') move(event, 1);
        if (event.key === 'ArrowUp') move(event, -1);
      }}
    >
      <label htmlFor={id} className="visually-hidden">
        {t('picker.label')}
      </label>
      <input
        ref={box}
        id={id}
        className="input"
        type="search"
        autoComplete="off"
        placeholder={t('picker.label')}
        maxLength={200}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        onKeyDown={(event) => {
          const [first] = shown?.records ?? [];
          if (event.key === 'Enter' && first) onChoose(first);
        }}
      />
      {error && (
        <ProblemBanner error={error} doing="search" identity={identity} onRetry={() => setQuery(`${query} `)} />
      )}
      {shown?.limited && <p className="caption">{shown.notice ?? t('picker.limited')}</p>}
      {shown?.records.length === 0 && (
        <p className="caption">{(!shown.limited && shown.notice) || t('picker.none', { query: wish })}</p>
      )}
      <ul ref={list} className="picker-list" aria-label={t('picker.results')}>
        {shown?.records.map((it) => (
          <li key={`${it.module}/${it.id}`}>
            <button type="button" className="picker-row" onClick={() => onChoose(it)}>
              <Icon name={moduleIcon(`${it.module} ${it.moduleName}`)} />
              <span>
                {it.displayName} <span className="caption">{it.moduleName}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
