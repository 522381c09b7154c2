import { useId, useState } from 'react';
import type { BookingSlot } from '../../../contract/api.js';
import type { BookingStart, BookingTimes } from '../../../contract/booking.js';
import { dateIn, formatClock, formatDate, t } from '../../text/booking-text.js';
import { Button } from '../../ui/Button.js';
import { FreeBusyBars } from './FreeBusyBars.js';
import type { Draft } from './draft.js';
import { reasonsOf } from './names.js';
import type { Times } from './use-times.js';

interface Props {
  start: BookingStart;
  draft: Draft;
  times: Times;
  answer: BookingTimes;
  onChoose(slot: BookingSlot): void;
}
const isNight = ({ reasons }: BookingSlot): boolean => reasons.some((it) => it.code === 'outside_hours');

/** One day, time by time: what is offered can be chosen, everything else says why not. */
export function DayTimes({ start, draft, times, answer, onChoose }: Props) {
  const id = useId();
  const [isWhole, setIsWhole] = useState(false);
  const { date, slots } = answer;
  const [today] = useState(() => dateIn(new Date().toISOString(), start.timeZone));
  const move = (days: number) => {
    const at = new Date(`${date}T12:00:00Z`);
    at.setUTCDate(at.getUTCDate() + days);
    times.lookAt(at.toISOString().slice(0, 10));
  };
  const shown = isWhole ? slots : slots.filter((it) => !isNight(it));
  return (
    <div className="booking-day" aria-busy={times.isAsking || undefined}>
      <div className="booking-dates">
        <Button
          look="subtle"
          icon="back"
          aria-label={t('time.before')}
          disabled={date <= today}
          onClick={() => move(-1)}
        />
        <label htmlFor={id} className="visually-hidden">
          {t('time.day')}
        </label>
        <input
          id={id}
          className="input"
          type="date"
          min={today}
          value={date}
          onChange={({ target }) => target.value && times.lookAt(target.value)}
        />
        <Button look="subtle" icon="chevronRight" aria-label={t('time.after')} onClick={() => move(1)} />
      </div>
      <FreeBusyBars {...{ start, draft, answer }} />
      <p className="visually-hidden" role="status">
        {formatDate(date)}
      </p>
      {!shown.some((it) => it.reasons.length === 0) && <p className="caption">{t('time.dayNone')}</p>}
      <ul className="booking-slots" aria-label={formatDate(date)}>
        {shown.map((it) => (
          <li key={it.startDateTime}>
            {it.reasons.length === 0 ? (
              <button
                type="button"
                className="booking-slot"
                aria-pressed={it.startDateTime === draft.start}
                onClick={() => onChoose(it)}
              >
                {formatClock(it.startDateTime, start.timeZone)}
              </button>
            ) : (
              <span className="booking-refused">
                <span>{formatClock(it.startDateTime, start.timeZone)}</span>
                <span className="caption">{reasonsOf(it, start, draft)}</span>
              </span>
            )}
          </li>
        ))}
      </ul>
      <Button look="link" onClick={() => setIsWhole(!isWhole)}>
        {t(isWhole ? 'time.offeredOnly' : 'time.all')}
      </Button>
    </div>
  );
}
