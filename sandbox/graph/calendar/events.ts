import type { Answer } from '../../base/exchange.js';
import type { Router } from '../../base/router.js';
import { entriesBetween, entryOf, occurrencesBetween } from '../../tenant/calendar/entries.js';
import { noContent, ok, type Call } from '../call.js';
import { badRequest } from '../errors.js';
import { calendarAt, eventAt, requireWrite } from './access.js';
import { oneCalendar } from './calendars.js';
import { answerEventDelta } from './event-delta.js';
import { changeEvent, createEvent, deleteEvent } from './event-changes.js';
import { listEntries } from './event-query.js';
import { entity, readShape } from './event-view.js';
import { readWindow } from './times.js';

/** Events: lists, views of a time, streams of changes, one event and what is done to it. */
export function addEvents(router: Router, callOf: (x: unknown) => Call): void {
  const within = (x: unknown, { user = '', calendar }: Record<string, string>) => {
    const call = callOf(x);
    return { call, ...calendarAt(call, user, calendar) };
  };
  for (const place of ['', '/calendars/:calendar']) {
    const base = `/users/:user${place}`;
    const of = (agenda: { objectId: string }, what: string, id?: string) =>
      place && id ? `users('${agenda.objectId}')/calendars('${id}')/${what}` : `users('${agenda.objectId}')/${what}`;
    router
      .on('GET', `${base}/calendarView/delta`, (x, params) => {
        const { call, ...found } = within(x, params);
        return answerEventDelta(call, found, place ? (params.calendar ?? '') : '');
      })
      .on('GET', `${base}/events/delta`, () => {
        throw badRequest(
          'This request requires a time window specified by the query string parameters StartDateTime and EndDateTime; events/delta without one is not available in this version.',
          'ErrorInvalidParameter',
        );
      })
      .on('GET', `${base}/calendarView`, (x, params) => {
        const { call, agenda, calendar, right } = within(x, params);
        const entries = entriesBetween(agenda.eventsIn(calendar.id), ...readWindow(call));
        return listEntries(call, agenda, entries, right.sight, of(agenda, 'calendarView', calendar.id));
      })
      .on('GET', `${base}/events`, (x, params) => {
        const { call, agenda, calendar, right } = within(x, params);
        // Below the mailbox all of its calendars count, newest first; below a calendar only its own.
        const events = place || !right.isOwner ? agenda.eventsIn(calendar.id) : agenda.state.events;
        const entries = events.map(entryOf).reverse();
        return listEntries(call, agenda, entries, right.sight, of(agenda, 'events', calendar.id));
      })
      .on('POST', `${base}/events`, (x, params) => {
        const { call, ...found } = within(x, params);
        requireWrite(found);
        const event = createEvent(call, found);
        const answer = entity(call, found.agenda, entryOf(event), readShape(call, 'everything', new URLSearchParams()));
        return ok(answer, 201, {
          location: `${call.baseUrl}/v1.0/users('${found.agenda.objectId}')/events('${String((answer as { id?: unknown }).id)}')`,
        });
      });
    const one = `${base}/events/:id`;
    const at = (x: unknown, { user = '', id = '' }: Record<string, string>) => {
      const call = callOf(x);
      return { call, found: eventAt(call, user, id) };
    };
    router
      .on('GET', one, (x, params): Answer => {
        const { call, found } = at(x, params);
        return ok(entity(call, found.agenda, found.entry, readShape(call, found.right.sight)));
      })
      .on('PATCH', one, (x, params) => {
        const { call, found } = at(x, params);
        requireWrite(found);
        return ok(
          entity(call, found.agenda, changeEvent(call, found), readShape(call, 'everything', new URLSearchParams())),
        );
      })
      .on('DELETE', one, (x, params) => {
        const { call, found } = at(x, params);
        requireWrite(found);
        deleteEvent(call, found);
        return noContent();
      })
      .on('POST', `${one}/permanentDelete`, (x, params) => {
        const { call, found } = at(x, params);
        requireWrite(found);
        deleteEvent(call, found);
        return noContent();
      })
      .on('GET', `${one}/calendar`, (x, params) => {
        const { call, found } = at(x, params);
        return oneCalendar(call, found.agenda, found.calendar);
      })
      .on('GET', `${one}/instances`, (x, params) => {
        const { call, found } = at(x, params);
        const { agenda, entry, right } = found;
        if (!entry.event.recurrence || entry.date !== undefined)
          throw badRequest('The event is not the master of a recurring series.', 'ErrorCalendarIsNotRecurringMaster');
        const dates = occurrencesBetween(entry.event, ...readWindow(call)).sort((a, b) => a.startMs - b.startMs);
        return listEntries(
          call,
          agenda,
          dates,
          right.sight,
          `users('${agenda.objectId}')/events('${params.id}')/instances`,
        );
      });
  }
}
