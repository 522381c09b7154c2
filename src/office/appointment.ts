import { callOffice } from './async.js';

export interface Named {
  address: string;
  name: string;
}
export interface Place {
  kind: 'room' | 'custom';
  name: string;
  /** Of a room. */
  address: string;
}
/** The open appointment as plain values: the organizer's form, the appointment of a guest, or the message that invites. Times are instants in milliseconds. */
export interface OpenAppointment {
  kind: 'form' | 'guest' | 'request';
  /** In Graph's form; empty while a new one is kept nowhere. */
  id: string;
  subject: string;
  start: number;
  end: number;
  isAllDay: boolean;
  organizer: Named | undefined;
  required: Named[];
  optional: Named[];
  places: Place[];
  html: string;
}

type Read = Office.AppointmentRead & Office.MessageRead;
type Form = Office.AppointmentCompose;
type Asks<T> = { getAsync(done: (result: Office.AsyncResult<T>) => void): void };
const item = () => Office.context.mailbox.item as unknown as Read & Form;
const toRest = (id: string): string => Office.context.mailbox.convertToRestId(id, 'v2.0');
const ask = <T>(property: Asks<T> | undefined): Promise<T | undefined> =>
  property ? callOffice<T>((done) => property.getAsync(done)) : Promise.resolve(undefined);
/** What this Outlook does not tell is not there; what the item is about must be told. */
const tryTo = <T>(work: Promise<T>): Promise<T | undefined> => work.catch(() => undefined);
const toNamed = ({ emailAddress, displayName }: Office.EmailAddressDetails): Named => ({
  address: emailAddress,
  name: displayName || emailAddress,
});
const named = (list: Office.EmailAddressDetails[] | undefined): Named[] =>
  (Array.isArray(list) ? list : []).filter((it) => it.emailAddress).map(toNamed);

/** Whether the open appointment is being written: its subject is asked for instead of lying there. */
export const isForm = (): boolean => typeof (item() as { subject?: unknown } | null)?.subject !== 'string';

/** Reads all of it anew; Office re-creates its own object at every change, so nothing of it is kept. */
export async function readAppointment(): Promise<OpenAppointment> {
  return isForm() ? readForm() : readGuest();
}

async function readForm(): Promise<OpenAppointment> {
  const it = item();
  const hasRooms = Office.context.requirements.isSetSupported('Mailbox', '1.8');
  const [subject, start, end, isAllDay, organizer, required, optional, places, html, id] = await Promise.all([
    ask(it.subject as unknown as Asks<string>),
    ask(it.start as unknown as Asks<Date>),
    ask(it.end as unknown as Asks<Date>),
    tryTo(ask((it as unknown as { isAllDayEvent?: Asks<boolean> }).isAllDayEvent)),
    tryTo(ask(it.organizer as unknown as Asks<Office.EmailAddressDetails>)),
    ask(it.requiredAttendees as unknown as Asks<Office.EmailAddressDetails[]>),
    ask(it.optionalAttendees as unknown as Asks<Office.EmailAddressDetails[]>),
    hasRooms ? readPlaces() : ask(it.location as unknown as Asks<string>).then(toPlaces),
    callOffice<string>((done) => it.body.getAsync('html', done)),
    hasRooms ? tryTo(callOffice<string>((done) => it.getItemIdAsync(done))) : undefined,
  ]);
  return {
    kind: 'form',
    id: id ? toRest(id) : '',
    subject: subject ?? '',
    start: new Date(start ?? 0).getTime(),
    end: new Date(end ?? 0).getTime(),
    isAllDay: isAllDay === true,
    organizer: organizer && toNamed(organizer),
    required: named(required),
    optional: named(optional),
    places,
    html: html ?? '',
  };
}

async function readGuest(): Promise<OpenAppointment> {
  const it = item() as Read;
  const isRequest = it.itemType === 'message';
  const hasRooms = !isRequest && Office.context.requirements.isSetSupported('Mailbox', '1.8');
  const more = it as unknown as { isAllDayEvent?: boolean; location?: string };
  const [places, html] = await Promise.all([
    (hasRooms ? tryTo(readPlaces()) : undefined) ?? undefined,
    tryTo(callOffice<string>((done) => it.body.getAsync('html', done))),
  ]);
  return {
    kind: isRequest ? 'request' : 'guest',
    id: it.itemId ? toRest(it.itemId) : '',
    subject: it.subject ?? '',
    start: new Date(it.start).getTime(),
    end: new Date(it.end).getTime(),
    isAllDay: more.isAllDayEvent === true,
    organizer: isRequest ? named([it.from])[0] : named([it.organizer])[0],
    required: isRequest ? named(it.to) : named(it.requiredAttendees),
    optional: isRequest ? named(it.cc) : named(it.optionalAttendees),
    places: places ?? toPlaces(more.location),
    html: html ?? '',
  };
}

