import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';

export interface Notification {
  subscriptionId: string;
  changeType?: 'created' | 'updated' | 'deleted';
  lifecycleEvent?: string;
  clientState?: string;
  resource?: string;
  resourceData?: { id: string; '@odata.type': string };
  tenantId?: string;
}
export interface Receiver {
  url: string;
  /** Every body that was posted, handshakes left out. */
  posts: { path: string; value: Notification[] }[];
  handshakes: string[];
  all(): Notification[];
  /** What the next posts are answered with; the last one stays. */
  answers: number[];
  /** Answers the handshake with something else. */
  handshake: ((token: string) => { status: number; type: string; body: string } | undefined) | undefined;
  stop(): Promise<void>;
}

/** Somebody who takes notifications, as a product's server would. */
export async function startReceiver(tls?: { key: string; cert: string }): Promise<Receiver> {
  const receiver: Receiver = {
    url: '',
    posts: [],
    handshakes: [],
    answers: [202],
    handshake: undefined,
    all: () => receiver.posts.flatMap((it) => it.value),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  const answer: http.RequestListener = (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const token = url.searchParams.get('validationToken');
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    request.on('end', () => {
      if (token !== null) {
        receiver.handshakes.push(url.pathname);
        const { status, type, body } = receiver.handshake?.(token) ?? { status: 200, type: 'text/plain', body: token };
        response.writeHead(status, { 'content-type': type }).end(body);
        return;
      }
      const { value } = JSON.parse(text) as { value: Notification[] };
      const status = (receiver.answers.length > 1 ? receiver.answers.shift() : receiver.answers[0]) ?? 202;
      if (status < 300) receiver.posts.push({ path: url.pathname, value });
      response.writeHead(status).end();
    });
  };
  const server = tls ? https.createServer(tls, answer) : http.createServer(answer);
  await new Promise<void>((resolve) => {
    server.listen(0, 'localhost', resolve);
  });
  receiver.url = `${tls ? 'https' : 'http'}://localhost:${(server.address() as AddressInfo).port}`;
  return receiver;
}
