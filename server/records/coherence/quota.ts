import { AppError } from '../../base/errors.js';

export const backgroundShare = 0.8; // background work leaves a fifth of the day's calls to people
/** The smallest plan allows 100 calls a minute and 1,000 a day; only the first is told in headers. */
const smallest = { perMinute: 100, perDay: 1_000 };

/** Counts calls of a workspace: by the API's own headers where it sends them, by the day for the smallest plan otherwise. */
export class Quota {
  #day = '';
  #today = 0;
  #remaining: number | undefined;
  #resetAt = 0;
  constructor(
    public perDay = 50_000,
    readonly now: () => number = Date.now,
  ) {}

  /** Throws `throttled` when this call must wait. */
  take(isBackground: boolean): void {
    const day = new Date(this.now()).toISOString().slice(0, 10);
    if (day !== this.#day) {
      this.#day = day;
      this.#today = 0;
    }
    const isMinuteSpent = this.#remaining !== undefined && this.#remaining <= 0 && this.now() < this.#resetAt;
    if (isMinuteSpent)
      throw new AppError('throttled', 'The limit of calls to Coherence is reached. It continues by itself.', {
        source: 'coherence',
        retryAfterSeconds: Math.ceil((this.#resetAt - this.now()) / 1000),
      });
    if (this.#today >= this.perDay * (isBackground ? backgroundShare : 1))
      throw new AppError('throttled', "Today's calls to Coherence are used up. It continues tomorrow.", {
        source: 'coherence',
        retryAfterSeconds: 3600,
      });
    this.#today += 1;
  }
  read(headers: { get(name: string): string | null }): void {
    const perMinute = Number(headers.get('x-ratelimit-limit') ?? Infinity);
    if (perMinute <= smallest.perMinute) this.perDay = Math.min(this.perDay, smallest.perDay);
    const [remaining, reset] = [headers.get('x-ratelimit-remaining'), headers.get('x-ratelimit-reset')];
    if (remaining === null || reset === null) return;
    this.#remaining = Number(remaining);
    this.#resetAt = Number(reset) * 1000;
  }
  get used(): { today: number; perDay: number } {
    return { today: this.#today, perDay: this.perDay };
  }
}

/** After five failures in a row nobody is asked for ten seconds; then one may try. */
export class Breaker {
  #failures = 0;
  #openUntil = 0;
  constructor(readonly now: () => number = Date.now) {}
  check(): void {
    if (this.now() < this.#openUntil)
      throw new AppError('coherence_unavailable', 'Coherence is not answering. Try again in a moment.', {
        source: 'coherence',
        retryAfterSeconds: Math.ceil((this.#openUntil - this.now()) / 1000),
      });
  }
  good(): void {
    this.#failures = 0;
  }
  bad(): void {
    this.#failures += 1;
    if (this.#failures >= 5) {
      this.#openUntil = this.now() + 10_000;
      this.#failures = 4;
    }
  }
}
