// The open appointment: the organizer's form, or the card of a meeting that somebody else organizes.
import { isPaneOpen, togglePane } from './add-in.js';
import { api } from './api.js';
import { answer, openAppointment, pathOf, readWeek, show, timeOf } from './calendar.js';
import { button, chips, element, iconButton } from './elements.js';
import { icons } from './icons.js';
import { at, on, query, say, state, tell } from './state.js';
import { isDark } from './theme.js';

/** Whether the add-in stands on this kind of appointment: the manifest says so, or whoever tries it out asks for it. */
const hasAddIn = ({ kind }) => {
  if (!state.session.addIn) return false;
  const { organizer, attendee } = state.session.addIn.appointmentPaths;
  return query.get('surfaces') === 'all' || Boolean(kind === 'form' ? organizer : attendee);
};
function addInButton(it) {
  if (!hasAddIn(it)) return [];
  const { addIn } = state.session;
  const one = button('', () => void togglePane(), {
    class: 'add-in-button',
    title: addIn.tip,
    'aria-expanded': String(isPaneOpen()),
  });
  one.append(
    element('img', { src: '/icon.svg', alt: '', width: '18', height: '18' }),
    element('span', {}, addIn.label),
  );
  return [one];
}

function showAppointment() {
  if (state.module !== 'calendar') return;
  const it = state.appointment;
  document.body.dataset.view = it ? 'message' : 'list';
  if (!it) {
    at('reading').replaceChildren();
    return;
  }
  const notices = element('div', { class: 'notices', role: 'status', id: 'notices' });
  at('reading').replaceChildren(notices, it.kind === 'form' ? form(it) : card(it));
}

const addresses = (people) => people.map((it) => it.address).join('; ');
const peopleIn = (text, known) =>
  text
    .split(/[,;]/)
    .map((it) => it.trim())
    .filter(Boolean)
    .map((address) => known.find((it) => it.address === address) ?? { name: address, address, response: 'none' });
