import type { Attendee, MeetingRequestType, ResponseType } from '@microsoft/microsoft-graph-types';
import type { Behaviour } from '../../base/behaviour.js';
import { expand } from '../mail/owners.js';
import { addressOf, type Address } from '../mail/shapes.js';
import type { Mailboxes } from '../mailboxes.js';
import { resources } from '../rooms.js';
import type { Agenda } from './agenda.js';
import type { Agendas } from './agendas.js';
import { decideBooking } from './booking.js';
import { bringCopy, bringDate, markCancelled } from './copies.js';
import { entryOf, occurrenceAt, type Entry } from './entries.js';
import { answerLetter, cancellation, invitation, type ProposedTime } from './meeting-mail.js';
import type { EventFields, StoredEvent } from './shapes.js';

export interface MeetingChange {
  /** Only this date of the series. */
  date?: string;
  /** How it was before; undefined when it is new. */
  before?: Entry;
  /** Other times: everybody is asked again. */
  asksAgain: boolean;
  /** Who is told; everybody unless it says otherwise. */
  only?: string[];
}

/** What goes between people about a meeting: invitations, answers, and what takes it back. Each arrives as mail and in the calendar. */
export class Meetings {
  constructor(
    readonly agendas: Agendas,
    readonly mailboxes: Mailboxes,
    readonly behaviour: Behaviour,
  ) {
    agendas.clock.onAdvance(() => this.payWhatIsOwed());
    // Rooms that had not answered when the sandbox was stopped still do.
    for (const { at } of agendas.owed) this.#payAfter(Date.parse(at) - agendas.clock.now().getTime());
  }

  /** The organizer's event goes to those who are invited. */
  invite(organizer: Agenda, event: StoredEvent, { date, before, asksAgain, only }: MeetingChange): void {
    const entry = date === undefined ? entryOf(event) : occurrenceAt(event, date);
    if (!entry || entry.fields.isDraft) return;
    const invited = entry.fields.attendees
      .map((it) => addressOf(it))
      .filter(({ address }) => !only || only.includes(address.toLowerCase()));
    if (invited.length === 0) return;
    const kind: MeetingRequestType = !before ? 'newMeetingRequest' : asksAgain ? 'fullUpdate' : 'informationalUpdate';
    this.#post(organizer, invitation(entry, invited, { kind, before }));
    for (const agenda of this.#invitedAgendas(organizer, invited)) {
      const copy = date === undefined ? bringCopy(agenda, event, asksAgain) : bringDate(agenda, event, date, asksAgain);
      if (asksAgain || !before || !isAnswered(copy.fields)) this.#owe(agenda, organizer, copy, date);
    }
  }

  /** The organizer takes it back, from everybody or from some. */
  cancel(organizer: Agenda, entry: Entry, comment = '', from: Attendee[] = entry.fields.attendees): void {
    const told = from.map((it) => addressOf(it));
    if (told.length === 0 || entry.fields.isDraft) return;
    this.#post(organizer, cancellation(entry, told, comment));
    for (const agenda of this.#invitedAgendas(organizer, told)) {
      const copy = agenda.byUid(entry.event.uid);
      if (!copy) continue;
      if (agenda.owner.kind !== 'room' && agenda.owner.kind !== 'equipment') markCancelled(agenda, copy, entry.date);
      else if (entry.date === undefined || !copy.recurrence) agenda.remove(copy);
      else agenda.cancelDate(copy, entry.date);
    }
  }

  /** An attendee answers. Who declines has it no longer; the organizer learns of it when the answer is sent. */
  answer(
    agenda: Agenda,
    entry: Entry,
    response: ResponseType,
    { send = true, comment = '', proposed }: { send?: boolean; comment?: string; proposed?: ProposedTime } = {},
  ): void {
    const { event, date, fields } = entry;
    const time = agenda.now().toISOString();
    const mine: Partial<EventFields> = {
      responseStatus: { response, time },
      showAs: response === 'accepted' ? event.intendedShowAs : event.intendedShowAs === 'free' ? 'free' : 'tentative',
    };
    if (response === 'declined' && !proposed) {
      if (date === undefined) agenda.remove(event);
      else agenda.cancelDate(event, date);
    } else if (date === undefined) {
      Object.assign(event.fields, mine);
      for (const part of Object.values(event.exceptions)) Object.assign(part.fields, mine);
      agenda.changed(event);
    } else {
      const known = event.exceptions[date];
      event.exceptions[date] = {
        version: known?.version ?? 0,
        lastModifiedDateTime: time,
        fields: { ...known?.fields, ...mine },
      };
      agenda.changed(event, date);
    }
    if (!send) return;
    const self = { name: agenda.owner.name, address: agenda.owner.address };
    const organizer = this.agendas.byAddress(addressOf(fields.organizer).address);
    this.mailboxes.deliver(answerLetter(entry, self, response, comment, proposed));
    if (organizer) this.#note(organizer, entry, self, response, time);
  }

