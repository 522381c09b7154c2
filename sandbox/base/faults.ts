import { randomUUID } from 'node:crypto';
import type { Answer, Exchange } from './exchange.js';

/** `edge` is the proxy in front of the product's server. */
export type ServiceName = 'graph' | 'entra' | 'coherence' | 'edge';
export interface FaultAnswer {
  status: number;
  code?: string;
  message?: string;
  retryAfterSeconds?: number;
  headers?: Record<string, string>;
  /** More members of Entra's error, such as `claims` and `suberror`. */
  more?: Record<string, string>;
  /** What Coherence tells of a value or a rule in `error.details`. */
  details?: Record<string, string>;
}

/** Something that goes wrong on request: which requests it meets, how often, and what happens then. */
export interface Fault {
  id?: string;
  service: ServiceName;
  method?: string;
  /** Regular expression on the path. */
  path?: string;
  /** How many requests it meets; 0 means until it is cleared. Default 1. */
  times?: number;
  /** How many fitting requests pass first. */
  after?: number;
  /** Answered instead of doing what was asked. */
  answer?: FaultAnswer;
  /** Answered after doing it: the effect is there, the good answer is lost. */
  lateAnswer?: FaultAnswer;
  delayMs?: number;
  /** Waits for `release` before doing it, or after doing it and before answering. */
  holdBefore?: boolean;
  holdAfter?: boolean;
  /** Does it and then cuts the connection. */
  dropConnection?: boolean;
}
type Active = Fault & { id: string; left: number; toPass: number; met: number };

/** The switches of one sandbox. Each service passes every request through `apply`. */
export class Faults {
  readonly #active = new Map<string, Active>();
  readonly #holds = new Map<string, { reached: PromiseWithResolve; released: PromiseWithResolve }>();

  add(fault: Fault): string {
    const id = fault.id ?? randomUUID();
    this.#active.set(id, { ...fault, id, left: fault.times ?? 1, toPass: fault.after ?? 0, met: 0 });
    if (fault.holdBefore || fault.holdAfter) this.#holds.set(id, { reached: defer(), released: defer() });
    return id;
  }
  remove(id: string): void {
    this.#active.delete(id);
    this.release(id);
  }
  clear(): void {
    for (const id of [...this.#active.keys(), ...this.#holds.keys()]) this.remove(id);
  }
  list(): (Fault & { id: string; met: number })[] {
    return [...this.#active.values()].map(({ left: _left, toPass: _toPass, ...fault }) => fault);
  }
  release(id: string): void {
    this.#holds.get(id)?.released.resolve();
    this.#holds.delete(id);
  }

  /** Resolves when a request has arrived at the hold. */
  async reached(id: string, timeoutMs = 60_000): Promise<void> {
    const hold = this.#holds.get(id);
    if (!hold) throw new Error(`There is no hold ${id}.`);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`No request reached the hold within ${timeoutMs} ms.`)), timeoutMs);
    });
    try {
      await Promise.race([hold.reached.promise, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  async apply<T extends Answer | undefined>(
    service: ServiceName,
    exchange: Exchange,
    work: () => Promise<T>,
  ): Promise<T | Answer> {
    const fault = this.#take(service, exchange);
    if (!fault) return work();
    if (fault.delayMs)
      await new Promise((resolve) => {
        setTimeout(resolve, fault.delayMs).unref(); // a sandbox that stops does not wait for it
      });
    if (fault.holdBefore) await this.#hold(fault.id, exchange.signal);
    if (fault.answer) return toAnswer(fault.answer, service);
    const answer = await work();
    if (fault.holdAfter) await this.#hold(fault.id, exchange.signal);
    if (fault.dropConnection) return { status: 0 };
    return fault.lateAnswer ? toAnswer(fault.lateAnswer, service) : answer;
  }

  #take(service: ServiceName, { method, path, signal }: Exchange): Active | undefined {
    for (const fault of this.#active.values()) {
      const fits =
        fault.service === service &&
        (!fault.method || fault.method === method) &&
        (!fault.path || new RegExp(fault.path, 'i').test(path));
      if (!fits) continue;
      // Who asked is gone: what is left of their batch is still done, but nobody can be held any more.
      if ((fault.holdBefore || fault.holdAfter) && signal?.aborted) continue;
      if (fault.toPass > 0) {
        fault.toPass -= 1;
        continue;
      }
      fault.met += 1;
      if (fault.left > 0) {
        fault.left -= 1;
        if (fault.left === 0) this.#active.delete(fault.id);
      }
      return fault;
    }
    return undefined;
  }

  async #hold(id: string, signal: AbortSignal): Promise<void> {
    const hold = this.#holds.get(id);
    if (!hold) return;
    hold.reached.resolve();
    signal.addEventListener('abort', () => hold.released.resolve(), { once: true }); // the caller is gone: nobody waits any more
    await hold.released.promise;
  }
}

function toAnswer(
  {
    status,
    code = 'faultRequested',
    message = 'A fault was asked for.',
    retryAfterSeconds,
    headers = {},
    more = {},
    details,
  }: FaultAnswer,
  service: ServiceName,
): Answer {
  if (service === 'edge')
    return {
      status,
      headers: { 'content-type': 'text/html', ...headers },
      body: `<!doctype html><title>${code}</title>`,
    };
  const error =
    service === 'entra'
      ? {
          error: code,
          error_description: message,
          error_codes: [],
          timestamp: new Date().toISOString(),
          trace_id: randomUUID(),
          correlation_id: randomUUID(),
          ...more,
        }
      : {
          error: {
            code,
            message,
            ...(details ? { details } : {}),
            innerError: {
              date: new Date().toISOString().slice(0, 19),
              'request-id': randomUUID(),
              'client-request-id': randomUUID(),
            },
          },
        };
  return {
    status,
    headers: { ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }), ...headers },
    body: error,
  };
}

interface PromiseWithResolve {
  promise: Promise<void>;
  resolve(): void;
}
function defer(): PromiseWithResolve {
  let resolve = () => undefined as void;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve: () => resolve() };
}
