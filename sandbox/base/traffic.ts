import fs from 'node:fs';
import { Readable } from 'node:stream';
import type { Answer, Exchange } from './exchange.js';

/** Writes each exchange as a line of JSON, so that a judge can read what was said. Tokens are left out, their presence is not. */
export class TrafficLog {
  constructor(readonly file: string | undefined) {
    if (file) fs.writeFileSync(file, '');
  }

  record(exchange: Exchange, answer: Answer, origin: string): void {
    if (!this.file) return;
    const { authorization, cookie: _cookie, ...headers } = exchange.headers;
    const line = {
      method: exchange.method,
      url: origin + exchange.url.pathname + exchange.url.search,
      requestHeaders: { ...headers, ...(authorization ? { authorization: 'Bearer left-out' } : {}) },
      requestBody: readable(exchange.body, exchange.headers['content-type']),
      status: answer.status,
      responseHeaders: answer.headers ?? {},
      responseBody: answer.body instanceof Uint8Array || answer.body instanceof Readable ? null : (answer.body ?? null),
    };
    fs.appendFileSync(this.file, `${JSON.stringify(line)}\n`);
  }
}

function readable(body: Buffer, contentType = ''): unknown {
  if (body.length === 0 || !contentType.includes('json'))
    return body.length === 0 ? null : contentType.startsWith('text/') ? body.toString('utf8') : null;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return body.toString('utf8');
  }
}
