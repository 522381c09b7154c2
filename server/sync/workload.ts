import type { Transaction } from 'kysely';
import type { MailSettings } from '../../contract/mail-settings.js';
import type { Principal } from '../base/principal.js';
import type { Tables } from '../db/schema.js';

/** The mailbox a stream belongs to, as it was when the run began. */
export interface FollowedMailbox {
  id: number;
  tenantId: string;
  address: string;
  kind: 'own' | 'shared';
  /** Whose token reads it. */
  objectId: string;
  /** What was saved for mail; a calendar is followed without. */
  settings: MailSettings | null;
  /** Of a calendar, the window that is read. */
  from: Date;
  /** Of a calendar, the end of that window. */
  until?: Date;
  /** Set: history only, nothing live. */
  to?: Date;
}
/** One run over one stream. */
export interface Scope {
  stateId: number;
  /** Which turn it is: nothing is written once another has the row. */
  lease: string;
  resource: string;
  generation: number;
  mailbox: FollowedMailbox;
  as: Principal;
  signal: AbortSignal;
}
export interface Question {
  path: string;
  query: Record<string, string>;
}
export type RawItem = Record<string, unknown> & { id: string };
/**
 * What a page is: of the stream of changes; of a history, where what was seen in this generation is known already; of a history
 * that is to be decided anew (a wider range, other rules); or ids only, for comparing.
 */
export type Reading = 'changes' | 'history' | 'anew' | 'check';
/** What one page did to our rows. */
export interface Applied {
  stored: number;
  excluded: number;
  /** Times of the items that are in range. */
  oldest?: Date | undefined;
  newest?: Date | undefined;
  /** Streams that begin or end because of it. */
  wished?: number[];
}
/** An item that cannot be understood: told to people, and passed over. */
export interface Broken {
  graphId: string;
  why: string;
}

/** What the engine asks of a kind of data; it knows no table but `sync_state`. */
export interface Workload<Change> {
  /** Where the stream of changes begins. */
  start(scope: Scope): Question;
  /** Preferences that each of its pages is asked with: links do not remember them. */
  prefer?: string[];
  /** A page of history, newest first, received within both ends; undefined where there is no history to read. */
  history?(scope: Scope, part: { from: string; to: string; isCheck: boolean }): Question;
  /** The time that history is ordered by; undefined when the item does not say. */
  timeOf?(item: RawItem): number | undefined;
  /** Items as changes; asks Graph for what an item leaves out. */
  read(scope: Scope, items: RawItem[], reading: Reading): Promise<{ changes: Change[]; broken: Broken[] }>;
  idOf(change: Change): string;
  /** Items that are to be read once more although nothing about them changed, a few at a time; undefined when none are left. */
  again?(scope: Scope): Promise<{ changes: Change[]; broken: Broken[] } | undefined>;
  /** A history was read to its end: marks what can be understood only now to be read once more, and gives the streams it is in. */
  historyRead?(scope: Scope): Promise<number[]>;
  /** Brings our rows to it. Twice is once. */
  apply(tx: Transaction<Tables>, scope: Scope, changes: Change[]): Promise<Applied>;
  /**
   * Everything was seen in this generation: lets go of what was not, except what is on a record. `isWhole`: the stream showed
   * all there is, of any time; otherwise only the window was looked at, and what is out of it is spared.
   */
  unseen(scope: Scope, isWhole: boolean): Promise<void>;
  /** What is counted for people to see: rows kept and rows that rules keep out. */
  count?(scope: Scope): Promise<{ stored: number; excluded: number }>;
  /** What a subscription is made for; undefined where Microsoft allows none. */
  subscription?(scope: Scope): string | undefined | Promise<string | undefined>;
  /** Microsoft does not know the resource any more. */
  gone(tx: Transaction<Tables>, scope: Scope): Promise<void>;
}
/** The engine does not look into changes. */
export type AnyWorkload = Workload<unknown>;
