// The page: who is signed in, folders, messages, the open message, and the add-in beside it.
import { api } from './api.js';
import { startBroker } from './broker.js';
import { button, chips, element, face, size, when } from './elements.js';
import { icons } from './icons.js';
import { handlersFor, toInitialData } from './item.js';
import { OfficeHost } from './office-host.js';

const at = (id) => document.getElementById(id);
const query = new URLSearchParams(location.search);
const state = {
  session: undefined,
  folder: 'inbox',
  messages: [],
  message: undefined,
  host: undefined,
  stopBroker: undefined,
  isPinned: false,
  notices: new Map(),
  hostMessage: undefined,
};

// ---------------------------------------------------------------- theme
function setTheme(name) {
  document.documentElement.dataset.theme = name;
  const isDark = name === 'dark';
  at('theme').innerHTML = isDark ? icons.sun : icons.moon;
  at('theme').setAttribute('aria-pressed', String(isDark));
  sessionStorage.setItem('theme', name);
  const colors = isDark
    ? {
        bodyBackgroundColor: 0x1f1f1f,
        bodyForegroundColor: 0xffffff,
        controlBackgroundColor: 0x292929,
        controlForegroundColor: 0xffffff,
      }
    : {
        bodyBackgroundColor: 0xffffff,
        bodyForegroundColor: 0x242424,
        controlBackgroundColor: 0xffffff,
        controlForegroundColor: 0x242424,
      };
  state.host?.fire('officeThemeChanged', [JSON.stringify(colors)]);
  if (state.message) showBody(state.message);
}

// ---------------------------------------------------------------- folders and list
async function showFolders() {
  const shown = ['inbox', 'drafts', 'sentitems', 'archive', 'deleteditems', 'junkemail'];
  const folders = (await api('GET', '/api/folders')).filter(
    (it) => !it.wellKnownName || shown.includes(it.wellKnownName),
  );
  at('folders').replaceChildren(
    ...folders.map((it) => {
      const key = it.wellKnownName ?? it.id;
      const one = button(
        '',
        () => {
          state.folder = key;
          void showList().then(showFolders);
        },
        { 'aria-current': String(key === state.folder) },
      );
      one.append(
        element('span', {}, it.displayName),
        element('span', { class: 'count' }, it.unread ? String(it.unread) : ''),
      );
      return element('li', {}, one);
    }),
  );
  at('list-title').textContent =
    folders.find((it) => (it.wellKnownName ?? it.id) === state.folder)?.displayName ?? 'Messages';
}

async function showList() {
  state.messages = await api('GET', `/api/messages?folder=${encodeURIComponent(state.folder)}`);
  const list = at('messages');
  list.replaceChildren(
    ...state.messages.map((it) => {
      const row = element('div', {
        class: `message${it.isRead ? '' : ' unread'}`,
        role: 'option',
        id: `m-${state.messages.indexOf(it)}`,
        'aria-selected': String(it.id === state.message?.id),
      });
      const sender = it.from?.name || it.from?.address || '';
      const top = element(
        'div',
        { class: 'top' },
        element('span', { class: 'sender' }, sender),
        ...(it.hasAttachments ? [iconNode(icons.clip)] : []),
        element('time', { datetime: it.received }, when(it.received)),
      );
      row.append(
        face(sender),
        top,
        element('div', { class: 'subject' }, element('span', {}, it.subject || '(no subject)')),
        element('div', { class: 'preview' }, it.preview),
        chips(it.categories),
      );
      row.addEventListener('click', () => void openMessage(it.id));
      return row;
    }),
  );
  if (state.messages.length === 0) list.append(element('p', { class: 'empty' }, 'Nothing here.'));
  select();
}
const iconNode = (text) => {
  const holder = element('span', {});
  holder.innerHTML = text;
  return holder.firstElementChild;
};

function select() {
  const rows = [...at('messages').querySelectorAll('[role=option]')];
  rows.forEach((row, i) => row.setAttribute('aria-selected', String(state.messages[i]?.id === state.message?.id)));
  const chosen = rows.find((row) => row.getAttribute('aria-selected') === 'true');
  if (chosen) at('messages').setAttribute('aria-activedescendant', chosen.id);
}

at('messages').addEventListener('keydown', (event) => {
  const now = state.messages.findIndex((it) => it.id === state.message?.id);
  const next = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: state.messages.length - 1 }[event.key];
  if (next === undefined || !state.messages[next]) return;
  event.preventDefault();
  void openMessage(state.messages[next].id).then(() =>
    at('messages').querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' }),
  );
});

