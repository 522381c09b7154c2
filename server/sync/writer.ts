/**
 * The pages of one mailbox go into the database one after the other, in the order they came, so that what was read later
 * wins. At most two wait: then the lanes wait, and memory stays flat.
 */
export class Writer {
  readonly #most: number;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();
  #wake: (() => void)[] = [];
  constructor(most = 2) {
    this.#most = most;
  }
  /** Resolves when another page may be fetched. */
  async room(): Promise<void> {
    while (this.#waiting >= this.#most)
      await new Promise<void>((resolve) => {
        this.#wake.push(resolve);
      });
  }
  async write<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting += 1;
    const done = this.#last.then(work, work);
    this.#last = done.catch(() => undefined);
    try {
      return await done;
    } finally {
      this.#waiting -= 1;
      for (const wake of this.#wake.splice(0)) wake();
    }
  }
}
