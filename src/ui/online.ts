import { useSyncExternalStore } from 'react';

const subscribe = (listener: () => void): (() => void) => {
  window.addEventListener('online', listener);
  window.addEventListener('offline', listener);
  return () => {
    window.removeEventListener('online', listener);
    window.removeEventListener('offline', listener);
  };
};
/** Whether the browser believes it has a network; changes live. */
export const useIsOnline = (): boolean => useSyncExternalStore(subscribe, () => navigator.onLine);
