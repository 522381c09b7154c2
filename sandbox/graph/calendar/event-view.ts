import type { Agenda } from '../../tenant/calendar/agenda.js';
import { entryOf, occurrenceAt, type Entry } from '../../tenant/calendar/entries.js';
import { isOrganizer } from '../../tenant/calendar/new-event.js';
import { conferenceIdOf } from '../../tenant/calendar/teams.js';
import { graphTime, inZone, instantOf, type ZonedTime } from '../../tenant/calendar/zones.js';
import { plainText, previewOf } from '../../tenant/mail/shapes.js';
import { context, type Call } from '../call.js';
import { badQuery } from '../errors.js';
import { readExpand, type Expansion } from '../expand.js';
import { conjuncts } from '../filter.js';
import { attachmentItem } from '../mail/attachment-item.js';
import { calendarView } from './calendar-view.js';
import { expandable, memberCalled, plain, type } from './event-members.js';
import { seen, type Sight } from './sight.js';
import { zoneOf } from './times.js';

/** What of an event is wanted, and how much of it the caller may see; read once for a whole page. */
export interface Shape {
  names: readonly string[];
  expand: Record<string, Expansion>;
  timeZone: string;
  sight: Sight;
  isWhole: boolean;
}
export function readShape(call: Call, sight: Sight = 'everything', query = call.query): Shape {
  const expand = readExpand(query.get('$expand'));
  for (const name of Object.keys(expand)) if (!expandable.includes(name)) throw unknownMember(name);
  const text = query.get('$select');
  const names = text
    ? text
        .split(',')
        .map((name) => name.trim())
        .filter(Boolean)
        .map((name) => memberNamed(name))
        .filter((name) => name !== 'id' && !expandable.includes(name))
    : plain;
  return isBasic(call)
    ? {
        names: names.filter((it) => !['body', 'bodyPreview'].includes(it)),
        expand: {},
        timeZone: zoneOf(call),
        sight,
        isWhole: !text,
      }
    : { names: [...new Set(names)], expand, timeZone: zoneOf(call), sight, isWhole: !text };
}
/** A token that may read only the basics gets no text, no files and nothing that applications keep. */
function isBasic({ caller: { scp, roles } }: Call): boolean {
  const all = [...scp, ...roles];
  return (
    all.some((it) => /^Calendars\.ReadBasic/.test(it)) &&
    !all.some((it) => /^Calendars\.Read(Write)?(\.Shared)?$/.test(it))
  );
}
export function memberNamed(name: string): string {
  const found = memberCalled(name);
  if (!found) throw unknownMember(name);
  return found;
}
const unknownMember = (name: string) => badQuery(`Could not find a property named '${name}' on type '${type}'.`);

export const idOf = (call: Call, agenda: Agenda, { event, date }: Pick<Entry, 'event' | 'date'>): string =>
  agenda.ids.of(event.number, date, call.isImmutable);

function changeKey(agenda: Agenda, { event, date }: Entry): string {
  const key = Buffer.alloc(20);
  key.write(agenda.objectId.replace(/-/g, ''), 0, 8, 'hex');
  key.writeUInt32BE(event.number, 8);
  key.writeUInt32BE(event.version, 12);
  key.writeUInt32BE(date === undefined ? 0 : (event.exceptions[date]?.version ?? 0), 16);
  return key.toString('base64');
}
export const etag = (agenda: Agenda, entry: Entry): string => `W/"${changeKey(agenda, entry)}"`;

/** An event as the question wants it: only what is wanted is made. */
export function viewOf(call: Call, agenda: Agenda, entry: Entry, shape: Shape): Record<string, unknown> {
  const shown: Entry = { ...entry, fields: seen(entry.fields, shape.sight) };
  const view: Record<string, unknown> = { '@odata.etag': etag(agenda, entry), id: idOf(call, agenda, entry) };
  for (const name of shape.names) view[name] = memberOf(call, agenda, shown, name, shape.timeZone);
  if (shape.isWhole && entry.date !== undefined) view.originalStart = originalStart(entry);
  const { event } = entry;
  const { expand, sight } = shape;
  const isOpen = sight === 'everything' || sight === 'all but private';
  if (expand.attachments)
    view.attachments = isOpen ? event.attachments.map((it) => attachmentItem(it, expand.attachments?.$select)) : [];
  if (expand.extensions)
    view.extensions = isOpen
      ? event.extensions.map(({ id, members }) => ({
          '@odata.type': '#microsoft.graph.openTypeExtension',
          id,
          ...members,
        }))
      : [];
  if (expand.calendar) {
    const calendar = agenda.calendar(event.calendarId);
    if (calendar) view.calendar = calendarView(call, agenda, calendar);
  }
  if (expand.exceptionOccurrences)
    view.exceptionOccurrences = Object.keys(event.exceptions)
      .map((date) => occurrenceAt(event, date))
      .filter((it) => it !== undefined)
      .map((it) => viewOf(call, agenda, it, { ...shape, names: plain, expand: {}, isWhole: true }));
  for (const name of ['singleValueExtendedProperties', 'multiValueExtendedProperties'] as const) {
    const wanted = expand[name];
    if (!wanted) continue;
    const all = name === 'singleValueExtendedProperties' ? event.extended : event.multiExtended;
    const found = isOpen ? named<{ id: string }>(all, wanted.$filter) : [];
    if (found.length > 0) view[name] = found;
  }
  return view;
}
/** Extended properties are answered only by name: `id eq '...'`, several joined by `or`. */
function named<T extends { id: string }>(all: T[], filter = ''): T[] {
  const wanted = filter
    .split(/\bor\b/i)
    .flatMap((part) => conjuncts(part.trim().replace(/^\((.*)\)$/, '$1')).comparisons)
    .filter(({ path, operator }) => path.toLowerCase().endsWith('id') && operator === 'eq')
    .map(({ value }) => String(value).toLowerCase());
  return all.filter(({ id }) => wanted.includes(id.toLowerCase()));
}

