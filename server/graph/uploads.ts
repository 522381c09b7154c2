import { deadline } from '../base/clock.js';
import { unreachable, type Outbound, type OutboundResponse } from '../base/outbound.js';
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
  /** The same to Outlook, which answers 200 until the last part and says 201 then, with nothing in it. */
  uploadAttachmentPart(url: string, part: Uint8Array, from: number, total: number): Promise<UploadProgress<never>>;
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
    const response = await put(outbound, url, part, from, total, signal);
    const answer = (await response.json()) as { nextExpectedRanges?: string[] };
    return response.status === 202
      ? { done: false, next: Number.parseInt(answer.nextExpectedRanges?.[0] ?? '0', 10) }
      : { done: true, next: total, item: answer as T };
  },
  async uploadAttachmentPart(url, part, from, total) {
    const response = await put(outbound, url, part, from, total);
    const text = await response.text();
    if (response.status === 201) return { done: true, next: total };
    // Outlook writes the same members with capital letters.
    const { NextExpectedRanges, nextExpectedRanges = NextExpectedRanges } = JSON.parse(text) as {
      NextExpectedRanges?: string[];
      nextExpectedRanges?: string[];
    };
    return { done: false, next: Number.parseInt(nextExpectedRanges?.[0] ?? String(from + part.length), 10) };
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

async function put(
  outbound: Outbound,
  url: string,
  part: Uint8Array,
  from: number,
  total: number,
  signal?: AbortSignal,
): Promise<OutboundResponse> {
  const response = await outbound(url, {
    method: 'PUT',
    body: part,
    headers: { 'content-range': `bytes ${from}-${from + part.length - 1}/${total}` },
    signal: deadline(60_000, signal),
  }).catch((cause: unknown) => {
    throw unreachable(cause, 'graph', 'Microsoft 365');
  });
  if (response.status >= 400) throw sortGraphFailure(await readFailure(response, ''));
  return response;
}