// ---------------------------------------------------------------- the open message
async function openMessage(id) {
  const message = await api('GET', `/api/messages/${encodeURIComponent(id)}`);
  state.message = message;
  state.notices.clear();
  document.body.dataset.view = 'message';
  at('back').hidden = false;
  select();
  showMessage();
  tellHost();
  if (!message.isRead) {
    message.isRead = true;
    await api('PATCH', `/api/messages/${encodeURIComponent(id)}`, { isRead: true });
  }
}

function tellHost() {
  if (!state.host) return;
  if (state.isPinned || !state.hostMessage) {
    state.hostMessage = state.message;
    state.host.fire('olkItemSelectedChanged', state.message ? toInitialData(state.session, state.message) : null);
  } else closePane();
}

function showMessage() {
  const it = state.message;
  if (!it) {
    at('reading').replaceChildren(element('p', { class: 'empty' }, 'Select a message to read it.'));
    return;
  }
  const { addIn } = state.session;
  const addInButton = button(addIn.label, togglePane, {
    'aria-expanded': String(Boolean(state.host)),
    title: addIn.tip,
  });
  addInButton.prepend(element('img', { src: '/icon.svg', alt: '', width: '18', height: '18' }));
  const ribbon = element(
    'div',
    { class: 'ribbon' },
    button('Reply', () => reply('')),
    button('Delete', () => void move('deleteditems')),
    addInButton,
  );
  const names = (list) => (list ?? []).map((r) => r.name || r.address).join('; ');
  const head = element(
    'div',
    { class: 'people' },
    face(it.from?.name || it.from?.address || ''),
    element('b', {}, it.from?.name || (it.from?.address ?? '')),
    element(
      'time',
      { datetime: it.received },
      new Date(it.received).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' }),
    ),
    ...(it.from?.name ? [element('span', { class: 'to' }, it.from.address)] : []),
    element('span', { class: 'to' }, `To: ${names(it.to)}${it.cc?.length ? `   Cc: ${names(it.cc)}` : ''}`),
  );
  const files = element(
    'ul',
    { class: 'files', 'aria-label': 'Attachments' },
    ...it.attachments
      .filter((a) => !a.isInline)
      .map((a) =>
        element(
          'li',
          {},
          element(
            'a',
            {
              href: `/api/messages/${encodeURIComponent(it.id)}/attachments/${encodeURIComponent(a.id)}`,
              download: a.name,
            },
            element(
              'span',
              { class: 'kind', 'aria-hidden': 'true' },
              (/[.](\w{1,4})$/.exec(a.name)?.[1] ?? 'file').toUpperCase(),
            ),
            element('span', {}, element('span', {}, a.name), element('small', {}, size(a.size))),
          ),
        ),
      ),
  );
  const card = element(
    'article',
    { class: 'card mail', 'aria-label': it.subject },
    element('div', { class: 'mail-top' }, element('h2', { dir: 'auto' }, it.subject || '(no subject)'), ribbon),
    chips(it.categories),
    head,
    ...(files.children.length ? [files] : []),
    element('iframe', {
      class: 'body-frame',
      title: 'Message text',
      sandbox: 'allow-popups allow-popups-to-escape-sandbox',
      id: 'body-frame',
    }),
  );
  at('reading').replaceChildren(element('div', { class: 'notices', role: 'status', id: 'notices' }), card);
  showNotices();
  showBody(it);
}

/** The text stands in a frame without scripts and without the network; inline pictures come from the message. */
function showBody(it) {
  const frame = at('body-frame');
  if (!frame) return;
  const html = (it.html ?? '').replace(/src="cid:([^"]+)"/g, (_all, cid) => {
    const found = it.attachments.find((a) => a.contentId === cid);
    return found
      ? `src="${location.origin}/api/messages/${encodeURIComponent(it.id)}/attachments/${encodeURIComponent(found.id)}"`
      : '';
  });
  frame.srcdoc = `<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src ${location.origin}; style-src 'unsafe-inline'"><base target="_blank"><style>body{font:15px/1.55 "Segoe UI",system-ui,sans-serif;color:#1f2128;margin:14px;overflow-wrap:anywhere}a{color:#2f5bb7}img{max-width:100%}</style>${html}`;
}

function showNotices() {
  const box = at('notices');
  box?.replaceChildren(...[...state.notices.values()].map((it) => element('div', { class: 'notice' }, it.message)));
}

async function move(to) {
  await api('POST', `/api/messages/${encodeURIComponent(state.message.id)}/move`, { to });
  state.message = undefined;
  showMessage();
  tellHost();
  await refresh();
}

