import { useSyncExternalStore } from 'react';
import type { Item } from './item.js';

/** Outlook as the pane sees it: plain values and promises. Tests and stories hand in one made by hand. */
export interface Host {
  mailbox: {
    address: string;
    name: string;
    accountType: string;
    /** As Outlook names it; empty where it does not say. */
    timeZone: string;
  };
  version: string;
  /** The open item. The same object as long as the same item is open. */
  item(): Item | null;
  onItemChanged(listener: () => void): () => void;
  /** Reads Outlook again, past everything remembered: the check before each write. */
  openItemId(): string | null;
  /** Names of the Outlook categories on the open item; empty where Outlook cannot say. */
  categories(): Promise<string[]>;
  openMessage(item: Item): void;
  /** Outlook's own window for a new mail, filled in; false where this Outlook has none. */
  writeTo(addresses: string[]): boolean;
  /** Outlook's own window for an answer to the open mail; false where there is none. */
  reply(): boolean;
  /** What Outlook keeps of this pane with the mailbox, on every device. */
  remembered(name: string): string | undefined;
  /** Resolves when it is kept, or when it could not be: then it is forgotten with the pane. */
  remember(name: string, value: string): Promise<void>;
}

/** What starting gave: Outlook, a plain browser tab, or an Outlook whose office.js did not come. */
export type Start = { kind: 'outlook'; host: Host } | { kind: 'browser' } | { kind: 'unreachable' };

export const useItem = (host: Host): Item | null => useSyncExternalStore(host.onItemChanged, host.item);
