// The add-in beside the message: its frame, what it may ask of Outlook, and what it is told.
import { api } from './api.js';
import { save } from './appointment.js';
import { appointmentHandlers } from './appointment-item.js';
import { startBroker } from './broker.js';
import { newAppointment, openAppointment, show, switchTo } from './calendar.js';
import { compose, reply } from './compose.js';
import { askConsent, askToTrust } from './dialogs.js';
import { icons } from './icons.js';
import { handlersFor, toInitialData } from './item.js';
import { move, openMessage, refresh } from './mailbox.js';
import { OfficeHost } from './office-host.js';
import { at, on, openItem, query, state, tell } from './state.js';
import { themeColors } from './theme.js';

let host;
let stopBroker;
let isPinned = false;
/** The item the pane is about; it stays behind the open one while a pane that is not pinned closes. */
let shown;
const notices = new Map();

export const isPaneOpen = () => Boolean(host);
export const togglePane = async () => (host ? closePane() : openPane());

export async function openPane() {
  const { session } = state;
  const pages = session.addIn.origin ?? session.serverUrl;
  const url = pages + panePath(openItem());
  document.body.dataset.addIn = 'open';
  at('addin').hidden = false;
  at('addin-name').textContent = session.addIn.name;
  const isReachable = await fetch(`${pages}/api/health`, { mode: 'no-cors' }).then(
    () => true,
    () => false,
  );
  if (!isReachable) {
    askToTrust(at('addin-frame'), url, openPane);
    return;
  }
  const settings = await api('GET', '/api/roaming-settings');
  shown = openItem();
  host = new OfficeHost({
    container: at('addin-frame'),
    title: session.addIn.name,
    url,
    addIn: session.addIn,
    settings,
    locale: query.get('language') ?? 'en-US',
    initialData: () => toInitialData(session, shown, query),
    handlers: handlersOf(shown),
    // Nested app authentication is not there for Outlook.com.
    signIn: query.get('sign-in') ?? (session.organisation.kind === 'personal' ? 'window' : 'nested'),
  });
  host.onNotify = (action) => {
    if (action === 15) document.querySelector('.add-in-button')?.focus();
  };
  // The npm build of office.js has no officeTheme to read at the start, so it is told as soon as somebody listens.
  host.onRegistered = (name) => name === 'officeThemeChanged' && tellTheme();
  host.answerDelayMs = Number(query.get('office-delay') ?? 0);
  stopBroker = startBroker(host, session, askConsent);
  window.office = host; // to look at by hand
  tell('pane');
}

/** The page of the add-in for what is open, as the manifest names it. */
function panePath(item) {
  const { panePath: path, appointmentPaths } = state.session.addIn;
  if (item?.kind === 'form') return appointmentPaths.organizer ?? path;
  return item?.kind === 'card' ? (appointmentPaths.attendee ?? path) : path;
}
function handlersOf(item) {
  const { session } = state;
  const common = handlersFor(session, () => shown, outlook);
  return item?.kind ? { ...common, ...appointmentHandlers(session, () => shown, outlook) } : common;
}

export function closePane() {
  stopBroker?.();
  host?.dispose();
  host = undefined;
  shown = undefined;
  at('addin').hidden = true;
  delete document.body.dataset.addIn;
  tell('pane');
}

/** A pinned pane follows the message; one that is not pinned closes, as in Outlook. */
function follow() {
  dropNotices();
  if (!host) return;
  if (!isPinned && shown && shown !== openItem() && shown.id !== openItem()?.id) {
    closePane();
    return;
  }
  shown = openItem();
  host.handlers = handlersOf(shown);
  host.fire('olkItemSelectedChanged', shown ? toInitialData(state.session, shown, query) : null);
}

const tellTheme = () => host?.fire('officeThemeChanged', [JSON.stringify(themeColors())]);

function dropNotices() {
  notices.clear();
  tell('notices', []);
}
const changeNotices = (change) => {
  change();
  tell('notices', [...notices.values()]);
};

/** What Outlook itself does when the add-in asks for it. */
const outlook = {
  refresh,
  reply: (text) => reply(shown, { text }),
  compose,
  move,
  closePane,
  open: (itemId) => openMessage(itemId.replace(/\//g, '-').replace(/\+/g, '_')),
  notice: (it) => changeNotices(() => notices.set(it.key, it)),
  notices: () => [...notices.values()],
  dropNotice: (key) => changeNotices(() => notices.delete(key)),
  filled: () => tell('filled'),
  save: () => save(shown, false),
  close: () => show(undefined),
  roomName: (address) => state.session.rooms.find((it) => it.address === address)?.name,
  appointment: async (known) => {
    await switchTo('calendar');
    newAppointment(known);
  },
  openAppointment: async (itemId) => {
    await switchTo('calendar');
    await openAppointment(itemId.replace(/\//g, '-').replace(/\+/g, '_'));
  },
};

export function startAddIn() {
  at('pin').innerHTML = icons.pin;
  at('close-addin').innerHTML = icons.close;
  at('close-addin').addEventListener('click', () => {
    closePane();
    document.querySelector('.add-in-button')?.focus();
  });
  at('pin').addEventListener('click', () => {
    isPinned = !isPinned;
    at('pin').setAttribute('aria-pressed', String(isPinned));
  });
  on('message', follow);
  on('appointment', follow);
  on('module', follow);
  on('form', (what) => {
    if (what === 'people') host?.fire('olkRecipientsChanged', [JSON.stringify({ to: true, cc: true, bcc: false })]);
    else host?.fire('olkAppointmentTimeChanged', [JSON.stringify({ start: shown?.start, end: shown?.end })]);
  });
  on('theme', tellTheme);
}
