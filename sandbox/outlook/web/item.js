// What office.js is told about the open message, and what it may ask and change.
import { api } from './api.js';
import { appointmentData } from './appointment-item.js';
import { query as asked } from './state.js';

/** Outlook's web client writes ids in the form of EWS; convertToRestId turns them into Graph's. */
export const toEws = (id) => id.replace(/-/g, '/').replace(/_/g, '+');

const person = (it, own) => ({
  address: it?.address ?? '',
  name: it?.name ?? '',
  recipientType: (it?.address ?? '').endsWith(`@${own.split('@')[1]}`) ? 2 : 3,
  appointmentResponse: 0,
});

/** Whose mailbox it is, as office.js names it (`userProfile.accountType`). */
const accountTypes = { personal: 'outlookCom', premises: 'enterprise' };

/**
 * The initial data object: a message being read, or no item at all (type 6). The address may ask for what else Outlook can
 * show: `?as=no-id` a mail opened from a file, `?as=appointment` a calendar item, `?account=personal` an Outlook.com
 * mailbox, `?account=premises` one on a server of the organisation's own.
 */
export function toInitialData(session, message, query = new URLSearchParams()) {
  const own = session.person.userPrincipalName;
  const common = {
    userProfileType: accountTypes[query.get('account') ?? session.organisation.kind] ?? 'office365',
    userDisplayName: session.person.name,
    userEmailAddress: own,
    userTimeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    timeZoneOffsets: [
      { start: '-62135596800000', end: '253402300799999', offset: String(-new Date().getTimezoneOffset()) },
    ],
    hostVersion: '16.01.18000.20000',
    owaView: 'ThreeColumns',
    restUrl: 'https://outlook.office.com/api',
    ewsUrl: 'https://outlook.office.com/ews',
    permissionLevel: session.addIn.permissionLevel,
    isRestIdSupported: false,
    extensionId: session.addIn.id,
    isFromSharedFolder: false,
  };
  if (!message) return { ...common, itemType: 6 };
  if (message.kind) return { ...common, ...appointmentData(message, own) };
  if (query.get('as') === 'appointment') return { ...common, ...appointment(message, own) };
  return {
    ...common,
    itemType: message.meeting?.type === 'meetingRequest' ? 3 : 1,
    isRead: message.isRead,
    ...(query.get('as') === 'no-id' ? {} : { id: toEws(message.id) }),
    conversationId: message.conversationId,
    internetMessageId: message.internetMessageId,
    itemClass: meetingClasses[message.meeting?.type] ?? 'IPM.Note',
    ...(message.meeting?.type === 'meetingRequest'
      ? { start: message.meeting.start, end: message.meeting.end, location: message.meeting.location }
      : {}),
    subject: message.subject,
    normalizedSubject: message.subject.replace(/^((re|fwd?|aw|wg):\s*)+/i, ''),
    from: person(message.from, own),
    sender: person(message.from, own),
    to: (message.to ?? []).map((it) => person(it, own)),
    cc: (message.cc ?? []).map((it) => person(it, own)),
    bcc: [],
    dateTimeCreated: Date.parse(message.created),
    dateTimeModified: Date.parse(message.modified),
    dateTimeSent: message.received,
    seriesId: null,
    recurrence: null,
    attachments: message.attachments.map((it) => ({
      attachmentType: { file: 0, item: 1, reference: 2 }[it.kind],
      contentType: it.contentType,
      id: toEws(it.id),
      isInline: it.isInline,
      name: it.name,
      size: it.size,
      contentId: it.contentId,
    })),
  };
}

const meetingClasses = {
  meetingRequest: 'IPM.Schedule.Meeting.Request',
  meetingCancelled: 'IPM.Schedule.Meeting.Canceled',
  meetingAccepted: 'IPM.Schedule.Meeting.Resp.Pos',
  meetingTenativelyAccepted: 'IPM.Schedule.Meeting.Resp.Tent',
  meetingDeclined: 'IPM.Schedule.Meeting.Resp.Neg',
};
/** An event with the subject and the people of the message, as an attendee sees it. */
const appointment = (message, own) => ({
  itemType: 2,
  id: toEws(message.id),
  itemClass: 'IPM.Appointment',
  subject: message.subject,
  normalizedSubject: message.subject,
  organizer: person(message.from, own),
  to: (message.to ?? []).map((it) => person(it, own)),
  cc: [],
  start: Date.parse(message.received) + 86_400_000,
  end: Date.parse(message.received) + 90_000_000,
  location: '',
  recurrence: null,
  seriesId: null,
  isAllDayEvent: false,
  sensitivity: 'normal',
  dateTimeCreated: Date.parse(message.created),
  dateTimeModified: Date.parse(message.modified),
  attachments: [],
});

