// What office.js is told about an open appointment, and what it may ask and change: read as an attendee, written as the organizer.
import { api } from './api.js';
import { pathOf } from './calendar.js';

const toEws = (id) => id.replace(/-/g, '/').replace(/_/g, '+');
const responses = { none: 0, notResponded: 0, organizer: 1, tentativelyAccepted: 2, accepted: 3, declined: 4 };
const person = (it, own) => ({
  address: it?.address ?? '',
  name: it?.name ?? '',
  recipientType: (it?.address ?? '').endsWith(`@${own.split('@')[1]}`) ? 2 : 3,
  appointmentResponse: responses[it?.response ?? 'none'] ?? 0,
});

/** The initial data of an appointment: all of it for an attendee, nothing but its series for the organizer's form. */
export function appointmentData(it, own) {
  const seriesId = it.seriesId ? toEws(it.seriesId) : null;
  if (it.kind === 'form') return { itemType: 5, seriesId };
  return {
    itemType: 2,
    id: toEws(it.id),
    itemClass: it.type === 'occurrence' || it.type === 'exception' ? 'IPM.Appointment.Occurrence' : 'IPM.Appointment',
    subject: it.subject,
    normalizedSubject: it.subject,
    organizer: { ...person(it.organizer, own), appointmentResponse: responses.organizer },
    to: it.required.map((p) => person(p, own)),
    cc: it.optional.map((p) => person(p, own)),
    start: it.start,
    end: it.end,
    location: it.location,
    recurrence: it.recurrence,
    seriesId,
    isAllDayEvent: it.isAllDay,
    sensitivity: it.sensitivity,
    dateTimeCreated: Date.parse(it.created),
    dateTimeModified: Date.parse(it.modified),
    attachments: it.attachments.map((a) => ({
      attachmentType: { file: 0, item: 1, reference: 2 }[a.kind],
      contentType: a.contentType,
      id: toEws(a.id),
      isInline: a.isInline,
      name: a.name,
      size: a.size,
      contentId: a.contentId,
    })),
  };
}

const text = (html) => new DOMParser().parseFromString(html, 'text/html').body.textContent;
const asHtml = ({ data, coercionType }) =>
  coercionType === 0 ? data.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`).replace(/\n/g, '<br>') : data;
const lists = { 0: 'required', 1: 'optional' };
const place = (it) => ({
  locationIdentifier: { id: it.id, type: it.type },
  displayName: it.displayName || it.id,
  emailAddress: it.emailAddress,
});

/** Both ways of looking at an appointment. `outlook.filled` shows in the form what the add-in wrote into it. */
export function appointmentHandlers(session, current, outlook) {
  const own = session.person.userPrincipalName;
  const isKept = () => current().id !== undefined;
  const properties = async () =>
    isKept() ? api('GET', `${pathOf(current().id)}/properties`) : (current().properties ?? {});
  const category = (name) => {
    const known = current().master.find((it) => it.displayName === name);
    return { displayName: name, color: known ? `Preset${known.color.replace(/\D/g, '') || ''}` : 'None' };
  };
  const names = () => current().categories.map((it) => it.name);
  const setCategories = async (categories) => {
    current().categories = categories.map((name) => ({
      name,
      color: current().master.find((it) => it.displayName === name)?.color ?? 'none',
    }));
    if (current().kind === 'card') await api('PATCH', pathOf(current().id), { categories });
    outlook.filled();
  };
  const fill = (changes) => {
    Object.assign(current(), changes);
    outlook.filled();
  };
  const setPlaces = (locations) => fill({ locations });
  const sessionData = new Map();
  return {
    3: async () => ({ whole: { wasSuccessful: true, customProperties: JSON.stringify(await properties()) } }),
    4: async ({ customProperties }) => {
      if (isKept()) await api('PUT', `${pathOf(current().id)}/properties`, customProperties);
      else current().properties = customProperties;
    },
    13: (it) => fill({ html: current().html + asHtml(it) }),
    14: () => 'html',
    15: ({ recipientField }) => (current()[lists[recipientField]] ?? []).map((it) => person(it, own)),
    17: ({ subject }) => fill({ subject }),
    18: () => current().subject,
    21: ({ recipientField, recipientArray }) =>
      fill({ [lists[recipientField]]: recipientArray.map((it) => ({ ...it, response: 'none' })) }),
    22: ({ recipientField, recipientArray }) => {
      const known = current()[lists[recipientField]];
      const added = recipientArray.filter(
        (it) => !known.some((p) => p.address.toLowerCase() === it.address.toLowerCase()),
      );
      fill({
        [lists[recipientField]]: [
          ...known,
          ...added.map((it) => ({ ...it, name: it.name ?? it.address, response: 'none' })),
        ],
      });
    },
    23: (it) => fill({ html: asHtml(it) + current().html }),
    24: ({ TimeProperty }) => (TimeProperty === 1 ? current().start : current().end),
    // A new start takes the end along, as the form does.
    25: ({ TimeProperty, time }) => {
      const { start, end } = current();
      fill(TimeProperty === 1 ? { start: time, end: time + (end - start) } : { end: time });
    },
    26: () =>
      current()
        .locations.map((it) => it.displayName || it.id)
        .join('; '),
    27: ({ location }) =>
      setPlaces(location ? [{ id: location, type: 'custom', displayName: location, emailAddress: '' }] : []),
    32: async () => toEws(await outlook.save()),
    37: ({ coercionType }) => (coercionType === 3 ? current().html : text(current().html)),
    38: (it) => fill({ html: asHtml(it) }),
    41: () => outlook.close(),
    103: () => current().recurrence,
    104: ({ recurrenceData }) => fill({ recurrence: recurrenceData ?? null }),
    107: () => ({
      ...person({ name: session.person.name, address: own }, own),
      appointmentResponse: responses.organizer,
    }),
    149: () => current().attachments,
    154: () => current().locations.map(place),
    155: ({ enhancedLocations }) => {
      const added = enhancedLocations
        .filter(({ id }) => !current().locations.some((it) => it.id === id))
        .map(({ id, type }) => ({
          id,
          type,
          displayName: outlook.roomName(id) ?? id,
          emailAddress: type === 'room' ? id : '',
        }));
      setPlaces([...current().locations, ...added]);
    },
    156: ({ enhancedLocations }) =>
      setPlaces(current().locations.filter((it) => !enhancedLocations.some(({ id }) => id === it.id))),
    157: () => names().map(category),
    158: ({ categories }) => setCategories([...new Set([...names(), ...categories])]),
    159: ({ categories }) => setCategories(names().filter((it) => !categories.includes(it))),
    160: () => current().master.map((it) => category(it.displayName)),
    164: () => {
      if (!isKept()) throw Object.assign(new Error('not saved'), { officeCode: 9052 });
      return toEws(current().id);
    },
    169: () => current().isAllDay,
    170: ({ isAllDayEvent }) => fill({ isAllDay: isAllDayEvent }),
    171: () => current().sensitivity,
    172: ({ sensitivity }) => fill({ sensitivity }),
    174: () => ({ composeType: 'newMail', coercionType: 'html' }),
    185: ({ name, value }) => void sessionData.set(name, value),
    186: ({ name }) => sessionData.get(name) ?? null,
    187: () => Object.fromEntries(sessionData),
    188: () => sessionData.clear(),
    189: ({ name }) => void sessionData.delete(name),
  };
}
