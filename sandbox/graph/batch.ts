import type { Answer, Exchange } from '../base/exchange.js';
import { badRequest } from './errors.js';

interface Part {
  id?: string;
  method?: string;
  url?: string;
  headers?: Record<string, string>;
  body?: unknown;
  dependsOn?: string[];
}

/** POST /$batch: up to twenty requests, each answered and counted by itself; a failed parent gives 424. */
export async function answerBatch(exchange: Exchange, answer: (part: Exchange) => Promise<Answer>): Promise<Answer> {
  const requests = partsOf(exchange);
  if (!Array.isArray(requests) || requests.length === 0) throw badRequest('Invalid batch payload format.');
  if (requests.length > 20)
    throw badRequest('Number of batch request steps exceeds the maximum value of 20.', 'MaximumValueExceeded');
  const ids = requests.map((it) => (it.id ?? '').toLowerCase());
  if (ids.some((id) => id === '') || new Set(ids).size !== ids.length)
    throw badRequest('Every request of a batch needs an id of its own.');
  const dispatch = fourAtATime();
  const done = new Map<
    string,
    Promise<{ id: string; status: number; headers: Record<string, unknown>; body?: unknown }>
  >();
  for (const part of requests) {
    const id = part.id ?? '';
    const parents = (part.dependsOn ?? []).map((it) => {
      const parent = done.get(it);
      if (!parent) throw badRequest('A request depends on one that does not come before it.');
      return parent;
    });
    done.set(
      id,
      Promise.all(parents).then(async (results) => {
        if (results.some((it) => it.status >= 400))
          return {
            id,
            status: 424,
            headers: {},
            body: {
              error: {
                code: 'FailedDependency',
                message: 'Request could not be completed because a request it depends on failed.',
              },
            },
          };
        const { status, headers = {}, body } = await dispatch(part.url ?? '', () => answer(toExchange(exchange, part)));
        return {
          id,
          status,
          headers: headers as Record<string, unknown>,
          ...(body === undefined
            ? {}
            : { body: body instanceof Uint8Array ? Buffer.from(body).toString('base64') : body }),
        };
      }),
    );
  }
  return { status: 200, body: { responses: await Promise.all(done.values()) } };
}

/** Outlook gets at most four parts at a time, whatever their mailbox; other parts run all at once. */
function fourAtATime() {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async <T>(url: string, work: () => Promise<T>): Promise<T> => {
    if (!/\/(messages|mailFolders|outlook|sendMail|mailboxSettings|translateExchangeIds)\b/i.test(url)) return work();
    while (running >= 4)
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
      });
    running += 1;
    try {
      return await work();
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
}

function partsOf(exchange: Exchange): Part[] | undefined {
  try {
    return (JSON.parse(exchange.body.toString('utf8')) as { requests?: Part[] } | null)?.requests;
  } catch {
    return undefined;
  }
}

function toExchange(exchange: Exchange, part: Part): Exchange {
  const url = new URL(`/v1.0/${(part.url ?? '').replace(/^\//, '')}`, exchange.url);
  const headers = Object.fromEntries(
    Object.entries(part.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  if (part.body !== undefined && !headers['content-type'])
    throw badRequest('Write request id : a part with a body must contain a Content-Type header.');
  const body =
    part.body === undefined
      ? Buffer.alloc(0)
      : typeof part.body === 'string'
        ? Buffer.from(part.body, 'base64')
        : Buffer.from(JSON.stringify(part.body));
  return {
    ...exchange,
    method: part.method ?? 'GET',
    url,
    path: url.pathname,
    headers: { authorization: exchange.headers.authorization, ...headers },
    body,
  };
}
