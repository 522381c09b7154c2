import { jsonOf, type Exchange } from '../base/exchange.js';
import type { Router } from '../base/router.js';
import type { Agenda } from '../tenant/calendar/agenda.js';
import { entriesBetween, entryOf, occurrenceAt, type Entry } from '../tenant/calendar/entries.js';
import { emptyFields, isOrganizer, newUid, noLocation } from '../tenant/calendar/new-event.js';
import type { EventFields } from '../tenant/calendar/shapes.js';
import { hasJoinBlock, joinBlock, newJoinUrl } from '../tenant/calendar/teams.js';
import { wallTime } from '../tenant/calendar/zones.js';
import type { Mailbox } from '../tenant/mailboxes.js';
import { brief, whole } from './appointment-view.js';
import { fromOffice, type OfficeRecurrence } from './office-recurrence.js';
import type { OutlookParts } from './parts.js';
import { whoIs } from './people.js';

/** What the appointment form holds; times are instants. */
interface Form {
  subject: string;
  start: number;
  end: number;
  isAllDay: boolean;
  html: string;
  required: string[];
  optional: string[];
  rooms: string[];
  locations: { id: string; type: 'room' | 'custom' }[];
  sensitivity: EventFields['sensitivity'];
  categories: string[];
  joinUrl: string | null;
  recurrence: OfficeRecurrence | null;
  /** Whether it goes out to people, or is only kept. */
  send: boolean;
}
const gone = () => Object.assign(new Error('gone'), { status: 404 });

