import type { Event } from '@microsoft/microsoft-graph-types';
import { DateTime } from 'luxon';
import { toIanaZone } from '../../graph/time-zone.js';
import { normaliseAddress } from '../../records/addresses.js';
import type { EventItem, EventPerson } from './event-item.js';
import { readUid } from './uid.js';

/** An event, the mention of a date of a series, or what cannot be understood. */
export type Translated =
  | { kind: 'here'; item: EventItem }
  | { kind: 'date'; date: SparseDate }
  | { kind: 'partial'; graphId: string }
  | { kind: 'broken'; graphId: string; why: string };
/** A date of a series of which Graph says no more than when it is: the rest is its master's. */
export interface SparseDate {
  graphId: string;
  etag: string;
  seriesMasterId: string;
  startDateTime: string;
  endDateTime: string;
}
export type RawEvent = Event & { id: string; '@odata.etag'?: string; originalStart?: string | null };

/** Graph's event in our shape. Twice the same gives the same. Times come with the zone that was asked for: UTC. */
export function translate(raw: RawEvent): Translated {
  const graphId = raw.id;
  const startDateTime = instantOf(raw.start);
  const endDateTime = instantOf(raw.end);
  if (raw.type === 'occurrence' && raw.subject === undefined && raw.seriesMasterId && startDateTime && endDateTime) {
    const etag = raw['@odata.etag'] ?? '';
    return { kind: 'date', date: { graphId, etag, seriesMasterId: raw.seriesMasterId, startDateTime, endDateTime } };
  }
  if (raw.iCalUId === undefined || raw.subject === undefined || raw.start === undefined)
    return { kind: 'partial', graphId };
  if (!raw.iCalUId) return { kind: 'broken', graphId, why: 'no iCalUId' };
  if (!startDateTime || !endDateTime) return { kind: 'broken', graphId, why: 'no time' };
  const zone = toIanaZone(raw.originalStartTimeZone ?? undefined);
  const organizer = personOf(raw.organizer?.emailAddress);
  const isAllDay = raw.isAllDay === true;
  return {
    kind: 'here',
    item: {
      graphId,
      etag: raw['@odata.etag'] ?? '',
      ...identityOf(raw, startDateTime, zone),
      seriesMasterId: raw.seriesMasterId ?? null,
      subject: raw.subject ?? '',
      bodyText: (raw.body?.contentType === 'text' ? raw.body.content : raw.bodyPreview) ?? '',
      startDateTime,
      endDateTime,
      zone,
      isAllDay,
      sensitivity: raw.sensitivity ?? 'normal',
      showAs: raw.showAs ?? 'busy',
      isCancelled: raw.isCancelled === true,
      organizer,
      joinUrl: raw.onlineMeeting?.joinUrl ?? null,
      location: raw.location?.displayName ?? '',
      recurrence: raw.recurrence ?? null,
      attendees: attendeesOf(raw, organizer.address),
      isOrganizer: raw.isOrganizer === true,
      isBare: !raw.body?.content && !raw.bodyPreview && !raw.attendees?.length,
      response: raw.responseStatus?.response ?? 'none',
      webLink: raw.webLink ?? '',
      transactionId: raw.transactionId ?? null,
      modifiedDateTime: raw.lastModifiedDateTime ?? startDateTime,
    },
  };
}

/** A date of a series with what its master says of it. */
export const dateOfSeries = (master: EventItem, { graphId, etag, ...it }: SparseDate): EventItem => ({
  ...master,
  ...it,
  graphId,
  etag,
  kind: 'occurrence',
  occurrence: dateIn(it.startDateTime, master.isAllDay ? 'UTC' : master.zone),
  recurrence: null,
  bodyText: '',
  attendees: [],
  transactionId: null,
});

/** What joins the copies of one event: its id in all calendars, and the date of its series. */
function identityOf(raw: RawEvent, start: string, zone: string): Pick<EventItem, 'uid' | 'occurrence' | 'kind'> {
  const { uid, occurrence } = readUid(raw.iCalUId ?? '');
  const kind = kinds[raw.type ?? ''] ?? 'single';
  if (kind === 'single') return { uid, occurrence, kind };
  if (kind === 'master') return { uid, occurrence: '', kind };
  return { uid, occurrence: occurrence || dateIn(raw.originalStart ?? start, raw.isAllDay ? 'UTC' : zone), kind };
}
const kinds: Partial<Record<string, EventItem['kind']>> = {
  seriesMaster: 'master',
  occurrence: 'occurrence',
  exception: 'exception',
};
const dateIn = (instant: string, zone: string): string => DateTime.fromISO(instant, { zone }).toISODate() ?? '';

function instantOf(time: Event['start']): string | undefined {
  if (!time?.dateTime) return undefined;
  const zone = toIanaZone(time.timeZone ?? undefined);
  // As we ask for them; a calendar has tens of thousands.
  if (zone === 'UTC') {
    const at = new Date(`${time.dateTime.slice(0, 23)}Z`);
    return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
  }
  const at = DateTime.fromISO(time.dateTime.slice(0, 23), { zone });
  return at.isValid ? at.toUTC().toISO() : undefined;
}

const personOf = (it: { address?: string | null; name?: string | null } | null | undefined) => ({
  address: normaliseAddress(it?.address ?? '') || (it?.address ?? '').toLowerCase(),
  name: it?.name ?? '',
});

/** Each address once; the organizer is none of the guests. */
function attendeesOf(raw: RawEvent, organizer: string): EventPerson[] {
  const people = (raw.attendees ?? []).map((it) => ({
    ...personOf(it.emailAddress),
    kind: it.type ?? ('required' as const),
    response: it.status?.response ?? 'none',
  }));
  return [
    ...new Map(people.filter((it) => it.address && it.address !== organizer).map((it) => [it.address, it])).values(),
  ];
}
