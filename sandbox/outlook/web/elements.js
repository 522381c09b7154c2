/** An element with attributes and children; text is always text. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
export function button(text, onClick, attributes = {}) {
  const made = element('button', { type: 'button', ...attributes }, text);
  made.addEventListener('click', onClick);
  return made;
}

/** One of our own drawings (icons.js), never text from outside. */
export function iconNode(drawing) {
  const holder = document.createElement('template');
  holder.innerHTML = drawing;
  return holder.content.firstElementChild;
}
export function iconButton(name, drawing, onClick) {
  const made = button('', onClick, { class: 'icon-button', 'aria-label': name, title: name });
  made.append(iconNode(drawing));
  return made;
}

const colors = ['#7a3e9d', '#0f6c6c', '#a4493d', '#2f5bb7', '#8a5a00', '#3b7a2a', '#9b2f6e', '#4d5b7c'];
/** A round face with initials, in a colour that stays the same for a name. */
export function face(name) {
  const letters =
    name
      .replace(/[^\p{L}\s]/gu, '')
      .split(/\s+/)
      .filter(Boolean)
      .map((word) => word[0])
      .join('')
      .slice(0, 2)
      .toUpperCase() || '?';
  const made = element('span', { class: 'face', 'aria-hidden': 'true' }, letters);
  made.style.background = colors[[...name].reduce((sum, c) => sum + c.codePointAt(0), 0) % colors.length];
  return made;
}

const presets = [
  '#e7494c',
  '#e58a2a',
  '#b98a5e',
  '#c9b100',
  '#3f9b45',
  '#239a9a',
  '#7a9a35',
  '#4678d4',
  '#7f5bd0',
  '#a8486f',
  '#8090a0',
];
export function chips(categories) {
  return element(
    'div',
    { class: 'chips' },
    ...(categories ?? []).map(({ name, color }) => {
      const chip = element('span', { class: 'chip' }, name);
      chip.style.setProperty('--chip', presets[Number(/\d+/.exec(color)?.[0] ?? 10)] ?? '#8090a0');
      return chip;
    }),
  );
}

/** Today a time, this week a day, else a date; in the reader's zone. */
export function when(iso) {
  const date = new Date(iso);
  const days = (Date.now() - date.getTime()) / 86_400_000;
  if (date.toDateString() === new Date().toDateString())
    return date.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
  return date.toLocaleDateString(undefined, days < 6 ? { weekday: 'short' } : { day: 'numeric', month: 'short' });
}
export const fullTime = (iso) =>
  new Date(iso).toLocaleString(undefined, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
/** At least 1 kB, as Outlook shows it: nobody cares for bytes. */
export const size = (bytes) =>
  bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
