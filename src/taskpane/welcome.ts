import { useSyncExternalStore } from 'react';
import type { Host } from '../office/host.js';

const name = 'coherence.welcomed';

/** Whether the introduction is shown: until it was seen once with this mailbox, and again when Help asks for it (U-12). */
export class Welcome {
  #isShown: boolean;
  readonly #listeners = new Set<() => void>();
  constructor(private readonly host: Pick<Host, 'remembered' | 'remember'>) {
    this.#isShown = host.remembered(name) === undefined;
  }
  readonly isShown = (): boolean => this.#isShown;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };
  show(): void {
    this.#set(true);
  }
  close(): void {
    this.#set(false);
    void this.host.remember(name, 'yes');
  }
  #set(isShown: boolean): void {
    this.#isShown = isShown;
    for (const listener of [...this.#listeners]) listener();
  }
}
export const useIsWelcome = (welcome: Welcome): boolean => useSyncExternalStore(welcome.subscribe, welcome.isShown);
