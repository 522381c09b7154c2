import type { Rule } from '../rule.js';

const any = /./;
const read = /^GET$/;
const own = '^\\/users\\/[^/]+\\/';

/** Which permission allows what with calendars, rooms and online meetings, least first. */
export const calendarRules: Rule[] = [
  {
    path: new RegExp(`${own}outlook/supported(TimeZones|Languages)`, 'i'),
    method: read,
    delegated: ['User.Read', 'User.ReadBasic.All', 'User.Read.All'],
    application: ['User.Read.All'],
  },
  // Asking when people are free writes nothing.
  {
    path: new RegExp(`${own}calendars/[^/]+/getSchedule$`, 'i'),
    method: any,
    delegated: ['Calendars.ReadBasic', 'Calendars.Read', 'Calendars.ReadWrite'],
    application: ['Calendars.ReadBasic.All', 'Calendars.Read', 'Calendars.ReadWrite'],
  },
  {
    path: new RegExp(`${own}findMeetingTimes$`, 'i'),
    method: any,
    delegated: ['Calendars.Read.Shared', 'Calendars.ReadWrite.Shared'],
    application: [],
  },
  {
    path: new RegExp(`${own}(calendars|calendarGroups|calendarView|events)(/|$)`, 'i'),
    method: read,
    delegated: ['Calendars.ReadBasic', 'Calendars.Read', 'Calendars.ReadWrite'],
    shared: ['Calendars.Read.Shared', 'Calendars.ReadWrite.Shared'],
    application: ['Calendars.ReadBasic.All', 'Calendars.Read', 'Calendars.ReadWrite'],
  },
  {
    path: new RegExp(`${own}(calendars|calendarGroups|events)(/|$)`, 'i'),
    method: any,
    delegated: ['Calendars.ReadWrite'],
    shared: ['Calendars.ReadWrite.Shared'],
    application: ['Calendars.ReadWrite'],
  },
  {
    path: new RegExp(`${own}onlineMeetings(/|$)`, 'i'),
    method: read,
    delegated: ['OnlineMeetings.Read', 'OnlineMeetings.ReadWrite'],
    application: ['OnlineMeetings.Read.All', 'OnlineMeetings.ReadWrite.All'],
  },
  {
    path: new RegExp(`${own}onlineMeetings(/|$)`, 'i'),
    method: any,
    delegated: ['OnlineMeetings.ReadWrite'],
    application: ['OnlineMeetings.ReadWrite.All'],
  },
  {
    path: /^\/places(\/|$)/i,
    method: read,
    delegated: ['Place.Read.All', 'Place.ReadWrite.All'],
    application: ['Place.Read.All', 'Place.ReadWrite.All'],
  },
];
