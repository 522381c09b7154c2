// The column of folders.
import { button, element, iconNode } from './elements.js';
import { icons } from './icons.js';
import { openFolder } from './mailbox.js';
import { at, on, state } from './state.js';

const shown = ['inbox', 'drafts', 'sentitems', 'archive', 'deleteditems', 'junkemail'];
const keyOf = (folder) => folder.wellKnownName ?? folder.id;

function showFolders() {
  const folders = state.folders.filter((it) => !it.wellKnownName || shown.includes(it.wellKnownName));
  at('folders').replaceChildren(...folders.map(line));
  at('list-title').textContent = folders.find((it) => keyOf(it) === state.folder)?.displayName ?? 'Messages';
}

function line(folder) {
  const one = button('', () => void openFolder(keyOf(folder)), {
    'aria-current': String(keyOf(folder) === state.folder),
    title: folder.displayName,
  });
  one.append(
    iconNode(icons[folder.wellKnownName] ?? icons.folder),
    element('span', { class: 'folder-name' }, folder.displayName),
    element('span', { class: 'count' }, folder.unread ? String(folder.unread) : ''),
  );
  return element('li', {}, one);
}

export function startFolders() {
  on('folders', showFolders);
}
