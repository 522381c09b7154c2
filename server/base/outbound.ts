import { lookup as ask, type LookupAddress } from 'node:dns';
import fs from 'node:fs';
import type { LookupFunction } from 'node:net';
import { createSecureContext, rootCertificates } from 'node:tls';
import { Agent, fetch, type RequestInit, type Response } from 'undici';
import { isAtOrigin, isPrivateAddress } from './destinations.js';
import { AppError } from './errors.js';
import type { ErrorSource } from '../../contract/errors.js';

export type Outbound = (url: string | URL, init?: RequestInit) => Promise<Response>;
export type OutboundResponse = Response;
export interface OutboundOptions {
  caFile?: string;
  /** Origins the operator named: they are called wherever they are. */
  configured: string[];
  /** Origins Microsoft names in its answers, for uploads and downloads: called only at public addresses. */
  named?: string[];
  /** Told of a destination nobody named; the origin only, never the path. */
  onRefused?(origin: string): void;
  /** How names become addresses; for tests. */
  resolve?: typeof ask;
}
export interface WayOut {
  outbound: Outbound;
  /** One more origin of the operator's: the Coherence of a tenant. */
  allow(address: string): void;
  close(): Promise<void>;
}

/**
 * The one way out of this process: pooled, never following a redirect by itself, over TLS, with the operator's own
 * authority where one is configured. It leads to Microsoft, to Coherence and to what the operator named, and nowhere else, whatever an
 * answer or a redirect says. Rejects with the network's error; the caller sorts it.
 */
export function createOutbound({ caFile, configured, named = [], onRefused, resolve = ask }: OutboundOptions): WayOut {
  // Made once: reading all authorities anew for each connection takes longer than many a request.
  const secureContext = caFile
    ? createSecureContext({ ca: [...rootCertificates, fs.readFileSync(caFile, 'utf8')] })
    : undefined;
  const agent = (lookup?: LookupFunction) =>
    new Agent({
      connections: 32,
      connect: { timeout: 10_000, ...(secureContext ? { secureContext } : {}), ...(lookup ? { lookup } : {}) },
      headersTimeout: 30_000,
      bodyTimeout: 60_000,
    });
  const anywhere = agent();
  const publicOnly = agent(publicLookup(resolve));
  const operators = new Set(configured.map((it) => new URL(it).origin));
  const ofOthers = named.filter((it) => it.includes('*'));
  for (const it of named) if (!it.includes('*')) operators.add(new URL(it).origin);

  return {
    outbound(url, init = {}) {
      const { protocol, origin, username } = new URL(url);
      const isOperators = operators.has(origin);
      if (protocol !== 'https:' || username || !(isOperators || isAtOrigin(url, ofOthers))) {
        onRefused?.(origin);
        return Promise.reject(new Error('a destination that nobody named'));
      }
      return fetch(url, { redirect: 'manual', dispatcher: isOperators ? anywhere : publicOnly, ...init });
    },
    allow: (address) => void operators.add(new URL(address).origin),
    close: async () => void (await Promise.all([anywhere.destroy(), publicOnly.destroy()])),
  };
}

/** Names as addresses, but only where every one of them is public: a name can be made to lead inside. */
const publicLookup =
  (resolve: typeof ask): LookupFunction =>
  (hostname, options, callback) =>
    resolve(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
      const [first] = found ?? [];
      if (error || !first) return callback(error ?? new Error('no address'), '', 0);
      if (found.some((it) => isPrivateAddress(it.address)))
        return callback(new Error('a name that leads to a private address'), '', 0);
      return options.all ? callback(null, found) : callback(null, first.address, first.family);
    });

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