const toPlaces = (text: string | undefined): Place[] =>
  (text ?? '')
    .split(';')
    .map((it) => it.trim())
    .filter(Boolean)
    .map((name) => ({ kind: 'custom', name, address: '' }));
async function readPlaces(): Promise<Place[]> {
  const found = await callOffice<Office.LocationDetails[]>((done) => item().enhancedLocation.getAsync(done));
  return found.map(({ locationIdentifier, displayName, emailAddress }) => {
    const isRoom = locationIdentifier.type === 'room';
    return {
      kind: isRoom ? 'room' : 'custom',
      name: displayName || locationIdentifier.id,
      address: isRoom ? emailAddress || locationIdentifier.id : '',
    };
  });
}

/** Calls back when something of the appointment changed, as far as Outlook says so; the rest is asked every few seconds. */
export function onAppointmentChange(listener: () => void, target: Window = window): () => void {
  const tell = () => {
    if (!target.document.hidden) listener();
  };
  const events = [
    'olkRecipientsChanged',
    'olkAppointmentTimeChanged',
    'olkRecurrenceChanged',
    'olkEnhancedLocationsChanged',
  ];
  const it = item() as unknown as {
    addHandlerAsync?: (event: string, act: () => void, done: () => void) => void;
  } | null;
  for (const event of it?.addHandlerAsync ? events : [])
    void callOffice<void>((done) => it?.addHandlerAsync?.(event, tell, done as unknown as () => void)).catch(
      () => undefined, // an Outlook that does not tell
    );
  const timer = target.setInterval(tell, pollMs);
  target.addEventListener('focus', tell);
  return () => {
    target.clearInterval(timer);
    target.removeEventListener('focus', tell);
  };
}
const pollMs = 3_000;

/**
 * The organizer's form, written through Office.js and by nobody else: while it is open, nothing of ours changes the appointment at
 * Microsoft as well. Nothing here sends anything.
 */
export interface AppointmentForm {
  setSubject(text: string): Promise<void>;
  setTime(start: number, end: number): Promise<void>;
  addPeople(kind: 'required' | 'optional', people: Named[]): Promise<void>;
  setPeople(kind: 'required' | 'optional', people: Named[]): Promise<void>;
  addPlace(place: Place): Promise<void>;
  removePlace(place: Place): Promise<void>;
  setHtml(html: string): Promise<void>;
  /** Keeps it in the calendar as a draft and gives its id in Graph's form. Nobody is invited by that. */
  save(): Promise<string>;
}
const toOffice = (people: Named[]) => people.map(({ address, name }) => ({ emailAddress: address, displayName: name }));
const peopleAtOnce = 100;

export const appointmentForm: AppointmentForm = {
  setSubject: (text) => callOffice<void>((done) => item().subject.setAsync(text.slice(0, 255), done)),
  async setTime(start, end) {
    const it = item();
    await callOffice<void>((done) => it.start.setAsync(new Date(start), done));
    await callOffice<void>((done) => it.end.setAsync(new Date(end), done)); // a new start takes the end along
  },
  async addPeople(kind, people) {
    for (let from = 0; from < people.length; from += peopleAtOnce)
      await callOffice<void>((done) =>
        item()[`${kind}Attendees`].addAsync(toOffice(people.slice(from, from + peopleAtOnce)), done),
      );
  },
  async setPeople(kind, people) {
    await callOffice<void>((done) =>
      item()[`${kind}Attendees`].setAsync(toOffice(people.slice(0, peopleAtOnce)), done),
    );
    await appointmentForm.addPeople(kind, people.slice(peopleAtOnce));
  },
  addPlace: (place) =>
    canBookRooms()
      ? callOffice<void>((done) => item().enhancedLocation.addAsync([toLocation(place)], done))
      : callOffice<void>((done) => item().location.setAsync(place.name, done)),
  removePlace: (place) =>
    canBookRooms()
      ? callOffice<void>((done) => item().enhancedLocation.removeAsync([toLocation(place)], done))
      : callOffice<void>((done) => item().location.setAsync('', done)),
  setHtml: (html) => callOffice<void>((done) => item().body.setAsync(html, { coercionType: 'html' }, done)),
  save: async () => toRest(await callOffice<string>((done) => item().saveAsync(done), 20_000)),
};
/** Rooms as places of their own came with Mailbox 1.8; before, a place is a text. */
export const canBookRooms = (): boolean => Office.context.requirements.isSetSupported('Mailbox', '1.8');
const toLocation = ({ kind, name, address }: Place): Office.LocationIdentifier => ({
  id: kind === 'room' ? address : name,
  type: kind,
});

/** Opens an appointment of the calendar by its id in Graph's form. */
export const openInCalendar = (id: string): void =>
  Office.context.mailbox.displayAppointmentForm(id.replace(/-/g, '/').replace(/_/g, '+'));
/** A new message, to be sent by the person. */
export const writeTo = (to: Named, subject: string, html: string): void =>
  Office.context.mailbox.displayNewMessageForm({ toRecipients: [to.address], subject, htmlBody: html });