/** As a field for a date and a time wants it: in the zone of the page, to the minute. */
const local = (ms) => {
  const date = new Date(ms);
  return new Date(ms - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

function form(it) {
  const made = element(
    'form',
    { class: 'mail appointment', 'aria-label': it.subject || 'New event' },
    element(
      'div',
      { class: 'commands', role: 'toolbar', 'aria-label': 'Appointment' },
      element('button', { class: 'main-button', id: 'appointment-send' }, sendWord(it)),
      button('Discard', () => show(undefined)),
      ...(it.id ? [button('Cancel meeting', () => void remove(it))] : []),
      ...addInButton(it),
    ),
    field('Title', 'subject', it.subject),
    field('Required', 'required', addresses(it.required)),
    field('Optional', 'optional', addresses(it.optional)),
    field('Start', 'start', local(it.start), 'datetime-local'),
    field('End', 'end', local(it.end), 'datetime-local'),
    toggle('All day', 'isAllDay', it.isAllDay),
    field('Location', 'location', places(it)),
    toggle('Teams meeting', 'teams', it.joinUrl !== null),
    chips(it.categories),
    body(it),
  );
  made.addEventListener('input', () => readForm(it));
  made.addEventListener(
    'change',
    (event) => void (event.target.name === 'teams' && setTeams(it, event.target.checked)),
  );
  made.addEventListener('submit', (event) => {
    event.preventDefault();
    void save(it, true);
  });
  return made;
}
const sendWord = (it) =>
  it.required.length + it.optional.length + it.locations.filter((p) => p.type === 'room').length > 0 ? 'Send' : 'Save';
const places = (it) => it.locations.map((p) => p.displayName || p.id).join('; ');
const field = (label, name, value, type = 'text') =>
  element('label', {}, label, Object.assign(element('input', { name, type, autocomplete: 'off' }), { value }));
const toggle = (label, name, checked) =>
  element(
    'label',
    { class: 'toggle' },
    Object.assign(element('input', { name, type: 'checkbox' }), { checked }),
    label,
  );
function body(it) {
  const made = element('div', {
    class: 'appointment-text',
    contenteditable: 'true',
    role: 'textbox',
    'aria-multiline': 'true',
    'aria-label': 'Text',
    id: 'appointment-text',
  });
  // Only what stands in the appointment's own body, without anything that could run.
  made.append(...harmless(it.html));
  return made;
}
function harmless(html) {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  for (const bad of parsed.querySelectorAll('script, style, iframe, object, embed, form, link, meta')) bad.remove();
  for (const one of parsed.querySelectorAll('*'))
    for (const { name, value } of [...one.attributes])
      if (/^on/i.test(name) || (/^(href|src)$/i.test(name) && !/^(https?:|mailto:|cid:)/i.test(value)))
        one.removeAttribute(name);
  return parsed.body.childNodes;
}

/** What was typed becomes part of the appointment; the add-in is told what kind of thing changed. */
function readForm(it) {
  const given = document.querySelector('form.appointment');
  const value = (name) => given.elements.namedItem(name).value;
  const before = JSON.stringify([it.required, it.optional, it.start, it.end]);
  const [people, times] = [JSON.stringify([it.required, it.optional]), JSON.stringify([it.start, it.end])];
  it.subject = value('subject');
  it.required = peopleIn(value('required'), it.required);
  it.optional = peopleIn(value('optional'), it.optional);
  it.start = Date.parse(value('start')) || it.start;
  it.end = Date.parse(value('end')) || it.end;
  it.isAllDay = given.elements.namedItem('isAllDay').checked;
  if (value('location') !== places(it))
    it.locations = value('location')
      .split(';')
      .map((name) => name.trim())
      .filter(Boolean)
      .map(
        (name) =>
          it.locations.find((p) => p.displayName === name) ?? {
            id: name,
            type: 'custom',
            displayName: name,
            emailAddress: '',
          },
      );
  it.html = at('appointment-text').innerHTML;
  at('appointment-send').textContent = sendWord(it);
  if (before === JSON.stringify([it.required, it.optional, it.start, it.end])) return;
  if (people !== JSON.stringify([it.required, it.optional])) tell('form', 'people');
  if (times !== JSON.stringify([it.start, it.end])) tell('form', 'time');
}
async function setTeams(it, isOn) {
  if (isOn && it.joinUrl === null) {
    const { joinUrl, block } = await api('POST', '/api/calendar/join-link', {});
    Object.assign(it, { joinUrl, html: it.html + block });
  } else if (!isOn) Object.assign(it, { joinUrl: null, html: withoutBlock(it.html) });
  showAppointment();
}
function withoutBlock(html) {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  parsed.querySelector('.me-email-text')?.remove();
  return parsed.body.innerHTML;
}

/** Keeps it, and sends the invitations when it is to be sent. The same form goes on with what is kept. */
export async function save(it, send) {
  const wanted = {
    subject: it.subject,
    start: it.start,
    end: it.end,
    isAllDay: it.isAllDay,
    html: it.html,
    required: it.required.map((p) => p.address),
    optional: it.optional.map((p) => p.address),
    rooms: it.rooms.map((p) => p.address),
    locations: it.locations.map(({ id, type }) => ({ id, type })),
    sensitivity: it.sensitivity,
    categories: it.categories.map((c) => c.name),
    joinUrl: it.joinUrl,
    recurrence: it.recurrence,
    send,
  };
  const kept = await (it.id ? api('PUT', pathOf(it.id), wanted) : api('POST', '/api/calendar/events', wanted));
  if (it.properties) await api('PUT', `${pathOf(kept.id)}/properties`, it.properties);
  Object.assign(it, { id: kept.id, isDraft: kept.isDraft, isNew: false });
  if (send) {
    say(kept.isMeeting ? 'Sent' : 'Saved');
    show(undefined);
  }
  await readWeek();
  return kept.id;
}
async function remove(it) {
  await api('DELETE', pathOf(it.id));
  show(undefined);
  say('Cancelled');
  await readWeek();
}

function card(it) {
  const answered = (response) => () =>
    void answer(it.id, response).then(() => (response === 'declined' ? show(undefined) : openAppointment(it.id)));
  const people = (label, list) =>
    list.length > 0
      ? [
          element(
            'p',
            { class: 'to' },
            element('span', {}, `${label} `),
            element('bdi', {}, list.map((p) => `${p.name} (${p.response})`).join('; ')),
          ),
        ]
      : [];
  const frame = element('iframe', {
    class: 'body-frame',
    title: 'Text of the meeting',
    sandbox: 'allow-popups allow-popups-to-escape-sandbox',
  });
  const [paper, ink] = isDark() ? ['#212329', '#e8eaf0'] : ['#ffffff', '#1f2128'];
  frame.srcdoc = `<!doctype html><style>body{font:15px/1.6 "Segoe UI",system-ui,sans-serif;color:${ink};background:${paper};margin:4px 0;overflow-wrap:anywhere}</style><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><base target="_blank">${it.html}`;
  return element(
    'article',
    { class: 'mail appointment', 'aria-label': it.subject || '(no title)' },
    element(
      'div',
      { class: 'mail-top' },
      element('h2', { dir: 'auto' }, it.subject || '(no title)'),
      element(
        'div',
        { class: 'commands', role: 'toolbar', 'aria-label': 'Appointment' },
        button('Accept', answered('accepted')),
        button('Tentative', answered('tentativelyAccepted')),
        button('Decline', answered('declined')),
        iconButton('Close', icons.close, () => show(undefined)),
        ...addInButton(it),
      ),
    ),
    chips(it.categories),
    element('p', {}, timeOf(it)),
    element('p', {}, it.location),
    element('p', { class: 'to' }, element('span', {}, 'Organizer '), element('bdi', {}, it.organizer.name)),
    ...people('Required', it.required),
    ...people('Optional', it.optional),
    ...people('Rooms', it.rooms),
    frame,
  );
}

export function startAppointment() {
  on('appointment', showAppointment);
  on('module', showAppointment);
  /** The add-in changed something: the form shows it. */
  on('filled', showAppointment);
  on('pane', () =>
    document.querySelector('.appointment .add-in-button')?.setAttribute('aria-expanded', String(isPaneOpen())),
  );
}
