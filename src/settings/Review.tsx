import { useEffect, useRef, useState } from 'react';
import type { RecordRef, ReviewItem } from '../../contract/api.js';
import { ProblemBanner } from '../components/ProblemBanner.js';
import { RecordPicker } from '../components/RecordPicker.js';
import { t } from '../text/review-text.js';
import { Button } from '../ui/Button.js';
import { Dialog } from '../ui/Dialog.js';
import { Icon } from '../ui/Icon.js';
import { Skeleton } from './Frame.js';
import { RememberedChoices } from './RememberedChoices.js';
import { ReviewConversations } from './ReviewConversations.js';
import { ReviewLine } from './ReviewLine.js';
import { useSettings } from './settings.js';
import { useReview } from './use-review.js';

/** Review links: what rules were not sure of, decided one by one or for a whole record, and taken back as easily (M25). */
export function Review() {
  const { api, identity } = useSettings();
  const [of, setOf] = useState<RecordRef>();
  const review = useReview(of);
  const { data, items } = review;
  const [current, setCurrent] = useState<string>();
  const [moving, setMoving] = useState<ReviewItem>();
  const list = useRef<HTMLUListElement>(null);
  /** Where the focus goes when the line that had it is gone. */
  const wanted = useRef<string | undefined>(undefined);
  const at = Math.max(
    0,
    items.findIndex((it) => it.key === current),
  );
  const focusOn = (key: string | undefined) => {
    wanted.current = key;
    setCurrent(key);
  };
  useEffect(() => {
    if (wanted.current === undefined) return;
    const line = list.current?.querySelector<HTMLElement>(`[data-review="${CSS.escape(wanted.current)}"]`);
    if (!line) return;
    wanted.current = undefined;
    line.focus();
  });
  const away = (item: ReviewItem, act: () => Promise<void>) => {
    const i = items.findIndex((it) => it.key === item.key);
    focusOn((items[i + 1] ?? items[i - 1])?.key);
    void act();
  };
  const filtered = data?.records.find((it) => it.record.id === of?.id && it.record.module === of.module);
  const asked = data?.records ?? [];
  return (
    <>
      <div className="page-head">
        <h1>{t('title')}</h1>
        <p className="caption">{t('intro')}</p>
      </div>
      {review.error && (
        <ProblemBanner
          error={review.error}
          doing={data ? 'save' : 'settings'}
          identity={identity}
          onRetry={() => void review.refresh()}
        />
      )}
      {!data && !review.error && <Skeleton />}
      {data && data.conversations.length > 0 && (
        <ReviewConversations
          conversations={data.conversations}
          isBusy={review.isBusy}
          onAnswer={(id, answer) => void review.answer(id, answer)}
        />
      )}
      {data && (
        <section className="card" aria-labelledby="review-links">
          <div className="card-head">
            <h2 id="review-links">{t('links.title')}</h2>
            {data.count > 0 && <span className="caption">{t('left', { count: data.count })}</span>}
          </div>
          {(asked.length > 1 || of) && (
            <div className="field-row">
              <span className="field">
                <label htmlFor="review-record">{t('filter.record')}</label>
                <select
                  id="review-record"
                  className="input"
                  value={of ? `${of.module}/${of.id}` : ''}
                  onChange={(event) => {
                    const chosen = asked.find((it) => `${it.record.module}/${it.record.id}` === event.target.value);
                    setOf(chosen && { module: chosen.record.module, id: chosen.record.id });
                  }}
                >
                  <option value="">{t('filter.all')}</option>
                  {asked.map(({ record, count }) => (
                    <option key={`${record.module}/${record.id}`} value={`${record.module}/${record.id}`}>
                      {t('filter.of', { name: record.displayName, count })}
                    </option>
                  ))}
                </select>
              </span>
              {of && filtered && filtered.likely > 0 && (
                <Button look="primary" isBusy={review.isBusy} onClick={() => void review.acceptAll(of)}>
                  {t('all.accept', { count: filtered.likely })}
                </Button>
              )}
            </div>
          )}
          {review.last && (
            <div className="review-undo" role="status">
              <span>{t('undo.what', { count: review.last.decided })}</span>
              <Button look="link" icon="undo" isBusy={review.isBusy} onClick={() => void review.undo()}>
                {t('undo.last')}
              </Button>
            </div>
          )}
          {items.length === 0 && !review.next && (
            <div className="empty">
              <Icon name="done" className="empty-icon" />
              <h3>{t(of ? 'empty.filter' : 'empty.title')}</h3>
              {of ? <Button onClick={() => setOf(undefined)}>{t('empty.all')}</Button> : <p>{t('empty.text')}</p>}
            </div>
          )}
          {items.length > 0 && (
            <>
              <p className="caption review-keys">{t('keys.hint')}</p>
              <ul ref={list} className="review-list" aria-label={t('list.label')}>
                {items.map((item, i) => (
                  <ReviewLine
                    key={item.key}
                    item={item}
                    isCurrent={i === at}
                    onFocus={() => setCurrent(item.key)}
                    onMove={(by) => focusOn(items[Math.min(items.length - 1, Math.max(0, i + by))]?.key)}
                    onAccept={(link, isRemembered) => away(item, () => review.accept(item, link, isRemembered))}
                    onReject={() => away(item, () => review.reject(item))}
                    onOther={() => setMoving(item)}
                    onUndo={() => void review.undo()}
                  />
                ))}
              </ul>
            </>
          )}
          {review.next && (
            <div className="row">
              <Button isBusy={review.isBusy} onClick={() => void review.showOlder()}>
                {t('older')}
              </Button>
            </div>
          )}
        </section>
      )}
      <RememberedChoices />
      {moving && (
        <Dialog
          title={t('other.title')}
          onClose={() => setMoving(undefined)}
          actions={<Button onClick={() => setMoving(undefined)}>{t('cancel')}</Button>}
        >
          <p className="caption">
            {t('other.text', {
              subject: moving.subject ?? t('item.forgotten'),
              name: moving.links.map((it) => it.record.displayName).join(', '),
            })}
          </p>
          <RecordPicker
            api={api}
            identity={identity}
            purpose="mail"
            onChoose={(record) => {
              setMoving(undefined);
              away(moving, () => review.moveTo(moving, record));
            }}
          />
        </Dialog>
      )}
    </>
  );
}
