import './meeting-notes.css';
import { useEffect, useId, useRef, useState } from 'react';
import type { MeetingNotes as Notes } from '../../contract/api.js';
import type { Api } from '../api/client.js';
import { sortError, type PaneError } from '../api/errors.js';
import type { Identity } from '../api/identity.js';
import { t } from '../text/meeting-text.js';
import { formatTime } from '../text/text.js';
import { announce } from '../ui/announce.js';
import { Button } from '../ui/Button.js';
import { ProblemBanner } from './ProblemBanner.js';

interface Props {
  /** Of the meeting. */
  id: string;
  notes: Notes;
  api: Pick<Api, 'call'>;
  identity: Identity;
  onKept(notes: Notes): void;
  /** Somebody pressed to write already. */
  isOpened?: boolean;
}

/** What people wrote about a meeting; who was there and has not written yet is asked, once. */
export function MeetingNotes({ id, notes, api, identity, onKept, isOpened = false }: Props) {
  const field = useId();
  const [text, setText] = useState(isOpened ? (notes.own?.text ?? '') : undefined);
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<PaneError>();
  const opener = useRef<HTMLButtonElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (isOpened) area.current?.focus();
  }, [isOpened]);
  const { own, others, isAsked } = notes;
  const isWriting = text !== undefined || isAsked;

  const close = () => {
    setText(undefined);
    setTimeout(() => opener.current?.focus());
  };
  const keep = async (words: string) => {
    setIsBusy(true);
    setError(undefined);
    try {
      onKept(await api.call('PUT /meetings/:id/notes', { params: { id }, body: { text: words } }));
      announce(words.trim() ? t('notes.saved') : t('notes.skipped'));
      close();
    } catch (thrown) {
      setError(sortError(thrown));
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <div className="notes">
      {others.map((it) => (
        <blockquote key={`${it.name} ${it.dateTime}`} className="note">
          <p>{it.text}</p>
          <footer className="caption">{t('notes.by', { name: it.name, time: formatTime(it.dateTime) })}</footer>
        </blockquote>
      ))}
      {own && text === undefined && (
        <blockquote className="note note-own">
          <p>{own.text}</p>
          <footer className="caption">{t('notes.you', { time: formatTime(own.dateTime) })}</footer>
        </blockquote>
      )}
      {isWriting ? (
        <form
          className={`notes-form ${isAsked ? 'notes-asked' : ''}`}
          onSubmit={(event) => {
            event.preventDefault();
            void keep(text ?? '');
          }}
        >
          {isAsked && (
            <div>
              <strong>{t('notes.ask')}</strong>
              <p className="caption">{t('notes.askBody')}</p>
            </div>
          )}
          <label htmlFor={field} className={isAsked ? 'visually-hidden' : ''}>
            {t('notes.label')}
          </label>
          <textarea
            ref={area}
            id={field}
            rows={4}
            maxLength={20_000}
            placeholder={t('notes.placeholder')}
            value={text ?? ''}
            onChange={(event) => setText(event.target.value)}
          />
          <p className="caption">{t('notes.see')}</p>
          {error && (
            <ProblemBanner error={error} doing="save" identity={identity} onRetry={() => void keep(text ?? '')} />
          )}
          <div className="notes-actions">
            <Button type="submit" look="primary" isBusy={isBusy} disabled={!text?.trim()}>
              {t('notes.save')}
            </Button>
            {isAsked ? (
              <Button look="subtle" isBusy={isBusy} onClick={() => void keep('')}>
                {t('notes.skip')}
              </Button>
            ) : (
              <Button look="subtle" onClick={close}>
                {t('notes.cancel')}
              </Button>
            )}
          </div>
        </form>
      ) : (
        <Button ref={opener} look="link" onClick={() => setText(own?.text ?? '')}>
          {own ? t('notes.edit') : t('notes.add')}
        </Button>
      )}
    </div>
  );
}
