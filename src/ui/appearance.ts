import { useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark';
const place = 'coherence.theme';
const listeners = new Set<() => void>();
let hostTheme: Theme | undefined;

/** Sets what the host says; undefined means: follow the system. Remembered, so that the next start paints right at once. */
export function setHostTheme(theme: Theme | undefined): void {
  hostTheme = theme;
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  try {
    if (theme) localStorage.setItem(place, theme);
    else localStorage.removeItem(place);
  } catch {
    /* closed storage: the system's preference serves */
  }
  for (const listener of [...listeners]) listener();
}
export function recallHostTheme(): void {
  try {
    const theme = localStorage.getItem(place);
    if (theme === 'light' || theme === 'dark') setHostTheme(theme);
  } catch {
    /* closed storage */
  }
}

const system = (): MediaQueryList | undefined => globalThis.matchMedia?.('(prefers-color-scheme: dark)');
const isDark = (): boolean => (hostTheme ? hostTheme === 'dark' : (system()?.matches ?? false));
const subscribe = (listener: () => void): (() => void) => {
  const media = system();
  listeners.add(listener);
  media?.addEventListener('change', listener);
  return () => {
    listeners.delete(listener);
    media?.removeEventListener('change', listener);
  };
};
/** Whether the page is dark now; changes live with host and system. */
export const useIsDark = (): boolean => useSyncExternalStore(subscribe, isDark);
