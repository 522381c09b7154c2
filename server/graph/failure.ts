import type { OutboundResponse } from '../base/outbound.js';
import type { GraphFailure } from './errors.js';

interface Refusal {
  status: number;
  headers: { get(name: string): string | null };
  text: string;
}

/** What Graph says in a refusal, as a whole answer or as a part of a $batch. */
export async function readFailure(response: OutboundResponse, requestId: string): Promise<GraphFailure> {
  return toFailure({ status: response.status, headers: response.headers, text: await response.text() }, requestId);
}

export function toFailure({ status, headers, text }: Refusal, requestId: string): GraphFailure {
  let error: { code?: string; message?: string } = {};
  try {
    error = (JSON.parse(text) as { error?: typeof error } | null)?.error ?? {};
  } catch {
    /* a proxy's page: the status speaks */
  }
  const seconds = readRetryAfter(headers.get('retry-after'));
  const encoded = /error="insufficient_claims".*claims="([^"]+)"/.exec(headers.get('www-authenticate') ?? '')?.[1];
  return {
    status,
    code: error.code ?? '',
    message: error.message ?? '',
    requestId: headers.get('request-id') ?? requestId,
    ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }),
    ...(encoded ? { claims: Buffer.from(encoded, 'base64').toString('utf8') } : {}),
  };
}

/** Seconds, or a date; anything else is as if it were not there. */
export function readRetryAfter(text: string | null): number | undefined {
  if (text === null) return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - Date.now()) / 1000));
}

/** How long jobs should rest, as SharePoint tells from 80 % of a minute's units on; 0 while a tenth of them is left. */
export function restMs(headers: { get(name: string): string | null }): number {
  const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((it) => headers.get(`ratelimit-${it}`));
  if (!limit || !remaining || !reset) return 0;
  return Number(remaining) < Number(limit) / 10 ? Number(reset) * 1000 || 0 : 0;
}
