import { useState } from 'react';
import type { TimelineEntry } from '../../contract/api.js';
import type { Api } from '../api/client.js';
import { sortError, type PaneError } from '../api/errors.js';
import type { Identity } from '../api/identity.js';
import { FileList } from '../components/FileList.js';
import { ProblemBanner } from '../components/ProblemBanner.js';
import { t as composeText } from '../text/compose-text.js';
import { t } from '../text/record-text.js';
import { formatFullTime, formatList, formatTime } from '../text/text.js';
import { announce } from '../ui/announce.js';
import { Button } from '../ui/Button.js';
import { Icon } from '../ui/Icon.js';
import { MailText } from './MailText.js';

interface Props {
  entry: TimelineEntry;
  record: { module: string; id: string };
  api: Api;
  identity: Identity;
  /** Taken off the record, or its files were kept: the list is to be asked again. */
  onChanged(): void;
  /** Somebody who has the mail answers it, or hands it on. */
  onAnswer(wish: { kind: 'reply' | 'replyAll' | 'forward'; entry: string }): void;
  isWithin?: boolean;
}

/** One mail on a record, as much of it as this viewer may see; its text and the earlier mails of its conversation on request. */
export function MailEntry({ entry, record, api, identity, onChanged, onAnswer, isWithin = false }: Props) {
  const { mail, filing, link, conversation } = entry;
  const [isOpen, setIsOpen] = useState(false);
  const [earlier, setEarlier] = useState<TimelineEntry[]>();
  const [failure, setFailure] = useState<PaneError>();
  const attempt = async (work: () => Promise<void>) => {
    setFailure(undefined);
    try {
      await work();
    } catch (thrown) {
      setFailure(sortError(thrown));
    }
  };
  const from = mail?.people.find((it) => it.role === 'from');
  const sender = from?.name || from?.address || filing?.fromName || filing?.fromAddress || t('mail.someone');
  const to = mail?.people.filter((it) => it.role === 'to').map((it) => it.name || it.address) ?? [];
  const subject = mail?.subject ?? (filing?.subject || undefined);
  const isHidden = subject === undefined && mail !== undefined && mail.seen === 'people';
  const title = isHidden ? t('mail.hiddenSubject') : subject || t('mail.noSubject');
  return (
    <article className={`entry ${isWithin ? 'entry-within' : ''}`} aria-label={`${sender}: ${title}`}>
      <Icon name={mail?.isOutgoing ? 'back' : 'mail'} className={mail?.isOutgoing ? 'outgoing' : ''} />
      <div className="entry-text">
        <div className="entry-head">
          <strong className="entry-sender" title={from?.address}>
            {sender}
          </strong>
          <time className="caption" dateTime={entry.dateTime} title={formatFullTime(entry.dateTime)}>
            {formatTime(entry.dateTime)}
          </time>
        </div>
        <h3 dir="auto" className={isHidden ? 'entry-hidden' : ''}>
          {isHidden && <Icon name="lock" />}
          {title}
        </h3>
        {mail?.preview && (
          <p className="entry-preview" dir="auto">
            {mail.preview}
          </p>
        )}
        <p className="caption entry-facts">
          {to.length > 0 && <span>{t('mail.to', { names: formatList(to.slice(0, 3)) })}</span>}
          {mail?.hasAttachments && (
            <span>
              <Icon name="attach" /> {t('mail.files')}
            </span>
          )}
          {mail && mail.mailboxes.length > 0 && (
            <span>
              {t('mail.in', {
                names: formatList(mail.mailboxes.map((it) => (it.isYours ? t('mail.yours') : it.name || it.address))),
              })}
            </span>
          )}
          {mail && (
            <span>
              <Icon name="eye" /> {t(`see.${mail.colleagues.see}`)}
              {mail.colleagues.byPolicy && `, ${t('see.byPolicy')}`}
            </span>
          )}
          {mail?.isPrivate && (
            <span>
              <Icon name="lock" /> {t('mail.private')}
            </span>
          )}
          {mail?.isGone && <span>{mail.mailboxes.length > 0 ? t('mail.gone') : t('mail.noMailbox')}</span>}
        </p>
        {filing && (
          <p className="caption">
            {filing.filedBy.isYou ? t('record.filedByYou') : t('record.filedBy', { name: filing.filedBy.name })},{' '}
            <time dateTime={filing.filedDateTime} title={formatFullTime(filing.filedDateTime)}>
              {formatTime(filing.filedDateTime)}
            </time>
            {filing.state === 'unfiling' && ` · ${t('record.unfiling')}`}
          </p>
        )}
        {link && !filing && (
          <p className="caption">
            {link.reason.kind !== 'sent' && (
              <>
                <span className={`confidence confidence-${link.confidence}`}>
                  {t(`confidence.${link.confidence}`)}
                </span>{' '}
              </>
            )}
            {whyHere(link.reason)}
          </p>
        )}
        {filing && filing.files.length > 0 && (
          <FileList
            files={filing.files}
            onAnswer={
              filing.filedBy.isYou
                ? (file, answer) =>
                    void attempt(async () => {
                      await api.call('POST /filings/:id/files/:file/answer', {
                        params: { id: filing.id, file: file.id },
                        body: { answer },
                      });
                      onChanged();
                    })
                : undefined
            }
          />
        )}
        <div className="entry-actions">
          <Button look="link" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
            {isOpen ? t('mail.close') : t('mail.open')}
          </Button>
          {conversation.count > 1 && !isWithin && (
            <Button
              look="link"
              aria-expanded={earlier !== undefined}
              onClick={() =>
                void attempt(async () => {
                  if (earlier) {
                    setEarlier(undefined);
                    return;
                  }
                  const { entries } = await api.call('POST /records/:module/:id/timeline', {
                    params: record,
                    body: { conversation: conversation.id },
                  });
                  setEarlier(entries.filter((it) => it.id !== entry.id));
                })
              }
            >
              {earlier ? t('mail.fewer') : t('mail.more', { count: conversation.count - 1 })}
            </Button>
          )}
          {(mail?.seen === 'own' || filing?.filedBy.isYou) &&
            (['reply', 'replyAll', 'forward'] as const).map((kind) => (
              <Button key={kind} look="link" onClick={() => onAnswer({ kind, entry: entry.id })}>
                {composeText(kind)}
              </Button>
            ))}
          {link?.canUndo && !filing && (
            <Button
              look="link"
              icon="undo"
              onClick={() =>
                void attempt(async () => {
                  await api.call('POST /mail/links/:id/undo', { params: { id: link.id } });
                  announce(t('mail.undone'));
                  onChanged();
                })
              }
            >
              {t('mail.undo')}
            </Button>
          )}
        </div>
        {failure && (
          <ProblemBanner error={failure} doing="record" identity={identity} onRetry={() => setFailure(undefined)} />
        )}
        {isOpen && <MailText record={record} entry={entry.id} api={api} identity={identity} onKept={onChanged} />}
        {earlier && (
          <ol className="entries entries-within">
            {earlier.map((it) => (
              <li key={it.id}>
                <MailEntry
                  entry={it}
                  record={record}
                  api={api}
                  identity={identity}
                  onChanged={onChanged}
                  onAnswer={onAnswer}
                  isWithin
                />
              </li>
            ))}
          </ol>
        )}
      </div>
    </article>
  );
}

/** Some reasons need no word of the mail; the others are told only to those who get that word. */
const whyHere = ({ kind, value }: NonNullable<TimelineEntry['link']>['reason']): string =>
  value !== undefined || ['sent', 'thread', 'search', 'created'].includes(kind)
    ? t(`why.${kind}`, { value: value ?? '' })
    : t('why.other');
