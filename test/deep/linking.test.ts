import type { Database } from '../../server/db/database.js';
import { createOwnDomains } from '../../server/records/own-domains.js';
import { linkMessages } from '../../server/workloads/mail/linking.js';
import type { MailItem } from '../../server/workloads/mail/mail-item.js';
import { databaseKinds, emptyDatabase } from '../support/databases.js';
import { ada, ben } from '../support/labelled-mail/company.js';
import { storeCompany } from '../support/labelled-mail/index.js';
import { family, type Draft } from '../support/labelled-mail/label.js';
import { storeMailbox } from '../support/mail-rows.js';

const jana = 'jana.novak@lumenworks.example';
const office = 'office@harbourlight.example';
const surveyor = 'ines.prado@surveyors.example';
const lawyer = 'counsel@brightlaw.example';

describe.each(databaseKinds)('links on %s', (kind) => {
  let database: Database;
  let stop: () => Promise<void>;
  let tenantId = '';
  let mailboxes: Record<'ada' | 'ben', { id: number; tenantId: string; objectId: string; address: string }>;
  let n = 0;
  beforeAll(async () => {
    ({ database, stop } = await emptyDatabase(kind));
  });
  afterAll(() => stop?.());
  beforeEach(async () => {
    tenantId = `tenant-${(n += 1)}`;
    await storeCompany(database, tenantId);
    const open = async (objectId: string, address: string) => ({
      id: await storeMailbox(database.kysely, tenantId, objectId, address),
      tenantId,
      objectId,
      address,
    });
    mailboxes = { ada: await open('person-0', ada), ben: await open('person-1', ben) };
  });

  function mail(title: string, draft: Draft): MailItem {
    const { mails, add } = family(`mail-${(n += 1)}`, new Date(Date.UTC(2026, 9, 1) + n * 600_000).toISOString());
    add(title, draft);
    return (mails[0] as (typeof mails)[0]).item;
  }
  const needs = { ownDomains: createOwnDomains() };
  async function link(items: MailItem[], whose: 'ada' | 'ben' = 'ada') {
    const links = await database.transaction((tx) => linkMessages(tx, needs, mailboxes[whose], items));
    return items.map((it) => (links.get(it.graphId) ?? []).map((l) => `${l.recordId} ${l.state}`).sort());
  }
  const rows = () =>
    database.kysely.selectFrom('mail_link').selectAll().where('tenant_id', '=', tenantId).orderBy('id').execute();
  const threads = () =>
    database.kysely
      .selectFrom('followed_thread')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .orderBy('record_id')
      .execute();
  const set = (recordId: string, state: 'undone' | 'rejected') =>
    database.kysely
      .updateTable('mail_link')
      .set({ state, decided_at: new Date() })
      .where('tenant_id', '=', tenantId)
      .where('record_id', '=', recordId)
      .execute();

  test('M25 the same page again changes nothing, and the same mail in two mailboxes is one link', async () => {
    const items = [mail('One', { from: jana, to: [ada, ben] }), mail('Two', { from: office })];
    const once = await link(items);
    expect(once).toEqual([
      ['jana linked', 'lumen linked'],
      ['harbour linked', 'owen suggested', 'priya suggested'],
    ]);
    const before = await rows();
    expect(await link(items)).toEqual(once);
    expect(await link(items, 'ben')).toEqual(once);
    expect(await rows()).toEqual(before);
  });

  test('M25 a page of a thousand messages costs as many statements as a page of one', async () => {
    let count = 0;
    const counted = (items: MailItem[]) =>
      database.transaction(async (tx) => {
        const counting = tx.withPlugin({
          transformQuery: ({ node }) => {
            count += 1;
            return node;
          },
          transformResult: async ({ result }) => result,
        });
        count = 0;
        await linkMessages(counting, needs, mailboxes.ada, items);
        return count;
      });
    const one = await counted([mail('First', { from: jana })]);
    const many = Array.from({ length: 1_000 }, (_, i) =>
      mail(`D-1042 no ${i}`, { from: i % 2 ? jana : `x${i}@somewhere.example`, references: [`<${i}@r.example>`] }),
    );
    const began = Date.now();
    const thousand = await counted(many);
    process.stdout.write(`  ${kind}: 1,000 messages linked in ${Date.now() - began} ms by ${thousand} statements\n`);
    expect(thousand).toBeLessThanOrEqual(one + 2); // conversations that are answered, and codes
  });

  test('R-33 what was undone or rejected never comes back by itself', async () => {
    const item = mail('Once', { from: jana });
    await link([item]);
    await set('jana', 'undone');
    await set('lumen', 'rejected');
    expect(await link([item])).toEqual([[]]);
    expect((await rows()).map((it) => it.state).sort()).toEqual(['rejected', 'undone']);
  });

  test('R-08 a mail that was unfiled from a record is not put back there by a rule', async () => {
    const item = mail('Unfiled', { from: jana });
    const filing = {
      id: `filing-${tenantId}`,
      tenant_id: tenantId,
      internet_message_id: item.internetMessageId,
      module_id: 'people',
      record_id: 'jana',
      state: 'unfiled',
      reason: '{}',
      object_id: 'person-0',
      filed_by_name: 'Ada',
      filed_at: new Date(),
      mailbox: ada,
      message_id: 'x',
      subject: '',
      from_name: '',
      from_address: '',
      received_at: new Date(),
      category_state: 'removed',
      record_check: 'ok',
      is_working: false,
    };
    await database.kysely.insertInto('filing').values(filing).execute();
    expect(await link([item])).toEqual([['lumen linked']]);
    await database.kysely.updateTable('filing').set({ state: 'filed' }).where('id', '=', filing.id).execute();
    expect(await link([item])).toEqual([['jana linked', 'lumen linked']]);
    expect((await rows()).map((it) => it.record_id)).toEqual(['lumen']);
  });

  test('R-12 an address of several records is asked about, and the answer is remembered for the person who gave it', async () => {
    const first = mail('Rooms', { from: office });
    expect(await link([first])).toEqual([['harbour linked', 'owen suggested', 'priya suggested']]);
    await database.kysely
      .insertInto('mail_choice')
      .values({ tenant_id: tenantId, object_id: 'person-0', address: office, module_id: 'people', record_id: 'owen' })
      .execute();
    const later = mail('More rooms', { from: office });
    expect(await link([later])).toEqual([['harbour linked', 'owen linked']]);
    const bens = mail('Rooms for Ben', { from: office, to: [ben] });
    expect(await link([bens], 'ben')).toEqual([['harbour linked', 'owen suggested', 'priya suggested']]);
    expect(await link([first])).toEqual([['harbour linked', 'owen linked', 'priya suggested']]);
  });

  test('M25 a suggestion becomes certain when its person is known; what is certain does not become a guess', async () => {
    const item = mail('Marek', { from: 'marek@lumenworks.example' });
    expect(await link([item])).toEqual([['lumen linked']]);
    await database.kysely
      .insertInto('record_address')
      .values({ tenant_id: tenantId, address: 'marek@lumenworks.example', module_id: 'accounts', record_id: 'lumen' })
      .execute();
    await link([item]);
    expect((await rows()).map((it) => it.confidence)).toEqual(['high']);
    await database.kysely.deleteFrom('record_address').where('address', '=', 'marek@lumenworks.example').execute();
    await link([item]);
    expect((await rows()).map((it) => it.confidence)).toEqual(['high']);
  });

  test('R-07 a branch that turns internal pauses and asks one question; the customer goes on', async () => {
    const first = mail('D-1077 plans', { from: surveyor, conversationId: 'c' });
    const inside = mail('Re: plans', {
      from: ben,
      to: [ada],
      conversationId: 'c',
      references: [first.internetMessageId],
    });
    const more = mail('Re: Re: plans', {
      from: ada,
      to: [ben],
      conversationId: 'c',
      references: [first.internetMessageId],
    });
    const answer = mail('Re: plans', { from: 'rui@surveyors.example', conversationId: 'c' });
    expect(await link([answer, more, inside, first])).toEqual([
      ['rollout linked'],
      ['rollout suggested'],
      ['rollout suggested'],
      ['rollout linked'],
    ]);
    expect(await threads()).toMatchObject([
      {
        record_id: 'rollout',
        state: 'paused',
        question: { kind: 'internal', value: '' },
        outside_domains: ['surveyors.example'],
        object_id: 'person-0',
      },
    ]);
  });

  test('R-07 a new outside party pauses and is named; a record that stands on its own is not asked about', async () => {
    const first = mail('D-1042 dates', { from: jana, conversationId: 'c' });
    expect(await link([first])).toEqual([['jana linked', 'lumen linked', 'renewal linked']]);
    const joined = mail('Re: dates', { from: jana, cc: [lawyer], conversationId: 'c' });
    expect(await link([joined], 'ben')).toEqual([['jana linked', 'lumen linked', 'renewal suggested']]);
    const asked = (await threads()).filter((it) => it.state === 'paused');
    expect(asked).toMatchObject([
      { record_id: 'renewal', question: { kind: 'new_domain', value: 'brightlaw.example' }, object_id: 'person-1' },
    ]);
  });

  test('M25 thread before domain: a conversation that has its records is not moved by the name of a company', async () => {
    const first = mail('D-1077 kick-off', { from: 'lars@nordkiste.example', conversationId: 'c' });
    await link([first]);
    await database.kysely
      .updateTable('mail_link')
      .set({ state: 'undone' })
      .where('record_id', '=', 'nordkiste')
      .execute();
    await database.kysely.deleteFrom('followed_thread').where('record_id', '=', 'nordkiste').execute();
    const reply = mail('Re: kick-off', { from: 'lars@nordkiste.example', conversationId: 'c' });
    expect(await link([reply])).toEqual([['rollout linked']]);
  });

  test('a conversation that was stopped stays stopped, and drafts and mails without an id are left alone', async () => {
    const first = mail('D-1077 stop', { from: surveyor, conversationId: 'c' });
    await link([first]);
    await database.kysely
      .updateTable('followed_thread')
      .set({ state: 'stopped' })
      .where('tenant_id', '=', tenantId)
      .execute();
    const reply = mail('Re: stop', { from: surveyor, conversationId: 'c' });
    const again = mail('Re: D-1077 stop', { from: surveyor, conversationId: 'c' });
    const rest = [mail('Draft', { to: [jana], isDraft: true }), mail('No id', { from: jana, internetMessageId: '' })];
    expect(await link([reply, again, ...rest])).toEqual([[], ['rollout linked'], [], []]);
    expect((await threads()).map((it) => it.state)).toEqual(['stopped']);
  });

  test('two tenants never meet', async () => {
    const item = mail('Two', { from: jana });
    await link([item]);
    const other = { ...mailboxes.ada, tenantId: 'nobody' };
    const links = await database.transaction((tx) => linkMessages(tx, needs, other, [item]));
    expect(links.size).toBe(0);
  });
});
