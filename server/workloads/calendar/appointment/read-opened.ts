import { DateTime } from 'luxon';
import type { AppointmentQuestion } from '../../../../contract/appointment.js';
import { AppError } from '../../../base/errors.js';
import type { Principal } from '../../../base/principal.js';
import type { Graph } from '../../../graph/graph.js';
import type { EventItem } from '../event-item.js';
import { translate, type RawEvent } from '../translate.js';

type Times = Pick<EventItem, 'startDateTime' | 'endDateTime'>;
/** The appointment that is open, as Microsoft has it now, and when its series has this date where that differs. */
export interface Opened {
  item: EventItem;
  seriesTime?: Times;
}
export const selectEvent = [
  'id,iCalUId,type,seriesMasterId,originalStart,subject,body,bodyPreview,start,end,originalStartTimeZone,isAllDay,sensitivity',
  'showAs,isCancelled,isOrganizer,organizer,attendees,onlineMeeting,location,recurrence,responseStatus,webLink,transactionId',
  'lastModifiedDateTime',
].join(',');
export const preferText = ['outlook.timezone="UTC"', 'outlook.body-content-type="text"'];
const gone = (cause?: unknown) =>
  new AppError('not_found', 'This meeting is not in your calendar: it was deleted, or Outlook has not saved it yet.', {
    source: 'graph',
    cause,
  });

/** Reads it with the caller's own right; what the pane says about it is not trusted. Throws `not_found` where it is in no calendar of theirs. */
export async function readOpened(
  graph: Pick<Graph, 'request'>,
  as: Principal,
  { kind, id }: NonNullable<AppointmentQuestion['item']>,
): Promise<Opened> {
  const raw = await (kind === 'event' ? readEvent(graph, as, id, selectEvent) : readRequested(graph, as, id)).catch(
    (thrown: unknown) => {
      throw thrown instanceof AppError && thrown.code === 'not_found' ? gone(thrown) : thrown;
    },
  );
  const read = translate(raw);
  if (read.kind !== 'here') throw gone();
  const { item } = read;
  const seriesTime = item.kind === 'exception' ? await timeBySeries(graph, as, item, raw.originalStart) : undefined;
  return { item, ...(seriesTime ? { seriesTime } : {}) };
}

const readEvent = (graph: Pick<Graph, 'request'>, as: Principal, id: string, members: string): Promise<RawEvent> =>
  graph.request<RawEvent>(as, {
    path: `/me/events/${encodeURIComponent(id)}`,
    query: { $select: members },
    prefer: preferText,
  });

/** The appointment that a message invites to: the message names it, and it is read where it lies. */
async function readRequested(graph: Pick<Graph, 'request'>, as: Principal, id: string): Promise<RawEvent> {
  const message = await graph.request<{ event?: { id?: string } | null }>(as, {
    path: `/me/messages/${encodeURIComponent(id)}`,
    query: { $select: 'id', $expand: 'microsoft.graph.eventMessage/event' },
  });
  if (!message.event?.id) throw gone();
  return readEvent(graph, as, message.event.id, selectEvent);
}

async function timeBySeries(
  graph: Pick<Graph, 'request'>,
  as: Principal,
  item: EventItem,
  originalStart: string | null | undefined,
): Promise<Times | undefined> {
  if (!item.seriesMasterId || !originalStart) return undefined;
  const master = await readEvent(graph, as, item.seriesMasterId, 'id,start,end').catch(() => undefined);
  const at = (time: RawEvent['start']) => DateTime.fromISO((time?.dateTime ?? '').slice(0, 23), { zone: 'UTC' });
  const length = master ? at(master.end).diff(at(master.start)) : undefined;
  const start = DateTime.fromISO(originalStart, { zone: 'UTC' });
  if (!length?.isValid || !start.isValid) return undefined;
  const times = { startDateTime: start.toISO(), endDateTime: start.plus(length).toISO() };
  const isSame =
    +start === Date.parse(item.startDateTime) && Date.parse(times.endDateTime) === Date.parse(item.endDateTime);
  return isSame ? undefined : times;
}
