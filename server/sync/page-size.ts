const smallest = 25;
const largest = 1000;
/** A page of about so many bytes is worth its trip and does not run into the service's time limit. */
const aimBytes = 3_000_000;

/**
 * How many items to ask for at once: from the bytes that came, half of it when the service was too slow, growing at most
 * twofold. Never depends on the service giving the size that was asked for.
 */
export class PageSize {
  #size: number;
  #ceiling = largest;
  constructor(first = 250) {
    this.#size = first;
  }
  get size(): number {
    return this.#size;
  }
  came(items: number, bytes: number): void {
    if (items === 0) return;
    const fitting = Math.floor(aimBytes / (bytes / items));
    this.#size = Math.max(smallest, Math.min(this.#ceiling, fitting, this.#size * 2));
    this.#ceiling = Math.min(largest, Math.round(this.#ceiling * 1.1)); // what was too slow once is tried again, slowly
  }
  /** The service took too long: half as much. False when there is nothing left to halve. */
  tooSlow(): boolean {
    if (this.#size <= smallest) return false;
    this.#size = Math.max(smallest, Math.floor(this.#size / 2));
    this.#ceiling = this.#size;
    return true;
  }
}
