import fs from 'node:fs';
import path from 'node:path';
import { startGraphWorld, type GraphAnswer, type GraphCaller, type GraphWorld } from '../support/graph.js';
import { startReceiver, type Receiver } from '../support/receiver.js';

interface Made {
  id: string;
  expirationDateTime: string;
  [member: string]: unknown;
}
const day = 24 * 3600_000;
let world: GraphWorld;
let ada: GraphCaller;
let receiver: Receiver;
beforeEach(async () => {
  world = await startGraphWorld();
  ada = await world.as('Ada');
  receiver = await startReceiver();
});
afterEach(async () => {
  await world?.stop();
  await receiver?.stop();
});

const inDays = (days: number) => new Date(world.sandbox.clock.now().getTime() + days * day).toISOString();
const subscribe = (changes: object = {}, caller = ada, headers = {}) =>
  caller.post<Made>(
    '/subscriptions',
    {
      changeType: 'created,updated,deleted',
      notificationUrl: `${receiver.url}/notify`,
      lifecycleNotificationUrl: `${receiver.url}/lifecycle`,
      resource: '/me/messages',
      expirationDateTime: inDays(6),
      clientState: 'between us',
      ...changes,
    },
    headers,
  );
const mail = (subject: string, to = 'ada') =>
  world.sandbox.tenants.deliver({
    from: { name: 'X', address: 'x@y.example' },
    to: [{ name: to, address: `${to}@alderfinch.example` }],
    subject,
    html: '<p>1</p>',
  });
const posted = () => world.sandbox.graph.subscriptions.outbox.idle();
const refusal = ({ status, body }: GraphAnswer<unknown>) => {
  const { error } = body as { error: { code: string; message: string } };
  return `${status} ${error.code} ${error.message}`;
};

test('a subscription is made after both addresses proved that they are reached', async () => {
  const { status, body } = await subscribe();
  expect(status).toBe(201);
  expect(receiver.handshakes).toEqual(['/notify', '/lifecycle']);
  expect(body).toMatchObject({
    resource: '/me/messages',
    changeType: 'created,updated,deleted',
    clientState: 'between us',
  });
  const same = await subscribe({ lifecycleNotificationUrl: `${receiver.url}/notify` });
  expect(same.status).toBe(201);
  expect(receiver.handshakes.slice(2)).toEqual(['/notify', '/notify']);
  const { body: list } = await ada.get<{ value: Made[] }>('/subscriptions');
  expect(list.value.map((it) => it.id).sort()).toEqual([body.id, same.body.id].sort());
  expect((await (await world.as('Ben')).get<{ value: Made[] }>('/subscriptions')).body.value).toEqual([]);
});

test('a handshake that is answered otherwise makes no subscription', async () => {
  for (const answer of [
    () => ({ status: 200, type: 'text/plain', body: 'something else' }),
    (token: string) => ({ status: 200, type: 'text/plain', body: encodeURIComponent(token) }),
    (token: string) => ({ status: 200, type: 'text/html', body: token }),
    (token: string) => ({ status: 202, type: 'text/plain', body: token }),
  ]) {
    receiver.handshake = answer;
    expect(refusal(await subscribe())).toMatch(/^400 ValidationError Subscription validation request failed/);
  }
  expect(refusal(await subscribe({ notificationUrl: 'https://elsewhere.example/hook' }))).toMatch(
    /^400 ValidationError/,
  );
  expect(world.sandbox.graph.subscriptions.active()).toEqual([]);
});

test('limits of life, kinds and mailboxes are those of the service', async () => {
  expect(refusal(await subscribe({ expirationDateTime: inDays(8) }))).toBe(
    '400 ExtensionError Subscription expiration can only be 10080 minutes in the future.',
  );
  expect((await subscribe({ expirationDateTime: inDays(7) })).status).toBe(201);
  expect(refusal(await subscribe({ expirationDateTime: inDays(-1) }))).toMatch(/^400 InvalidRequest/);
  expect(refusal(await subscribe({ changeType: 'moved' }))).toMatch(/^400 InvalidRequest/);
  expect(refusal(await subscribe({ clientState: 'x'.repeat(129) }))).toMatch(/^400 InvalidRequest/);
  expect(refusal(await subscribe({ resource: '/users/ben@alderfinch.example/messages' }))).toBe(
    '403 ExtensionError Operation: Create; Exception: [Status Code: Forbidden; Reason: Forbidden]',
  );
  expect(refusal(await subscribe({}, await world.as('Ada', ['User.Read'])))).toMatch(/^403 ExtensionError/);
  const short = await subscribe({ expirationDateTime: inDays(1 / 1440) });
  expect(Date.parse(short.body.expirationDateTime) - world.sandbox.clock.now().getTime()).toBeGreaterThan(44 * 60_000);
});

