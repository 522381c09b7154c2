import { Agent, fetch } from 'undici';
import type { BodyInput } from '../../contract/api.js';
import type { Mailbox } from '../../contract/connection.js';
import type { Caller, World } from './world.js';

export type ConnectBody = BodyInput<'POST /connection/connect'>;
export interface Landing {
  status: number;
  location: string | null;
  text: string;
}
export const mailAndSend: ConnectBody = { permissions: ['mail', 'send'], isAnother: false, chooseAccount: false };

/** A browser without scripts: begins connecting, walks Microsoft's pages as `chosen`, and comes back to the server. */
export async function connectOutlook(
  world: World,
  caller: Caller,
  body: ConnectBody = mailAndSend,
  chosen: Caller = caller,
): Promise<Landing> {
  const begun = await begin(world, caller, body);
  return comeBack(world, await walkMicrosoft(world, begun.url, chosen), begun.cookie);
}

export async function begin(world: World, caller: Caller, body: ConnectBody = mailAndSend) {
  const answer = await caller.ask('POST', '/connection/connect', body);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  const set = answer.headers.get('set-cookie') ?? '';
  return { url: (answer.body as { url: string }).url, cookie: set.split(';')[0] ?? '', set };
}

/** From Microsoft's page to where it sends the browser: with a code, or with what was said instead. */
export async function walkMicrosoft(
  world: World,
  url: string,
  chosen: Caller,
  answer: 'accept' | 'cancel' | 'back' = 'accept',
): Promise<string> {
  const dispatcher = new Agent({ connect: { ca: world.sandbox.caPem } });
  try {
    let next = new URL(url);
    next.searchParams.set('picked', chosen.person.id);
    for (let step = 0; step < 5; step += 1) {
      const response = await fetch(next, { dispatcher, redirect: 'manual' });
      const location = response.headers.get('location');
      if (location) return location;
      const page = await response.text();
      const links = [...page.matchAll(/<a[^>]*href="([^"]*answer=(accept|cancel|back)[^"]*)"/g)];
      const wanted = links.find((it) => it[2] === answer)?.[1];
      if (!wanted) throw new Error(`Microsoft's page offers no "${answer}": ${page.slice(-800)}`);
      next = new URL(
        wanted.replace(/&#(\d+);/g, (_all, code: string) => String.fromCharCode(Number(code))),
        next,
      );
    }
    throw new Error('Microsoft’s pages lead nowhere.');
  } finally {
    await dispatcher.destroy();
  }
}

export async function comeBack(world: World, url: string, cookie: string | undefined): Promise<Landing> {
  const dispatcher = new Agent({ connect: { ca: world.sandbox.caPem } });
  try {
    const response = await fetch(url, { dispatcher, redirect: 'manual', headers: cookie ? { cookie } : {} });
    return { status: response.status, location: response.headers.get('location'), text: await response.text() };
  } finally {
    await dispatcher.destroy();
  }
}

/** The person's own mailbox, connected. */
export async function connectedMailbox(world: World, caller: Caller): Promise<Mailbox> {
  const landing = await connectOutlook(world, caller);
  const status = await caller.call('GET /connection');
  const own = status.mailboxes.find((it) => it.kind === 'own' && it.connectedBy.isYou);
  if (!own) throw new Error(`Not connected: ${landing.status} ${JSON.stringify(status.lastAttempt)}`);
  return own;
}
