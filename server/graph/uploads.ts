import { deadline } from '../base/clock.js';
import { unreachable, type Outbound } from '../base/outbound.js';
import { sortGraphFailure } from './errors.js';
import { readFailure } from './failure.js';

export interface UploadProgress<T> {
  done: boolean;
  next: number;
  item?: T;
}
export interface Uploads {
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

/** Uploads go to addresses that carry their own right: no token, and not through the gate. */
export const createUploads = (outbound: Outbound): Uploads => ({
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
    const response = await outbound(url, { signal: deadline(15_000) }).catch((cause: unknown) => {
      throw unreachable(cause, 'graph', 'OneDrive');
    });
    if (response.status === 404 || response.status === 410) return undefined;
    if (response.status >= 400) throw sortGraphFailure(await readFailure(response, ''));
    const { nextExpectedRanges = [] } = (await response.json()) as { nextExpectedRanges?: string[] };
    return Number.parseInt(nextExpectedRanges[0] ?? '0', 10);
  },
});
