import type { CalendarEvent } from '../../contract/calendar.js';
import { EventLine } from '../components/calendar/EventLine.js';
import { byDay, longDay } from '../components/calendar/when.js';
import { t } from '../text/calendar-text.js';
import { Icon } from '../ui/Icon.js';

interface Props {
  events: CalendarEvent[];
  /** Days before it are not shown: an event that began earlier stands at its later days. */
  from: string | undefined;
  isSearch: boolean;
  onOpen(event: CalendarEvent): void;
}
/** Events day by day; days without one are left out. */
export function Agenda({ events, from, isSearch, onOpen }: Props) {
  const days = [...byDay(events)].filter(([day]) => !from || day >= from).sort(([a], [b]) => (a < b ? -1 : 1));
  if (days.length === 0)
    return (
      <div className="empty">
        <Icon name={isSearch ? 'search' : 'clock'} className="empty-icon" />
        <h2>{t(isSearch ? 'none.found' : 'none.title')}</h2>
        <p>{t(isSearch ? 'none.found.body' : 'none.body')}</p>
      </div>
    );
  return (
    <div className="agenda">
      {days.map(([day, list]) => (
        <section key={day} aria-labelledby={`day-${day}`}>
          <h2 id={`day-${day}`}>{longDay(day)}</h2>
          <ul>
            {list.map((it) => (
              <li key={it.id}>
                <EventLine event={it} onOpen={onOpen} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
