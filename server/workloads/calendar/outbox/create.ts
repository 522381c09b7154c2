import type { Event, PatternedRecurrence } from '@microsoft/microsoft-graph-types';
import { DateTime } from 'luxon';
import type { EventFields, Repeats } from '../../../../contract/calendar.js';
import { AppError } from '../../../base/errors.js';
import type { EventItem } from '../event-item.js';
import { translate, type RawEvent } from '../translate.js';
import { toHtml } from './body.js';
import { toGraph } from './fields.js';
import { eventsOf, type OutboxNeeds, type Turn } from './needs.js';

/** A new event in Outlook. The wish's id is its transactionId: after a silence the same creation gives the event that is there. */
export async function create(needs: OutboxNeeds, turn: Turn, calendar: string | undefined): Promise<EventItem> {
  const { repeats, ...fields } = turn.row.fields as EventFields & { repeats?: Repeats };
  const made = await eventsOf(needs, turn).create(calendar, {
    ...toGraph(fields),
    ...(fields.text ? { body: { contentType: 'html', content: toHtml(fields.text) } } : {}),
    ...(repeats && fields.time ? { recurrence: recurrenceOf(repeats, fields.time) } : {}),
    transactionId: turn.row.id,
  } satisfies Event);
  return understood(made);
}

export function understood(raw: RawEvent): EventItem {
  const it = translate(raw);
  if (it.kind !== 'here')
    throw new AppError('upstream_unavailable', 'Outlook did not tell the whole event.', { source: 'graph' });
  return it.item;
}

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
/** Each so many days, weeks on the same weekday, or months on the same day. */
export function recurrenceOf(
  { every, interval, until, times }: Repeats,
  time: NonNullable<EventFields['time']>,
): PatternedRecurrence {
  const startDate = time.start.slice(0, 10);
  const first = DateTime.fromISO(startDate, { zone: 'utc' });
  const weekday = weekdays[first.weekday - 1] ?? 'monday';
  const pattern =
    every === 'day'
      ? { type: 'daily' as const, interval }
      : every === 'week'
        ? { type: 'weekly' as const, interval, daysOfWeek: [weekday], firstDayOfWeek: 'monday' as const }
        : { type: 'absoluteMonthly' as const, interval, dayOfMonth: first.day };
  const range = until
    ? { type: 'endDate' as const, startDate, endDate: until }
    : times
      ? { type: 'numbered' as const, startDate, numberOfOccurrences: times }
      : { type: 'noEnd' as const, startDate };
  return { pattern, range };
}
