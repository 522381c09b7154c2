import type { CalendarBehaviour } from '../base/calendar-behaviour.js';
import { alder } from '../tenant/company.js';
import type { Agenda } from '../tenant/calendar/agenda.js';
import { emptyFields, newUid } from '../tenant/calendar/new-event.js';
import type { Preset } from './preset.js';

/** A bad day of calendars that one setting makes. */
const setting = (name: string, title: string, meaning: string, change: Partial<CalendarBehaviour>): Preset => ({
  name,
  title,
  meaning,
  start: ({ tenants }) => {
    Object.assign(tenants.behaviour.calendar, change);
  },
});

/** Bad days of calendars, rooms and Teams, to be switched on by hand. */
export const calendarPresets: Preset[] = [
  setting('calendar-without-teams', 'Nobody has Teams', 'Online meetings cannot be made by anybody of the company.', {
    withoutTeams: alder.people.map((it) => it.id),
  }),
  setting('calendar-slow-rooms', 'Rooms take their time', 'A room answers an invitation after a minute.', {
    roomsAnswerAfterMs: 60_000,
  }),
  setting('calendar-late-link', 'Teams links come late', 'The link of an online meeting is there after ten seconds.', {
    joinLinkAfterMs: 10_000,
  }),
  setting(
    'calendar-link-renewed',
    'Teams links are renewed',
    'A new text without the join block gets another link instead of losing it.',
    { bodyWithoutJoinBlock: 'renews' },
  ),
  {
    name: 'calendar-zone-moved',
    title: 'Mailboxes are set to Tokyo',
    meaning: 'Everybody of the company has chosen another time zone in Outlook.',
    start: ({ tenants }) => {
      setZones(tenants.agendas.all(), movedZone);
    },
  },
  {
    name: 'calendar-forgotten',
    title: 'Calendar delta is forgotten',
    meaning: 'Every token of calendars handed out so far is answered 410.',
    start: ({ tenants }) => {
      for (const agenda of tenants.agendas.all()) agenda.forgetSyncStates();
    },
  },
  {
    name: 'calendar-rooms-taken',
    title: 'All rooms are taken',
    meaning: 'Every room has another meeting on every day of the next two weeks.',
    start: ({ tenants }) => {
      const today = tenants.clock.now().toISOString().slice(0, 10);
      for (const agenda of tenants.agendas.all().filter((it) => it.owner.kind === 'room')) takeEveryDay(agenda, today);
    },
  },
];

const [usualZone, movedZone] = ['W. Europe Standard Time', 'Tokyo Standard Time'];
const setZones = (agendas: readonly Agenda[], zone: string): void => {
  for (const { state } of agendas) state.settings.timeZone = zone;
};
/** Ends what lies in the calendars' own settings. */
export function calendarsAllWell(agendas: readonly Agenda[]): void {
  setZones(
    agendas.filter((it) => it.state.settings.timeZone === movedZone),
    usualZone,
  );
}

function takeEveryDay(agenda: Agenda, startDate: string): void {
  const timeZone = agenda.state.settings.timeZone;
  const at = (time: string) => ({ dateTime: `${startDate}T${time}:00`, timeZone });
  agenda.add({
    uid: newUid(),
    calendarId: agenda.defaultCalendar.id,
    fields: { ...emptyFields(agenda.owner, { start: at('07:00'), end: at('19:00') }), subject: 'Taken' },
    recurrence: {
      pattern: { type: 'daily', interval: 1, month: 0, dayOfMonth: 0, firstDayOfWeek: 'monday', index: 'first' },
      range: {
        type: 'numbered',
        startDate,
        numberOfOccurrences: 14,
        recurrenceTimeZone: timeZone,
        endDate: '0001-01-01',
      },
    },
  });
}
