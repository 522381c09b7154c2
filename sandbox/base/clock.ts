/** The sandbox's time; it can be moved so that tokens expire without waiting. */
export class Clock {
  #offsetMs = 0;
  now(): Date {
    return new Date(Date.now() + this.#offsetMs);
  }
  seconds(): number {
    return Math.floor(this.now().getTime() / 1000);
  }
  advance(ms: number): void {
    this.#offsetMs += ms;
  }
}
