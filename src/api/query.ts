import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { sortError, type PaneError } from './errors.js';

/**
 * The server's answers, by key. Holds the most recent `limit` of them, so that a pane left open for a week does not grow.
 */
export class QueryCache {
  readonly #entries = new Map<string, unknown>();
  readonly #listeners = new Set<() => void>();
  constructor(private readonly limit = 200) {}

  read<T>(key: string): T | undefined {
    return this.#entries.get(key) as T | undefined;
  }
  write<T>(key: string, value: T): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    const oldest = this.#entries.size > this.limit ? this.#entries.keys().next().value : undefined;
    if (oldest !== undefined) this.#entries.delete(oldest);
    this.#tell();
  }
  change<T>(key: string, change: (value: T) => T): void {
    const value = this.read<T>(key);
    if (value !== undefined) this.write(key, change(value));
  }
  clear(): void {
    this.#entries.clear();
    this.#tell();
  }
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };
  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

export interface Answer<T> {
  data: T | undefined;
  error: PaneError | undefined;
  isLoading: boolean;
  /** Asks again; resolves when it is answered, either way. */
  reload(): Promise<void>;
  cancel(): void;
}
interface Settled {
  trip: string;
  error: PaneError | undefined;
}

/**
 * What the cache holds for a key, at once, and asks again behind it. A new key ends the question before it; without a
 * key nothing is asked.
 */
export function useQuery<T>(
  cache: QueryCache,
  key: string | undefined,
  load: (signal: AbortSignal) => Promise<T>,
): Answer<T> {
  const data = useSyncExternalStore(cache.subscribe, () => (key === undefined ? undefined : cache.read<T>(key)));
  const [attempt, setAttempt] = useState(0);
  const [settled, setSettled] = useState<Settled>({ trip: '', error: undefined });
  const latest = useRef(load);
  const running = useRef<AbortController>(undefined);
  const waiting = useRef<(() => void)[]>([]);
  const trip = `${attempt} ${key ?? ''}`;
  useEffect(() => {
    latest.current = load;
  });

  useEffect(() => {
    const tell = () => {
      for (const resolve of waiting.current.splice(0)) resolve();
    };
    if (key === undefined) {
      tell();
      return;
    }
    const controller = new AbortController();
    running.current = controller;
    let isReplaced = false;
    const settle = (error: PaneError | undefined) => {
      if (!isReplaced) {
        setSettled({ trip, error });
        tell();
      }
    };
    latest.current(controller.signal).then(
      (answer) => {
        if (!isReplaced) cache.write(key, answer);
        settle(undefined);
      },
      (thrown: unknown) => settle(sortError(thrown)),
    );
    return () => {
      isReplaced = true;
      controller.abort();
    };
  }, [cache, key, trip]);

  const isSettled = key === undefined || settled.trip === trip;
  return {
    data,
    error: isSettled ? settled.error : undefined,
    isLoading: !isSettled,
    reload: useCallback(
      () =>
        new Promise<void>((resolve) => {
          waiting.current.push(resolve);
          setAttempt((n) => n + 1);
        }),
      [],
    ),
    cancel: () => running.current?.abort(),
  };
}
