import { Client, type Context, type Middleware } from '@microsoft/microsoft-graph-client';
import type { Outbound, OutboundResponse } from '../base/outbound.js';

export interface Wire {
  method: string;
  path: string;
  /** A link as Graph gave it, instead of a path: opaque, sent as it is. */
  link?: string;
  query: Record<string, string>;
  body: unknown;
  headers: Record<string, string>;
  signal: AbortSignal;
}

/** Microsoft's client builds the request; our own last link sends it through the one way out. */
export function createWire(graphUrl: string, outbound: Outbound): (wire: Wire) => Promise<OutboundResponse> {
  const origin = new URL(graphUrl).origin;
  return async ({ method, path, link, query, body, headers, signal }) => {
    if (link !== undefined) {
      // A token goes nowhere but to Graph, whatever an answer says.
      if (new URL(link).origin !== origin) throw new Error('a link of Graph leads elsewhere');
      return outbound(link, { method, headers, signal });
    }
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
  };
}
