import { startGraphWorld, type GraphAnswer, type GraphWorld } from '../support/graph.js';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a stranger's client knows no types either
type Ask = (method: string, url: string, body?: unknown, headers?: Record<string, string>) => Promise<GraphAnswer<any>>;
let world: GraphWorld;
let ada: Ask;
beforeAll(async () => {
  world = await startGraphWorld();
  ada = (await world.as('Ada', ['Files.ReadWrite'])).ask;
});
afterAll(() => world?.stop());

test('M48 files cost resource units for each application and minute; from 80 % the answer says so, beyond it waits', async () => {
  world.sandbox.behaviour.files.unitsPerMinute = 20;
  world.sandbox.clock.advance(60_000 - (world.sandbox.clock.now().getTime() % 60_000));
  const answers = [];
  for (let i = 0; i < 11; i += 1) answers.push(await ada('GET', '/me/drive/root/children'));
  expect(answers.map((it) => it.status)).toEqual([...Array<number>(10).fill(200), 429]);
  expect(answers.map((it) => it.headers.get('ratelimit-remaining'))).toEqual([
    ...Array<null>(7).fill(null),
    '4',
    '2',
    '0',
    '0',
  ]);
  const refused = answers.at(-1);
  expect(refused?.body.error.code).toBe('activityLimitReached');
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
  world.sandbox.clock.advance(60_000);
  const parts = Array.from({ length: 6 }, (_, i) => ({
    id: String(i),
    method: 'GET',
    url: '/me/drive/root/permissions',
  }));
  const batch = await ada('POST', '/$batch', { requests: parts });
  expect(batch.status).toBe(200);
  expect(batch.body.responses.map((it: { status: number }) => it.status).sort()).toEqual([
    200, 200, 200, 200, 429, 429,
  ]);
  world.sandbox.behaviour.reset();
  expect((await ada('GET', '/me/drive/root/children')).status).toBe(200);
});
