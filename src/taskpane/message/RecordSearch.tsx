import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { RecordView } from '../../../contract/api.js';
import type { Coming } from '../../../contract/shapes.js';
import { sortError, type PaneError } from '../../api/errors.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import { moduleIcon } from '../../components/module-icon.js';
import { t } from '../../text/text.js';
import { announce } from '../../ui/announce.js';
import { Button } from '../../ui/Button.js';
import { Icon } from '../../ui/Icon.js';
import { LinkOut } from '../../ui/LinkOut.js';
import { usePane } from '../pane.js';
import { recordKey } from './RecordOption.js';

const pauseMs = 250;
interface Props {
  /** What a press on a result does; without it the results are links to the records. */
  onChoose?: (record: RecordView) => void;
  /** What is to be put on the record that is chosen. */
  purpose?: Coming;
  onCreate?: ((name: string) => void) | undefined;
  createLabel?: string | undefined;
}
type Found = { query: string; records: RecordView[]; limited: boolean; notice?: string | undefined };

/** Looks for records by name while the person types. Results are counted aloud; Enter takes the first. */
export function RecordSearch({ onChoose, purpose = 'mail', onCreate, createLabel }: Props) {
  const { api, identity } = usePane();
  const [query, setQuery] = useState('');
  const [found, setFound] = useState<Found>();
  const [error, setError] = useState<PaneError>();
  const [attempt, setAttempt] = useState(0);
  const results = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLInputElement>(null);
  /** Enter was pressed before the answer came: the first result is taken when it does. */
  const wantsFirst = useRef(false);
  const wish = query.trim();

  const what = onChoose && purpose;
  useEffect(() => {
    if (!wish) return;
    const controller = new AbortController();
    const timer = setTimeout(() => {
      api
        .call(
          'POST /records/search',
          { body: { query: wish, for: what } },
          { signal: controller.signal, timeoutMs: 10_000 },
        )
        .then(
          (answer) => {
            setFound({ query: wish, ...answer });
            setError(undefined);
            announce(
              answer.records.length === 0
                ? t(answer.limited ? 'search.limitedNone' : 'search.none', { query: wish })
                : t('search.count', { count: answer.records.length }),
            );
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
  }, [api, wish, attempt, what]);

  const isCurrent = found?.query === wish;
  const shown = wish && found ? found : undefined;
  const choose = (record: RecordView) => {
    setQuery('');
    onChoose?.(record);
  };
  const rows = () => [...(results.current?.querySelectorAll<HTMLElement>('button, a') ?? [])];
  useEffect(() => {
    if (!isCurrent || !wantsFirst.current) return;
    wantsFirst.current = false;
    rows()[0]?.click();
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      event.preventDefault();
      if (isCurrent) rows()[0]?.click();
      else wantsFirst.current = wish !== '';
    }
    if (event.key === 'ArrowDown' && rows()[0]) {
      event.preventDefault();
      rows()[0]?.focus();
    }
    if (event.key === 'Escape' && query) {
      event.preventDefault();
      setQuery('');
    }
  };
  const onRowKeyDown = (event: KeyboardEvent) => {
    const at = rows().indexOf(document.activeElement as HTMLElement);
    const next =
      event.key === 'ArrowDown'
        ? rows()[at + 1]
        : event.key === 'ArrowUp'
          ? (rows()[at - 1] ?? box.current)
          : undefined;
    if (next) {
      event.preventDefault();
      next.focus();
    }
    if (event.key === 'Escape') {
      event.preventDefault();
      setQuery('');
      box.current?.focus();
    }
  };

  return (
    <div className="search">
      <div className="search-box">
        <Icon name="search" />
        <input
          ref={box}
          type="search"
          role="searchbox"
          aria-label={t('search.label')}
          placeholder={t('search.placeholder')}
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            wantsFirst.current = false;
            setError(undefined);
          }}
          onKeyDown={onKeyDown}
        />
        {query && (
          <Button
            look="subtle"
            icon="dismiss"
            aria-label={t('search.clear')}
            onClick={() => {
              setQuery('');
              box.current?.focus();
            }}
          />
        )}
      </div>
      {wish && !isCurrent && !error && <p className="caption">{t('search.busy')}</p>}
      {wish && error && (
        <ProblemBanner
          error={error}
          doing="search"
          identity={identity}
          onRetry={() => {
            setError(undefined);
            setAttempt(attempt + 1);
          }}
          onDismiss={() => {
            setError(undefined);
            setQuery('');
          }}
        />
      )}
      {shown?.limited && <p className="caption">{shown.notice ?? t('search.limited')}</p>}
      {shown && shown.records.length > 0 && (
        <div ref={results} onKeyDown={onRowKeyDown}>
          <ul className="found" aria-label={t('search.results')}>
            {shown.records.map((record) => (
              <Found key={recordKey(record)} record={record} onChoose={onChoose && choose} />
            ))}
          </ul>
        </div>
      )}
      {shown && isCurrent && shown.records.length === 0 && (
        <p className="caption">
          {(!shown.limited && shown.notice) || t(shown.limited ? 'search.limitedNone' : 'search.none', { query: wish })}
          {onCreate && createLabel && (
            <>
              {' '}
              <Button look="link" onClick={() => onCreate(wish)}>
                {createLabel}
              </Button>
            </>
          )}
        </p>
      )}
    </div>
  );
}

function Found({ record, onChoose }: { record: RecordView; onChoose: ((record: RecordView) => void) | undefined }) {
  const text = (
    <span className="option-text">
      <span className="option-name">{record.displayName}</span>
      <span className="caption">{record.moduleName}</span>
    </span>
  );
  const icon = <Icon name={moduleIcon(`${record.module} ${record.moduleName}`)} />;
  return (
    <li>
      {onChoose ? (
        <button type="button" className="found-row" onClick={() => onChoose(record)}>
          {icon}
          {text}
        </button>
      ) : (
        <LinkOut href={record.url} className="found-row">
          {icon}
          {text}
        </LinkOut>
      )}
    </li>
  );
}
