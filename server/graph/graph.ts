import { Client, type Context, type Middleware } from '@microsoft/microsoft-graph-client';
import { deadline, sleep } from '../base/clock.js';
import { AppError } from '../base/errors.js';
import { newId } from '../base/ids.js';
import { unreachable, type Outbound, type OutboundResponse } from '../base/outbound.js';
import type { Principal } from '../base/principal.js';
import { sortGraphFailure } from './errors.js';
import { Gate, type Priority } from './gate.js';

export interface GraphRequest {
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below /v1.0, segments already encoded. */
  path: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: unknown;
  priority?: Priority;
  signal?: AbortSignal;
}
export interface UploadProgress<T> {
  done: boolean;
  next: number;
  item?: T;
}
export interface Graph {
  /** JSON from Graph, or undefined where it answers nothing. Throws AppError, sorted once. */
  request<T>(as: Principal, request: GraphRequest): Promise<T>;
  bytes(as: Principal, request: GraphRequest): Promise<Uint8Array>;
  /** One part to a pre-authenticated upload address (no token: the service refuses one). */
  uploadPart<T>(
    url: string,
    part: Uint8Array,
    from: number,
    total: number,
    signal?: AbortSignal,
  ): Promise<UploadProgress<T>>;
  /** The byte an upload goes on from; undefined when the address is over. */
  uploadPosition(url: string): Promise<number | undefined>;
}
export interface GraphOptions {
  graphUrl: string;
  version: string;
  outbound: Outbound;
  token(as: Principal, options?: { force?: boolean }): Promise<string>;
  /** Told of every call: ids left out of the path. */
  onCall?(call: { method: string; template: string; status: number; durationMs: number; requestId: string }): void;
}

const tryLimitMs = 15_000;
const waitInPlaceMs = 10_000;
const tries = 4;

