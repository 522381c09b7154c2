import { deadline, sleep } from '../base/clock.js';
import { AppError } from '../base/errors.js';
import { newId } from '../base/ids.js';
import { unreachable, type OutboundResponse } from '../base/outbound.js';
import type { Principal } from '../base/principal.js';
import { sortGraphFailure } from './errors.js';
import { restMs, toFailure } from './failure.js';
import { Closed, type Gate } from './gate.js';
import type { GraphOptions, GraphRequest } from './request.js';
import { gateKey } from './mailbox.js';
import type { ServiceTime } from './service-time.js';
import { createWire } from './wire.js';

/** What Graph answered. `text` is read while the request still counts as in flight, except for `isRaw`. */
export interface Sent {
  response: OutboundResponse;
  text: string;
}
export type Send = (as: Principal, request: GraphRequest & { isRaw?: true }) => Promise<Sent>;

const tryLimitMs = 15_000;
const pageLimitMs = 30_000;
const tries = 4;
/** How often a read is asked again that was refused; a person waits for the answer. */
export const denialsBorne = { person: 1, job: 3 };
/** How long Microsoft's wish to wait is obeyed in place; longer ones go back to the caller, who frees the worker. */
export const patienceMs = { person: 10_000, job: 3_000 };

/** One request to the end: through the gate, repeated where that is safe and likely to help, failures sorted once. */
export function createSend(
  { graphUrl, version, outbound, token, onCall }: GraphOptions,
  gate: Gate,
  time: Pick<ServiceTime, 'hear'>,
): Send {
  const wire = createWire(graphUrl, outbound);
  /** A token; one that Microsoft wants more for, because a rule changed under way, is a challenge for the person (A10). */
  async function bearerOf(as: Principal, force: boolean, claims: string | undefined): Promise<string> {
    try {
      return await token(as, { force, ...(claims ? { claims } : {}) });
    } catch (thrown) {
      const asked = claims && thrown instanceof AppError && thrown.code === 'step_up_required' && thrown.claims;
      const isFactor = asked && thrown.diagnosis?.cause.startsWith('factor.');
      throw isFactor
        ? sortGraphFailure({ status: 401, code: 'challenged', message: thrown.message, claims: asked })
        : thrown;
    }
  }
  return async (as, request) => {
    const { method = 'GET', path = '', link, query = {}, body, signal, priority = 'person', isPage = false } = request;
    const key = gateKey(as, link ? pathOf(link) : path, request.mailbox);
    const isRepeatable = request.isRepeatable ?? method !== 'POST';
    let isForced = false;
    let claims: string | undefined;
    let denials = 0;
    for (let attempt = 1; ; attempt += 1) {
      const width = request.width ?? 1;
      if (priority === 'job') refuseOverBudget(gate.budgetWaitMs(key, width));
      const began = Date.now();
      const requestId = newId();
      const told = (status: number) =>
        onCall?.({
          as,
          priority,
          method,
          template: templateOf(link ? pathOf(link) : path),
          status,
          durationMs: Date.now() - began,
          requestId,
        });
      let sent: Sent;
      try {
        const bearer = await bearerOf(as, isForced, claims);
        const inLine = priority === 'person' ? deadline(tryLimitMs, signal) : (signal ?? never);
        const passage = { priority, signal: inLine, width, patienceMs: patienceMs[priority] };
        sent = await gate.pass(key, passage, async () => {
          const response = await wire({
            method,
            path,
            ...(link === undefined ? {} : { link }),
            query,
            body,
            signal: deadline(request.limitMs ?? (isPage ? pageLimitMs : tryLimitMs), signal),
            headers: {
              authorization: `Bearer ${bearer}`,
              prefer: ['IdType="ImmutableId"', ...(request.prefer ?? [])].join(', '),
              'client-request-id': requestId,
              'user-agent': `NONISV|Coherence|Microsoft365/${version}`,
              ...request.headers,
            },
          });
          return { response, text: request.isRaw && response.status < 400 ? '' : await response.text() };
        });
      } catch (cause) {
        if (cause instanceof AppError) throw cause;
        if (cause instanceof Closed) throw throttled(cause.waitMs);
        signal?.throwIfAborted();
        told(0);
        if (isPage || !isRepeatable || attempt >= tries) throw unreachable(cause, 'graph', 'Microsoft 365');
        await sleep(backoffMs(attempt), signal);
        continue;
      }
      const { status, headers } = sent.response;
      told(status);
      time.hear(headers.get('date'));
      gate.rest(key, restMs(headers));
      if (status < 400) {
        gate.widen(key);
        return sent;
      }
      const failure = toFailure({ status, headers, text: sent.text }, requestId);
      if (failure.status === 401 && !isForced) {
        isForced = true; // the token was over, or a rule changed since: one new one, with what is asked for
        claims = failure.claims;
        continue;
      }
      // Several reads at once were seen to come back as refused although they are allowed: again, one at a time.
      if (failure.code === 'ErrorAccessDenied' && method === 'GET' && denials < denialsBorne[priority]) {
        denials += 1;
        gate.narrow(key);
        await sleep(backoffMs(1), signal);
        continue;
      }
      const isSlow = [502, 503, 504].includes(failure.status) && isRepeatable && !isPage;
      if ((failure.status === 429 || isSlow) && attempt < tries) {
        const delay = failure.retryAfterSeconds === undefined ? backoffMs(attempt) : failure.retryAfterSeconds * 1000;
        gate.close(key, delay);
        if (delay <= patienceMs[priority]) continue; // the gate lets us in again when the time is over
      }
      throw sortGraphFailure(failure);
    }
  };
}

const never = new AbortController().signal;
export const throttled = (waitMs: number): AppError =>
  sortGraphFailure({
    status: 429,
    code: 'ApplicationThrottled',
    message: 'still waiting',
    retryAfterSeconds: Math.ceil(waitMs / 1000),
  });
function refuseOverBudget(waitMs: number): void {
  if (waitMs > 0) throw throttled(waitMs);
}

const pathOf = (link: string): string => new URL(link).pathname.replace(/^\/(v1\.0|beta)/, '');
/** Doubles from half a second to a minute, with a quarter of chance in it. */
export const backoffMs = (attempt: number): number => Math.min(60_000, 250 * 2 ** attempt) * (0.75 + Math.random() / 4);
const templateOf = (path: string): string =>
  path
    .replace(/\?.*$/, '')
    .replace(/\([^()]*\)/g, '({})') // a key in brackets: the name before it says what was asked for
    .split('/')
    .map((part) => (part.length > 24 || /[!%:=@.']/.test(part) ? '{}' : part))
    .join('/');