  /** Somebody hands an invitation on: others get it from the organizer's meeting, and the organizer sees them on the list. */
  forward(agenda: Agenda, entry: Entry, to: Address[], comment: string): void {
    const organizer = this.agendas.byAddress(addressOf(entry.fields.organizer).address);
    const source = organizer?.byUid(entry.event.uid);
    const self = { name: agenda.owner.name, address: agenda.owner.address };
    const sent = invitation(entry, to, { kind: 'newMeetingRequest', from: self });
    this.mailboxes.deliver({
      ...sent,
      subject: `FW: ${sent.subject}`,
      html: comment ? `<p>${comment.replace(/</g, '&lt;')}</p>${sent.html}` : sent.html,
    });
    if (organizer && source) {
      for (const { name, address } of to)
        if (!source.fields.attendees.some((it) => addressOf(it).address.toLowerCase() === address.toLowerCase()))
          source.fields.attendees.push({
            type: 'required',
            status: { response: 'none', time: '0001-01-01T00:00:00Z' },
            emailAddress: { name, address },
          });
      organizer.changed(source);
    }
    for (const other of this.#invitedAgendas(agenda, to)) {
      const copy = bringCopy(other, source ?? entry.event, true);
      if (organizer) this.#owe(other, organizer, copy, undefined);
    }
  }

  /** Rooms whose time has come answer. */
  payWhatIsOwed(): void {
    const now = this.agendas.clock.now().toISOString();
    const { owed } = this.agendas;
    for (const it of owed.filter(({ at }) => at <= now)) {
      owed.splice(owed.indexOf(it), 1);
      const [room, organizer] = [this.agendas.find(it.room), this.agendas.find(it.organizer)];
      const copy = room?.byUid(it.uid);
      if (room && organizer && copy) this.#answerForRoom(room, organizer, copy, it.date);
    }
  }

  #owe(room: Agenda, organizer: Agenda, copy: StoredEvent, date: string | undefined): void {
    if (room.owner.kind !== 'room' && room.owner.kind !== 'equipment') return;
    const { roomsAnswerAfterMs } = this.behaviour.calendar;
    if (roomsAnswerAfterMs <= 0) {
      this.#answerForRoom(room, organizer, copy, date);
      return;
    }
    const at = new Date(this.agendas.clock.now().getTime() + roomsAnswerAfterMs).toISOString();
    const { uid } = copy;
    this.agendas.owed.push({
      at,
      room: room.objectId,
      organizer: organizer.objectId,
      uid,
      ...(date === undefined ? {} : { date }),
    });
    this.#payAfter(roomsAnswerAfterMs);
  }
  #payAfter(ms: number): void {
    setTimeout(() => this.payWhatIsOwed(), Math.max(0, ms) + 5).unref();
  }

  #answerForRoom(room: Agenda, organizer: Agenda, copy: StoredEvent, date: string | undefined): void {
    const resource = resources.find((it) => it.id === room.objectId);
    const entry = date === undefined ? entryOf(copy) : occurrenceAt(copy, date);
    if (!resource || !entry) return;
    const asked = structuredClone({ ...entry, event: undefined });
    const { response, comment } = decideBooking(resource, room, copy, date);
    if (response === 'accepted') {
      // A room keeps to itself what the meeting is about: it shows who has it.
      const { name } = addressOf(copy.fields.organizer);
      Object.assign(copy.fields, { subject: name, body: { contentType: 'html', content: '' } });
    }
    this.answer(room, { ...entry, fields: asked.fields }, response, { comment, send: true });
    room.tell(undefined);
    organizer.tell(undefined);
  }

  /** The organizer's list of people learns how one of them answered. */
  #note(organizer: Agenda, { event: { uid }, date }: Entry, who: Address, response: ResponseType, time: string): void {
    const event = organizer.byUid(uid);
    if (!event) return;
    const noteIn = (attendees: Attendee[]): void => {
      const found = attendees.find((it) => addressOf(it).address.toLowerCase() === who.address.toLowerCase());
      if (found) found.status = { response, time };
      else attendees.push({ type: 'optional', status: { response, time }, emailAddress: { ...who } });
    };
    if (date === undefined || !event.recurrence) {
      noteIn(event.fields.attendees);
      for (const part of Object.values(event.exceptions)) if (part.fields.attendees) noteIn(part.fields.attendees);
    } else {
      const part = (event.exceptions[date] ??= { version: 0, lastModifiedDateTime: time, fields: {} });
      part.fields.attendees ??= structuredClone(event.fields.attendees);
      noteIn(part.fields.attendees);
    }
    organizer.changed(event, date);
  }

  #post(organizer: Agenda, mail: ReturnType<typeof invitation>): void {
    if (mail.to.length > 0) this.mailboxes.deliver(mail);
    organizer.tell(undefined);
  }
  #invitedAgendas(from: Agenda, to: Address[]): Agenda[] {
    const found = expand(to.map((it) => it.address)).map((it) => this.agendas.byAddress(it));
    return [...new Set(found)].filter((it): it is Agenda => it !== undefined && it !== from);
  }
}

const isAnswered = ({ responseStatus }: EventFields): boolean =>
  ['accepted', 'declined', 'tentativelyAccepted'].includes(responseStatus.response ?? '');
