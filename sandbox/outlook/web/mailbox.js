// The mailbox of whoever is signed in: read, opened, moved. The page's own backend reads the same mailboxes as Graph.
import { api } from './api.js';
import { state, tell } from './state.js';

const pathOf = (id) => `/api/messages/${encodeURIComponent(id)}`;
let newest = 0;

export async function readFolders() {
  state.folders = await api('GET', '/api/folders');
  tell('folders');
}
export async function readMessages() {
  state.messages = await api('GET', `/api/messages?folder=${encodeURIComponent(state.folder)}`);
  tell('messages');
}
export async function openFolder(key) {
  state.folder = key;
  await Promise.all([readMessages(), readFolders()]);
}

/** Opens a message and marks it as read. Of several opened quickly the last one stays. */
export async function openMessage(id) {
  const turn = (newest += 1);
  const message = await api('GET', pathOf(id));
  if (turn !== newest) return;
  state.message = message;
  tell('message');
  if (!message.isRead) await setRead(true);
}
export async function setRead(isRead) {
  const message = state.message;
  message.isRead = isRead;
  await api('PATCH', pathOf(message.id), { isRead });
}
export async function move(to) {
  await api('POST', `${pathOf(state.message.id)}/move`, { to });
  newest += 1;
  state.message = undefined;
  tell('message');
  await refresh();
}

/** The mailbox changed: list, folders and the open message's categories follow; what is being read stays. */
export async function refresh() {
  await Promise.all([readFolders(), readMessages()]);
  const open = state.message;
  if (!open) return;
  try {
    const { categories, master } = await api('GET', pathOf(open.id));
    Object.assign(open, { categories, master });
    if (open === state.message) tell('details');
  } catch {
    /* it was moved elsewhere; the list says so */
  }
}
