import type { CalendarColor } from '@microsoft/microsoft-graph-types';
import type { Router } from '../../base/router.js';
import type { Agenda } from '../../tenant/calendar/agenda.js';
import type { StoredCalendar } from '../../tenant/calendar/shapes.js';
import { calendarIdOf } from '../../tenant/calendar/event-ids.js';
import { looksLikeId } from '../../tenant/mail/ids.js';
import { bodyOf, collection, context, noContent, ok, textOf, type Call } from '../call.js';
import { badRequest, GraphRefusal, mailDenied, notFoundItem } from '../errors.js';
import { pageOf, select } from '../query.js';
import { agendaAt, isOwn, ownAgendaAt, rightIn } from './access.js';
import { calendarView } from './calendar-view.js';

const colours = [
  'auto',
  'lightBlue',
  'lightGreen',
  'lightOrange',
  'lightGray',
  'lightYellow',
  'lightTeal',
  'lightPink',
  'lightBrown',
  'lightRed',
  'maxColor',
];
const type = 'microsoft.graph.calendar';
const options = ['$filter', '$top', '$skip', '$count', '$orderby', '$expand'] as const;

/** One calendar as an answer of its own. */
export const oneCalendar = (call: Call, agenda: Agenda, it: StoredCalendar, status = 200) =>
  ok(
    {
      '@odata.context': context(call, `users('${agenda.objectId}')/calendars/$entity`),
      ...select(calendarView(call, agenda, it), status === 200 ? call.query : new URLSearchParams(), {
        type,
        always: ['id'],
      }),
    },
    status,
  );

