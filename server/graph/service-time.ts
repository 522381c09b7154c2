/** What a clock and the time an answer takes may differ without anybody minding. */
const toleranceMs = 2_000;

/**
 * The time by Microsoft's clocks, as the latest answer told it: what begins or ends in a calendar does so by them, whatever the clock of
 * this machine says. Before the first answer, this machine's.
 */
export class ServiceTime {
  #aheadMs = 0;
  /** `date`: the header of an answer that just came. */
  hear(date: string | null, now = Date.now()): void {
    const told = Date.parse(date ?? '');
    if (Number.isNaN(told)) return;
    this.#aheadMs = Math.abs(told - now) <= toleranceMs ? 0 : told - now;
  }
  now(): Date {
    return new Date(Date.now() + this.#aheadMs);
  }
}
