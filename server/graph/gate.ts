import { Ledger } from './ledger.js';

export type Priority = 'person' | 'job';
export interface Passage {
  priority: Priority;
  signal: AbortSignal;
  /** How many requests go through at once: the parts of a $batch. Default 1. */
  width?: number;
  /** How long a closed mailbox is waited for before `Closed` is thrown. */
  patienceMs?: number;
}
/** Places in flight that several processes share; `undefined` when one process has them all. */
export interface Slots {
  /** Takes `width` of the first `limit` places of a mailbox; gives what frees them. */
  take(key: string, width: number, limit: number, signal: AbortSignal): Promise<() => void>;
}
/** The mailbox is closed for longer than the caller would wait. */
export class Closed extends Error {
  constructor(readonly waitMs: number) {
    super('the mailbox is closed');
  }
}

interface Waiting {
  priority: Priority;
  width: number;
  patienceMs: number;
  enter(): void;
  refuse(error: Error): void;
}
interface Lane {
  inFlight: number;
  /** How many may be in flight now: one after Microsoft asked us to wait, then more with each success. */
  open: number;
  waiting: Waiting[];
  closedUntil: number;
  /** Until then jobs stay away, so that people are not refused. */
  restUntil: number;
  ledger: Ledger;
  timer?: NodeJS.Timeout;
}

/**
 * At most four requests in flight per mailbox, as Exchange Online allows an application; people go before jobs, and jobs leave
 * one of the four to people. A 429 closes the whole mailbox until Microsoft's time is over; then it goes on with one.
 */
export class Gate {
  readonly #lanes = new Map<string, Lane>();
  readonly #slots: Slots | undefined;
  constructor(
    readonly limit = 4,
    readonly now: () => number = Date.now,
    slots?: Slots,
  ) {
    this.#slots = slots;
  }

  /** How many requests a job may have in flight in one mailbox. */
  get jobLimit(): number {
    return Math.max(1, this.limit - 1);
  }

  async pass<T>(
    key: string,
    { priority, signal, width = 1, patienceMs = 10_000 }: Passage,
    work: () => Promise<T>,
  ): Promise<T> {
    const lane = this.#laneOf(key);
    await this.#enter(lane, { priority, signal, width, patienceMs });
    let leave: (() => void) | undefined;
    try {
      leave = await this.#slots?.take(key, width, priority === 'job' ? this.jobLimit : this.limit, signal);
      lane.ledger.add(width);
      return await work();
    } finally {
      leave?.();
      lane.inFlight -= width;
      this.#letIn(lane);
      this.#forgetIfIdle(key, lane);
    }
  }

  /** Microsoft asked this mailbox to wait. */
  close(key: string, ms: number): void {
    const lane = this.#laneOf(key);
    lane.closedUntil = Math.max(lane.closedUntil, this.now() + ms);
    lane.open = 1;
    const wait = lane.closedUntil - this.now();
    for (const it of [...lane.waiting]) if (wait > it.patienceMs) it.refuse(new Closed(wait));
    this.#letInLater(lane);
  }
  /** The next ones go one at a time, until they go well. */
  narrow(key: string): void {
    this.#laneOf(key).open = 1;
  }
  /** A request went well: one more may be in flight. */
  widen(key: string): void {
    const lane = this.#lanes.get(key);
    if (lane && lane.open < this.limit) lane.open += 1;
  }
  /** How long the mailbox still has to wait. */
  waitMs(key: string): number {
    return Math.max(0, (this.#lanes.get(key)?.closedUntil ?? 0) - this.now());
  }
  /** What was granted is nearly used up: jobs wait until it is granted anew, people go on. */
  rest(key: string, ms: number): void {
    if (ms <= 0) return;
    const lane = this.#laneOf(key);
    lane.restUntil = Math.max(lane.restUntil, this.now() + ms);
  }
  /** How long jobs have to wait because what was granted is nearly used up: a mailbox's ten minutes, a drive's minute. */
  budgetWaitMs(key: string, requests = 1): number {
    const lane = this.#lanes.get(key);
    return lane ? Math.max(lane.ledger.waitMs(requests), lane.restUntil - this.now(), 0) : 0;
  }

  #laneOf(key: string): Lane {
    const lane = this.#lanes.get(key) ?? {
      inFlight: 0,
      open: this.limit,
      waiting: [],
      closedUntil: 0,
      restUntil: 0,
      ledger: new Ledger(this.now),
    };
    this.#lanes.set(key, lane);
    return lane;
  }
  #mayEnter(lane: Lane, { priority, width }: Pick<Waiting, 'priority' | 'width'>): boolean {
    if (lane.closedUntil > this.now()) return false;
    const limit = Math.min(lane.open, priority === 'job' ? this.jobLimit : this.limit);
    return lane.inFlight === 0 || lane.inFlight + width <= limit;
  }

  #enter(lane: Lane, { priority, signal, width, patienceMs }: Required<Passage>): Promise<void> {
    signal.throwIfAborted();
    const wait = lane.closedUntil - this.now();
    if (wait > patienceMs) throw new Closed(wait);
    const isFirst = priority === 'person' ? !lane.waiting.some((it) => it.priority === 'person') : !lane.waiting.length;
    if (isFirst && this.#mayEnter(lane, { priority, width })) {
      lane.inFlight += width;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const leave = () => {
        signal.removeEventListener('abort', onAbort);
        const at = lane.waiting.indexOf(entry);
        if (at >= 0) lane.waiting.splice(at, 1);
      };
      const onAbort = () => {
        entry.refuse(signal.reason as Error);
        this.#letIn(lane); // those behind a wide one may fit
      };
      const entry: Waiting = {
        priority,
        width,
        patienceMs,
        enter: () => {
          leave();
          resolve();
        },
        refuse: (error) => {
          leave();
          reject(error);
        },
      };
      signal.addEventListener('abort', onAbort, { once: true });
      const place = priority === 'person' ? lane.waiting.findIndex((it) => it.priority === 'job') : -1;
      if (place < 0) lane.waiting.push(entry);
      else lane.waiting.splice(place, 0, entry);
      this.#letInLater(lane);
    });
  }
  #letIn(lane: Lane): void {
    for (let next = lane.waiting[0]; next && this.#mayEnter(lane, next); next = lane.waiting[0]) {
      lane.inFlight += next.width;
      next.enter();
    }
    this.#letInLater(lane);
  }
  /** While the mailbox is closed nobody leaves it who would let the next in. */
  #letInLater(lane: Lane): void {
    clearTimeout(lane.timer);
    delete lane.timer;
    const wait = lane.closedUntil - this.now();
    if (wait > 0 && lane.waiting.length > 0) lane.timer = setTimeout(() => this.#letIn(lane), wait + 1);
  }
  #forgetIfIdle(key: string, lane: Lane): void {
    const isIdle =
      lane.inFlight === 0 && lane.waiting.length === 0 && Math.max(lane.closedUntil, lane.restUntil) <= this.now();
    if (isIdle && lane.open === this.limit && lane.ledger.isEmpty) this.#lanes.delete(key);
  }
}
