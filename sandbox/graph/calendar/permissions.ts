import type { CalendarRoleType, EmailAddress } from '@microsoft/microsoft-graph-types';
import type { Router } from '../../base/router.js';
import type { CalendarPermission } from '../../tenant/calendar/shapes.js';
import { bodyOf, collection, context, noContent, ok, textOf, type Call } from '../call.js';
import { badRequest, GraphRefusal, mailDenied, notFoundItem } from '../errors.js';
import { pageOf } from '../query.js';
import { agendaAt, isOwn } from './access.js';

const inside: CalendarRoleType[] = [
  'freeBusyRead',
  'limitedRead',
  'read',
  'write',
  'delegateWithoutPrivateEventAccess',
  'delegateWithPrivateEventAccess',
];
const everybodys: CalendarRoleType[] = ['none', 'freeBusyRead', 'limitedRead', 'read', 'write'];
const view = (it: CalendarPermission) => ({
  ...it,
  allowedRoles: it.isRemovable ? (it.isInsideOrganization ? inside : inside.slice(0, 3)) : everybodys,
});

/** Who may see a calendar, and how much of it. Only its owner asks and says so. */
export function addCalendarPermissions(router: Router, callOf: (x: unknown) => Call): void {
  const at = (x: unknown, { user = '', calendar = '' }: Record<string, string>) => {
    const call = callOf(x);
    const agenda = agendaAt(call, user);
    if (!isOwn(call, agenda)) throw mailDenied();
    const found = agenda.calendar(calendar);
    if (!found || found.sharedFrom) throw notFoundItem();
    return { call, agenda, calendar: found };
  };
  const one = (x: unknown, params: Record<string, string>) => {
    const found = at(x, params);
    const permission = found.calendar.permissions.find((it) => it.id === params.id);
    if (!permission) throw notFoundItem();
    return { ...found, permission };
  };
  const path = '/users/:user/calendars/:calendar/calendarPermissions';
  const entity = (call: Call, objectId: string, it: CalendarPermission, status = 200) =>
    ok(
      { '@odata.context': context(call, `users('${objectId}')/calendar/calendarPermissions/$entity`), ...view(it) },
      status,
    );
  router
    .on('GET', path, (x, params) => {
      const { call, agenda, calendar } = at(x, params);
      return collection(
        call,
        `users('${agenda.objectId}')/calendar/calendarPermissions`,
        pageOf(
          {
            items: calendar.permissions.map(view),
            type: 'microsoft.graph.calendarPermission',
            options: ['$top', '$skip', '$count', '$filter'],
            pageSize: 100,
            largestPage: 1000,
            always: ['id'],
          },
          call.query,
        ),
      );
    })
    .on('POST', path, (x, params) => {
      const { call, agenda, calendar } = at(x, params);
      const { emailAddress, role } = bodyOf(call) as { emailAddress?: EmailAddress; role?: unknown };
      const address = textOf(emailAddress?.address);
      if (!address.includes('@'))
        throw badRequest('The recipient of the permission is not valid.', 'ErrorInvalidRecipients');
      if (calendar.permissions.some((it) => it.emailAddress.address?.toLowerCase() === address.toLowerCase()))
        throw new GraphRefusal(409, 'ErrorSharingAlreadyExists', 'The calendar is already shared with this recipient.');
      const other = call.tenants.agendas.byAddress(address);
      const isInside = other?.owner.tenantId === agenda.owner.tenantId;
      const read = readRole(role, isInside ? inside : inside.slice(0, 3));
      const permission = call.tenants.agendas.share(agenda, calendar, {
        emailAddress: { name: textOf(emailAddress?.name) || (other?.owner.name ?? address), address },
        role: read,
      });
      return entity(call, agenda.objectId, permission, 201);
    })
    .on('GET', `${path}/:id`, (x, params) => {
      const { call, agenda, permission } = one(x, params);
      return entity(call, agenda.objectId, permission);
    })
    .on('PATCH', `${path}/:id`, (x, params) => {
      const { call, agenda, permission } = one(x, params);
      permission.role = readRole(bodyOf(call).role, view(permission).allowedRoles);
      agenda.tell(undefined);
      return entity(call, agenda.objectId, permission);
    })
    .on('DELETE', `${path}/:id`, (x, params) => {
      const { call, agenda, calendar, permission } = one(x, params);
      if (!permission.isRemovable) throw badRequest('This permission cannot be removed.', 'ErrorInvalidRequest');
      call.tenants.agendas.unshare(agenda, calendar, permission);
      return noContent();
    });
}
function readRole(value: unknown, allowed: CalendarRoleType[]): CalendarRoleType {
  const found = allowed.find((it) => it.toLowerCase() === textOf(value).toLowerCase());
  if (!found) throw badRequest(`The role '${textOf(value)}' is not allowed for this recipient.`, 'ErrorInvalidRequest');
  return found;
}
