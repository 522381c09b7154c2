import type { Router } from '../../base/router.js';
import type { Call } from '../call.js';
import { addAnswers } from './answers.js';
import { addCalendars } from './calendars.js';
import { addEventParts } from './event-parts.js';
import { addEvents } from './events.js';
import { addFindMeetingTimes } from './find-meeting-times.js';
import { addMeetingMessages } from './meeting-messages.js';
import { addOnlineMeetings } from './online-meetings.js';
import { addCalendarPermissions } from './permissions.js';
import { addPlaces } from './places.js';
import { addSchedules } from './schedule.js';
import { addTimeZones } from './time-zones.js';

/** Calendars, events, meetings, rooms and online meetings. */
export function addCalendar(router: Router, callOf: (x: unknown) => Call): void {
  for (const add of [
    addCalendars,
    addCalendarPermissions,
    addEvents,
    addAnswers,
    addEventParts,
    addMeetingMessages,
    addSchedules,
    addFindMeetingTimes,
    addPlaces,
    addOnlineMeetings,
    addTimeZones,
  ])
    add(router, callOf);
}
