import { alder } from '../../sandbox/tenant/company.js';
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
