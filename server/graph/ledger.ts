const windowMs = 10 * 60_000;
const stepMs = 10_000;
/** What Exchange Online grants an application in one mailbox within ten minutes. */
export const requestsGranted = 10_000;
const backgroundShare = 0.8;

/** Counts the requests of the last ten minutes in one mailbox, so that background work leaves a fifth for people. */
export class Ledger {
  readonly #steps = new Map<number, number>();
  constructor(readonly now: () => number = Date.now) {}

  add(requests: number): void {
    const step = Math.floor(this.now() / stepMs);
    this.#steps.set(step, (this.#steps.get(step) ?? 0) + requests);
  }
  count(): number {
    const first = Math.floor((this.now() - windowMs) / stepMs);
    let sum = 0;
    for (const [step, requests] of this.#steps) {
      if (step <= first) this.#steps.delete(step);
      else sum += requests;
    }
    return sum;
  }
  /** How long background work has to wait before it may send so many; 0 when it may now. */
  waitMs(requests: number): number {
    const limit = requestsGranted * backgroundShare;
    let over = this.count() + requests - limit;
    if (over <= 0) return 0;
    for (const step of [...this.#steps.keys()].sort((a, b) => a - b)) {
      over -= this.#steps.get(step) ?? 0;
      if (over <= 0) return (step + 1) * stepMs + windowMs - this.now();
    }
    return windowMs;
  }
  get isEmpty(): boolean {
    return this.count() === 0;
  }
}
