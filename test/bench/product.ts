import { spawn } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';
import { Agent, fetch, type RequestInit, type Response } from 'undici';

export interface Product {
  outlook: string;
  server: string;
  graph: string;
  client: { id: string };
  /** Asks any of the services, trusting their certificate; fails on a refusal. */
  ask(url: string, init?: RequestInit): Promise<Response>;
  deliver(mail: object): Promise<void>;
  /** A token of the person whom Outlook shows first, for a scope. */
  token(scope: string): Promise<string>;
  stop(): Promise<void>;
}

/** The whole product as `npm start -- --fresh --json` starts it: sandbox and server in processes of their own. */
export async function startProduct(environment: Record<string, string> = {}): Promise<Product> {
  const child = spawn(process.execPath, [path.resolve('dist/sandbox/main.js'), '--fresh', '--json'], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  const line = await Promise.race([
    new Promise<string>((resolve) => {
      readline.createInterface(child.stdout).once('line', resolve);
    }),
    gone.then(() => {
      throw new Error('The product did not start.');
    }),
  ]);
  const urls = JSON.parse(line) as Pick<Product, 'outlook' | 'server' | 'graph' | 'client'>;
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  const ask = async (url: string, init: RequestInit = {}) => {
    const response = await fetch(url, { dispatcher, ...init });
    if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
    return response;
  };
  const post = (url: string, body: object) =>
    ask(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  return {
    ...urls,
    ask,
    async deliver(mail) {
      await post(`${urls.outlook}/sandbox/mail`, mail);
    },
    async token(scope) {
      const answer = await post(`${urls.outlook}/broker/token`, { clientId: urls.client.id, scope });
      const { success, token } = (await answer.json()) as { success: boolean; token: { access_token: string } };
      if (!success) throw new Error('The broker gave no token.');
      return token.access_token;
    },
    async stop() {
      child.kill('SIGTERM');
      await gone;
      await dispatcher.destroy();
    },
  };
}

/** The n-th of many mails to Ada: known people, known companies and strangers take turns. */
export function mailNumber(n: number): object {
  const senders = [
    { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' },
    { name: `Colleague ${n}`, address: `colleague.${n}@lumenworks.example` },
    { name: `Stranger ${n}`, address: `stranger@company-${n}.example` },
  ];
  return {
    from: senders[n % senders.length],
    to: [{ name: 'Ada Brandt', address: 'ada@alderfinch.example' }],
    subject: `Measured mail ${n}`,
    html: `<p>Mail number ${n}, with a few words in it.</p>`,
    isRead: true,
    ...(n % 2 === 0
      ? {
          attachments: [
            {
              name: `Note ${n}.txt`,
              contentType: 'text/plain',
              contentBytes: Buffer.from(`note ${n}`).toString('base64'),
            },
          ],
        }
      : {}),
  };
}
