import { AppError } from '../base/errors.js';
import type { Principal } from '../base/principal.js';
import { sortGraphFailure, type GraphFailure } from './errors.js';
import { restMs, toFailure } from './failure.js';
import type { Gate } from './gate.js';
import type { GraphRequest } from './request.js';
import { gateKey } from './mailbox.js';
import { backoffMs, denialsBorne, patienceMs, throttled, type Send } from './send.js';

export interface BatchPart {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below /v1.0. */
  path: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: unknown;
  /** Whether the same part may be sent twice without harm; by default only reads. */
  isRepeatable?: boolean;
}
export interface BatchOptions extends Pick<GraphRequest, 'mailbox' | 'priority' | 'signal'> {
  /** `drives`: twenty parts in one trip, which SharePoint runs side by side. */
  of?: 'mailbox' | 'drives';
}
/** What became of one part. */
export type BatchAnswer<T> = ({ value: T; error?: undefined } | { value?: undefined; error: AppError }) & {
  /** It was sent before without a good answer: what it wanted may be done already. */
  isRepeat?: boolean;
};
interface Part {
  id: string;
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}
const tries = 4;
const partsOfDrives = 20;

/**
 * Many small requests in few trips. Exchange runs four parts at a time in a mailbox, so that many stand in one batch (three
 * for a job) and they count as so many in flight; drives take twenty. Refused parts are sent again, and only they; answers
 * keep the order. When little is left of what the drives grant in a minute, jobs rest until it is over.
 */
export function createBatch(send: Send, gate: Gate) {
  return async <T>(
    as: Principal,
    parts: BatchPart[],
    { mailbox = as.address, priority = 'person', signal, of = 'mailbox' }: BatchOptions = {},
  ): Promise<BatchAnswer<T>[]> => {
    const isDrives = of === 'drives';
    const key = isDrives ? gateKey(as, '/me/drive') : gateKey(as, '', mailbox);
    const size = isDrives ? partsOfDrives : priority === 'job' ? gate.jobLimit : gate.limit;
    const answers = new Map<number, BatchAnswer<T>>();

    async function sendSome(numbers: number[], attempt: number): Promise<void> {
      const some = numbers.map((it) => parts[it] as BatchPart);
      const found = await sendParts(some);
      const again: number[] = [];
      const denied: number[] = [];
      let waitMs = 0;
      for (const [i, number] of numbers.entries()) {
        const part = found.get(String(i));
        if (part && part.status < 400) {
          answers.set(number, { value: part.body as T, isRepeat: attempt > 1 });
          continue;
        }
        const failure = failureOf(part);
        const isBusy = failure.status === 429 || (mayRepeat(some[i]) && [500, 502, 503, 504].includes(failure.status));
        const isDenied =
          mayRepeat(some[i]) && failure.code === 'ErrorAccessDenied' && attempt <= denialsBorne[priority];
        if (isBusy && attempt < tries) {
          again.push(number);
          const wait = failure.retryAfterSeconds === undefined ? backoffMs(attempt) : failure.retryAfterSeconds * 1000;
          waitMs = Math.max(waitMs, wait);
        } else if (isDenied) denied.push(number);
        else answers.set(number, { error: sortGraphFailure(failure), isRepeat: attempt > 1 });
      }
      // Reads at the same time were seen to come back as refused although they are allowed: each by itself.
      if (denied.length > 0) gate.narrow(key);
      for (const number of denied) await sendSome([number], attempt + 1);
      if (again.length === 0) return;
      if (waitMs > 0) gate.close(key, waitMs);
      if (waitMs <= patienceMs[priority]) await sendSome(again, attempt + 1);
      else for (const number of again) answers.set(number, { error: throttled(waitMs) });
    }

    async function sendParts(some: BatchPart[]): Promise<Map<string, Part>> {
      const { text } = await send(as, {
        method: 'POST',
        path: '/$batch',
        body: { requests: some.map(toRequest) },
        ...(isDrives ? {} : { mailbox, width: some.length }),
        priority,
        isRepeatable: some.every(mayRepeat),
        ...(signal ? { signal } : {}),
      });
      const { responses = [] } = JSON.parse(text) as { responses?: Part[] };
      for (const { headers } of responses) gate.rest(key, restMs(headersOf(headers)));
      return new Map(responses.map((it) => [it.id, it]));
    }

    for (let from = 0; from < parts.length; from += size) {
      const numbers = parts.slice(from, from + size).map((_part, i) => from + i);
      try {
        await sendSome(numbers, 1);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        for (const number of numbers) if (!answers.has(number)) answers.set(number, { error });
      }
    }
    return parts.map((_part, i) => answers.get(i) as BatchAnswer<T>);
  };
}

const mayRepeat = (part: BatchPart | undefined): boolean => part?.isRepeatable ?? (part?.method ?? 'GET') === 'GET';
const toRequest = ({ method = 'GET', path, query = {}, headers = {}, body }: BatchPart, i: number) => ({
  id: String(i),
  method,
  url: `${path}${Object.keys(query).length > 0 ? `?${encode(query)}` : ''}`,
  headers: {
    prefer: 'IdType="ImmutableId"',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...headers,
  },
  ...(body === undefined ? {} : { body }),
});
const encode = (query: Record<string, string>): string =>
  Object.entries(query)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');

function failureOf(part: Part | undefined): GraphFailure {
  if (!part) return { status: 503, code: 'missingPart', message: 'the batch did not answer this part' };
  return toFailure(
    { status: part.status, headers: headersOf(part.headers), text: JSON.stringify(part.body ?? {}) },
    '',
  );
}
function headersOf(headers: Part['headers'] = {}) {
  const byName = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return { get: (name: string) => byName.get(name) ?? null };
}
