import type { CalendarEvent } from '../../contract/calendar.js';
import { EventLine } from '../components/calendar/EventLine.js';
import { byDay, dayOf, longDay, shortDay } from '../components/calendar/when.js';
import { useNow } from '../components/calendar/use-now.js';
import { t } from '../text/calendar-text.js';

interface Props {
  days: string[];
  events: CalendarEvent[];
  onOpen(event: CalendarEvent): void;
}
/** Seven days beside each other, below each other where there is little room. */
export function Week({ days, events, onOpen }: Props) {
  const map = byDay(events);
  const today = dayOf(new Date(useNow()));
  return (
    <div className="week">
      {days.map((day) => {
        const list = map.get(day) ?? [];
        return (
          <section
            key={day}
            className={day === today ? 'week-day week-today' : 'week-day'}
            aria-label={t('on.day', { day: longDay(day), count: list.length })}
          >
            <h2>{shortDay(day)}</h2>
            <ul>
              {list.map((it) => (
                <li key={it.id}>
                  <EventLine event={it} onOpen={onOpen} />
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}
