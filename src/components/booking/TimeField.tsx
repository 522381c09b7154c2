import { useId, useState } from 'react';
import type { BookingSlot } from '../../../contract/api.js';
import type { BookingStart } from '../../../contract/booking.js';
import type { Identity } from '../../api/identity.js';
import {
  formatClock,
  formatDate,
  formatLength,
  formatWeekday,
  formatWhen,
  ownZone,
  t,
  zoneName,
} from '../../text/booking-text.js';
import { Button } from '../../ui/Button.js';
import { ProblemBanner } from '../ProblemBanner.js';
import { DayTimes } from './DayTimes.js';
import { lengths, type Draft } from './draft.js';
import { namesOf } from './names.js';
import type { Times } from './use-times.js';

interface Props {
  start: BookingStart;
  draft: Draft;
  times: Times;
  identity: Identity;
  onChange(some: Partial<Draft>): void;
}
const shownFirst = 3;

/** The next times that suit everybody required; every other time of a day with the reason why it is not offered. */
export function TimeField({ start, draft, times, identity, onChange }: Props) {
  const name = useId();
  const [isOpen, setIsOpen] = useState(false);
  const { answer } = times;
  const zone = start.timeZone;
  const first = (answer?.next ?? []).slice(0, shownFirst);
  // A time that was chosen elsewhere stays in sight.
  const chosen = draft.start;
  const isElsewhere = chosen !== undefined && !first.some((it) => it.startDateTime === chosen);
  const choose = (it: BookingSlot) => onChange({ start: it.startDateTime, end: it.endDateTime, isTimeChosen: true });
  return (
    <fieldset className="booking-row">
      <legend>{t('time')}</legend>
      <div className="booking-length">
        <label htmlFor={`${name}length`}>{t('length')}</label>
        <select
          id={`${name}length`}
          className="input"
          value={draft.minutes}
          onChange={({ target }) => onChange({ minutes: Number(target.value) })}
        >
          {lengths.map((it) => (
            <option key={it} value={it}>
              {formatLength(it)}
            </option>
          ))}
        </select>
        {zone !== ownZone() && <span className="caption">{t('time.zone', { zone: zoneName(zone) })}</span>}
      </div>
      {!start.schedules.isAvailable && start.schedules.sentence && (
        <p className="caption">{start.schedules.sentence}</p>
      )}
      {times.error && <ProblemBanner error={times.error} doing="book" identity={identity} onRetry={times.again} />}
      {times.isAsking && !answer && (
        <div className="booking-bones">
          <p className="visually-hidden" role="status">
            {t('time.asking')}
          </p>
          {[0, 1, 2].map((it) => (
            <div key={it} className="bone bone-line" />
          ))}
        </div>
      )}
      {answer && answer.next.length === 0 && <NobodyFree {...{ start, draft, times, onChange }} />}
      {answer && (
        <div
          className="booking-times"
          role="radiogroup"
          aria-label={t('time.next')}
          aria-busy={times.isAsking || undefined}
        >
          {isElsewhere && draft.end && (
            <label className={`booking-option ${times.isStale ? 'booking-stale' : ''}`}>
              <input type="radio" name={name} checked readOnly />
              <span>
                {formatWhen(chosen, draft.end, zone)}
                {times.isStale && <span className="caption">{t('time.notFree')}</span>}
              </span>
            </label>
          )}
          {first.map((it) => (
            <label key={it.startDateTime} className="booking-option">
              <input type="radio" name={name} checked={it.startDateTime === chosen} onChange={() => choose(it)} />
              <span>
                <strong>{formatWeekday(it.startDateTime, zone)}</strong> {formatClock(it.startDateTime, zone)} –{' '}
                {formatClock(it.endDateTime, zone)}
                {it.without.length > 0 && (
                  <span className="caption">{t('time.without', { names: namesOf(it.without, start, draft) })}</span>
                )}
              </span>
            </label>
          ))}
        </div>
      )}
      {answer && (
        <Button look="link" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          {t(isOpen ? 'time.fewer' : 'time.others')}
        </Button>
      )}
      {answer && isOpen && <DayTimes {...{ start, draft, times, answer }} onChoose={choose} />}
    </fieldset>
  );
}

/** Nobody free: what stands in the way most, and the three ways out of it. */
function NobodyFree({ start, draft, times, onChange }: Omit<Props, 'identity'>) {
  const { answer } = times;
  if (!answer) return null;
  const shorter = lengths.filter((it) => it < draft.minutes).at(-1);
  const obstacles = answer.obstacles.map(({ code, addresses }) =>
    t(`time.obstacle.${code}`, { names: namesOf(addresses, start, draft) }),
  );
  return (
    <div className="booking-none" role="status">
      <p>
        <strong>{t('time.none.title', { date: formatDate(answer.untilDate) })}</strong>
      </p>
      {obstacles.length > 0 && <p className="caption">{obstacles.join(' · ')}</p>}
      <p className="caption">{t('time.none.help')}</p>
      <div className="booking-buttons">
        <Button className="small" onClick={() => times.lookAt(answer.untilDate)}>
          {t('time.none.later')}
        </Button>
        {shorter !== undefined && (
          <Button className="small" onClick={() => onChange({ minutes: shorter })}>
            {t('time.none.shorter')}
          </Button>
        )}
      </div>
    </div>
  );
}
