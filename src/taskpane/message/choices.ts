import { useSyncExternalStore } from 'react';
import type { Filing, Reason, RecordView } from '../../../contract/api.js';
import type { IfThere } from '../../../contract/filing.js';

export type View = 'item' | 'add' | 'create' | 'history' | 'help' | 'why' | 'book';
export interface Draft {
  address: string;
  name: string;
  module?: string;
  fields: Record<string, string>;
}
/** What a person chose for one mail and has not filed yet. */
export interface Choices {
  /** Key of the chosen record; '' when the preselected one was taken back; undefined when nothing was chosen yet. */
  record?: string | undefined;
  /** Records that came by search or creation, beside the suggested ones. */
  found: { record: RecordView; reason: Reason }[];
  attachments: Record<string, boolean>;
  /** What becomes of files that are in the folder already, by attachment. */
  answers?: Record<string, IfThere> | undefined;
  saveCopy: boolean;
  isDismissed: boolean;
  view: View;
  draft?: Draft | undefined;
  /** Filings that can be undone from the footer, and until when. */
  undo?: { ids: string[]; until: number } | undefined;
}
const undoMs = 10_000;
/** What filing leaves behind: for ten seconds the footer offers to take it back. */
export const undoable = (filings: Filing[]): Partial<Choices> => ({
  undo: { ids: filings.map((it) => it.id), until: Date.now() + undoMs },
});
const nothing: Choices = { found: [], attachments: {}, saveCopy: true, isDismissed: false, view: 'item' };
const place = 'coherence.choices';
const limit = 30;

/**
 * Unsaved choices by item id. They never move to another mail, come back when the mail does, and survive a pane that Outlook
 * reloads at each selection. Only the latest few are kept.
 */
export class ChoiceStore {
  readonly #byItem: Map<string, Choices>;
  readonly #listeners = new Set<() => void>();
  constructor(private readonly storage?: Pick<Storage, 'getItem' | 'setItem'>) {
    this.#byItem = new Map(read(storage));
  }
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };
  of(itemId: string): Choices {
    return this.#byItem.get(itemId) ?? nothing;
  }
  change(itemId: string, change: Partial<Choices>): void {
    const choices = { ...this.of(itemId), ...change };
    this.#byItem.delete(itemId);
    this.#byItem.set(itemId, choices);
    const oldest = this.#byItem.size > limit ? this.#byItem.keys().next().value : undefined;
    if (oldest !== undefined) this.#byItem.delete(oldest);
    try {
      this.storage?.setItem(place, JSON.stringify([...this.#byItem]));
    } catch {
      /* a closed storage: they live as long as the pane */
    }
    for (const listener of [...this.#listeners]) listener();
  }
  /** After filing: the next record starts afresh, on the mail itself. */
  reset(itemId: string, keep: Partial<Choices> = {}): void {
    this.change(itemId, {
      ...nothing,
      record: undefined,
      draft: undefined,
      answers: undefined,
      undo: undefined,
      ...keep,
    });
  }
}

export function useChoices(store: ChoiceStore, itemId: string): [Choices, (change: Partial<Choices>) => void] {
  const choices = useSyncExternalStore(store.subscribe, () => store.of(itemId));
  return [
    choices,
    (change) => {
      store.change(itemId, change);
    },
  ];
}

function read(storage: Pick<Storage, 'getItem'> | undefined): [string, Choices][] {
  try {
    return JSON.parse(storage?.getItem(place) ?? '[]') as [string, Choices][];
  } catch {
    return [];
  }
}