/** The calendar of whoever is signed in to the page: seen, written and answered as Outlook itself does it. */
export function addCalendar(router: Router, parts: OutlookParts): void {
  const { tenants } = parts;
  const mine = (x: Exchange): { agenda: Agenda; box: Mailbox } => {
    const { id } = whoIs(parts, x).person;
    const [agenda, box] = [tenants.agendas.find(id), tenants.mailboxes.find(id)];
    if (!agenda || !box) throw gone();
    return { agenda, box };
  };
  const at = (x: Exchange, id = ''): { agenda: Agenda; box: Mailbox; entry: Entry } => {
    const found = mine(x);
    const entry = found.agenda.entry(id);
    if (!entry) throw gone();
    return { ...found, entry };
  };
  const path = '/api/calendar/events';
  router
    .on('GET', '/api/calendar/view', (x) => {
      const { agenda } = mine(x);
      const [from, to] = ['from', 'to'].map((it) => Number(x.url.searchParams.get(it)));
      const own = agenda.calendars.filter((it) => !it.sharedFrom).flatMap((it) => agenda.eventsIn(it.id));
      return { status: 200, body: entriesBetween(own, from ?? 0, to ?? 0).map((it) => brief(agenda, it)) };
    })
    .on('GET', `${path}/:id`, (x, { id }) => {
      const { agenda, box, entry } = at(x, id);
      return { status: 200, body: whole(agenda, box, entry) };
    })
    .on('POST', path, (x) => {
      const { agenda, box } = mine(x);
      const form = jsonOf<Form>(x);
      const fields = fieldsOf(agenda, form);
      const event = agenda.add({
        uid: newUid(),
        calendarId: agenda.defaultCalendar.id,
        fields: { ...emptyFields(agenda.owner, fields), ...fields, isDraft: !form.send },
        recurrence: form.recurrence ? fromOffice(form.recurrence, agenda.state.settings.timeZone) : null,
      });
      tenants.meetings.invite(agenda, event, { asksAgain: true });
      return { status: 201, body: whole(agenda, box, entryOf(event)) };
    })
    .on('PUT', `${path}/:id`, (x, { id }) => {
      const { agenda, box, entry } = at(x, id);
      const form = jsonOf<Form>(x);
      const { event, date } = entry;
      const before = structuredClone(entry);
      const next: Partial<EventFields> = { ...fieldsOf(agenda, form), isDraft: entry.fields.isDraft && !form.send };
      next.attendees = (next.attendees ?? []).map(
        (it) => before.fields.attendees.find((known) => known.emailAddress?.address === it.emailAddress?.address) ?? it,
      );
      if (date === undefined) Object.assign(event.fields, next);
      else
        event.exceptions[date] = {
          version: (event.exceptions[date]?.version ?? 0) + 1,
          lastModifiedDateTime: agenda.now().toISOString(),
          fields: { ...event.exceptions[date]?.fields, ...next },
        };
      agenda.changed(event, date);
      const now = (date === undefined ? entryOf(event) : occurrenceAt(event, date)) ?? entry;
      const isNew = before.fields.isDraft && !now.fields.isDraft;
      if (form.send && isOrganizer(agenda.owner, now.fields))
        tenants.meetings.invite(agenda, event, {
          ...(date === undefined ? {} : { date }),
          ...(isNew ? {} : { before }),
          asksAgain: isNew || before.startMs !== now.startMs || before.endMs !== now.endMs,
        });
      return { status: 200, body: whole(agenda, box, now) };
    })
    .on('DELETE', `${path}/:id`, (x, { id }) => {
      const { agenda, entry } = at(x, id);
      if (isOrganizer(agenda.owner, entry.fields)) tenants.meetings.cancel(agenda, entry);
      if (entry.date === undefined) agenda.remove(entry.event);
      else agenda.cancelDate(entry.event, entry.date);
      return { status: 204 };
    })
    .on('PATCH', `${path}/:id`, (x, { id }) => {
      const { agenda, entry } = at(x, id);
      entry.event.fields.categories = jsonOf<{ categories?: string[] }>(x).categories ?? [];
      agenda.changed(entry.event);
      return { status: 204 };
    })
    .on('POST', `${path}/:id/answer`, (x, { id }) => {
      const { agenda, entry } = at(x, id);
      const { response = 'accepted' } = jsonOf<{ response?: 'accepted' | 'tentativelyAccepted' | 'declined' }>(x);
      tenants.meetings.answer(agenda, entry, response);
      return { status: 202, body: {} };
    })
    .on('GET', `${path}/:id/properties`, (x, { id }) => ({ status: 200, body: at(x, id).entry.event.properties ?? {} }))
    .on('PUT', `${path}/:id/properties`, (x, { id }) => {
      const { agenda, entry } = at(x, id);
      entry.event.properties = jsonOf(x);
      agenda.tell(undefined);
      return { status: 204 };
    })
    .on('POST', '/api/calendar/join-link', (x) => {
      const { agenda } = mine(x);
      const joinUrl = newJoinUrl(agenda.owner.tenantId, agenda.objectId);
      return { status: 200, body: { joinUrl, block: joinBlock(joinUrl) } };
    });

  function fieldsOf(agenda: Agenda, form: Form): Partial<EventFields> & Pick<EventFields, 'start' | 'end'> {
    const zone = agenda.state.settings.timeZone;
    const named = (address: string) => tenants.agendas.byAddress(address)?.owner.name ?? address;
    const people = (list: string[], type: 'required' | 'optional' | 'resource') =>
      list.map((address) => ({
        type,
        emailAddress: { name: named(address), address },
        status: { response: 'none' as const, time: '0001-01-01T00:00:00Z' },
      }));
    const places = form.locations.map(({ id, type }) =>
      type === 'room'
        ? {
            displayName: named(id),
            locationEmailAddress: id,
            locationType: 'conferenceRoom' as const,
            uniqueId: id,
            uniqueIdType: 'directory' as const,
          }
        : { displayName: id, locationType: 'default' as const, uniqueId: id, uniqueIdType: 'private' as const },
    );
    const rooms = [
      ...new Set([...form.rooms, ...form.locations.filter((it) => it.type === 'room').map((it) => it.id)]),
    ];
    const attendees = [
      ...people(form.required, 'required'),
      ...people(form.optional, 'optional'),
      ...people(rooms, 'resource'),
    ];
    const isOnline = form.joinUrl !== null && hasJoinBlock(form.html, form.joinUrl);
    const day = (ms: number) => ({ dateTime: `${wallTime(ms, zone).dateTime.slice(0, 10)}T00:00:00`, timeZone: zone });
    return {
      subject: form.subject,
      start: form.isAllDay ? day(form.start) : wallTime(form.start, zone),
      end: form.isAllDay ? day(form.end) : wallTime(form.end, zone),
      isAllDay: form.isAllDay,
      body: { contentType: 'html', content: form.html },
      attendees,
      locations: places,
      location: places[0] ?? noLocation(),
      sensitivity: form.sensitivity,
      categories: form.categories,
      joinUrl: isOnline ? form.joinUrl : null,
      isOnlineMeeting: isOnline,
      onlineMeetingProvider: isOnline ? 'teamsForBusiness' : 'unknown',
      responseStatus: { response: attendees.length > 0 ? 'organizer' : 'none', time: '0001-01-01T00:00:00Z' },
    };
  }
}
