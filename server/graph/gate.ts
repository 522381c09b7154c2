export type Priority = 'person' | 'job';
interface Waiting {
  priority: Priority;
  enter(): void;
}
interface Lane {
  inFlight: number;
  waiting: Waiting[];
  closedUntil: number;
}

/**
 * At most four requests in flight per mailbox, as Exchange Online allows an application; people go before jobs. A 429 closes
 * the whole mailbox until Microsoft's time is over. Counts within one process: with several, a 429 does the rest.
 */
export class Gate {
  readonly #lanes = new Map<string, Lane>();
  constructor(
    readonly limit = 4,
    readonly now: () => number = Date.now,
  ) {}

  async pass<T>(key: string, priority: Priority, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const lane = this.#lanes.get(key) ?? { inFlight: 0, waiting: [], closedUntil: 0 };
    this.#lanes.set(key, lane);
    await this.#enter(lane, priority, signal);
    try {
      return await work();
    } finally {
      lane.inFlight -= 1;
      this.#letIn(lane);
      if (lane.inFlight === 0 && lane.waiting.length === 0 && lane.closedUntil <= this.now()) this.#lanes.delete(key);
    }
  }

  /** Microsoft asked this mailbox to wait. */
  close(key: string, ms: number): void {
    const lane = this.#lanes.get(key);
    if (lane) lane.closedUntil = Math.max(lane.closedUntil, this.now() + ms);
  }
  /** How long the mailbox still has to wait. */
  waitMs(key: string): number {
    return Math.max(0, (this.#lanes.get(key)?.closedUntil ?? 0) - this.now());
  }

  #enter(lane: Lane, priority: Priority, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (lane.inFlight < this.limit) {
      lane.inFlight += 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const leave = () => {
        lane.waiting.splice(lane.waiting.indexOf(entry), 1);
        reject(signal.reason as Error);
      };
      const entry: Waiting = {
        priority,
        enter: () => {
          signal.removeEventListener('abort', leave);
          resolve();
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      const place = priority === 'person' ? lane.waiting.findIndex((it) => it.priority === 'job') : -1;
      if (place < 0) lane.waiting.push(entry);
      else lane.waiting.splice(place, 0, entry);
    });
  }
  #letIn(lane: Lane): void {
    const next = lane.waiting.shift();
    if (!next) return;
    lane.inFlight += 1;
    next.enter();
  }
}
