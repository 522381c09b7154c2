// The menus of the bar: who is signed in, and what goes wrong.
import { api } from './api.js';
import { button, element, face } from './elements.js';
import { icons } from './icons.js';
import { at, say, state } from './state.js';

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

const group = (title, id, ...rows) =>
  element('div', { role: 'group', 'aria-labelledby': id }, element('p', { class: 'menu-title', id }, title), ...rows);
function row(role, attributes, onChoose, ...content) {
  const one = button('', onChoose, { role, ...attributes });
  one.append(...content);
  return one;
}
const text = (title, note) => element('span', {}, title, ...(note ? [element('small', {}, note)] : []));

function people(close) {
  const { organisations, person } = state.session;
  const all = organisations.map(({ name, people: all }, i) =>
    group(
      name,
      `organisation-${i}`,
      ...all.map((it) =>
        row(
          'menuitemradio',
          { 'aria-checked': String(it.id === person.id) },
          async () => {
            close();
            await api('POST', '/api/session', { objectId: it.id });
            const url = new URL(location.href);
            for (const name of ['person', 'message', 'pane']) url.searchParams.delete(name); // they belong to who was here before
            location.assign(url);
          },
          face(it.name),
          text(it.name, it.jobTitle),
        ),
      ),
    ),
  );
  if (person.role !== 'administrator') return all;
  const center = row(
    'menuitem',
    { class: 'menu-last' },
    () => location.assign('/Adminportal/Home'),
    text('Admin center', 'Deploys the add-in, and for whom.'),
  );
  return [...all, center];
}

function faults(close) {
  const choose = (work, done) => async () => {
    await work();
    close();
    say(done);
  };
  const { presets } = state.session;
  return [
    group(
      'What goes wrong',
      'faults-title',
      ...presets.map(({ name, title, meaning }) =>
        row(
          'menuitem',
          {},
          choose(() => api('POST', `/sandbox/faults/presets/${name}`), `Switched on: ${title}`),
          text(title, meaning),
        ),
      ),
    ),
    row(
      'menuitem',
      { class: 'menu-last' },
      choose(() => api('DELETE', '/sandbox/faults'), 'All well again'),
      text('All well', 'Ends every fault.'),
    ),
  ];
}

export function startMenus() {
  at('faults').innerHTML = icons.faults;
  menu('person', 'person-menu', people);
  menu('faults', 'fault-menu', faults);
}
