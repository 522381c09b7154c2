import { Suspense, useEffect, useState } from 'react';
import type { Filing, Matches } from '../../../contract/api.js';
import type { FileAnswer } from '../../../contract/filing.js';
import { FileList } from '../../components/FileList.js';
import { Trouble } from '../../components/Trouble.js';
import { moduleIcon } from '../../components/module-icon.js';
import { formatFullTime, formatTime, t } from '../../text/text.js';
import { Button } from '../../ui/Button.js';
import { Icon } from '../../ui/Icon.js';
import { LinkOut } from '../../ui/LinkOut.js';
import { RecordFiles, RecordMail } from '../lazy.js';
import type { Choices } from './choices.js';
import { reasonText } from './RecordOption.js';

interface Props {
  matches: Matches;
  onUnfile(filing: Filing): void;
  onRetry(filing: Filing): void;
  onAnswer(filing: Filing, file: string, answer: FileAnswer): void;
  onAdd(): void;
}

/** The receipts: one for each record the mail is on, whoever put it there. */
export function FiledList({ matches: { filings, hiddenFilings }, onUnfile, onRetry, onAnswer, onAdd }: Props) {
  return (
    <section className="section">
      <h2 className="section-title" tabIndex={-1} data-first>
        {t('filed.title')}
      </h2>
      <ul className="receipts">
        {filings.map((it) => (
          <li key={it.id}>
            <Receipt
              filing={it}
              onUnfile={() => onUnfile(it)}
              onRetry={() => onRetry(it)}
              onAnswer={(file, answer) => onAnswer(it, file, answer)}
            />
          </li>
        ))}
      </ul>
      {hiddenFilings > 0 && (
        <div className="receipt receipt-hidden">
          <Icon name="lock" />
          <span>
            <strong>{t('filed.hidden', { count: hiddenFilings })}</strong>
            <span className="caption">{t('filed.hiddenNote')}</span>
          </span>
        </div>
      )}
      <Button look="link" icon="folder" data-opens="add" onClick={onAdd}>
        {t('file.another')}
      </Button>
    </section>
  );
}

interface ReceiptProps {
  filing: Filing;
  onUnfile(): void;
  onRetry(): void;
  onAnswer(file: string, answer: FileAnswer): void;
}
function Receipt({ filing, onUnfile, onRetry, onAnswer }: ReceiptProps) {
  const { record, filedBy, files } = filing;
  const failed = files.some((it) => it.state === 'failed' && !it.asks);
  const [isOpen, setIsOpen] = useState(false);
  const [isMailOpen, setIsMailOpen] = useState(false);
  return (
    <article
      className={`receipt ${filing.state === 'unfiling' ? 'receipt-leaving' : ''}`}
      aria-label={record.displayName}
    >
      <header className="receipt-head">
        <span className="option-sign">
          <Icon name={moduleIcon(`${record.module} ${record.moduleName}`)} />
        </span>
        <span className="option-text">
          <span className="option-name">{record.displayName}</span>
          <span className="caption">{record.moduleName}</span>
          <span className="caption">
            {filedBy.isYou ? t('filed.byYou') : t('filed.by', { name: filedBy.name })},{' '}
            <time dateTime={filing.filedDateTime} title={formatFullTime(filing.filedDateTime)}>
              {formatTime(filing.filedDateTime)}
            </time>
          </span>
          <span className="caption">{reasonText(filing.reason)}</span>
        </span>
        {filing.state === 'filed' && filing.recordCheck === 'ok' && <Icon name="done" className="good" />}
      </header>
      {/* Who may see neither subject nor files is not told that there are none. */}
      {(filing.subject || files[0]) && (
        <FileList files={files} onAnswer={filedBy.isYou ? (file, answer) => onAnswer(file.id, answer) : undefined} />
      )}
      <Notice filing={filing} />
      <div className="receipt-actions">
        <LinkOut href={record.url} label={`${t('file.open')}: ${record.displayName}`}>
          {t('file.open')}
        </LinkOut>
        {filing.folderUrl && <LinkOut href={filing.folderUrl}>{t('files.folder')}</LinkOut>}
        <Button look="link" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          {t('filed.files')}
        </Button>
        <Button look="link" aria-expanded={isMailOpen} onClick={() => setIsMailOpen(!isMailOpen)}>
          {t('filed.mail')}
        </Button>
        {failed && (
          <Button look="link" onClick={onRetry}>
            {t('retryRest')}
          </Button>
        )}
        {filing.canUnfile && (
          <Button look="link" onClick={onUnfile}>
            {t('unfile')}
          </Button>
        )}
      </div>
      {isOpen && (
        <Suspense fallback={null}>
          <RecordFiles record={record} />
        </Suspense>
      )}
      {isMailOpen && (
        <Suspense fallback={null}>
          <RecordMail record={record} />
        </Suspense>
      )}
      {!filedBy.isYou && <p className="caption">{t('filed.onlyThey', { name: filedBy.name })}</p>}
    </article>
  );
}

/** What the person should know of work that goes on by itself. */
function Notice({
  filing: { notice, diagnosis, nextAttemptDateTime, recordCheck, category, isWorking, state },
}: {
  filing: Filing;
}) {
  const lines = [
    ...(state === 'unfiling' ? [t('status.unfiling')] : []),
    ...(recordCheck === 'pending' ? [t('filed.checkPending')] : []),
    ...(notice && recordCheck === 'ok'
      ? [
          isWorking && nextAttemptDateTime
            ? t('filed.notice', { notice, time: formatTime(nextAttemptDateTime) })
            : notice,
        ]
      : []),
    ...(category === 'failed' ? [t('filed.categoryFailed')] : []),
  ];
  return lines.length === 0 ? null : (
    <div className="receipt-notice" role="status">
      <Icon name="clock" />
      <div>
        {lines.map((it) => (
          <span key={it}>{it}</span>
        ))}
        {diagnosis && <Trouble met={diagnosis} sentence={notice} />}
      </div>
    </div>
  );
}

/** Open record, and for ten seconds Undo; both stay as long as one of them has the focus (U-08: Unfile stays on the receipt and in History). */
export function FiledFooter({
  filings,
  undo,
  onUndo,
}: {
  filings: Filing[];
  undo: Choices['undo'];
  onUndo(filing: Filing): void;
}) {
  const until = undo?.until ?? 0;
  const [isOver, setIsOver] = useState(() => Date.now() >= until);
  const [hasFocus, setHasFocus] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsOver(true), Math.max(0, until - Date.now()));
    return () => clearTimeout(timer);
  }, [until]);
  const latest = filings.find((it) => undo?.ids.includes(it.id)) ?? filings[0];
  const undone = filings.find((it) => undo?.ids.includes(it.id) && it.canUnfile);
  if (!latest) return null;
  return (
    <>
      <a className="button button-primary" href={latest.record.url} target="_blank" rel="noopener noreferrer">
        <span>{t('file.open')}</span>
      </a>
      {undone && (!isOver || hasFocus) && (
        <Button
          icon="undo"
          onFocus={() => setHasFocus(true)}
          onBlur={() => setHasFocus(false)}
          onClick={() => onUndo(undone)}
        >
          {t('file.undo')}
        </Button>
      )}
    </>
  );
}
