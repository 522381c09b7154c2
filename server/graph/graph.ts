import { deadline } from '../base/clock.js';
import { unreachable, type OutboundResponse } from '../base/outbound.js';
import type { Principal } from '../base/principal.js';
import { createBatch, type BatchAnswer, type BatchOptions, type BatchPart } from './batch.js';
import { sortGraphFailure } from './errors.js';
import { readFailure } from './failure.js';
import { Gate } from './gate.js';
import type { GraphOptions, GraphRequest } from './request.js';
import { createSend } from './send.js';
import { ServiceTime } from './service-time.js';
import { createUploads, type Uploads } from './uploads.js';

export type { GraphRequest } from './request.js';
export type { UploadProgress } from './uploads.js';

export interface Graph extends Uploads {
  /** JSON from Graph, or undefined where it answers nothing. Throws AppError, sorted once. */
  request<T>(as: Principal, request: GraphRequest): Promise<T>;
  /** The same, with the size of the answer, for those who choose how much to ask for. */
  page<T>(as: Principal, request: GraphRequest): Promise<{ body: T; bytes: number }>;
  /** Each part by itself, in the order asked; throws only for what is no answer of Graph. */
  batch<T>(as: Principal, parts: BatchPart[], options?: BatchOptions): Promise<BatchAnswer<T>[]>;
  /** The content of something large, piece by piece as it comes; an interrupted one fails as Graph that cannot be reached. */
  pieces(as: Principal, request: GraphRequest): Promise<AsyncIterable<Uint8Array>>;
  /** The time by Microsoft's clocks. */
  now(): Date;
}
/** The one door to Microsoft Graph: immutable ids, four in flight per mailbox, Retry-After honoured, failures sorted once. */
export function createGraph(options: GraphOptions): Graph {
  const { outbound, slots } = options;
  const gate = new Gate(4, Date.now, slots);
  const time = new ServiceTime();
  const send = createSend(options, gate, time);
  return {
    now: () => time.now(),
    async request<T>(as: Principal, request: GraphRequest) {
      const { text } = await send(as, request);
      return (text ? JSON.parse(text) : undefined) as T;
    },
    async page<T>(as: Principal, request: GraphRequest) {
      const { text } = await send(as, { isPage: true, ...request });
      return { body: JSON.parse(text) as T, bytes: text.length };
    },
    batch: createBatch(send, gate),
    async pieces(as, request) {
      const limitMs = request.limitMs ?? fileLimitMs;
      const { response } = await send(as, { ...request, limitMs, isRaw: true });
      if (response.status < 300) return piecesOf(response);
      const location = response.headers.get('location');
      if (!location) throw sortGraphFailure({ status: 502, code: 'redirect', message: 'no location' });
      const file = await outbound(location, { signal: deadline(limitMs, request.signal) }).catch((cause: unknown) => {
        throw unreachable(cause, 'graph', 'Microsoft 365');
      }); // carries its own right
      if (file.status >= 400) throw sortGraphFailure(await readFailure(file, ''));
      return piecesOf(file);
    },
    ...createUploads(outbound),
  };
}

const fileLimitMs = 10 * 60_000;
async function* piecesOf(response: OutboundResponse): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of response.body ?? []) yield piece as Uint8Array;
  } catch (cause) {
    throw unreachable(cause, 'graph', 'Microsoft 365');
  }
}
