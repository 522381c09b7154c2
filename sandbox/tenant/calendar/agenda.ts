import { randomUUID } from 'node:crypto';
import { calendarIdOf, EventIds } from './event-ids.js';
import { entryOf, occurrenceAt, type Entry } from './entries.js';
import type { AgendaOwner, AgendaState, CalendarGroup, StoredCalendar, StoredEvent } from './shapes.js';

/** What happened to an event, for those who want to be told. */
export interface CalendarEvent {
  agenda: Agenda;
  kind: 'created' | 'updated' | 'deleted';
  event: StoredEvent;
  date?: string;
}
export type NewEvent = Pick<StoredEvent, 'uid' | 'fields' | 'calendarId'> & Partial<StoredEvent>;

/** The calendars of one mailbox: events found by id, what changed since when, and who may see them. */
export class Agenda {
  readonly ids: EventIds;
  readonly #byNumber: Map<number, StoredEvent>;
  readonly #byUid = new Map<string, StoredEvent[]>();

  constructor(
    readonly owner: AgendaOwner,
    readonly state: AgendaState,
    readonly now: () => Date,
    readonly tell: (event: CalendarEvent | undefined) => void,
  ) {
    this.ids = new EventIds(owner.objectId);
    this.#byNumber = new Map(state.events.map((it) => [it.number, it]));
    for (const it of state.events) this.#remember(it);
  }

  get objectId(): string {
    return this.owner.objectId;
  }
  /** Tokens of change tracking carry the generation they belong to; older ones are not known any more. */
  get generation(): number {
    return this.state.generation;
  }
  get at(): number {
    return this.state.at;
  }
  get calendars(): StoredCalendar[] {
    return this.state.calendars;
  }
  get groups(): CalendarGroup[] {
    return this.state.groups;
  }
  get defaultCalendar(): StoredCalendar {
    const found = this.calendars.find((it) => it.isDefault);
    if (!found) throw new Error(`${this.owner.name} has no default calendar`);
    return found;
  }
  calendar(id: string): StoredCalendar | undefined {
    return id.toLowerCase() === 'calendar' ? this.defaultCalendar : this.calendars.find((it) => it.id === id);
  }
  eventsIn(calendarId: string): StoredEvent[] {
    return this.state.events.filter((it) => it.calendarId === calendarId);
  }
  byNumber(number: number): StoredEvent | undefined {
    return this.#byNumber.get(number);
  }
  byUid(uid: string): StoredEvent | undefined {
    return this.#byUid.get(uid)?.[0];
  }
  /** By either kind of id; a date of a series as it is now. */
  entry(id: string): Entry | undefined {
    const read = this.ids.read(id);
    const event = read && this.#byNumber.get(read.number);
    if (!event) return undefined;
    return read.date === undefined ? entryOf(event) : occurrenceAt(event, read.date);
  }

  add(content: NewEvent): StoredEvent {
    const event = this.#put(content);
    this.tell({ agenda: this, kind: 'created', event });
    return event;
  }
  /** Many at once, told as one change. */
  addMany(contents: NewEvent[]): void {
    for (const it of contents) this.#put(it);
    this.tell(undefined);
  }
  #put(content: NewEvent): StoredEvent {
    const now = this.now().toISOString();
    const event: StoredEvent = {
      recurrence: null,
      exceptions: {},
      cancelled: [],
      createdDateTime: now,
      lastModifiedDateTime: now,
      transactionId: null,
      extended: [],
      multiExtended: [],
      extensions: [],
      attachments: [],
      intendedShowAs: content.fields.showAs,
      ...content,
      number: this.state.nextNumber++,
      version: 1,
      changedAt: ++this.state.at,
    };
    this.state.events.push(event);
    this.#byNumber.set(event.number, event);
    this.#remember(event);
    return event;
  }
  /** Something of it was changed by hand; with a date, only that date of the series was. */
  changed(event: StoredEvent, date?: string): void {
    const now = this.now().toISOString();
    event.version += 1;
    event.lastModifiedDateTime = now;
    event.changedAt = ++this.state.at;
    const part = date === undefined ? undefined : event.exceptions[date];
    if (part) Object.assign(part, { version: part.version + 1, lastModifiedDateTime: now });
    this.tell({ agenda: this, kind: 'updated', event, ...(date === undefined ? {} : { date }) });
  }
  remove(event: StoredEvent): void {
    const { events, gone } = this.state;
    events.splice(events.indexOf(event), 1);
    this.#byNumber.delete(event.number);
    const others = (this.#byUid.get(event.uid) ?? []).filter((it) => it !== event);
    if (others.length > 0) this.#byUid.set(event.uid, others);
    else this.#byUid.delete(event.uid);
    gone.push({ at: ++this.state.at, number: event.number, calendarId: event.calendarId });
    this.tell({ agenda: this, kind: 'deleted', event });
  }
  /** Takes one date out of a series. */
  cancelDate(event: StoredEvent, date: string): void {
    event.cancelled.push(date);
    delete event.exceptions[date];
    this.changed(event);
  }

  addCalendar(calendar: Pick<StoredCalendar, 'name' | 'groupId'> & Partial<StoredCalendar>): StoredCalendar {
    const added: StoredCalendar = {
      color: 'auto',
      isDefault: false,
      version: 1,
      permissions: [],
      ...calendar,
      id: calendarIdOf(this.objectId, randomUUID()),
    };
    this.calendars.push(added);
    this.tell(undefined);
    return added;
  }
  removeCalendar(calendar: StoredCalendar): void {
    for (const event of this.eventsIn(calendar.id)) this.remove(event);
    this.calendars.splice(this.calendars.indexOf(calendar), 1);
    this.tell(undefined);
  }
  /** No token of change tracking that was given until now is known any more. */
  forgetSyncStates(): void {
    this.state.generation += 4;
    this.tell(undefined);
  }

  #remember(event: StoredEvent): void {
    this.#byUid.set(event.uid, [...(this.#byUid.get(event.uid) ?? []), event]);
  }
}
