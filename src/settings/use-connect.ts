import { useEffect, useRef, useState } from 'react';
import type { BodyInput } from '../../contract/api.js';
import { sortError, type PaneError } from '../api/errors.js';
import { useSettings } from './settings.js';

export type ConnectWish = BodyInput<'POST /connection/connect'>;
export interface ConnectState {
  /** On the way to Microsoft's page; a second press does nothing. */
  isLeaving: boolean;
  error: PaneError | undefined;
  go(wish: ConnectWish): void;
  again(): void;
}

const wayBack = 'coherence.back';
/** Where somebody was when they left for Microsoft's page; told once. */
export function takeWayBack(): string | undefined {
  try {
    const hash = sessionStorage.getItem(wayBack) ?? undefined;
    sessionStorage.removeItem(wayBack);
    return hash;
  } catch {
    return undefined; // a browser that keeps nothing: the page of Microsoft's connection it is
  }
}
function noteWayBack(): void {
  try {
    sessionStorage.setItem(wayBack, window.location.hash);
  } catch {
    /* as above */
  }
}

/** Goes to Microsoft's page and comes back here. */
export function useConnect(): ConnectState {
  const { api } = useSettings();
  const [isLeaving, setIsLeaving] = useState(false);
  const [error, setError] = useState<PaneError>();
  const last = useRef<ConnectWish>(undefined);
  useEffect(() => {
    // Back from Microsoft's page by the browser's Back button: the page is as it was, and may be pressed again.
    const onShow = (event: PageTransitionEvent) => {
      if (event.persisted) setIsLeaving(false);
    };
    window.addEventListener('pageshow', onShow);
    return () => window.removeEventListener('pageshow', onShow);
  }, []);
  const go = async (wish: ConnectWish) => {
    last.current = wish;
    setIsLeaving(true);
    setError(undefined);
    try {
      const { url } = await api.call('POST /connection/connect', { body: wish }, { keepsCookie: true });
      noteWayBack();
      window.location.assign(url);
    } catch (thrown) {
      setError(sortError(thrown));
      setIsLeaving(false);
    }
  };
  return {
    isLeaving,
    error,
    go: (wish) => {
      if (!isLeaving) void go(wish);
    },
    again: () => {
      if (last.current && !isLeaving) void go(last.current);
    },
  };
}
