import { useEffect, useId, useState } from 'react';
import type { Reply } from '../../contract/api.js';
import type { MailFolder } from '../../contract/connection.js';
import { useQuery } from '../api/query.js';
import { ProblemBanner } from '../components/ProblemBanner.js';
import { t } from '../text/settings-text.js';
import { announce } from '../ui/announce.js';
import { FolderLine, type Choice } from './FolderLine.js';
import { useSettings } from './settings.js';

type Listed = Reply<'GET /mailboxes/:mailbox/folders'>;
interface Props {
  mailboxId: string;
  chosen: Choice[];
  problem: string | undefined;
  onChange(chosen: Choice[]): void;
}

/** Every folder, a level at a time, or found by its name; junk and deleted mail with the reason why not (M22, R-39). */
export function FolderTree({ mailboxId, chosen, problem, onChange }: Props) {
  const { api, cache, identity } = useSettings();
  const id = useId();
  const [query, setQuery] = useState('');
  const [asked, setAsked] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setAsked(query.trim()), 300);
    return () => clearTimeout(timer);
  }, [query]);
  const params = { mailbox: mailboxId };
  const found = useQuery<Listed>(cache, asked ? `folders of ${mailboxId} named ${asked}` : undefined, (signal) =>
    api.call(
      'POST /mailboxes/:mailbox/folders/search',
      { params, body: { query: asked } },
      { signal, timeoutMs: 40_000 },
    ),
  );
  const count = asked && found.data ? found.data.folders.length : undefined;
  useEffect(() => {
    if (count !== undefined) announce(t('folders.found', { count }));
  }, [count, asked]);
  const choose = (folder: MailFolder, choice: Choice | undefined) => {
    const others = chosen.filter((it) => it.id !== folder.id);
    onChange(choice ? [...others, choice] : others);
  };
  return (
    <fieldset className="card choices" aria-describedby={problem ? `${id}-problem` : undefined}>
      <legend>
        <h2>{t('folders.title')}</h2>
      </legend>
      <p className="caption">
        {t('folders.text')} {t('folders.chosen', { count: chosen.length })}.
      </p>
      <span className="field">
        <label htmlFor={`${id}-search`} className="visually-hidden">
          {t('folders.search')}
        </label>
        <input
          id={`${id}-search`}
          className="input"
          type="search"
          placeholder={t('folders.search')}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      </span>
      {problem && (
        <p id={`${id}-problem`} className="field-problem" aria-invalid="true" tabIndex={-1}>
          {problem}
        </p>
      )}
      {asked ? (
        <>
          {found.error && (
            <ProblemBanner
              error={found.error}
              doing="settings"
              identity={identity}
              onRetry={() => void found.reload()}
            />
          )}
          {!found.data && !found.error && <div className="bone bone-line" />}
          {count === 0 && <p className="caption">{t('folders.none', { query: asked })}</p>}
          {found.data && (
            <ul className="tree">
              {found.data.folders.map((it) => (
                <FolderLine key={it.id} folder={it} choice={chosen.find((c) => c.id === it.id)} onChoose={choose} />
              ))}
            </ul>
          )}
        </>
      ) : (
        <Level mailboxId={mailboxId} chosen={chosen} onChoose={choose} />
      )}
    </fieldset>
  );
}

interface LevelProps {
  mailboxId: string;
  parent?: MailFolder;
  chosen: Choice[];
  /** The name of the folder above whose choice includes these. */
  includedBy?: string | undefined;
  onChoose(folder: MailFolder, choice: Choice | undefined): void;
}
function Level({ mailboxId, parent, chosen, includedBy, onChoose }: LevelProps) {
  const { api, cache, identity } = useSettings();
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const query = parent ? { parent: parent.id } : { parent: undefined };
  const answer = useQuery<Listed>(cache, `folders of ${mailboxId} in ${parent?.id ?? ''}`, (signal) =>
    api.call(
      'GET /mailboxes/:mailbox/folders',
      { params: { mailbox: mailboxId }, query },
      { signal, timeoutMs: 40_000 },
    ),
  );
  if (answer.error && !answer.data)
    return (
      <ProblemBanner error={answer.error} doing="settings" identity={identity} onRetry={() => void answer.reload()} />
    );
  if (!answer.data)
    return (
      <>
        <div className="bone bone-line" />
        {!parent && <div className="bone bone-line" />}
      </>
    );
  return (
    <ul className="tree">
      {answer.data.folders.map((it) => {
        const choice = chosen.find((c) => c.id === it.id);
        const isOpen = open.has(it.id);
        const includes = includedBy ?? (choice?.includeSubfolders ? it.displayName : undefined);
        return (
          <FolderLine
            key={it.id}
            folder={it}
            choice={choice}
            includedBy={includedBy}
            onChoose={onChoose}
            isOpen={isOpen}
            onToggle={() => setOpen((now) => new Set(isOpen ? [...now].filter((x) => x !== it.id) : [...now, it.id]))}
          >
            {isOpen && (
              <Level mailboxId={mailboxId} parent={it} chosen={chosen} includedBy={includes} onChoose={onChoose} />
            )}
          </FolderLine>
        );
      })}
    </ul>
  );
}
