import { EventEmitter } from 'node:events';
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../base/clock.js';
import type { Store } from '../../base/store.js';
import { accountsOf, organisations, sharedMailboxes } from '../company.js';
import { resources } from '../rooms.js';
import { Agenda, type CalendarEvent } from './agenda.js';
import { calendarIdOf } from './event-ids.js';
import type { AgendaOwner, AgendaState, CalendarPermission, StoredCalendar } from './shapes.js';

/**
 * Everybody's calendars: people, shared mailboxes, rooms and equipment. Emits `event` with what happened to an event, and
 * `change` with the object id of whose calendars changed.
 */
export class Agendas extends EventEmitter {
  readonly #all = new Map<string, Agenda>();
  /** Answers that rooms still owe, with the moment at which they come. */
  readonly owed: { at: string; room: string; organizer: string; uid: string; date?: string }[];

  constructor(
    readonly store: Store,
    readonly clock: Clock,
  ) {
    super();
    this.setMaxListeners(0);
    const states = store.table<Record<string, AgendaState>>('agendas', () => ({}));
    this.owed = store.table('agendas.owed', () => []);
    for (const owner of owners()) {
      const state = (states[owner.objectId] ??= newState(owner));
      this.#all.set(
        owner.objectId,
        new Agenda(
          owner,
          state,
          () => clock.now(),
          (event) => this.#tell(owner.objectId, event),
        ),
      );
    }
  }

  get isEmpty(): boolean {
    return this.all().every((it) => it.state.events.length === 0);
  }
  all(): Agenda[] {
    return [...this.#all.values()];
  }
  find(objectId: string): Agenda | undefined {
    return this.#all.get(objectId);
  }
  byAddress(address: string): Agenda | undefined {
    const wanted = address.toLowerCase();
    return this.all().find((it) => it.owner.address.toLowerCase() === wanted);
  }
  /** By name, address or object id. */
  ofPerson(person: string): Agenda {
    const found =
      this.find(person) ??
      this.byAddress(person) ??
      this.all().find((it) => it.owner.name.toLowerCase().startsWith(person.toLowerCase()));
    if (!found) throw new Error(`There are no calendars of ${person}.`);
    return found;
  }

  /** Lets somebody see a calendar; inside the organisation it then stands among their own. */
  share(
    agenda: Agenda,
    calendar: StoredCalendar,
    wanted: Pick<CalendarPermission, 'emailAddress' | 'role'>,
  ): CalendarPermission {
    const other = this.byAddress(wanted.emailAddress.address ?? '');
    const isInside = other?.owner.tenantId === agenda.owner.tenantId;
    const permission: CalendarPermission = {
      ...wanted,
      id: Buffer.from(randomUUID()).toString('base64'),
      isInsideOrganization: isInside,
      isRemovable: true,
    };
    calendar.permissions.push(permission);
    if (other && isInside)
      other.addCalendar({
        name: calendar.isDefault ? agenda.owner.name : calendar.name,
        groupId: other.groups.find((it) => it.name === 'Other Calendars')?.id ?? '',
        sharedFrom: { objectId: agenda.objectId, calendarId: calendar.id },
      });
    this.#tell(agenda.objectId, undefined);
    return permission;
  }
  unshare(agenda: Agenda, calendar: StoredCalendar, permission: CalendarPermission): void {
    calendar.permissions.splice(calendar.permissions.indexOf(permission), 1);
    const other = this.byAddress(permission.emailAddress.address ?? '');
    const link = other?.calendars.find((it) => it.sharedFrom?.calendarId === calendar.id);
    if (other && link) other.removeCalendar(link);
    this.#tell(agenda.objectId, undefined);
  }

  #tell(objectId: string, event: CalendarEvent | undefined): void {
    this.store.touch();
    this.emit('change', objectId);
    if (event) this.emit('event', event);
  }
}

function owners(): AgendaOwner[] {
  const people = organisations.flatMap((organisation) =>
    accountsOf(organisation).map(({ id, name, userPrincipalName }): AgendaOwner => ({
      tenantId: organisation.tenantId,
      objectId: id,
      name,
      address: userPrincipalName,
      kind: sharedMailboxes.some((it) => it.id === id) ? 'shared' : 'person',
    })),
  );
  const booked = resources.map(({ tenantId, id, name, address, kind }): AgendaOwner => ({
    tenantId,
    objectId: id,
    name,
    address,
    kind,
  }));
  return [...people.filter((it) => !booked.some((room) => room.objectId === it.objectId)), ...booked];
}

const usualZone = 'W. Europe Standard Time';
/** Class ids as Exchange has them for its own groups. */
const classIds = { own: '0006f0b7-0000-0000-c000-000000000046', other: '0006f0b8-0000-0000-c000-000000000046' };

function newState({ objectId, name, kind }: AgendaOwner): AgendaState {
  const id = (of: string) => calendarIdOf(objectId, of);
  const calendar = (of: string, more: Partial<StoredCalendar>): StoredCalendar => ({
    id: id(of),
    groupId: id('My Calendars'),
    name: of,
    color: 'auto',
    isDefault: false,
    version: 1,
    permissions: [],
    ...more,
  });
  return {
    groups: [
      { id: id('My Calendars'), name: 'My Calendars', classId: classIds.own, version: 1 },
      { id: id('Other Calendars'), name: 'Other Calendars', classId: classIds.other, version: 1 },
    ],
    calendars: [
      calendar('Calendar', {
        isDefault: true,
        permissions: [
          {
            id: Buffer.from(`default ${objectId}`).toString('base64'),
            emailAddress: { name: 'My Organization' },
            // Who books a room sees by whom it is taken.
            role: kind === 'room' || kind === 'equipment' ? 'limitedRead' : 'freeBusyRead',
            isInsideOrganization: true,
            isRemovable: false,
          },
        ],
      }),
      ...(kind === 'person' ? [calendar('Birthdays', { color: 'lightBlue' })] : []),
    ],
    settings: {
      timeZone: usualZone,
      workingHours: {
        daysOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
        startTime: '08:00:00.0000000',
        endTime: '17:00:00.0000000',
        timeZone: { name: usualZone },
      },
    },
    events: [],
    gone: [],
    at: 1,
    generation: 210 + (name.length % 7),
    nextNumber: 1,
  };
}