// ---------------------------------------------------------------- writing
function compose({ to = '', cc = '', subject = '', text = '', conversation } = {}) {
  const field = (name, label, value, kind = 'input') =>
    element(
      'label',
      {},
      label,
      Object.assign(element(kind, { name, ...(kind === 'textarea' ? { rows: '8' } : {}) }), { value }),
    );
  const error = element('p', { role: 'alert' });
  const form = element(
    'form',
    {},
    element('h2', { id: 'dialog-title' }, subject ? `Write: ${subject}` : 'New mail'),
    field('to', 'To', to),
    field('cc', 'Cc', cc),
    field('subject', 'Subject', subject),
    field('text', 'Text', text, 'textarea'),
    error,
    element(
      'div',
      { class: 'dialog-row' },
      button('Discard', () => at('dialog').close()),
      element('button', { class: 'main-button' }, 'Send'),
    ),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    api('POST', '/api/send', { ...Object.fromEntries(new FormData(form)), conversation }).then(
      () => {
        at('dialog').close();
        say('Sent');
        return refresh();
      },
      (failure) => {
        error.textContent = failure.message;
      },
    );
  });
  at('dialog').replaceChildren(form);
  at('dialog').showModal();
}
const reply = (text) => {
  const it = state.message;
  compose({
    to: it.from?.address,
    subject: /^re:/i.test(it.subject) ? it.subject : `Re: ${it.subject}`,
    text,
    conversation: it.conversationId,
  });
};

// ---------------------------------------------------------------- the add-in
async function togglePane() {
  if (state.host) closePane();
  else await openPane();
}

async function openPane() {
  const { session } = state;
  at('addin').hidden = false;
  at('addin-name').textContent = session.addIn.name;
  const url = session.serverUrl + session.addIn.panePath;
  const reachable = await fetch(`${session.serverUrl}/api/health`, { mode: 'no-cors' }).then(
    () => true,
    () => false,
  );
  if (!reachable) {
    askCertificate(url);
    return;
  }
  const settings = Object.fromEntries(Object.entries(await api('GET', '/api/roaming-settings')));
  state.hostMessage = state.message;
  state.host = new OfficeHost({
    container: at('addin-frame'),
    title: session.addIn.name,
    url,
    addIn: session.addIn,
    settings,
    locale: 'en-US',
    initialData: () => toInitialData(session, state.hostMessage),
    handlers: handlersFor(session, () => state.hostMessage, outlook),
  });
  state.host.onNotify = (action) => {
    if (action === 15) document.querySelector('.ribbon [aria-expanded]')?.focus();
  };
  state.host.answerDelayMs = Number(query.get('office-delay') ?? 0);
  state.stopBroker = startBroker(state.host, session, askConsent);
  document.querySelector('.ribbon [aria-expanded]')?.setAttribute('aria-expanded', 'true');
  window.office = state.host; // to look at by hand
}

function closePane() {
  state.stopBroker?.();
  state.host?.dispose();
  state.host = undefined;
  state.hostMessage = undefined;
  at('addin').hidden = true;
  document.querySelector('.ribbon [aria-expanded]')?.setAttribute('aria-expanded', 'false');
}

function askCertificate(url) {
  const link = element('a', { href: url, target: '_blank', rel: 'noopener' }, 'Open the pane once in a tab of its own');
  at('addin-frame').replaceChildren(
    element(
      'div',
      { class: 'certificate' },
      element('p', {}, 'Your browser does not trust this address yet. The certificate was made on this machine.'),
      link,
      element('p', {}, 'Accept it there, close the tab, and choose:'),
      button('Try again', () => void openPane(), { class: 'main-button' }),
    ),
  );
}

/** Entra's page in a dialog, once for each address; true when all of them were accepted. */
async function askConsent(urls) {
  for (const url of urls) {
    const accepted = await new Promise((resolve) => {
      const dialog = at('dialog');
      const listener = (event) => {
        if (event.origin === location.origin && event.data?.kind === 'consent') done(event.data.ok);
      };
      const done = (ok) => {
        removeEventListener('message', listener);
        dialog.onclose = null;
        dialog.close();
        resolve(ok);
      };
      addEventListener('message', listener);
      dialog.replaceChildren(
        element('h2', { id: 'dialog-title' }, 'Sign in'),
        element('iframe', { src: url, title: 'Sign in' }),
        element(
          'div',
          { class: 'dialog-row' },
          button('Close', () => dialog.close()),
        ),
      );
      dialog.onclose = () => done(false);
      dialog.showModal();
    });
    if (!accepted) return false;
  }
  return true;
}

