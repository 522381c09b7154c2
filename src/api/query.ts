import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { sortError, type PaneError } from './errors.js';

/**
 * The server's answers, by key. Holds the most recent `limit` of them, so that a pane left open for a week does not grow.
 */
export class QueryCache {
  readonly #entries = new Map<string, unknown>();
  readonly #listeners = new Set<() => void>();
  constructor(private readonly limit = 200) {}

  read<T>(key: string): T | undefined { return this.#entries.get(key) as T | undefined; }
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
  clear(): void { this.#entries.clear(); this.#tell(); }
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  };
  #tell(): void { for (const listener of [...this.#listeners]) listener(); }
}

export interface Answer<T> {
  data: T | undefined;
  error: PaneError | undefined;
  isLoading: boolean;
  /** Asks again; resolves when it is answered, either way. */
  reload(): Promise<void>;
  cancel(): void;
}
interface Trip { key: string | undefined; isLoading: boolean; error: PaneError | undefined }

/**
 * What the cache holds for a key, at once, and asks again behind it. A new key ends the question before it; without a
 * key nothing is asked.
 */
export function useQuery<T>(cache: QueryCache, key: string | undefined, load: (signal: AbortSignal) => Promise<T>): Answer<T> {
  const data = useSyncExternalStore(cache.subscribe, () => (key === undefined ? undefined : cache.read<T>(key)));
  const [trip, setTrip] = useState<Trip>({ key: undefined, isLoading: false, error: undefined });
  const [running] = useState<{ controller?: AbortController; load: typeof load }>(() => ({ load }));
  useEffect(() => { running.load = load; });

  const ask = useCallback(async (): Promise<void> => {
    running.controller?.abort();
    if (key === undefined) return;
    const controller = new AbortController();
    running.controller = controller;
    setTrip({ key, isLoading: true, error: undefined });
    try {
      const answer = await running.load(controller.signal);
      if (running.controller !== controller) return;
      cache.write(key, answer);
      setTrip({ key, isLoading: false, error: undefined });
    } catch (thrown) {
      if (running.controller === controller) setTrip({ key, isLoading: false, error: sortError(thrown) });
    }
  }, [cache, key, running]);

  useEffect(() => {
    void ask();
    return () => { const { controller } = running; delete running.controller; controller?.abort(); };
  }, [ask, running]);

  const isOurs = trip.key === key;
  return { data, error: isOurs ? trip.error : undefined, isLoading: isOurs ? trip.isLoading : key !== undefined, reload: ask, cancel: () => running.controller?.abort() };
}
