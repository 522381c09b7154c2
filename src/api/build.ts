import { useSyncExternalStore } from 'react';

/** Whether the server has newer pages than this one. Once outdated, it stays so until the page is loaded again. */
export class Build {
  #isOutdated = false;
  readonly #listeners = new Set<() => void>();
  constructor(private readonly own: string) {}

  readonly see = (current: string): void => {
    if (this.#isOutdated || !this.own || current === this.own) return;
    this.#isOutdated = true;
    for (const listener of [...this.#listeners]) listener();
  };
  readonly isOutdated = (): boolean => this.#isOutdated;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };
}
export const useIsOutdated = (build: Build): boolean => useSyncExternalStore(build.subscribe, build.isOutdated);
