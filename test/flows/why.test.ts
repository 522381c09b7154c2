import { alder } from '../../sandbox/tenant/company.js';
import { limitModule, notAllowedOn, unlimited } from '../support/administrator.js';
import { storeMailbox } from '../support/mail-rows.js';
import { startWorld, type Caller, type World } from '../support/world.js';

let world: World;
let ada: Caller;
beforeAll(async () => {
  world = await startWorld();
  ada = await world.as('Ada');
});
afterAll(() => world?.stop());

const why = () => {
  const { restId, graph } = ada.message('Quote for the renewal');
  return ada.call('POST /messages/why', {
    body: { messageId: restId, internetMessageId: graph.internetMessageId ?? '' },
  });
};

test('M71 a mail of a mailbox that is not connected says so; a filed one says where; a folder that is not followed is named', async () => {
  expect(await why()).toMatchObject({ code: 'C11', remedies: ['connect', 'fileThis'] });
  const on = world.server!.database.kysely;
  const id = await storeMailbox(on, alder.tenantId, ada.person.id, ada.person.userPrincipalName);
  const rules = {
    neverFile: [],
    bulk: 'skip',
    internal: 'skip',
    private: 'skip',
    invitations: 'skip',
    categories: { kind: 'off', names: [] },
  };
  const settings = {
    range: { kind: 'days', days: 90 },
    folders: [],
    rules,
    visibility: 'subject',
    organization: { kind: 'off' },
  };
  await on
    .updateTable('mailbox')
    .set({ settings: JSON.stringify(settings) })
    .where('id', '=', id)
    .execute();
  expect(await why()).toMatchObject({ code: 'C1', sentence: 'This email is in Inbox, which is not synced.' });
  const filed = await ada.file('Quote for the renewal');
  expect(await why()).toMatchObject({ code: 'filed', records: [{ displayName: 'Jana Novák' }] });
  await ada.settled(filed.id);
});

test('M71 M117 an email that a module does not take says so, what becomes of it and who can change that; allowed again it is where it was', async () => {
  const cleo = await world.as('Cleo');
  const on = world.server!.database.kysely;
  const filed = await ada.file('Quote for the renewal');
  await ada.settled(filed.id);
  const cause = {
    code: 'C12',
    sentence: notAllowedOn('emails').detail,
    remedies: ['fileThis', 'askAdmin'],
    records: [],
  };
  await limitModule(cleo, 'people', { mail: false });
  expect(await why()).toMatchObject(cause); // it was put there, and is kept
  await limitModule(cleo, 'people', unlimited);
  expect(await why()).toMatchObject({ code: 'filed' });

  // Of one that nobody filed: its people are known, and no rule may put it there.
  world.sandbox.tenants.deliver({
    from: { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' },
    to: [{ name: 'Ada Brandt', address: ada.person.userPrincipalName }],
    subject: 'While it was not allowed',
    html: '<p>Hello</p>',
  });
  const { restId, graph } = ada.message('While it was not allowed');
  const ask = () =>
    ada.call('POST /messages/why', { body: { messageId: restId, internetMessageId: graph.internetMessageId ?? '' } });
  const { id } = await on
    .selectFrom('mailbox')
    .select('id')
    .where('object_id', '=', ada.person.id)
    .executeTakeFirstOrThrow();
  const graphId = (await ask()).folder?.id ?? '';
  const folder = { tenant_id: alder.tenantId, mailbox_id: id, graph_id: graphId, is_selected: true };
  await on
    .insertInto('mail_folder')
    .values({ ...folder, display_name: 'Inbox' })
    .execute();
  const names = ['people', 'accounts', 'deals'];
  for (const it of names) await limitModule(cleo, it, { mail: false });
  const told = await ask();
  expect(told).toMatchObject({ code: 'C12', remedies: ['fileThis', 'askAdmin'], records: [] });
  expect(told.sentence).toMatch(
    /^Your organisation does not allow emails on records of .*People.*An administrator can/,
  );
  for (const [route, body] of [
    ['/mail/review/record', { record: { module: 'people', id: 'rec_jana' } }],
    ['/mail/choices', { address: 'jana.novak@lumenworks.example', record: { module: 'people', id: 'rec_jana' } }],
  ] as const)
    expect((await ada.ask(route === '/mail/choices' ? 'PUT' : 'POST', route, body)).body).toMatchObject(
      notAllowedOn('emails'),
    );
  for (const it of names) await limitModule(cleo, it, unlimited);
  expect(['C4', 'C6']).toContain((await ask()).code);
});
