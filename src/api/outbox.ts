import type { FileRequest, Filing } from '../../contract/api.js';
import { sortError, type PaneError } from './errors.js';

/** A filing that waits in this browser: without a network, or because we were asked to wait. */
export interface Waiting {
  itemId: string;
  request: FileRequest;
  recordName: string;
  reason: 'offline' | 'throttled';
  notBefore: number;
  problem?: string;
}
export interface OutboxOptions {
  storage: Pick<Storage, 'getItem' | 'setItem'>;
  send(request: FileRequest): Promise<Filing[]>;
  onFiled(waiting: Waiting, filings: Filing[]): void;
  now?: () => number;
}
const place = 'coherence.outbox';

/**
 * One waiting filing for each mail, kept across reloads and sent when it can be: at start, when the browser is online
 * again, and when the time we were told has come. The server files twice as once, so a lost answer does no harm.
 */
export class Outbox {
  #waiting: Waiting[];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isSending = false;
  readonly #listeners = new Set<() => void>();
  constructor(private readonly options: OutboxOptions) {
    this.#waiting = read(options.storage);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };
  readonly all = (): readonly Waiting[] => this.#waiting;
  of(itemId: string): Waiting | undefined {
    return this.#waiting.find((it) => it.itemId === itemId);
  }

  add(waiting: Waiting): void {
    this.#keep([...this.#waiting.filter((it) => it.itemId !== waiting.itemId), waiting]);
    this.#plan();
  }
  /** The person takes it back before it was sent. */
  remove(itemId: string): void {
    this.#keep(this.#waiting.filter((it) => it.itemId !== itemId));
  }

  /** Begins to send by itself; returns what ends it. */
  start(target: Pick<Window, 'addEventListener' | 'removeEventListener'> = window): () => void {
    const send = () => {
      void this.send();
    };
    target.addEventListener('online', send);
    send();
    return () => {
      target.removeEventListener('online', send);
      clearTimeout(this.#timer);
    };
  }

  /** Sends what is due. Twice at once is once. */
  async send(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      for (const waiting of this.#waiting.filter((it) => !it.problem && it.notBefore <= this.#now()))
        await this.#sendOne(waiting);
    } finally {
      this.#isSending = false;
      this.#plan();
    }
  }

  async #sendOne(waiting: Waiting): Promise<void> {
    try {
      const filings = await this.options.send(waiting.request);
      this.remove(waiting.itemId);
      this.options.onFiled(waiting, filings);
    } catch (thrown) {
      const again = whenToTryAgain(sortError(thrown), this.#now());
      this.#keep(
        this.#waiting.map((it) =>
          it !== waiting ? it : again ? { ...it, ...again } : { ...it, problem: sortError(thrown).message },
        ),
      );
    }
  }
  #plan(): void {
    clearTimeout(this.#timer);
    const next = Math.min(...this.#waiting.filter((it) => !it.problem).map((it) => it.notBefore));
    if (Number.isFinite(next))
      this.#timer = setTimeout(
        () => {
          void this.send();
        },
        Math.max(1_000, next - this.#now()),
      );
  }
  #keep(waiting: Waiting[]): void {
    this.#waiting = waiting;
    try {
      this.options.storage.setItem(place, JSON.stringify(waiting));
    } catch {
      /* a full or closed storage: it lives as long as the pane */
    }
    for (const listener of [...this.#listeners]) listener();
  }
  #now(): number {
    return (this.options.now ?? Date.now)();
  }
}

/** Whether a failed filing may wait and go out by itself, and from when; undefined when a person must act. */
export function whenToTryAgain(error: PaneError, now: number): Pick<Waiting, 'reason' | 'notBefore'> | undefined {
  if (error.code === 'offline') return { reason: 'offline', notBefore: now + 15_000 };
  if (error.code === 'throttled')
    return { reason: 'throttled', notBefore: now + (error.retryAfterSeconds ?? 30) * 1_000 };
  return undefined;
}

function read(storage: Pick<Storage, 'getItem'>): Waiting[] {
  try {
    return JSON.parse(storage.getItem(place) ?? '[]') as Waiting[];
  } catch {
    return [];
  }
}