/** A new appointment as an add-in asks for it. */
const newForm = ({
  requiredAttendees = [],
  optionalAttendees = [],
  resources = [],
  start,
  end,
  location,
  subject = '',
  body = '',
}) => {
  const people = (list) => list.map((address) => ({ name: address, address, response: 'none' }));
  return {
    subject,
    html: body,
    required: people(requiredAttendees),
    optional: people(optionalAttendees),
    rooms: people(resources),
    locations: location ? [{ id: location, type: 'custom', displayName: location, emailAddress: '' }] : [],
    ...(start ? { start, ...(end ? { end } : {}) } : {}),
  };
};

/** One function per dispatch id of a message being read; `outlook` does what the page itself would do. */
export function handlersFor(session, current, outlook) {
  const url = (rest = '') => `/api/messages/${encodeURIComponent(current().id)}${rest}`;
  const category = (name) => {
    const known = current().master.find((it) => it.displayName === name);
    return { displayName: name, color: known ? `Preset${known.color.replace(/\D/g, '') || ''}` : 'None' };
  };
  const names = () => current().categories.map((it) => it.name);
  const setCategories = async (categories) => {
    await api('PATCH', url(), { categories });
    await outlook.refresh();
  };
  const noLegacyToken = () => ({
    whole: {
      wasSuccessful: false,
      errorCode: 9018,
      errorName: 'GenericTokenError',
      errorMessage: 'Exchange tokens are switched off.',
      diagnostics: {},
    },
  });
  return {
    2: noLegacyToken,
    12: noLegacyToken,
    3: async () => ({
      whole: { wasSuccessful: true, customProperties: JSON.stringify(await api('GET', url('/properties'))) },
    }),
    4: ({ customProperties }) => api('PUT', url('/properties'), customProperties),
    404: ([settings]) => api('PUT', '/api/roaming-settings', settings),
    8: ({ itemId }) => outlook.open(itemId),
    179: ({ itemId }) => outlook.open(itemId),
    10: ({ htmlBody }) => outlook.reply(htmlBody),
    11: ({ htmlBody }) => outlook.reply(htmlBody),
    30: ({ htmlBody }) => outlook.reply(htmlBody),
    31: ({ htmlBody }) => outlook.reply(htmlBody),
    183: ({ htmlBody }) => outlook.reply(htmlBody),
    184: ({ htmlBody }) => outlook.reply(htmlBody),
    7: (form) => outlook.appointment(newForm(form)),
    177: (form) => outlook.appointment(newForm(form)),
    9: ({ itemId }) => outlook.openAppointment(itemId),
    180: ({ itemId }) => outlook.openAppointment(itemId),
    44: (form) =>
      outlook.compose({
        to: (form.toRecipients ?? []).join(', '),
        cc: (form.ccRecipients ?? []).join(', '),
        subject: form.subject,
        text: form.htmlBody,
      }),
    178: (form) =>
      outlook.compose({ to: (form.toRecipients ?? []).join(', '), subject: form.subject, text: form.htmlBody }),
    33: (notice) => outlook.notice(notice),
    34: () => outlook.notices(),
    35: (notice) => outlook.notice(notice),
    36: ({ key }) => outlook.dropNotice(key),
    37: ({ coercionType }) =>
      coercionType === 3
        ? current().html
        : new DOMParser().parseFromString(current().html, 'text/html').body.textContent,
    101: ({ destinationFolder }) =>
      outlook.move(destinationFolder.toLowerCase() === 'junk' ? 'junkemail' : destinationFolder.toLowerCase()),
    150: async ({ id }) => {
      const found = current().attachments.find((it) => toEws(it.id) === id);
      const bytes = new Uint8Array(
        await (await fetch(url(`/attachments/${encodeURIComponent(found.id)}`))).arrayBuffer(),
      );
      let text = '';
      for (const byte of bytes) text += String.fromCharCode(byte);
      return { content: btoa(text), format: 'base64' };
    },
    157: () => names().map(category),
    158: ({ categories }) => setCategories([...new Set([...names(), ...categories])]),
    159: ({ categories }) => setCategories(names().filter((it) => !categories.includes(it))),
    160: () => current().master.map((it) => category(it.displayName)),
    163: () => undefined,
    193: () => undefined,
    400: () => undefined,
    168: () =>
      current()
        .headers.map((it) => `${it.name}: ${it.value}`)
        .join('\r\n'),
    'common 97': () => {
      outlook.closePane();
      return {};
    },
    'common 98': async () => {
      // Personal accounts have no single sign-on.
      if ((asked.get('account') ?? session.organisation.kind) === 'personal') return { Error: 13003 };
      const answer = await api('POST', '/broker/token', {
        clientId: session.clientId,
        scope: `api://${session.clientId}/access_as_user`,
      });
      if (!answer.success) return { Error: 13005 };
      return { accessToken: answer.token.access_token };
    },
  };
}
