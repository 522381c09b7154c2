import type { Behaviour } from '../../base/behaviour.js';
import type { Clock } from '../../base/clock.js';
import type { Answer, Exchange } from '../../base/exchange.js';
import { refuseAtRandom, takeTime } from '../bad-day.js';
import { GraphRefusal, mailDenied } from '../errors.js';

const bucketMs = 10_000;
const tenMinutes = 600_000;
const fiveMinutes = 300_000;

/** What passed within a stretch of time, counted in small pieces of it. */
class Meter {
  readonly #pieces: { at: number; amount: number }[] = [];
  constructor(readonly lengthMs: number) {}

  add(now: number, amount: number): void {
    const at = now - (now % bucketMs);
    const last = this.#pieces.at(-1);
    if (last?.at === at) last.amount += amount;
    else this.#pieces.push({ at, amount });
  }
  total(now: number): number {
    while (this.#pieces[0] && this.#pieces[0].at <= now - this.lengthMs) this.#pieces.shift();
    return this.#pieces.reduce((sum, it) => sum + it.amount, 0);
  }
}
interface Traffic {
  inFlight: number;
  reading: number;
  requests: Meter;
  uploaded: Meter;
}

/**
 * What stands before each mailbox, for each application by itself: four requests at a time, ten thousand in ten minutes, and so
 * many bytes of uploads. Refused requests count too. The service's bad days are here as well.
 */
export class MailboxGate {
  /** The largest number of requests that were in flight for one mailbox since the start. */
  peak = 0;
  /** How many requests each mailbox got, over all applications, parts of a batch each. */
  readonly requests = new Map<string, number>();
  readonly #traffic = new Map<string, Traffic>();

  constructor(
    readonly clock: Clock,
    readonly behaviour: Behaviour,
  ) {}

  async pass(application: string, mailbox: string, exchange: Exchange, work: () => Promise<Answer>): Promise<Answer> {
    const traffic = this.#of(`${application} ${mailbox}`);
    this.requests.set(mailbox, (this.requests.get(mailbox) ?? 0) + 1);
    this.#refuseTooMany(traffic, exchange);
    const isRead = exchange.method === 'GET';
    traffic.inFlight += 1;
    if (isRead) traffic.reading += 1;
    try {
      this.#badDay(traffic, exchange);
      const answer = await work();
      await takeTime(this.behaviour, answer);
      return answer;
    } finally {
      traffic.inFlight -= 1;
      if (isRead) traffic.reading -= 1;
    }
  }

  #of(key: string): Traffic {
    let found = this.#traffic.get(key);
    if (!found) {
      found = { inFlight: 0, reading: 0, requests: new Meter(tenMinutes), uploaded: new Meter(fiveMinutes) };
      this.#traffic.set(key, found);
    }
    return found;
  }

  #refuseTooMany(traffic: Traffic, { method, body }: Exchange): void {
    const { inFlight, requestsInTenMinutes, uploadBytesInFiveMinutes } = this.behaviour.throttling;
    const now = this.clock.now().getTime();
    this.peak = Math.max(this.peak, traffic.inFlight + 1);
    traffic.requests.add(now, 1);
    if (method !== 'GET') traffic.uploaded.add(now, body.length);
    if (traffic.inFlight >= inFlight) throw throttled('MailboxConcurrency', 1);
    if (requestsInTenMinutes > 0 && traffic.requests.total(now) > requestsInTenMinutes)
      throw throttled('MailboxRequests', 10);
    if (uploadBytesInFiveMinutes > 0 && traffic.uploaded.total(now) > uploadBytesInFiveMinutes)
      throw throttled('MailboxUpload', 10);
  }

  #badDay({ reading }: Traffic, { method }: Exchange): void {
    if (this.behaviour.mail.deniesParallelReads && method === 'GET' && reading > 1) throw mailDenied();
    refuseAtRandom(this.behaviour, (seconds) => throttled('MailboxConcurrency', seconds));
  }
}

/** Retry-After is often shorter than the wait that is needed: a client has to widen it by itself. */
const throttled = (limit: string, seconds: number) =>
  new GraphRefusal(429, 'ApplicationThrottled', `Application is over its ${limit} limit.`, {
    'retry-after': String(seconds),
  });
