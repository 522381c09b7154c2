import { useEffect, useRef, type KeyboardEvent } from 'react';
import type { CalendarEvent } from '../../contract/calendar.js';
import { nameOf } from '../components/calendar/EventLine.js';
import {
  addDays,
  addMonths,
  byDay,
  clock,
  dayOf,
  longDay,
  mondayOf,
  monthGrid,
  weekdays,
} from '../components/calendar/when.js';
import { useNow } from '../components/calendar/use-now.js';
import { t } from '../text/calendar-text.js';
import { arrows } from '../ui/direction.js';

interface Props {
  day: string;
  events: CalendarEvent[];
  onOpen(event: CalendarEvent): void;
  /** Another day is looked at. */
  onDay(day: string): void;
  /** A day is shown with all it has. */
  onShow(day: string): void;
}
const shownOnDay = 3;

/** A month as a grid of days: one stop for the Tab key, arrows go through the days, Enter shows one with all it has. */
export function Month({ day, events, onOpen, onDay, onShow }: Props) {
  const weeks = monthGrid(day);
  const map = byDay(events);
  const today = dayOf(new Date(useNow()));
  const grid = useRef<HTMLTableElement>(null);
  const isMoving = useRef(false);
  useEffect(() => {
    if (!isMoving.current) return;
    isMoving.current = false;
    grid.current?.querySelector<HTMLElement>(`[data-day="${day}"]`)?.focus();
  }, [day, weeks]);
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' || event.key === ' ') {
      if (event.target !== event.currentTarget && !(event.target as HTMLElement).dataset.day) return;
      event.preventDefault();
      onShow(day);
      return;
    }
    const { next, previous } = arrows();
    const to = {
      [next]: addDays(day, 1),
      [previous]: addDays(day, -1),
      ArrowDown: addDays(day, 7),
      ArrowUp: addDays(day, -7),
      Home: mondayOf(day),
      End: addDays(mondayOf(day), 6),
      PageDown: addMonths(day, 1),
      PageUp: addMonths(day, -1),
    }[event.key];
    if (!to) return;
    event.preventDefault();
    isMoving.current = true;
    onDay(to);
  };
  return (
    <table ref={grid} className="month" role="grid" aria-label={t('grid')} onKeyDown={onKey}>
      <thead>
        <tr>
          {weekdays('short').map((it, i) => (
            <th key={it} scope="col" abbr={weekdays('long')[i]}>
              {it}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week[0]}>
            {week.map((it) => {
              const list = map.get(it) ?? [];
              return (
                <td
                  key={it}
                  role="gridcell"
                  data-day={it}
                  tabIndex={it === day ? 0 : -1}
                  aria-selected={it === day}
                  aria-current={it === today ? 'date' : undefined}
                  aria-label={t('on.day', { day: longDay(it), count: list.length })}
                  className={it.slice(0, 7) === day.slice(0, 7) ? 'month-day' : 'month-day month-other'}
                  onClick={(event) => {
                    if (!(event.target as HTMLElement).closest('button')) onShow(it);
                  }}
                >
                  <span className="month-number">{Number(it.slice(8))}</span>
                  <span className="month-events">
                    {list.slice(0, shownOnDay).map((one) => (
                      <button
                        key={one.id}
                        type="button"
                        tabIndex={-1}
                        className="month-event"
                        onClick={() => onOpen(one)}
                      >
                        {one.isAllDay ? '' : `${clock(one.startDateTime)} `}
                        {nameOf(one)}
                      </button>
                    ))}
                    {list.length > shownOnDay && <span className="caption">+{list.length - shownOnDay}</span>}
                  </span>
                  {list.length > 0 && (
                    <span className="month-count" aria-hidden="true">
                      {list.length}
                    </span>
                  )}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
