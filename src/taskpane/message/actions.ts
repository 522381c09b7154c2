import { useSyncExternalStore } from 'react';
import type { PaneError } from '../../api/errors.js';
import type { Doing } from '../../components/describe-problem.js';
import type { Item } from '../../office/item.js';

export interface Failure {
  error: PaneError;
  doing: Doing;
  again(): void;
}
/** What a person began with a mail and has not seen the end of; `left`: they had moved on before it began, so nothing was done. */
export type Action = { item: Item } & ({ kind: 'filing' | 'left' } | { kind: 'failed'; failure: Failure });

/**
 * What is underway, by mail. It outlives the mail's own screen, so that who moves on in the middle still learns how it
 * ended, and nothing of it touches the mail that is open now.
 */
export class ActionStore {
  #byItem: ReadonlyMap<string, Action> = new Map();
  readonly #listeners = new Set<() => void>();
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };
  readonly all = (): ReadonlyMap<string, Action> => this.#byItem;
  begin(action: Action): void {
    this.#set(new Map([...this.#byItem, [action.item.id, action]]));
  }
  end(itemId: string): void {
    if (!this.#byItem.has(itemId)) return;
    this.#set(new Map([...this.#byItem].filter(([id]) => id !== itemId)));
  }
  #set(actions: ReadonlyMap<string, Action>): void {
    this.#byItem = actions;
    for (const listener of [...this.#listeners]) listener();
  }
}

/** What is underway for a mail, and for the one among the others that was left last. */
export function useActions(store: ActionStore, itemId: string): { own: Action | undefined; other: Action | undefined } {
  const all = useSyncExternalStore(store.subscribe, store.all);
  return { own: all.get(itemId), other: [...all.values()].filter((it) => it.item.id !== itemId).at(-1) };
}
