import { startGraphWorld, type GraphCaller, type GraphWorld } from '../support/graph.js';

type Refusal = { error: { code: string; message: string } };
interface Part {
  id: string;
  status: number;
  headers: Record<string, string>;
}
let world: GraphWorld;
let ada: GraphCaller;
beforeEach(async () => {
  world = await startGraphWorld();
  ada = await world.as('Ada');
});
afterEach(() => world?.stop());

const statuses = async (calls: Promise<{ status: number }>[]) => (await Promise.all(calls)).map((it) => it.status);
const batch = async (count: number, url = '/me/messages?$top=1&$select=id') => {
  const requests = Array.from({ length: count }, (_, i) => ({ id: String(i), method: 'GET', url }));
  const { body } = await ada.post<{ responses: Part[] }>('/$batch', { requests });
  return body.responses.map((it) => it.status);
};

test('four requests at a time for one mailbox, the fifth is told to wait; another mailbox is not touched', async () => {
  world.sandbox.behaviour.timing.requestMs = 300;
  const ben = await world.as('Ben');
  const mine = statuses(Array.from({ length: 6 }, () => ada.get('/me/messages?$top=1')));
  const his = statuses(Array.from({ length: 4 }, () => ben.get('/me/messages?$top=1')));
  expect((await mine).sort()).toEqual([200, 200, 200, 200, 429, 429]);
  expect(await his).toEqual([200, 200, 200, 200]);
  world.sandbox.behaviour.throttling.inFlight = 0;
  const { status, headers, body } = await ada.get<Refusal>('/me/messages');
  expect([status, headers.get('retry-after'), body.error.code]).toEqual([429, '1', 'ApplicationThrottled']);
  expect(body.error.message).toBe('Application is over its MailboxConcurrency limit.');
});

test('the parts of a batch go to the mailbox four at a time and count one by one', async () => {
  world.sandbox.behaviour.timing.requestMs = 30;
  const before = world.sandbox.graph.mailboxRequests(ada.mailbox.objectId);
  expect(await batch(20)).toEqual(Array(20).fill(200));
  expect(world.sandbox.graph.mailboxRequests(ada.mailbox.objectId) - before).toBe(20);
  expect(world.sandbox.graph.peakInFlight()).toBe(4);
});

test('more requests than allowed in ten minutes are refused until the clock has moved on', async () => {
  world.sandbox.behaviour.throttling.requestsInTenMinutes = 40;
  expect(await batch(20)).toEqual(Array(20).fill(200));
  expect(await batch(20)).toEqual(Array(20).fill(200));
  expect((await ada.get('/me/messages?$top=1')).status).toBe(429);
  world.sandbox.clock.advance(601_000);
  expect((await ada.get('/me/messages?$top=1')).status).toBe(200);
  world.sandbox.behaviour.throttling.requestsInTenMinutes = 0;
  for (let i = 0; i < 3; i++) expect(await batch(20)).toEqual(Array(20).fill(200));
});

test('requests and items take the time that a bench asks for', async () => {
  Object.assign(world.sandbox.behaviour.timing, { requestMs: 100, itemMs: 10 });
  const began = performance.now();
  await ada.get('/me/mailFolders/inbox/messages?$top=20&$select=id');
  expect(performance.now() - began).toBeGreaterThanOrEqual(295);
});

test('bad days: random refusals, denied parallel reads, one mailbox on premises', async () => {
  const { behaviour } = world.sandbox;
  behaviour.random = { share: 1, statuses: [503], retryAfterSeconds: 7 };
  const refused = await ada.get('/me/messages');
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '7']);
  behaviour.reset();
  behaviour.mail.deniesParallelReads = true;
  behaviour.timing.requestMs = 100;
  const parallel = await statuses([ada.get('/me/messages?$top=1'), ada.get('/me/messages?$top=1')]);
  expect(parallel.sort()).toEqual([200, 403]);
  behaviour.reset();
  behaviour.mail.onPremises = [ada.mailbox.objectId];
  const { status, body } = await ada.get<Refusal>('/me/mailFolders');
  expect([status, body.error.code]).toEqual([404, 'MailboxNotEnabledForRESTAPI']);
  expect((await (await world.as('Ben')).get('/me/mailFolders')).status).toBe(200);
});
