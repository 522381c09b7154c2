// Light and dark: the system's wish, what was chosen here, or what the address asks for.
import { icons } from './icons.js';
import { at, query, tell } from './state.js';

/** What Outlook tells an add-in of its colours. */
const colors = {
  light: {
    bodyBackgroundColor: 0xffffff,
    bodyForegroundColor: 0x242424,
    controlBackgroundColor: 0xffffff,
    controlForegroundColor: 0x242424,
  },
  dark: {
    bodyBackgroundColor: 0x1f1f1f,
    bodyForegroundColor: 0xffffff,
    controlBackgroundColor: 0x292929,
    controlForegroundColor: 0xffffff,
  },
};
export const isDark = () => document.documentElement.dataset.theme === 'dark';
export const themeColors = () => colors[isDark() ? 'dark' : 'light'];

function setTheme(name) {
  document.documentElement.dataset.theme = name;
  at('theme').innerHTML = isDark() ? icons.sun : icons.moon;
  at('theme').setAttribute('aria-pressed', String(isDark()));
  sessionStorage.setItem('theme', name);
  tell('theme');
}

export function startTheme() {
  const system = matchMedia('(prefers-color-scheme: dark)');
  setTheme(query.get('theme') ?? sessionStorage.getItem('theme') ?? (system.matches ? 'dark' : 'light'));
  system.addEventListener('change', ({ matches }) => setTheme(matches ? 'dark' : 'light'));
  at('theme').addEventListener('click', () => setTheme(isDark() ? 'light' : 'dark'));
}
