import { useSyncExternalStore } from 'react';

let message = '';
const listeners = new Set<() => void>();
/** Says a sentence to a screen reader when it is next silent. The same sentence twice is said twice. */
export function announce(text: string): void {
  message = text === message ? `${text}\u00a0` : text;
  for (const listener of [...listeners]) listener();
}
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

export const Announcer = () => (
  <div className="visually-hidden" role="status" aria-live="polite">
    {useSyncExternalStore(subscribe, () => message)}
  </div>
);
