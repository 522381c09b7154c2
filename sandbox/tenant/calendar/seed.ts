import type { ResponseType } from '@microsoft/microsoft-graph-types';
import { DateTime } from 'luxon';
import { outsiders } from '../company.js';
import { previewOf } from '../mail/shapes.js';
import { ada, ben, cleo, dario, erin } from '../seed/cast.js';
import type { Agenda } from './agenda.js';
import type { Agendas } from './agendas.js';
import { bringCopy } from './copies.js';
import { emptyFields, newUid } from './new-event.js';
import type { EventFields, StoredEvent } from './shapes.js';
import { newJoinUrl, withJoinBlock } from './teams.js';

const zone = 'W. Europe Standard Time';
const { jana, tomas, priya, marek } = outsiders;
interface Person {
  name: string;
  address: string;
}
interface Plan {
  owner: Person;
  /** Days after this week's Monday, and the time of day. */
  day: number;
  from: string;
  to: string;
  subject: string;
  text?: string;
  people?: [Person, ResponseType][];
  room?: string;
  isTeams?: true;
  more?: Partial<EventFields>;
  weekly?: { weeks: number };
}

/** The days around the first start: a series with its exceptions, meetings with customers, whole days, and one that is private. */
export function seedCalendars(agendas: Agendas, now: Date): void {
  const monday = DateTime.fromJSDate(now, { zone: 'Europe/Berlin' }).startOf('week');
  const weekly = plant(agendas, monday, {
    owner: ada,
    day: -27,
    from: '09:30',
    to: '10:15',
    subject: 'Sales weekly',
    text: '<p>Numbers of the week, open quotes, who needs help.</p>',
    people: [
      [ben, 'accepted'],
      [cleo, 'tentativelyAccepted'],
      [dario, 'notResponded'],
    ],
    room: 'Lighthouse',
    isTeams: true,
    weekly: { weeks: 20 },
  });
  makeExceptions(agendas, weekly, monday);
  for (const plan of plans) plant(agendas, monday, plan);
}

const plans: Plan[] = [
  {
    owner: ada,
    day: 3,
    from: '10:00',
    to: '11:00',
    subject: 'Lumen Works: renewal for 2027',
    text: '<p>Spare parts, response times at the weekend, price list.</p>',
    people: [
      [ben, 'accepted'],
      [jana, 'accepted'],
      [tomas, 'none'],
    ],
    isTeams: true,
  },
  {
    owner: ada,
    day: 9,
    from: '10:00',
    to: '12:30',
    subject: 'Site visit at Harbour Light',
    text: '<p>Bring the new floor plans.</p>',
    people: [
      [priya, 'accepted'],
      [dario, 'accepted'],
    ],
    more: { location: place('Harbour Light, building C') },
  },
  {
    owner: ben,
    day: 4,
    from: '14:00',
    to: '14:30',
    subject: 'Introduction: Marek Wolski',
    people: [
      [ada, 'notResponded'],
      [marek, 'none'],
    ],
    room: 'Quay',
  },
  { owner: ada, day: 1, from: '16:00', to: '17:00', subject: 'Dentist', more: { sensitivity: 'private' } },
  { owner: ada, day: 0, from: '13:00', to: '15:00', subject: 'Quotes', more: { showAs: 'workingElsewhere' } },
  { owner: cleo, day: 2, from: '08:00', to: '09:00', subject: 'Maintenance window', more: { showAs: 'tentative' } },
  {
    owner: ada,
    day: 7,
    from: '00:00',
    to: '00:00',
    subject: 'Trade fair',
    more: { isAllDay: true, showAs: 'busy', location: place('Hall 4') },
  },
  { owner: dario, day: 10, from: '00:00', to: '00:00', subject: 'Leave', more: { isAllDay: true, showAs: 'oof' } },
  {
    owner: dario,
    day: 2,
    from: '11:00',
    to: '12:00',
    subject: 'Harbour Light: project review',
    people: [[ben, 'declined']],
    room: 'Loom',
  },
  { owner: erin, day: 2, from: '09:00', to: '10:00', subject: 'Draft agreement' },
];
function place(displayName: string) {
  return { displayName, locationType: 'default' as const, uniqueId: displayName, uniqueIdType: 'private' as const };
}

