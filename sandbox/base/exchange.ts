import type { IncomingHttpHeaders } from 'node:http';

/** One request as every imitated service sees it. */
export interface Exchange {
  method: string;
  url: URL;
  /** `url.pathname`, still percent-encoded. */
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
  cookies: Record<string, string>;
  signal: AbortSignal;
}

/** What is answered: an object becomes JSON; text, bytes and streams go as they are. */
export interface Answer {
  status: number;
  headers?: Record<string, string | string[]>;
  body?: unknown;
}

export type Handler = (exchange: Exchange, params: Record<string, string>) => Answer | Promise<Answer>;

export const jsonOf = <T>(exchange: Exchange): T => JSON.parse(exchange.body.toString('utf8') || '{}') as T;
export const formOf = (exchange: Exchange): URLSearchParams => new URLSearchParams(exchange.body.toString('utf8'));
export const html = (text: string, status = 200, headers: Record<string, string | string[]> = {}): Answer => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8', ...headers },
  body: text,
});
/** Path and query of what was asked, with some of its values left out and others set: where a page of ours leads on. */
export function sameAddress({ url: asked }: Exchange, changes: Record<string, string>, drop: string[] = []): string {
  const url = new URL(asked);
  for (const name of drop) url.searchParams.delete(name);
  for (const [name, value] of Object.entries(changes)) url.searchParams.set(name, value);
  return url.pathname + url.search;
}
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
