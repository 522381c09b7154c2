import type { CalendarRoleType } from '@microsoft/microsoft-graph-types';
import type { Agenda } from '../../tenant/calendar/agenda.js';
import type { Entry } from '../../tenant/calendar/entries.js';
import type { StoredCalendar } from '../../tenant/calendar/shapes.js';
import { sharedMailboxes } from '../../tenant/company.js';
import { looksLikeId } from '../../tenant/mail/ids.js';
import { personAt, type Call } from '../call.js';
import { badRequest, GraphRefusal, mailDenied, notFoundItem } from '../errors.js';
import type { Sight } from './sight.js';

/** What somebody may do in a calendar. */
export interface Right {
  sight: Sight;
  mayWrite: boolean;
  isOwner: boolean;
}
const owner: Right = { sight: 'everything', mayWrite: true, isOwner: true };
const rights: Partial<Record<CalendarRoleType, Right>> = {
  freeBusyRead: { sight: 'busy', mayWrite: false, isOwner: false },
  limitedRead: { sight: 'titles', mayWrite: false, isOwner: false },
  read: { sight: 'all but private', mayWrite: false, isOwner: false },
  write: { sight: 'all but private', mayWrite: true, isOwner: false },
  delegateWithoutPrivateEventAccess: { sight: 'all but private', mayWrite: true, isOwner: false },
  delegateWithPrivateEventAccess: { sight: 'everything', mayWrite: true, isOwner: false },
};

/** A calendar that was found, whose it is, and what the caller may do in it. */
export interface Found {
  agenda: Agenda;
  calendar: StoredCalendar;
  right: Right;
}

/** The calendars of the one whom a path names. Whether the caller may see them is asked of each calendar. */
export function agendaAt(call: Call, key: string): Agenda {
  const { person } = personAt(call, key);
  if (call.behaviour.mail.onPremises.includes(person.id))
    throw new GraphRefusal(
      404,
      'MailboxNotEnabledForRESTAPI',
      'The mailbox is either inactive, soft-deleted, or is hosted on-premise.',
    );
  const agenda = call.tenants.agendas.find(person.id);
  if (!agenda) throw notFoundItem();
  return agenda;
}

/** Only one's own: lists of calendars, groups, permissions. */
export function ownAgendaAt(call: Call, key: string): Agenda {
  const agenda = agendaAt(call, key);
  if (!isOwn(call, agenda)) throw mailDenied();
  return agenda;
}
export const isOwn = (call: Call, agenda: Agenda): boolean => {
  const { oid } = call.caller;
  return (
    !oid ||
    oid === agenda.objectId ||
    (sharedMailboxes.find((it) => it.id === agenda.objectId)?.fullAccess.includes(oid) ?? false)
  );
};

/** What the caller may do in a calendar; undefined when it is not even there for them. */
export function rightIn(call: Call, agenda: Agenda, calendar: StoredCalendar): Right | undefined {
  if (isOwn(call, agenda)) return owner;
  const caller = call.tenants.agendas.find(call.caller.oid ?? '');
  const permission = calendar.permissions.find(
    (it) => it.emailAddress.address?.toLowerCase() === caller?.owner.address.toLowerCase(),
  );
  if (permission) return rights[permission.role];
  // What everybody in the organisation may see of it opens the calendar only when it is more than whether the time is free.
  const everybody = calendar.permissions.find((it) => it.isInsideOrganization && !it.emailAddress.address);
  const isColleague = caller?.owner.tenantId === agenda.owner.tenantId;
  return isColleague && everybody && everybody.role !== 'freeBusyRead' ? rights[everybody.role] : undefined;
}

/** A calendar by its id, or `calendar` for the default one. One that others share is looked up where it really is. */
export function calendarAt(call: Call, user: string, key = 'calendar'): Found {
  const agenda = agendaAt(call, user);
  const calendar = agenda.calendar(key);
  if (!calendar) throw looksLikeId(key) ? notFoundItem() : badRequest('Id is malformed.', 'ErrorInvalidIdMalformed');
  if (calendar.sharedFrom && isOwn(call, agenda)) {
    const source = call.tenants.agendas.find(calendar.sharedFrom.objectId);
    const original = source?.calendar(calendar.sharedFrom.calendarId);
    if (!source || !original) throw notFoundItem();
    requireShared(call);
    return { agenda: source, calendar: original, right: required(rightIn(call, source, original)) };
  }
  return { agenda, calendar, right: required(rightIn(call, agenda, calendar)) };
}
function required(right: Right | undefined): Right {
  if (!right) throw mailDenied();
  return right;
}
/** A person's token reaches what others share only with a permission that says so. */
function requireShared({ caller, exchange }: Call): void {
  const scopes =
    exchange.method === 'GET'
      ? ['Calendars.Read.Shared', 'Calendars.ReadWrite.Shared']
      : ['Calendars.ReadWrite.Shared'];
  if (caller.oid && !scopes.some((it) => caller.scp.includes(it))) throw mailDenied();
}

/** An event by its id, in one's own calendars or in one that is shared with the caller. */
export function eventAt(call: Call, user: string, id: string): Found & { entry: Entry } {
  const agenda = agendaAt(call, user);
  const places = [
    agenda,
    ...agenda.calendars.flatMap((it) => call.tenants.agendas.find(it.sharedFrom?.objectId ?? '') ?? []),
  ];
  for (const place of places) {
    const entry = place.entry(id);
    const calendar = entry && place.calendar(entry.event.calendarId);
    if (!entry || !calendar) continue;
    if (place !== agenda) requireShared(call);
    return { agenda: place, calendar, entry, right: required(rightIn(call, place, calendar)) };
  }
  throw looksLikeId(id) ? notFoundItem() : badRequest('Id is malformed.', 'ErrorInvalidIdMalformed');
}
export function requireWrite({ right }: Found): void {
  if (!right.mayWrite) throw mailDenied();
}