/** The calendars of a mailbox and the groups they stand in. */
export function addCalendars(router: Router, callOf: (x: unknown) => Call): void {
  const lists = (x: unknown, { user = '' }: Record<string, string>) => {
    const call = callOf(x);
    return { call, agenda: ownAgendaAt(call, user) };
  };
  const page = (call: Call, agenda: Agenda, calendars: StoredCalendar[], of: string) =>
    collection(
      call,
      `users('${agenda.objectId}')/${of}`,
      pageOf(
        {
          items: calendars.map((it) => calendarView(call, agenda, it)),
          type,
          options: [...options],
          pageSize: 10,
          largestPage: 1000,
          always: ['id'],
        },
        call.query,
        call.maxPageSize,
      ),
    );
  const groupAt = (agenda: Agenda, id = '') => {
    const found = agenda.groups.find((it) => it.id === id);
    if (!found) throw looksLikeId(id) ? notFoundItem() : badRequest('Id is malformed.', 'ErrorInvalidIdMalformed');
    return found;
  };
  const create = (x: unknown, params: Record<string, string>) => {
    const { call, agenda } = lists(x, params);
    const body = bodyOf(call);
    const name = textOf(body.name).trim();
    if (!name) throw badRequest('The calendar has no name.', 'ErrorInvalidRequest');
    if (agenda.calendars.some((it) => it.name.toLowerCase() === name.toLowerCase()))
      throw new GraphRefusal(409, 'ErrorFolderExists', 'A folder with the specified name already exists.');
    const group = params.group === undefined ? agenda.groups[0] : groupAt(agenda, params.group);
    const added = agenda.addCalendar({ name, groupId: group?.id ?? '', color: readColour(body.color) ?? 'auto' });
    return oneCalendar(call, agenda, added, 201);
  };
  const at = (x: unknown, { user = '', calendar = '' }: Record<string, string>) => {
    const call = callOf(x);
    const agenda = agendaAt(call, user);
    const found = agenda.calendar(calendar);
    if (!found)
      throw looksLikeId(calendar) ? notFoundItem() : badRequest('Id is malformed.', 'ErrorInvalidIdMalformed');
    if (!rightIn(call, agenda, found)) throw mailDenied();
    return { call, agenda, calendar: found };
  };
  const groupView = ({ version, ...it }: Agenda['groups'][number]) => ({
    ...it,
    changeKey: Buffer.from(`group ${version}`).toString('base64'),
  });
  router
    .on('GET', '/users/:user/calendars', (x, params) => {
      const { call, agenda } = lists(x, params);
      return page(call, agenda, agenda.calendars, 'calendars');
    })
    .on('GET', '/users/:user/calendarGroups/:group/calendars', (x, params) => {
      const { call, agenda } = lists(x, params);
      const { id } = groupAt(agenda, params.group);
      return page(
        call,
        agenda,
        agenda.calendars.filter((it) => it.groupId === id),
        `calendarGroups('${id}')/calendars`,
      );
    })
    .on('POST', '/users/:user/calendars', create)
    .on('POST', '/users/:user/calendarGroups/:group/calendars', create)
    .on('GET', '/users/:user/calendars/:calendar', (x, params) => {
      const { call, agenda, calendar } = at(x, params);
      return oneCalendar(call, agenda, calendar);
    })
    .on('PATCH', '/users/:user/calendars/:calendar', (x, params) => {
      const { call, agenda, calendar } = at(x, params);
      if (!isOwn(call, agenda)) throw mailDenied();
      const { name, color, isDefaultCalendar } = bodyOf(call);
      if (name !== undefined && calendar.isDefault && name !== calendar.name)
        throw badRequest('The default calendar cannot be renamed.', 'ErrorInvalidRequest');
      const colour = readColour(color);
      if (colour) calendar.color = colour;
      if (textOf(name)) calendar.name = textOf(name);
      if (isDefaultCalendar === true && !calendar.sharedFrom)
        for (const it of agenda.calendars) it.isDefault = it === calendar;
      calendar.version += 1;
      agenda.tell(undefined);
      return oneCalendar(call, agenda, calendar);
    })
    .on('DELETE', '/users/:user/calendars/:calendar', (x, params) => {
      const { call, agenda, calendar } = at(x, params);
      if (!isOwn(call, agenda)) throw mailDenied();
      if (calendar.isDefault)
        throw badRequest('The default calendar cannot be deleted.', 'ErrorDeleteDistinguishedFolder');
      agenda.removeCalendar(calendar);
      return noContent();
    })
    .on('GET', '/users/:user/calendarGroups', (x, params) => {
      const { call, agenda } = lists(x, params);
      const items = agenda.groups.map(groupView);
      return collection(
        call,
        `users('${agenda.objectId}')/calendarGroups`,
        pageOf(
          {
            items,
            type: 'microsoft.graph.calendarGroup',
            options: ['$filter', '$top', '$skip', '$count', '$orderby'],
            pageSize: 10,
            largestPage: 1000,
            always: ['id'],
          },
          call.query,
        ),
      );
    })
    .on('POST', '/users/:user/calendarGroups', (x, params) => {
      const { call, agenda } = lists(x, params);
      const name = textOf(bodyOf(call).name).trim();
      if (!name || agenda.groups.some((it) => it.name.toLowerCase() === name.toLowerCase()))
        throw badRequest('The name of the calendar group is missing or in use.', 'ErrorInvalidRequest');
      const id = calendarIdOf(agenda.objectId, `group ${name} ${agenda.at}`);
      const group = { id, name, classId: crypto.randomUUID(), version: 1 };
      agenda.groups.push(group);
      agenda.tell(undefined);
      return ok(
        { '@odata.context': context(call, `users('${agenda.objectId}')/calendarGroups/$entity`), ...groupView(group) },
        201,
      );
    })
    .on('DELETE', '/users/:user/calendarGroups/:group', (x, params) => {
      const { agenda } = lists(x, params);
      const group = groupAt(agenda, params.group);
      if (agenda.calendars.some((it) => it.groupId === group.id))
        throw badRequest('A group with calendars in it cannot be deleted.', 'ErrorCannotDeleteObject');
      agenda.groups.splice(agenda.groups.indexOf(group), 1);
      agenda.tell(undefined);
      return noContent();
    });
}

function readColour(value: unknown): CalendarColor | undefined {
  if (value === undefined || value === null) return undefined;
  const found = colours.find((it) => it.toLowerCase() === textOf(value).toLowerCase());
  if (!found) throw badRequest("Cannot read the value of property 'color'.", 'RequestBodyRead');
  return found as CalendarColor;
}
