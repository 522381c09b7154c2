// The list of messages, newest first, in the groups Outlook makes of days.
import { chips, element, face, iconNode, when } from './elements.js';
import { icons } from './icons.js';
import { openMessage } from './mailbox.js';
import { at, on, state } from './state.js';

let filter = '';
const rows = () => [...at('messages').querySelectorAll('[role=option]')];
const shown = () => state.messages.filter((it) => matches(it, filter));

function matches({ subject, from, preview }, text) {
  return [subject, from?.name, from?.address, preview].join(' ').toLowerCase().includes(text.toLowerCase());
}

function showList() {
  const groups = Map.groupBy
    ? Map.groupBy(shown(), (it) => dayGroup(it.received))
    : grouped(shown(), (it) => dayGroup(it.received));
  const list = at('messages');
  list.replaceChildren(
    ...[...groups].map(([name, messages]) =>
      element(
        'div',
        { role: 'group', 'aria-label': name },
        element('div', { class: 'day', 'aria-hidden': 'true' }, name),
        ...messages.map(row),
      ),
    ),
  );
  at('list-empty').hidden = shown().length > 0;
  at('list-empty').textContent = filter ? `Nothing matches “${filter}”.` : 'Nothing here.';
  select();
}

function grouped(list, keyOf) {
  const groups = new Map();
  for (const it of list) groups.set(keyOf(it), [...(groups.get(keyOf(it)) ?? []), it]);
  return groups;
}

function dayGroup(received) {
  const midnight = new Date().setHours(0, 0, 0, 0);
  const days = Math.ceil((midnight - new Date(received).getTime()) / 86_400_000);
  if (days <= 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return days < 7 ? 'This week' : days < 14 ? 'Last week' : 'Older';
}

function row(message) {
  const sender = message.from?.name || message.from?.address || '';
  const one = element(
    'div',
    { class: `message${message.isRead ? '' : ' unread'}`, role: 'option', id: `m-${state.messages.indexOf(message)}` },
    face(sender),
    element(
      'div',
      { class: 'top' },
      element('span', { class: 'sender', dir: 'auto' }, sender),
      ...(message.importance === 'high' ? [iconNode(icons.important)] : []),
      ...(message.hasAttachments ? [iconNode(icons.clip)] : []),
      element('time', { datetime: message.received }, when(message.received)),
    ),
    element('div', { class: 'subject', dir: 'auto' }, message.subject || '(no subject)'),
    element('div', { class: 'preview', dir: 'auto' }, message.preview),
    chips(message.categories),
  );
  if (!message.isRead) one.append(element('span', { class: 'hidden' }, 'Unread'));
  one.dataset.id = message.id;
  one.addEventListener('click', () => void openMessage(message.id));
  return one;
}

function select() {
  const list = at('messages');
  list.removeAttribute('aria-activedescendant');
  for (const it of rows()) {
    const isOpen = it.dataset.id === state.message?.id;
    it.setAttribute('aria-selected', String(isOpen));
    if (isOpen) list.setAttribute('aria-activedescendant', it.id);
  }
}

/** Arrow keys open the message they reach, as in Outlook. */
async function onKeyDown(event) {
  const ids = rows().map((it) => it.dataset.id);
  const now = ids.indexOf(state.message?.id);
  const next = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: ids.length - 1 }[event.key];
  if (next === undefined || ids[next] === undefined) return;
  event.preventDefault();
  await openMessage(ids[next]);
  rows()[next]?.scrollIntoView({ block: 'nearest' });
}

export function startList() {
  at('messages').addEventListener('keydown', (event) => void onKeyDown(event));
  at('search').addEventListener('input', () => {
    filter = at('search').value.trim();
    showList();
  });
  on('messages', showList);
  on('message', select);
}
