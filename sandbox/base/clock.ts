/** The sandbox's time; it can be moved so that tokens expire without waiting. */
export class Clock {
  #offsetMs = 0;
  readonly #listeners: (() => void)[] = [];
  now(): Date {
    return new Date(Date.now() + this.#offsetMs);
  }
  seconds(): number {
    return Math.floor(this.now().getTime() / 1000);
  }
  advance(ms: number): void {
    this.#offsetMs += ms;
    for (const listener of this.#listeners) listener();
  }
  /** Called after each jump, for what is due by then. */
  onAdvance(listener: () => void): void {
    this.#listeners.push(listener);
  }
}
