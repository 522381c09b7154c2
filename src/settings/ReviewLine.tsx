import { useId, useState, type KeyboardEvent } from 'react';
import type { ReviewItem } from '../../contract/api.js';
import { t, type ReviewKey } from '../text/review-text.js';
import { formatFullTime, formatTime } from '../text/text.js';
import { announce } from '../ui/announce.js';
import { Button } from '../ui/Button.js';
import { LinkOut } from '../ui/LinkOut.js';

interface Props {
  item: ReviewItem;
  isCurrent: boolean;
  onFocus(): void;
  onMove(by: 1 | -1): void;
  onAccept(link: ReviewItem['links'][number], isRemembered: boolean): void;
  onReject(): void;
  onOther(): void;
  onUndo(): void;
}

/** One mail and the record it is on, or may belong to, with the reason. Letters decide while the line has the focus. */
export function ReviewLine({ item, isCurrent, onFocus, onMove, onAccept, onReject, onOther, onUndo }: Props) {
  const { links, kind, reason } = item;
  const id = useId();
  const [chosen, setChosen] = useState<string>();
  const [isRemembered, setIsRemembered] = useState(true);
  const isChoice = kind === 'choose';
  const canRemember = isChoice && (reason.kind === 'address' || reason.kind === 'domain');
  const accept = () => {
    const link = isChoice ? links.find((it) => it.id === chosen) : links[0];
    if (link) onAccept(link, isRemembered);
    else {
      announce(t('chooseFirst'));
      document.getElementsByName(id)[0]?.focus();
    }
  };
  const keys: Record<string, () => void> = {
    ArrowDown: () => onMove(1),
    ArrowUp: () => onMove(-1),
    a: accept,
    r: onReject,
    o: onOther,
    u: onUndo,
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const isRadio = event.target instanceof HTMLInputElement && event.key.startsWith('Arrow');
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act || isRadio || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  };
  const subject = item.subject === undefined ? t('item.forgotten') : item.subject || t('item.noSubject');
  const [first] = links;
  return (
    <li>
      <article
        className="review-line"
        aria-labelledby={`${id}-subject`}
        aria-describedby={`${id}-is`}
        tabIndex={isCurrent ? 0 : -1}
        data-review={item.key}
        onFocus={onFocus}
        onKeyDown={onKeyDown}
      >
        <div className="review-mail">
          <h3 id={`${id}-subject`} dir="auto">
            {subject}
          </h3>
          <p className="caption facts">
            {item.from && (
              <span title={item.from.address}>{t('item.from', { name: item.from.name || item.from.address })}</span>
            )}
            <time dateTime={item.dateTime} title={formatFullTime(item.dateTime)}>
              {formatTime(item.dateTime)}
            </time>
          </p>
        </div>
        <div className="review-record">
          <p id={`${id}-is`}>
            <span className={`pill ${kind === 'check' ? '' : 'pill-warn'}`}>{t(`kind.${kind}`)}</span>{' '}
            {isChoice || !first ? (
              t('is.choose')
            ) : (
              <>
                {t(`is.${kind}` as ReviewKey, { name: '' })}
                <LinkOut href={first.record.url}>{first.record.displayName}</LinkOut>
              </>
            )}
            <span className="caption review-reason">
              {t(isChoice && reason.kind === 'address' ? 'reason.each' : `reason.${reason.kind}`, {
                value: reason.value,
              })}
            </span>
          </p>
          {isChoice && (
            <div role="radiogroup" aria-label={t('is.choose')} className="review-choices">
              {links.map((it) => (
                <label key={it.id} className="choice">
                  <input type="radio" name={id} checked={chosen === it.id} onChange={() => setChosen(it.id)} />
                  <span className="choice-text">
                    {it.record.displayName}
                    <span className="caption">{it.record.moduleName}</span>
                  </span>
                </label>
              ))}
              {canRemember && (
                <label className="choice">
                  <input
                    type="checkbox"
                    checked={isRemembered}
                    onChange={(event) => setIsRemembered(event.target.checked)}
                  />
                  <span className="caption">{t('remember', { value: reason.value })}</span>
                </label>
              )}
            </div>
          )}
        </div>
        <div className="review-actions">
          <Button
            aria-describedby={`${id}-subject`}
            aria-keyshortcuts="A"
            className="small"
            icon="check"
            onClick={accept}
          >
            {t(isChoice ? 'accept.choose' : 'accept')}
          </Button>
          <Button
            aria-describedby={`${id}-subject`}
            aria-keyshortcuts="R"
            className="small"
            icon="dismiss"
            onClick={onReject}
          >
            {t(isChoice ? 'reject.choose' : 'reject')}
          </Button>
          <Button look="link" aria-describedby={`${id}-subject`} aria-keyshortcuts="O" onClick={onOther}>
            {t('other')}
          </Button>
        </div>
      </article>
    </li>
  );
}
