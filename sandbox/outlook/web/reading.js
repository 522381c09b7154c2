// The open message: what can be done with it, who wrote it, its files and its text.
import { isPaneOpen, togglePane } from './add-in.js';
import { answer, openAppointment, switchTo, timeOf } from './calendar.js';
import { forward, reply } from './compose.js';
import { button, chips, element, face, fullTime, iconButton, iconNode, size } from './elements.js';
import { icons } from './icons.js';
import { move, setRead } from './mailbox.js';
import { at, on, say, state } from './state.js';
import { isDark } from './theme.js';

function showMessage() {
  if (state.module !== 'mail') return;
  const it = state.message;
  document.body.dataset.view = it ? 'message' : 'list';
  at('back').hidden = !it;
  if (!it) {
    const empty = element(
      'div',
      { class: 'empty' },
      iconNode(icons.mail),
      element('p', {}, 'Select a message to read it.'),
    );
    at('reading').replaceChildren(empty);
    return;
  }
  const files = it.attachments.filter((a) => !a.isInline);
  const card = element(
    'article',
    { class: 'mail', 'aria-label': it.subject || '(no subject)' },
    element('div', { class: 'mail-top' }, element('h2', { dir: 'auto' }, it.subject || '(no subject)'), commands()),
    chips(it.categories),
    people(it),
    ...invitation(it),
    ...(files.length > 0
      ? [element('ul', { class: 'files', 'aria-label': 'Attachments' }, ...files.map((a) => file(it, a)))]
      : []),
    element('iframe', {
      class: 'body-frame',
      title: 'Message text',
      sandbox: 'allow-popups allow-popups-to-escape-sandbox',
      id: 'body-frame',
    }),
  );
  at('reading').replaceChildren(element('div', { class: 'notices', role: 'status', id: 'notices' }), card);
  showText();
}

/** A meeting request is answered where it is read. */
function invitation({ meeting }) {
  if (!meeting) return [];
  const isOpen = meeting.type === 'meetingRequest' && meeting.eventId;
  const answered = (response) => () => void answer(meeting.eventId, response);
  return [
    element(
      'div',
      { class: 'invitation', role: 'group', 'aria-label': 'Meeting' },
      element('span', {}, timeOf(meeting)),
      element('span', {}, meeting.location),
      ...(isOpen
        ? [
            button('Accept', answered('accepted')),
            button('Tentative', answered('tentativelyAccepted')),
            button('Decline', answered('declined')),
          ]
        : []),
      ...(meeting.eventId
        ? [button('See in calendar', () => void switchTo('calendar').then(() => openAppointment(meeting.eventId)))]
        : []),
    ),
  ];
}

function addInButton(addIn) {
  const one = element(
    'button',
    { type: 'button', class: 'add-in-button', title: addIn.tip, 'aria-expanded': String(isPaneOpen()) },
    element('img', { src: '/icon.svg', alt: '', width: '18', height: '18' }),
    element('span', {}, addIn.label),
  );
  one.addEventListener('click', () => void togglePane());
  return one;
}

function commands() {
  const { addIn } = state.session;
  const moved = (to, word) => () => void move(to).then(() => say(word));
  return element(
    'div',
    { class: 'commands', role: 'toolbar', 'aria-label': 'Message' },
    iconButton('Reply', icons.reply, () => reply(state.message)),
    iconButton('Reply all', icons.replyAll, () => reply(state.message, { toAll: true })),
    iconButton('Forward', icons.forward, () => forward(state.message)),
    iconButton('Archive', icons.archive, moved('archive', 'Archived')),
    iconButton('Delete', icons.deleteditems, moved('deleteditems', 'Deleted')),
    iconButton('Mark as unread', icons.mail, () => void setRead(false)),
    ...(addIn ? [addInButton(addIn)] : []), // who was not given the add-in has no button
  );
}

function people(it) {
  const name = it.from?.name || it.from?.address || '';
  const names = (list) => list.map((r) => r.name || r.address).join('; ');
  const line = (label, list) =>
    list?.length
      ? [element('p', { class: 'to' }, element('span', {}, `${label} `), element('bdi', {}, names(list)))]
      : [];
  return element(
    'div',
    { class: 'people' },
    face(name),
    element(
      'div',
      { class: 'people-text' },
      element(
        'p',
        { class: 'from' },
        element('b', { dir: 'auto' }, name),
        ...(it.from?.name ? [element('span', { class: 'address' }, it.from.address)] : []),
      ),
      ...line('To', it.to),
      ...line('Cc', it.cc),
    ),
    element('time', { datetime: it.received }, fullTime(it.received)),
  );
}

function file(message, { id, name, size: bytes }) {
  const kind = (/[.](\w{1,4})$/.exec(name)?.[1] ?? 'file').toUpperCase();
  const link = element(
    'a',
    {
      href: `/api/messages/${encodeURIComponent(message.id)}/attachments/${encodeURIComponent(id)}`,
      download: name,
      title: name,
    },
    element('span', { class: 'kind', 'aria-hidden': 'true' }, kind),
    element(
      'span',
      { class: 'file-text' },
      element('span', { class: 'file-name', dir: 'auto' }, name),
      element('small', {}, size(bytes)),
    ),
  );
  return element('li', {}, link);
}

/** The text stands in a frame without scripts and without the network; inline pictures come from the message. */
function showText() {
  const frame = at('body-frame');
  const it = state.message;
  if (!frame || !it) return;
  const html = (it.html ?? '').replace(/src="cid:([^"]+)"/g, (_all, cid) => {
    const found = it.attachments.find((a) => a.contentId === cid);
    return found
      ? `src="${location.origin}/api/messages/${encodeURIComponent(it.id)}/attachments/${encodeURIComponent(found.id)}"`
      : '';
  });
  // A mail that brings colours of its own keeps its white paper; the others follow the theme.
  const dark = isDark() && !/bgcolor|background|[^-]color\s*[:=]/i.test(html);
  const [paper, ink, link] = dark ? ['#212329', '#e8eaf0', '#a9c2ff'] : ['#ffffff', '#1f2128', '#2453ad'];
  frame.style.background = paper;
  frame.srcdoc = `<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src ${location.origin}; style-src 'unsafe-inline'"><meta name="color-scheme" content="${dark ? 'dark' : 'light'}"><base target="_blank"><style>body{font:15px/1.6 "Segoe UI",system-ui,"Noto Sans",sans-serif;color:${ink};background:${paper};margin:4px 0;overflow-wrap:anywhere}p{margin:0 0 12px}a{color:${link}}img{max-width:100%}</style>${html}`;
}

export function startReading() {
  on('message', showMessage);
  on('module', showMessage);
  on('theme', showText);
  on('details', () => document.querySelector('.mail > .chips')?.replaceWith(chips(state.message.categories)));
  on('notices', (notices) =>
    at('notices')?.replaceChildren(...notices.map((it) => element('div', { class: 'notice' }, it.message))),
  );
  on('pane', () => document.querySelector('.add-in-button')?.setAttribute('aria-expanded', String(isPaneOpen())));
  at('back').addEventListener('click', () => {
    document.body.dataset.view = 'list';
    at('back').hidden = true;
    at('messages').focus();
  });
  showMessage();
}