/** The one door to Microsoft Graph: immutable ids, four in flight per mailbox, Retry-After honoured, failures sorted once. */
export function createGraph({ graphUrl, version, outbound, token, onCall }: GraphOptions): Graph {
  const gate = new Gate();

  async function send(
    as: Principal,
    { method = 'GET', path, query = {}, headers = {}, body, priority = 'person', signal }: GraphRequest,
    isRaw: boolean,
  ): Promise<OutboundResponse> {
    const key = `${as.tenantId} ${as.objectId}`;
    const isRepeatable = method !== 'POST';
    let isForced = false;
    for (let attempt = 1; ; attempt += 1) {
      const wait = gate.waitMs(key);
      if (wait > waitInPlaceMs)
        throw sortGraphFailure({
          status: 429,
          code: 'ApplicationThrottled',
          message: 'still waiting',
          retryAfterSeconds: Math.ceil(wait / 1000),
        });
      if (wait > 0) await sleep(wait, signal);
      const began = Date.now();
      const requestId = newId();
      let response: OutboundResponse;
      try {
        const bearer = await token(as, { force: isForced });
        const limit = deadline(tryLimitMs, signal);
        response = await gate.pass(key, priority, limit, () =>
          call({
            method,
            path,
            query,
            body,
            isRaw,
            signal: limit,
            headers: {
              authorization: `Bearer ${bearer}`,
              prefer: 'IdType="ImmutableId"',
              'client-request-id': requestId,
              'user-agent': `NONISV|Coherence|Microsoft365/${version}`,
              ...headers,
            },
          }),
        );
      } catch (cause) {
        if (cause instanceof AppError) throw cause;
        signal?.throwIfAborted();
        onCall?.({ method, template: templateOf(path), status: 0, durationMs: Date.now() - began, requestId });
        if (!isRepeatable || attempt >= tries) throw unreachable(cause, 'graph', 'Microsoft 365');
        await sleep(backoffMs(attempt), signal);
        continue;
      }
      onCall?.({
        method,
        template: templateOf(path),
        status: response.status,
        durationMs: Date.now() - began,
        requestId,
      });
      if (response.status < 400) return response;
      const failure = await readFailure(response, requestId);
      if (failure.status === 401 && !failure.claims && !isForced) {
        isForced = true;
        continue;
      } // the token was over: one new one
      const isBusy = failure.status === 429 || (isRepeatable && [502, 503, 504].includes(failure.status));
      if (isBusy && attempt < tries) {
        const delay = failure.retryAfterSeconds === undefined ? backoffMs(attempt) : failure.retryAfterSeconds * 1000;
        gate.close(key, delay);
        if (delay <= waitInPlaceMs) {
          await sleep(delay, signal);
          continue;
        }
      }
      throw sortGraphFailure(failure);
    }
  }

  interface Wire {
    method: string;
    path: string;
    query: Record<string, string>;
    body: unknown;
    headers: Record<string, string>;
    isRaw: boolean;
    signal: AbortSignal;
  }
  /** Microsoft's client builds the request; our own last link sends it through the one way out. */
  async function call({ method, path, query, body, headers, signal }: Wire): Promise<OutboundResponse> {
    let response: OutboundResponse | undefined;
    const sender: Middleware = {
      async execute(context: Context) {
        const { method: verb = 'GET', body: payload, headers: wanted } = context.options ?? {};
        const url = typeof context.request === 'string' ? context.request : context.request.url;
        response = await outbound(url, {
          method: verb,
          headers: Object.fromEntries(new Headers(wanted as HeadersInit)),
          ...(payload === undefined || payload === null ? {} : { body: payload as string }),
          signal,
        });
        // The client reads a body of its own; ours stays untouched for the caller.
        context.response = new Response(null, { status: 204 });
      },
    };
    const client = Client.initWithMiddleware({ baseUrl: graphUrl, defaultVersion: 'v1.0', middleware: sender });
    const request = client.api(path).query(query).headers(headers);
    const payload =
      body instanceof Uint8Array ? Buffer.from(body) : body === undefined ? undefined : JSON.stringify(body);
    if (payload !== undefined && !(body instanceof Uint8Array)) request.header('content-type', 'application/json');
    switch (method) {
      case 'POST':
        await request.post(payload ?? '');
        break;
      case 'PATCH':
        await request.patch(payload);
        break;
      case 'PUT':
        await request.put(payload);
        break;
      case 'DELETE':
        await request.delete();
        break;
      default:
        await request.get();
    }
    if (!response) throw new Error('the request was not sent');
    return response;
  }

  return {
    async request<T>(as: Principal, request: GraphRequest) {
      const response = await send(as, request, false);
      const text = await response.text();
      return (text ? JSON.parse(text) : undefined) as T;
    },
    async bytes(as, request) {
      const response = await send(as, request, true);
      if (response.status < 300) return new Uint8Array(await response.arrayBuffer());
      const location = response.headers.get('location');
      if (!location) throw sortGraphFailure({ status: 502, code: 'redirect', message: 'no location' });
      const file = await outbound(location, { signal: deadline(60_000, request.signal) }).catch((cause: unknown) => {
        throw unreachable(cause, 'graph', 'Microsoft 365');
      }); // carries its own right
      if (file.status >= 400) throw sortGraphFailure(await readFailure(file, ''));
      return new Uint8Array(await file.arrayBuffer());
    },
    async uploadPart<T>(
      url: string,
      part: Uint8Array,
      from: number,
      total: number,
      signal?: AbortSignal,
    ): Promise<UploadProgress<T>> {
      const response = await outbound(url, {
        method: 'PUT',
        body: part,
        headers: { 'content-range': `bytes ${from}-${from + part.length - 1}/${total}` },
        signal: deadline(60_000, signal),
      }).catch((cause: unknown) => {
        throw unreachable(cause, 'graph', 'OneDrive');
      });
      if (response.status >= 400) throw sortGraphFailure(await readFailure(response, ''));
      const answer = (await response.json()) as { nextExpectedRanges?: string[] };
      return response.status === 202
        ? { done: false, next: Number.parseInt(answer.nextExpectedRanges?.[0] ?? '0', 10) }
        : { done: true, next: total, item: answer as T };
    },
    async uploadPosition(url) {
      const response = await outbound(url, { signal: deadline(tryLimitMs) }).catch((cause: unknown) => {
        throw unreachable(cause, 'graph', 'OneDrive');
      });
      if (response.status === 404 || response.status === 410) return undefined;
      if (response.status >= 400) throw sortGraphFailure(await readFailure(response, ''));
      const { nextExpectedRanges = [] } = (await response.json()) as { nextExpectedRanges?: string[] };
      return Number.parseInt(nextExpectedRanges[0] ?? '0', 10);
    },
  };
}

async function readFailure(response: OutboundResponse, requestId: string) {
  const text = await response.text();
  let error: { code?: string; message?: string } = {};
  try {
    error = (JSON.parse(text) as { error?: typeof error }).error ?? {};
  } catch {
    /* a proxy's page: the status speaks */
  }
  const after = response.headers.get('retry-after');
  const seconds =
    after === null
      ? undefined
      : /^\d+$/.test(after)
        ? Number(after)
        : Math.max(0, Math.ceil((Date.parse(after) - Date.now()) / 1000));
  const encoded = /error="insufficient_claims".*claims="([^"]+)"/.exec(
    response.headers.get('www-authenticate') ?? '',
  )?.[1];
  return {
    status: response.status,
    code: error.code ?? '',
    message: error.message ?? '',
    requestId: response.headers.get('request-id') ?? requestId,
    ...(seconds === undefined || Number.isNaN(seconds) ? {} : { retryAfterSeconds: seconds }),
    ...(encoded ? { claims: Buffer.from(encoded, 'base64').toString('utf8') } : {}),
  };
}

const backoffMs = (attempt: number): number => Math.min(8_000, 250 * 2 ** attempt) * (0.5 + Math.random() / 2);
const templateOf = (path: string): string =>
  path
    .replace(/\?.*$/, '')
    .split('/')
    .map((part) => (part.length > 24 || /[!%:=@.]/.test(part) ? '{}' : part))
    .join('/');