function plant(agendas: Agendas, monday: DateTime, plan: Plan): StoredEvent {
  const { owner, people = [], isTeams, more = {} } = plan;
  const agenda = agendas.ofPerson(owner.address);
  const room = plan.room === undefined ? undefined : agendas.ofPerson(plan.room);
  const date = monday.plus({ days: plan.day });
  const last = more.isAllDay ? date.plus({ days: 1 }) : date;
  const at = (day: DateTime, time: string) => ({ dateTime: `${day.toISODate() ?? ''}T${time}:00`, timeZone: zone });
  const attendees: [Person, ResponseType, 'required' | 'resource'][] = [
    ...people.map(([who, response]): [Person, ResponseType, 'required'] => [who, response, 'required']),
    ...(room ? [[room.owner, 'accepted', 'resource'] as [Person, ResponseType, 'resource']] : []),
  ];
  const joinUrl = isTeams ? newJoinUrl(agenda.owner.tenantId, agenda.objectId) : null;
  const html = `<html><body>${plan.text ?? ''}</body></html>`;
  const answeredAt = monday.minus({ days: 3 }).toUTC().toISO() ?? '';
  const roomPlace = room && {
    displayName: room.owner.name,
    locationEmailAddress: room.owner.address,
    locationType: 'conferenceRoom' as const,
    uniqueId: room.owner.address,
    uniqueIdType: 'directory' as const,
  };
  const location = more.location ?? roomPlace;
  const event = agenda.add({
    uid: newUid(),
    calendarId: agenda.defaultCalendar.id,
    fields: {
      ...emptyFields(agenda.owner, { start: at(date, plan.from), end: at(last, plan.to) }),
      ...more,
      subject: plan.subject,
      body: { contentType: 'html', content: joinUrl ? withJoinBlock(html, joinUrl) : html },
      ...(location ? { location, locations: [location] } : {}),
      attendees: attendees.map(([{ name, address }, response, type]) => ({
        type,
        emailAddress: { name, address },
        status: { response, time: answeredAt },
      })),
      ...(attendees.length > 0 ? { responseStatus: { response: 'organizer', time: '0001-01-01T00:00:00Z' } } : {}),
      ...(joinUrl ? { joinUrl, isOnlineMeeting: true, onlineMeetingProvider: 'teamsForBusiness' } : {}),
    },
    recurrence: plan.weekly
      ? {
          pattern: {
            type: 'weekly',
            interval: 1,
            month: 0,
            dayOfMonth: 0,
            daysOfWeek: ['tuesday'],
            firstDayOfWeek: 'monday',
            index: 'first',
          },
          range: {
            type: 'endDate',
            startDate: date.toISODate() ?? '',
            endDate: date.plus({ weeks: plan.weekly.weeks }).toISODate() ?? '',
            recurrenceTimeZone: zone,
            numberOfOccurrences: 0,
          },
        }
      : null,
  });
  for (const [{ address }, response] of attendees) {
    const other = agendas.byAddress(address);
    if (other) answerCopy(other, bringCopy(other, event, true), response, answeredAt);
  }
  return event;
}
function answerCopy(agenda: Agenda, copy: StoredEvent, response: ResponseType, time: string): void {
  if (response === 'declined') agenda.remove(copy);
  if (response === 'none' || response === 'notResponded' || response === 'declined') return;
  copy.fields.responseStatus = { response, time };
  if (response === 'accepted') copy.fields.showAs = copy.intendedShowAs;
  if (agenda.owner.kind === 'room') copy.fields.subject = copy.fields.organizer.emailAddress?.name ?? '';
}

/** Last week's was on another day, this week's has an agenda of its own, and the one in a fortnight does not take place. */
function makeExceptions(agendas: Agendas, event: StoredEvent, monday: DateTime): void {
  const tuesday = (weeks: number) => monday.plus({ weeks, days: 1 });
  const on = (weeks: number) => tuesday(weeks).toISODate() ?? '';
  const lastModifiedDateTime = monday.minus({ days: 9 }).toUTC().toISO() ?? '';
  const part = (fields: Partial<EventFields>) => ({ version: 1, lastModifiedDateTime, fields });
  const wednesday = tuesday(-1).plus({ days: 1 }).toISODate() ?? '';
  const html = event.fields.body.content ?? '';
  event.exceptions[on(-1)] = part({
    start: { dateTime: `${wednesday}T14:00:00`, timeZone: zone },
    end: { dateTime: `${wednesday}T14:45:00`, timeZone: zone },
  });
  event.exceptions[on(0)] = part({
    subject: 'Sales weekly: year end',
    body: { contentType: 'html', content: html.replace(previewOf(html).slice(0, 20), 'Year end: numbers of the week') },
  });
  event.cancelled.push(on(2));
  for (const { emailAddress } of event.fields.attendees) {
    const other = agendas.byAddress(emailAddress?.address ?? '');
    if (other?.byUid(event.uid)) bringCopy(other, event, false);
  }
}