const outlook = {
  refresh,
  reply,
  compose,
  move,
  closePane,
  open: (itemId) => openMessage(itemId.replace(/\//g, '-').replace(/\+/g, '_')),
  notice: (it) => {
    state.notices.set(it.key, it);
    showNotices();
  },
  notices: () => [...state.notices.values()],
  dropNotice: (key) => {
    state.notices.delete(key);
    showNotices();
  },
};

/** The mailbox changed: the list, the folders and the open message's categories follow; what is being read stays. */
async function refresh() {
  await Promise.all([showFolders(), showList()]);
  if (!state.message) return;
  try {
    const fresh = await api('GET', `/api/messages/${encodeURIComponent(state.message.id)}`);
    Object.assign(state.message, { categories: fresh.categories, master: fresh.master });
    document.querySelector('.card.mail > .chips')?.replaceWith(chips(fresh.categories));
  } catch {
    /* it was moved elsewhere; the list says so */
  }
}

// ---------------------------------------------------------------- menus
function menu(openerId, menuId, fill) {
  const [opener, box] = [at(openerId), at(menuId)];
  const close = (focus) => {
    box.hidden = true;
    opener.setAttribute('aria-expanded', 'false');
    if (focus) opener.focus();
  };
  opener.addEventListener('click', () => {
    if (!box.hidden) {
      close(false);
      return;
    }
    box.replaceChildren(...fill(() => close(true)));
    box.hidden = false;
    opener.setAttribute('aria-expanded', 'true');
    (box.querySelector('[aria-checked=true]') ?? box.querySelector('button'))?.focus();
  });
  box.addEventListener('keydown', (event) => {
    const rows = [...box.querySelectorAll('button')];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      rows[(rows.indexOf(document.activeElement) + step + rows.length) % rows.length]?.focus();
    }
    if (event.key === 'Escape') close(true);
  });
  addEventListener('click', (event) => {
    if (!box.hidden && !box.contains(event.target) && !opener.contains(event.target)) close(false);
  });
}

menu('person', 'person-menu', (close) =>
  state.session.organisations.flatMap(({ name, people }) => [
    element('h2', {}, name),
    ...people.map((it) => {
      const one = button(
        '',
        async () => {
          close();
          await api('POST', '/api/session', { objectId: it.id });
          location.reload();
        },
        { role: 'menuitemradio', 'aria-checked': String(it.id === state.session.person.id) },
      );
      one.append(face(it.name), element('span', {}, it.name, element('small', {}, it.jobTitle)));
      return one;
    }),
  ]),
);

menu('faults', 'fault-menu', (close) => [
  element('h2', {}, 'What goes wrong'),
  ...state.session.presets.map((it) => {
    const one = button(
      '',
      async () => {
        await api('POST', `/sandbox/faults/presets/${it.name}`);
        close();
        say(`${it.title}: switched on`);
      },
      { role: 'menuitem' },
    );
    one.append(element('span', {}, it.title, element('small', {}, it.meaning)));
    return one;
  }),
  button(
    'All well',
    async () => {
      await api('DELETE', '/sandbox/faults');
      close();
      say('All well');
    },
    { role: 'menuitem' },
  ),
]);

const say = (text) => {
  at('status').textContent = text;
};

// ---------------------------------------------------------------- start
for (const [id, icon] of [
  ['faults', 'faults'],
  ['pin', 'pin'],
  ['close-addin', 'close'],
  ['back', 'back'],
])
  at(id).innerHTML = icons[icon];
at('theme').addEventListener('click', () =>
  setTheme(document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark'),
);
at('new-mail').addEventListener('click', () => compose());
at('close-addin').addEventListener('click', closePane);
at('pin').addEventListener('click', () => {
  state.isPinned = !state.isPinned;
  at('pin').setAttribute('aria-pressed', String(state.isPinned));
});
at('back').addEventListener('click', () => {
  document.body.dataset.view = 'list';
  at('back').hidden = true;
});
if (query.get('pane') === 'only') document.body.dataset.pane = 'only';
setTheme(
  query.get('theme') ??
    sessionStorage.getItem('theme') ??
    (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'),
);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', (event) =>
  setTheme(event.matches ? 'dark' : 'light'),
);

state.session = await api('GET', '/api/session');
document.querySelector('.person-name').textContent = state.session.person.name;
document.querySelector('.person-button .face').replaceWith(face(state.session.person.name));
showMessage();
await Promise.all([showFolders(), showList()]);
new EventSource('/api/events').addEventListener('message', () => void refresh());
