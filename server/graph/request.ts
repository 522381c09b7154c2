import type { Outbound } from '../base/outbound.js';
import type { Principal } from '../base/principal.js';
import type { Priority, Slots } from './gate.js';

export interface GraphRequest {
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below /v1.0, segments already encoded. A mailbox begins with `mailboxPath`. */
  path?: string;
  /** A link that Graph gave, instead of path and query: opaque, sent as it is. */
  link?: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  /** Preferences besides immutable ids. */
  prefer?: string[];
  body?: unknown;
  /** The mailbox's address, where the path does not say which one is meant. */
  mailbox?: string;
  /** As how many requests it counts. */
  width?: number;
  priority?: Priority;
  /** Whether the same request may be sent twice without harm; by default all but POST. */
  isRepeatable?: boolean;
  /** A large answer: a service too busy or too slow for it is reported at once, so that the caller asks for less. */
  isPage?: boolean;
  signal?: AbortSignal;
  /** How long the whole answer may take, where it is large. */
  limitMs?: number;
}
export interface GraphOptions {
  graphUrl: string;
  version: string;
  outbound: Outbound;
  token(as: Principal, options?: { force?: boolean; claims?: string }): Promise<string>;
  /** Told of every call: ids left out of the path. */
  onCall?(call: {
    as: Principal;
    priority: Priority;
    method: string;
    template: string;
    status: number;
    durationMs: number;
    requestId: string;
  }): void;
  /** Where several processes share what a mailbox allows. */
  slots?: Slots;
}
