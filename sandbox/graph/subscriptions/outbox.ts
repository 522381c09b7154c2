import type { Behaviour } from '../../base/behaviour.js';
import type { Messenger } from './messenger.js';

export interface Letter {
  subscriptionId: string;
  body: Record<string, unknown>;
}
const mostInOnePost = 100;

/** Collects what is to be posted to one address, posts it together, and tries again for a while when it is not taken. */
export class Outbox {
  readonly #waiting = new Map<string, Letter[]>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #busy = new Set<Promise<void>>();
  /** How many posts were made, and how many letters were given up. */
  posts = 0;
  dropped = 0;

  constructor(
    readonly messenger: Messenger,
    readonly behaviour: Behaviour,
    readonly onDropped: (letters: Letter[]) => void,
  ) {}

  add(url: string, letter: Letter): void {
    const waiting = this.#waiting.get(url);
    if (waiting) {
      waiting.push(letter);
      return;
    }
    this.#waiting.set(url, [letter]);
    this.#later(this.behaviour.webhooks.collectMs, () => this.#flush(url));
  }

  /** Resolves when nothing waits and nothing is on its way. */
  async idle(): Promise<void> {
    while (this.#waiting.size > 0 || this.#busy.size > 0 || this.#timers.size > 0) {
      await Promise.all(this.#busy);
      if (this.#timers.size > 0)
        await new Promise((resolve) => {
          setTimeout(resolve, 10);
        });
    }
  }
  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#waiting.clear();
  }

  #flush(url: string): void {
    const letters = this.#waiting.get(url) ?? [];
    this.#waiting.delete(url);
    for (let i = 0; i < letters.length; i += mostInOnePost) this.#deliver(url, letters.slice(i, i + mostInOnePost), 0);
  }
  #deliver(url: string, letters: Letter[], attempt: number): void {
    const work = this.messenger.post(url, { value: letters.map((it) => it.body) }).then((isTaken) => {
      this.posts += 1;
      if (isTaken) return;
      const wait = this.behaviour.webhooks.retryAfterMs[attempt];
      if (wait !== undefined) this.#later(wait, () => this.#deliver(url, letters, attempt + 1));
      else {
        this.dropped += letters.length;
        this.onDropped(letters);
      }
    });
    this.#busy.add(work);
    void work.finally(() => this.#busy.delete(work));
  }
  #later(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, ms);
    timer.unref();
    this.#timers.add(timer);
  }
}
