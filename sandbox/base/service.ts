import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { Answer, Exchange } from './exchange.js';
import type { Tls } from './certificates.js';

export interface Service {
  url: string;
  stop(): Promise<void>;
}
export interface ServiceOptions {
  name: string;
  port: number;
  tls: Pick<Tls, 'key' | 'cert'>;
  /** Default 127.0.0.1, which browsers and clients also reach as localhost. */
  host?: string;
  /** Answers, or takes the response over by returning undefined (a proxy, a stream of events). */
  handle(exchange: Exchange, raw: { request: IncomingMessage; response: ServerResponse }): Promise<Answer | undefined>;
  /** The body is left to `handle` for these paths. */
  streams?(path: string): boolean;
}

const bodyLimit = 251 * 1024 * 1024; // Graph takes 250 MB as the content of a file

/** Starts one HTTPS listener on localhost. Throws with the port and the way out when the port is taken. */
export async function startService({
  name,
  port,
  tls,
  host = '127.0.0.1',
  handle,
  streams,
}: ServiceOptions): Promise<Service> {
  const server = https.createServer({ key: tls.key, cert: tls.cert }, (request, response) => {
    void serve(request, response).catch(() => response.destroy());
  });
  // Node closes an idle connection after five seconds; a client that is just using it would see it break.
  server.keepAliveTimeout = 75_000;
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', `https://${request.headers.host ?? 'localhost'}`);
    const aborted = new AbortController();
    response.on('close', () => aborted.abort());
    const body = streams?.(url.pathname) ? Buffer.alloc(0) : await readBody(request);
    if (!body) {
      send(response, {
        status: 413,
        headers: { connection: 'close' },
        body: { error: { code: 'invalidRequest', message: 'The request is too large.' } },
      });
      return;
    }
    const exchange: Exchange = {
      method: request.method ?? 'GET',
      url,
      path: url.pathname,
      headers: request.headers,
      body,
      cookies: readCookies(request.headers.cookie),
      signal: aborted.signal,
    };
    let answer: Answer | undefined;
    try {
      answer = await handle(exchange, { request, response });
    } catch (thrown) {
      process.stderr.write(
        `${name}: ${request.method} ${url.pathname} failed: ${(thrown as Error).stack ?? String(thrown)}\n`,
      );
      answer = { status: 500, body: { error: { code: 'internal', message: 'The sandbox failed; see its output.' } } };
    }
    if (answer) send(response, answer);
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(
              `Port ${port} (${name}) is in use. Stop what uses it, or choose another with --port-${name}, or use --fresh for free ports.`,
            )
          : error,
      ),
    );
    server.listen(port, host, resolve);
  });
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function send(response: ServerResponse, { status, headers = {}, body }: Answer): void {
  if (response.destroyed) return;
  if (status === 0) {
    response.destroy();
    return;
  } // a fault asked for a dropped connection
  if (body instanceof Readable) {
    response.writeHead(status, headers);
    body.on('error', () => response.destroy()).pipe(response);
    response.on('close', () => body.destroy());
    return;
  }
  const isRaw = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
  const bytes = isRaw ? (body ?? '') : JSON.stringify(body);
  response.writeHead(status, {
    ...(isRaw ? {} : { 'content-type': 'application/json' }),
    'content-length': Buffer.byteLength(bytes),
    ...headers,
  });
  response.end(bytes);
}

/** The whole body; undefined when it is larger than anything we take. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const readCookies = (header = ''): Record<string, string> =>
  Object.fromEntries(
    header
      .split(';')
      .map((pair) => pair.trim().split('='))
      .filter(([name]) => name)
      .map(([name = '', ...value]): [string, string] => [name, decodeURIComponent(value.join('='))]),
  );
