import { useEffect, useId, useRef, useState } from 'react';
import type { Reply } from '../../../contract/api.js';
import { sortError } from '../../api/errors.js';
import { t } from '../../text/settings-text.js';
import { formatList } from '../../text/text.js';
import { Button } from '../../ui/Button.js';
import { useSettings } from '../settings.js';

type Examples = Reply<'POST /files/settings/preview'>['examples'];
const fields = ['{Module}', '{Record}', '{Code}', '{Year}'];
const afterTypingMs = 250;
interface Props {
  value: string;
  problem: string | undefined;
  onChange(value: string): void;
}

/** The names of folders, and at once what becomes of them for real records; one that cannot be used says why here. */
export function TemplateField({ value, problem, onChange }: Props) {
  const { api } = useSettings();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [seen, setSeen] = useState<{ of: string; examples: Examples; problem?: string }>();
  useEffect(() => {
    const abort = new AbortController();
    const ask = async () => {
      try {
        const { examples } = await api.call(
          'POST /files/settings/preview',
          { body: { template: value } },
          { signal: abort.signal },
        );
        setSeen({ of: value, examples });
      } catch (thrown) {
        const error = sortError(thrown);
        if (error.field && !abort.signal.aborted) setSeen({ of: value, examples: [], problem: error.message });
      }
    };
    const timer = setTimeout(() => void ask(), afterTypingMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [api, value]);
  const said = problem ?? (seen?.of === value ? seen.problem : undefined);
  const insert = (field: string) => {
    const at = input.current?.selectionStart ?? value.length;
    const to = input.current?.selectionEnd ?? at;
    onChange(`${value.slice(0, at)}${field}${value.slice(to)}`);
    input.current?.focus();
  };
  return (
    <section className="card" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{t('files.template.title')}</h2>
      <span className="field">
        <label htmlFor={id}>{t('files.template.label')}</label>
        <input
          ref={input}
          id={id}
          className="input"
          spellCheck={false}
          autoComplete="off"
          maxLength={300}
          value={value}
          aria-invalid={said ? true : undefined}
          aria-describedby={`${id}-hint${said ? ` ${id}-problem` : ''}`}
          onChange={(event) => onChange(event.target.value)}
        />
        <span id={`${id}-hint`} className="caption">
          {t('files.template.hint', { fields: formatList(fields) })}
        </span>
        <span id={`${id}-problem`} className="field-problem" role="status">
          {said}
        </span>
      </span>
      <div className="row">
        {fields.map((it) => (
          <Button
            key={it}
            className="small"
            aria-label={`${t('files.template.insert')} ${it}`}
            onClick={() => insert(it)}
          >
            {it}
          </Button>
        ))}
      </div>
      {!said && seen && (
        <div className="template-preview" aria-live="polite" aria-busy={seen.of === value ? undefined : true}>
          <h3>{t('files.template.preview')}</h3>
          {seen.examples.length === 0 && <p className="caption">{t('files.template.none')}</p>}
          <ul>
            {seen.examples.map((it) => (
              <li key={`${it.moduleName} ${it.path}`}>
                <bdi className="path">{it.path.split('/').join(' › ')}</bdi>
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}