test('what happens to mail is told in batches, to whom it concerns, with the word that was agreed', async () => {
  const all = (await subscribe()).body;
  const archive = (await subscribe({ resource: "me/mailFolders('archive')/messages", changeType: 'created' })).body;
  for (let i = 0; i < 5; i++) mail(`Number ${i}`);
  mail('Not hers', 'ben');
  await posted();
  expect(receiver.posts).toHaveLength(1);
  const ids = receiver.all().map((it) => it.resourceData?.id);
  expect(ids).toEqual(ada.mailbox.messages.slice(-5).map((it) => it.restId));
  expect(receiver.all()[0]).toMatchObject({
    subscriptionId: all.id,
    changeType: 'created',
    clientState: 'between us',
    resource: `Users/${ada.mailbox.objectId}/Messages/${ids[0]}`,
    resourceData: { '@odata.type': '#Microsoft.Graph.Message' },
    tenantId: ada.mailbox.tenantId,
  });
  receiver.posts.length = 0;
  await ada.patch(`/me/messages/${ids[0]}`, { isRead: true });
  const moved = await ada.post<{ id: string }>(`/me/messages/${ids[1]}/move`, { destinationId: 'archive' });
  await posted();
  expect(receiver.all().map((it) => [it.subscriptionId, it.changeType, it.resourceData?.id])).toEqual([
    [all.id, 'updated', ids[0]],
    [all.id, 'deleted', ids[1]],
    [all.id, 'created', moved.body.id],
    [archive.id, 'created', moved.body.id],
  ]);
});

test('immutable ids are told to whom asked for them when subscribing', async () => {
  await subscribe({}, ada, { prefer: 'IdType="ImmutableId"' });
  mail('Which id');
  await posted();
  const it = ada.mailbox.messages.at(-1);
  expect(receiver.all().map((n) => n.resourceData?.id)).toEqual([it?.immutableId]);
  receiver.posts.length = 0;
  await ada.post(`/me/messages/${it?.restId}/move`, { destinationId: 'archive' });
  await posted();
  expect(receiver.all().map((n) => [n.changeType, n.resourceData?.id])).toEqual([['updated', it?.immutableId]]);
});

test('a notification that is not taken comes again, and when it is given up, "missed" is told', async () => {
  const { id } = (await subscribe()).body;
  receiver.answers = [503, 500, 202];
  mail('Third time lucky');
  await posted();
  expect(receiver.all()).toHaveLength(1);
  receiver.posts.length = 0;
  world.sandbox.behaviour.webhooks.retryAfterMs = [];
  receiver.answers = [503, 202];
  mail('Nobody hears of it');
  await posted();
  expect(receiver.posts).toEqual([
    { path: '/lifecycle', value: [expect.objectContaining({ subscriptionId: id, lifecycleEvent: 'missed' })] },
  ]);
});

test('the clock warns before the end and then ends it; renewing gives it a new life', async () => {
  const { id } = (await subscribe()).body;
  world.sandbox.clock.advance(5.5 * day);
  await posted();
  expect(receiver.all()).toEqual([
    expect.objectContaining({
      subscriptionId: id,
      lifecycleEvent: 'reauthorizationRequired',
      clientState: 'between us',
    }),
  ]);
  const later = await world.as('Ada');
  expect((await later.post(`/subscriptions/${id}/reauthorize`)).status).toBe(200);
  const renewed = await later.patch<Made>(`/subscriptions/${id}`, { expirationDateTime: inDays(6) });
  expect([renewed.status, renewed.body.id]).toEqual([200, id]);
  world.sandbox.clock.advance(6.1 * day);
  const last = await world.as('Ada');
  expect(refusal(await last.patch(`/subscriptions/${id}`, { expirationDateTime: inDays(6) }))).toMatch(
    /^404 ResourceNotFound/,
  );
});

test('subscriptions end with the sessions of their person, are lost without a word, or are silent', async () => {
  await subscribe();
  world.sandbox.entra.tokens.revokeSessions(ada.mailbox.objectId);
  await posted();
  expect(receiver.all()).toMatchObject([{ lifecycleEvent: 'subscriptionRemoved' }]);
  receiver.posts.length = 0;
  await subscribe();
  world.sandbox.behaviour.webhooks.endsUnannounced = true;
  world.sandbox.graph.subscriptions.lose();
  await subscribe();
  world.sandbox.behaviour.webhooks.silent = true;
  mail('Silence');
  await posted();
  expect(receiver.all()).toEqual([]);
  expect((await ada.get<{ value: Made[] }>('/subscriptions')).body.value).toHaveLength(1);
});

test('an encrypted receiver is trusted when the sandbox’s own authority vouches for it', async () => {
  const folder = path.dirname(world.sandbox.caFile);
  const read = (name: string) => fs.readFileSync(path.join(folder, name), 'utf8');
  const secure = await startReceiver({ key: read('localhost.key'), cert: read('localhost.crt') });
  try {
    expect(
      (await subscribe({ notificationUrl: `${secure.url}/hook`, lifecycleNotificationUrl: undefined })).status,
    ).toBe(201);
  } finally {
    await secure.stop();
  }
});
