import type { Agenda } from '../../tenant/calendar/agenda.js';
import type { StoredCalendar } from '../../tenant/calendar/shapes.js';
import type { Call } from '../call.js';
import { hasPlan } from '../directory/things.js';

const colours: Partial<Record<string, string>> = {
  lightBlue: '#a6d1f5',
  lightGreen: '#87d28e',
  lightOrange: '#fcab73',
  lightGray: '#c0c0c0',
  lightYellow: '#f5dc4d',
  lightTeal: '#4adacc',
  lightPink: '#f08cc0',
  lightBrown: '#cba287',
  lightRed: '#f88c9b',
};
const writes = ['write', 'delegateWithoutPrivateEventAccess', 'delegateWithPrivateEventAccess'];

/** Whether an account has Teams: rooms and shared mailboxes have none. */
export const hasTeams = (call: Call, agenda: Agenda): boolean =>
  agenda.owner.kind === 'person' &&
  hasPlan(agenda.owner.tenantId, /^TEAMS/, call.behaviour) &&
  !call.behaviour.calendar.withoutTeams.includes(agenda.objectId);

/** A calendar as Graph shows it in the list of the one it is asked of. One that somebody shares says whose it is. */
export function calendarView(call: Call, agenda: Agenda, it: StoredCalendar): Record<string, unknown> {
  const owner = it.sharedFrom ? call.tenants.agendas.find(it.sharedFrom.objectId) : agenda;
  const source = it.sharedFrom ? owner?.calendar(it.sharedFrom.calendarId) : it;
  const role = it.sharedFrom
    ? source?.permissions.find((p) => p.emailAddress.address?.toLowerCase() === agenda.owner.address.toLowerCase())
        ?.role
    : undefined;
  const isOwn = !it.sharedFrom;
  const teams = owner ? hasTeams(call, owner) : false;
  return {
    id: it.id,
    name: it.name,
    color: it.color,
    hexColor: colours[it.color] ?? '',
    isDefaultCalendar: it.isDefault,
    changeKey: Buffer.from(`calendar ${it.version}`).toString('base64'),
    canShare: isOwn,
    canViewPrivateItems: isOwn || role === 'delegateWithPrivateEventAccess',
    canEdit: isOwn ? it.name !== 'Birthdays' : writes.includes(role ?? ''),
    allowedOnlineMeetingProviders: teams ? ['teamsForBusiness'] : [],
    defaultOnlineMeetingProvider: teams ? 'teamsForBusiness' : 'unknown',
    isTallyingResponses: it.isDefault,
    isRemovable: !it.isDefault,
    owner: { name: owner?.owner.name ?? '', address: owner?.owner.address ?? '' },
  };
}
