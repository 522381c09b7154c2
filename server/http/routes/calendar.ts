import type { Body, RecordRef, Reply } from '../../../contract/api.js';
import type {
  calendarRoutes,
  CalendarAccount,
  CalendarZones,
  EventChange,
  EventDetails,
} from '../../../contract/calendar.js';
import type { Principal } from '../../base/principal.js';
import type { HandlersOf } from './route.js';

export interface CalendarNeeds {
  calendar: {
    accounts(viewer: Principal): Promise<Reply<'GET /calendar/settings'>>;
    save(
      principal: Principal,
      mailbox: string,
      body: Body<'PUT /calendar/settings/:mailbox'>,
    ): Promise<CalendarAccount>;
    search(
      viewer: Principal,
      wish: Body<'POST /calendar/events/search'>,
    ): Promise<Reply<'POST /calendar/events/search'>>;
    table(viewer: Principal, wish: Body<'POST /calendar/events/csv'>): Promise<string>;
    details(viewer: Principal, event: string): Promise<EventDetails>;
    ofRecord(viewer: Principal, ref: RecordRef): Promise<Reply<'GET /records/:module/:id/events'>>;
    recordTable(viewer: Principal, ref: RecordRef, body: Body<'POST /records/:module/:id/events/csv'>): Promise<string>;
    link(principal: Principal, event: string, body: Body<'POST /calendar/events/:event/links'>): Promise<EventDetails>;
    undoLink(principal: Principal, link: string): Promise<void>;
    create(principal: Principal, body: Body<'POST /calendar/events'>): Promise<EventChange>;
    change(
      principal: Principal,
      event: string,
      body: Body<'POST /calendar/events/:event/change'>,
    ): Promise<EventChange>;
    cancel(
      principal: Principal,
      event: string,
      body: Body<'POST /calendar/events/:event/cancel'>,
    ): Promise<EventChange>;
    propose(
      principal: Principal,
      event: string,
      body: Body<'POST /calendar/events/:event/propose'>,
    ): Promise<EventChange>;
    conflicts(viewer: Principal): Promise<Reply<'GET /calendar/conflicts'>['conflicts']>;
    zone(viewer: Principal): Promise<string | undefined>;
    zones(viewer: Principal): Promise<CalendarZones>;
    useMailboxZone(principal: Principal): Promise<CalendarZones>;
    changeOf(viewer: Principal, change: string): Promise<EventChange>;
    answer(
      principal: Principal,
      change: string,
      body: Body<'POST /calendar/changes/:change/answer'>,
    ): Promise<EventChange>;
  };
}

export const calendarHandlers: HandlersOf<typeof calendarRoutes, CalendarNeeds> = {
  'GET /calendar/settings': (needs, { principal }) => needs.calendar.accounts(principal),
  'PUT /calendar/settings/:mailbox': (needs, { principal, params, body }) =>
    needs.calendar.save(principal, params.mailbox, body),
  'POST /calendar/events/search': (needs, { principal, body }) => needs.calendar.search(principal, body),
  'POST /calendar/events/csv': async (needs, { principal, body }) => ({
    csv: await needs.calendar.table(principal, body),
  }),
  'GET /calendar/events/:event': (needs, { principal, params }) => needs.calendar.details(principal, params.event),
  'POST /calendar/events': (needs, { principal, body }) => needs.calendar.create(principal, body),
  'POST /calendar/events/:event/change': (needs, { principal, params, body }) =>
    needs.calendar.change(principal, params.event, body),
  'POST /calendar/events/:event/cancel': (needs, { principal, params, body }) =>
    needs.calendar.cancel(principal, params.event, body),
  'POST /calendar/events/:event/propose': (needs, { principal, params, body }) =>
    needs.calendar.propose(principal, params.event, body),
  'GET /calendar/conflicts': async (needs, { principal }) => ({ conflicts: await needs.calendar.conflicts(principal) }),
  'GET /calendar/zone': async (needs, { principal }) => {
    const zone = await needs.calendar.zone(principal);
    return zone ? { zone } : {};
  },
  'GET /calendar/zones': (needs, { principal }) => needs.calendar.zones(principal),
  'POST /calendar/zones/use-mailbox': (needs, { principal }) => needs.calendar.useMailboxZone(principal),
  'GET /calendar/changes/:change': (needs, { principal, params }) => needs.calendar.changeOf(principal, params.change),
  'POST /calendar/changes/:change/answer': (needs, { principal, params, body }) =>
    needs.calendar.answer(principal, params.change, body),
  'GET /records/:module/:id/events': (needs, { principal, params }) => needs.calendar.ofRecord(principal, params),
  'POST /records/:module/:id/events/csv': async (needs, { principal, params, body }) => ({
    csv: await needs.calendar.recordTable(principal, params, body),
  }),
  'POST /calendar/events/:event/links': (needs, { principal, params, body }) =>
    needs.calendar.link(principal, params.event, body),
  'POST /calendar/links/:link/undo': async (needs, { principal, params }) => {
    await needs.calendar.undoLink(principal, params.link);
    return { id: params.link };
  },
};
