import fs from 'node:fs';
import { rootCertificates } from 'node:tls';
import { Agent, fetch, type RequestInit, type Response } from 'undici';
import { AppError } from './errors.js';
import type { ErrorSource } from '../../contract/errors.js';

export type Outbound = (url: string | URL, init?: RequestInit) => Promise<Response>;
export type OutboundResponse = Response;

/**
 * The one way out of this process: pooled, never following a redirect by itself, over TLS, with the operator's own
 * authority where one is configured. Rejects with the network's error; the caller sorts it.
 */
export function createOutbound({ caFile }: { caFile?: string } = {}): { outbound: Outbound; close(): Promise<void> } {
  const ca = caFile ? [...rootCertificates, fs.readFileSync(caFile, 'utf8')] : undefined;
  const dispatcher = new Agent({
    connections: 32,
    connect: { timeout: 10_000, ...(ca ? { ca } : {}) },
    headersTimeout: 30_000,
    bodyTimeout: 60_000,
  });
  return {
    outbound: (url, init = {}) => fetch(url, { redirect: 'manual', dispatcher, ...init }),
    close: () => dispatcher.destroy(),
  };
}

/** A failure to reach the other side at all, or in time. */
export function unreachable(cause: unknown, source: ErrorSource, who: string): AppError {
  const { name } = (cause ?? {}) as { name?: unknown }; // a DOMException, which is not everywhere an Error of ours
  const isTimeout = name === 'TimeoutError' || name === 'AbortError';
  const code = source === 'coherence' ? 'coherence_unavailable' : 'upstream_unavailable';
  return new AppError(
    code,
    isTimeout
      ? `${who} did not answer in time. Try again in a moment.`
      : `${who} cannot be reached. Try again in a moment.`,
    { source, cause, ...(isTimeout ? { isTimeout } : {}) },
  );
}
