import type { BodyInput, Params, Query, Reply, RouteKey } from '../../contract/api.js';
import type { Problem } from '../../contract/errors.js';
import { fromProblem, PaneError } from './errors.js';

type Part<Name extends string, T> = T extends undefined ? unknown : { [N in Name]: T };
/** Params, query and body of a route, as far as it has them. */
export type Args<K extends RouteKey> = Part<'params', Params<K>> & Part<'query', Query<K>> & Part<'body', BodyInput<K>>;
export interface CallOptions {
  signal?: AbortSignal;
  timeoutMs?: number;
  /** The answer sets a cookie that is to be kept: only where a sign-in is tied to this browser. */
  keepsCookie?: boolean;
}
export interface Api {
  call<K extends RouteKey>(route: K, args: Args<K>, options?: CallOptions): Promise<Reply<K>>;
  /** A file, whole. Large ones take their time: it ends by itself after ten minutes, or when it is aborted. */
  file(path: string, body: unknown, options?: CallOptions): Promise<Blob>;
}

const fileTimeoutMs = 10 * 60_000;

export interface ApiOptions {
  token(options?: { forceRefresh?: boolean }): Promise<string>;
  baseUrl?: string;
  fetch?: typeof globalThis.fetch;
  /** Which build of the pages the server has now, told with every answer that names it. */
  onBuild?(build: string): void;
  /** How long a request may take, unless the call says otherwise. */
  timeoutMs?: number;
}

/**
 * Calls our server by the contract's table. Every call ends within its time limit: with the reply, or with a PaneError
 * (`timed_out`, `offline`, `cancelled`, or what the server said). A refused token is replaced silently once.
 */
export function createApi({
  token,
  baseUrl = '/api',
  fetch = globalThis.fetch.bind(globalThis),
  onBuild,
  timeoutMs = 20_000,
}: ApiOptions): Api {
  async function send(request: WireRequest, signal: AbortSignal, forceRefresh: boolean): Promise<Response> {
    const bearer = await untilAborted(token({ forceRefresh }), signal);
    return fetch(request.url, {
      method: request.method,
      signal,
      credentials: request.keepsCookie ? 'same-origin' : 'omit',
      cache: 'no-store',
      headers: {
        authorization: `Bearer ${bearer}`,
        accept: 'application/json',
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    });
  }

  /** One request to the end of its headers; a refused token is replaced once. */
  async function ask(request: WireRequest, limit: AbortSignal, wish: AbortSignal | undefined): Promise<Response> {
    const signal = wish ? AbortSignal.any([wish, limit]) : limit;
    let response = await send(request, signal, false);
    if (response.status === 401) {
      const problem = await readProblem(response);
      if (problem.code !== 'sign_in_required' || problem.claims) throw problem;
      response = await send(request, signal, true);
    }
    const build = response.headers.get('coherence-build');
    if (build) onBuild?.(build);
    if (!response.ok) throw await readProblem(response);
    return response;
  }

  return {
    async file(path, body, options = {}) {
      const limit = AbortSignal.timeout(options.timeoutMs ?? fileTimeoutMs);
      try {
        const request = { method: 'POST', url: `${baseUrl}${path}`, body, keepsCookie: false };
        return await (await ask(request, limit, options.signal)).blob();
      } catch (thrown) {
        throw sortNetworkError(thrown, limit, options.signal);
      }
    },
    async call<K extends RouteKey>(route: K, args: Args<K>, options: CallOptions = {}): Promise<Reply<K>> {
      const limit = AbortSignal.timeout(options.timeoutMs ?? timeoutMs);
      const request = { ...toRequest(baseUrl, route, args as object), keepsCookie: options.keepsCookie ?? false };
      try {
        return (await (await ask(request, limit, options.signal)).json()) as Reply<K>;
      } catch (thrown) {
        throw sortNetworkError(thrown, limit, options.signal);
      }
    },
  };
}

interface WireRequest {
  method: string;
  url: string;
  body: unknown;
  keepsCookie: boolean;
}
function toRequest(baseUrl: string, route: RouteKey, args: object): Omit<WireRequest, 'keepsCookie'> {
  const {
    params = {},
    query = {},
    body,
  } = args as { params?: Record<string, string>; query?: Record<string, string | undefined>; body?: unknown };
  const [method = 'GET', template = '/'] = route.split(' ');
  const path = template.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  ).toString();
  return { method, url: `${baseUrl}${path}${search ? `?${search}` : ''}`, body };
}

/** A refusal in the contract's shape; an answer of something between us and the server becomes one. */
async function readProblem(response: Response): Promise<PaneError> {
  try {
    const problem = (await response.json()) as Partial<Problem>;
    if (typeof problem.code === 'string' && typeof problem.detail === 'string') return fromProblem(problem as Problem);
  } catch {
    /* not JSON: a proxy answered */
  }
  const reference = response.headers.get('request-id') ?? undefined;
  if (response.status === 429)
    return new PaneError('throttled', 'We were asked to wait a moment.', {
      reference,
      retryAfterSeconds: Number(response.headers.get('retry-after')) || 30,
    });
  return new PaneError(
    response.status >= 502 && response.status <= 504 ? 'upstream_unavailable' : 'internal',
    `Coherence answered with an error (${response.status}).`,
    { reference },
  );
}

function sortNetworkError(thrown: unknown, limit: AbortSignal, wish: AbortSignal | undefined): PaneError {
  if (thrown instanceof PaneError) return thrown;
  if (wish?.aborted) return new PaneError('cancelled', 'Stopped.', { cause: thrown });
  if (limit.aborted) return new PaneError('timed_out', 'Coherence did not answer in time.', { cause: thrown });
  return new PaneError('offline', 'Coherence cannot be reached from here.', { cause: thrown });
}

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