export const entity = (call: Call, agenda: Agenda, entry: Entry, shape: Shape) => ({
  '@odata.context': context(call, `users('${agenda.objectId}')/events/$entity`),
  ...viewOf(call, agenda, entry, shape),
});

/** One member of an event; `undefined` when there is none of this name. */
export function memberOf(call: Call, agenda: Agenda, entry: Entry, name: string, timeZone: string): unknown {
  const { event, fields, date } = entry;
  const part = date === undefined ? undefined : event.exceptions[date];
  switch (name) {
    case 'id':
      return idOf(call, agenda, entry);
    case 'changeKey':
      return changeKey(agenda, entry);
    case 'createdDateTime':
      return event.createdDateTime;
    case 'lastModifiedDateTime':
      return part?.lastModifiedDateTime ?? event.lastModifiedDateTime;
    case 'transactionId':
      return event.transactionId;
    case 'originalStartTimeZone':
      return fields.start.timeZone;
    case 'originalEndTimeZone':
      return fields.end.timeZone;
    case 'originalStart':
      return date === undefined ? null : originalStart(entry);
    case 'iCalUId':
      return date === undefined ? event.uid : uidOn(event.uid, date);
    case 'hasAttachments':
      return event.attachments.some((it) => !it.isInline);
    case 'bodyPreview':
      return previewOf(fields.body.content ?? '');
    case 'isOrganizer':
      return isOrganizer(agenda.owner, fields);
    case 'seriesMasterId':
      return date === undefined ? null : agenda.ids.of(event.number, undefined, call.isImmutable);
    case 'type':
      return entry.type;
    case 'webLink':
      return `https://outlook.office365.com/owa/?itemid=${encodeURIComponent(agenda.ids.of(event.number, date, false))}&exvsurl=1&path=/calendar/item`;
    case 'onlineMeetingUrl':
      return null;
    case 'onlineMeeting':
      return fields.joinUrl ? { joinUrl: fields.joinUrl, conferenceId: conferenceIdOf(fields.joinUrl) } : null;
    case 'body':
      return call.textBody ? { contentType: 'text', content: plainText(fields.body.content ?? '') } : fields.body;
    case 'start':
    case 'end':
      return timeOut(fields[name], fields.isAllDay, timeZone);
    case 'recurrence':
      return date === undefined ? event.recurrence : null;
    case 'cancelledOccurrences':
      return event.cancelled.map((it) => `OID.${agenda.ids.of(event.number, undefined, call.isImmutable)}.${it}`);
    default:
      return fields[name as keyof typeof fields];
  }
}

/** Whole days have no zone: they are midnight to midnight wherever one looks from. */
export const timeOut = (time: ZonedTime, isAllDay: boolean, timeZone: string) =>
  graphTime(isAllDay ? { dateTime: time.dateTime, timeZone } : inZone(time, timeZone));

/** When the series has it, whatever became of it since. */
function originalStart({ event, date }: Entry): string {
  const { dateTime, timeZone } = entryOf(event).fields.start;
  return new Date(instantOf({ dateTime: `${date}${dateTime.slice(10)}`, timeZone }))
    .toISOString()
    .replace('.000Z', 'Z');
}
/** A date of a series has an id of its own that is the same in all calendars: the series' with the date in its middle. */
function uidOn(uid: string, date: string): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const hex = Buffer.from([year >> 8, year & 255, month, day])
    .toString('hex')
    .toUpperCase();
  return `${uid.slice(0, 32)}${hex}${uid.slice(40)}`;
}
