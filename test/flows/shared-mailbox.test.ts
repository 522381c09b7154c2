import { alder, application, sharedMailboxes } from '../../sandbox/tenant/company.js';
import { connectOutlook, mailAndSend } from '../support/connect.js';
import { startWorld, type Caller, type World } from '../support/world.js';

let world: World;
let ada: Caller;
let ben: Caller;
let dario: Caller;
const address = sharedMailboxes[0]?.userPrincipalName ?? '';
beforeAll(async () => {
  world = await startWorld();
  [ada, ben, dario] = await Promise.all([world.as('Ada'), world.as('Ben'), world.as('Dario')]);
  world.sandbox.entra.directory.grant(alder.tenantId, application.clientId, [
    'Mail.ReadWrite.Shared',
    'Mail.Send.Shared',
  ]);
  for (const it of [ada, ben, dario])
    await connectOutlook(world, it, { ...mailAndSend, permissions: ['mail', 'send', 'shared'] });
});
afterAll(() => world?.stop());

const add = (caller: Caller) => caller.call('POST /mailboxes/shared', { body: { address } });
const shared = async (caller: Caller) =>
  (await caller.call('GET /connection')).mailboxes.find((it) => it.kind === 'shared');

test('M114 whoever has no Full Access is told which right is missing, at the field', async () => {
  await expect(add(dario)).rejects.toMatchObject({
    problem: { code: 'access_denied', field: 'address', detail: expect.stringMatching(/Full Access/) as string },
  });
  expect(await shared(dario)).toBeUndefined();
});

test('M114 a shared mailbox is one for the organisation, with its own settings and everybody who uses it named', async () => {
  const first = await add(ada);
  expect(await add(ada)).toMatchObject({ id: first.id });
  expect(await shared(ben)).toBeUndefined();
  const second = await add(ben);
  expect(second).toMatchObject({ id: first.id, kind: 'shared', connectedBy: { name: 'Ada Brandt', isYou: false } });
  expect(second.members.map((it) => it.name).sort()).toEqual(['Ada Brandt', 'Ben Okafor']);
  const of = { params: { mailbox: first.id } };
  const { settings, version } = await ben.call('GET /mailboxes/:mailbox/settings', of);
  await ben.call('PUT /mailboxes/:mailbox/settings', { ...of, body: { settings, version } });
  expect((await shared(ada))?.state).toBe('following');
  const own = (await ada.call('GET /connection')).mailboxes.find((it) => it.kind === 'own');
  expect(own?.isConfigured).toBe(false);
});

test('R-57 a shared mailbox outlives the colleague who connected it', async () => {
  const mailbox = await shared(ada);
  const of = { params: { mailbox: mailbox?.id ?? '' } };
  expect((await ada.call('GET /mailboxes/:mailbox/removal', of)).deletes).toEqual([]);
  await ada.call('POST /mailboxes/:mailbox/disconnect', { ...of, body: { links: 'delete' } });
  expect(await shared(ada)).toBeUndefined();
  expect(await shared(ben)).toMatchObject({ id: mailbox?.id, state: 'following', connectedBy: { isYou: true } });
  expect((await ben.call('GET /mailboxes/:mailbox/folders', { ...of, query: {} })).folders.length).toBeGreaterThan(2);
});
