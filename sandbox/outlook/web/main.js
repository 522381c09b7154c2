// The page of an imitated Outlook on the web. What the address may ask for: ?person= ?message= ?pane=open|only ?theme=
// ?module=calendar ?event=part of a subject, or new ?surfaces=all (the add-in also where the manifest does not name it)
// ?language=a display language like ar-SA ?as=no-id|appointment ?account=personal|premises ?office-delay=ms (sandbox/DIFFERENCES.md).
import { openPane, startAddIn } from './add-in.js';
import { api } from './api.js';
import { startAppointment } from './appointment.js';
import { newAppointment, openAppointment, readWeek, startCalendar, switchTo } from './calendar.js';
import { compose } from './compose.js';
import { face } from './elements.js';
import { startFolders } from './folders.js';
import { icons } from './icons.js';
import { startList } from './list.js';
import { openMessage, readFolders, readMessages, refresh } from './mailbox.js';
import { startMenus } from './menus.js';
import { startReading } from './reading.js';
import { beginAgainAfterRestart } from './restart.js';
import { at, query, state } from './state.js';
import { startTheme } from './theme.js';

async function readSession() {
  const session = await api('GET', '/api/session');
  const wanted = query.get('person')?.toLowerCase();
  const found =
    wanted &&
    session.organisations
      .flatMap((it) => it.people)
      .find((it) => [it.name, it.userPrincipalName].some((name) => name.toLowerCase().startsWith(wanted)));
  if (!found || found.id === session.person.id) return session;
  await api('POST', '/api/session', { objectId: found.id });
  return api('GET', '/api/session');
}

/** The message and the pane that the address asks for. */
async function openWanted() {
  const wanted = query.get('message')?.toLowerCase();
  const found = wanted && state.messages.find((it) => it.subject.toLowerCase().includes(wanted));
  if (found) await openMessage(found.id);
  const event = query.get('event')?.toLowerCase();
  if (event || query.get('module') === 'calendar') await switchTo('calendar');
  const entry = event && event !== 'new' && state.entries.find((it) => it.subject.toLowerCase().includes(event));
  if (entry) await openAppointment(entry.id);
  else if (event === 'new') newAppointment();
  if (query.has('pane')) await openPane();
}

if (query.get('pane') === 'only') document.body.dataset.pane = 'only';
at('back').innerHTML = icons.back;
at('new-mail').prepend(...new DOMParser().parseFromString(icons.write, 'text/html').body.children);
at('new-mail').addEventListener('click', () => compose());
startTheme();
state.session = await readSession();
document.querySelector('.person-name').textContent = state.session.person.name;
document.querySelector('.person-button .face').replaceWith(face(state.session.person.name));
startMenus();
startFolders();
startList();
startAddIn();
startReading();
startCalendar();
startAppointment();
await Promise.all([readFolders(), readMessages()]);
await openWanted();
const events = new EventSource('/api/events');
events.addEventListener('message', () => {
  void refresh();
  if (state.module === 'calendar') void readWeek();
});
beginAgainAfterRestart(events);
document.documentElement.dataset.ready = 'yes';
