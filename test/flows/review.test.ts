import type { Database } from '../../server/db/database.js';
import { createAudit } from '../../server/audit/audit.js';
import { createSeal } from '../../server/identity/seal.js';
import { createOwnDomains } from '../../server/records/own-domains.js';
import { undoLink } from '../../server/workloads/mail/links.js';
import { linkMessages } from '../../server/workloads/mail/linking.js';
import type { MailItem } from '../../server/workloads/mail/mail-item.js';
import { changeChoice, choicesOf } from '../../server/workloads/mail/choices.js';
import { acceptAll, decideLinks, undoDecision } from '../../server/workloads/mail/decide-links.js';
import { linksOfMail } from '../../server/workloads/mail/links-of-mail.js';
import { review } from '../../server/workloads/mail/review.js';
import { answerThread } from '../../server/workloads/mail/thread-answer.js';
import { databaseKinds, emptyDatabase } from '../support/databases.js';
import { ada, ben } from '../support/labelled-mail/company.js';
import { storeCompany } from '../support/labelled-mail/index.js';
import { family, type Draft } from '../support/labelled-mail/label.js';
import { storeMail, storeMailbox } from '../support/mail-rows.js';

const office = 'office@harbourlight.example';
const surveyor = 'ines.prado@surveyors.example';

describe.each(databaseKinds)('what a person says about links, on %s', (kind) => {
  let database: Database;
  let stop: () => Promise<void>;
  let tenantId = '';
  let mailboxId = 0;
  let n = 0;
  beforeAll(async () => {
    ({ database, stop } = await emptyDatabase(kind));
  });
  afterAll(() => stop?.());
  beforeEach(async () => {
    tenantId = `tenant-${(n += 1)}`;
    await storeCompany(database, tenantId);
    mailboxId = await storeMailbox(database.kysely, tenantId, 'person-0', ada);
  });
  const who = (objectId: string) => ({ tenantId, objectId, name: objectId, address: ada, scopes: [] });
  const needs = () => ({
    database,
    audit: createAudit(database, createSeal(`test:${Buffer.alloc(32, 7).toString('base64')}`)),
    records: {
      views: async (_on: unknown, _tenant: string, refs: { moduleId: string; recordId: string }[]) =>
        new Map(
          refs.map((it) => [
            `${it.moduleId} ${it.recordId}`,
            { module: it.moduleId, id: it.recordId, moduleName: it.moduleId, displayName: it.recordId, url: '' },
          ]),
        ),
    },
  });
  function mail(title: string, draft: Draft): MailItem {
    const { mails, add } = family(`mail-${(n += 1)}`, new Date(Date.UTC(2026, 9, 1) + n * 600_000).toISOString());
    add(title, draft);
    return mails[0]!.item;
  }
  const link = (items: MailItem[]) =>
    database.transaction(async (tx) => {
      const mailbox = { id: mailboxId, tenantId, objectId: 'person-0', address: ada };
      const links = await linkMessages(tx, { ownDomains: createOwnDomains() }, mailbox, items);
      for (const it of items) if (links.has(it.graphId)) await storeMail(tx, tenantId, mailboxId, it);
    });
  const states = async () =>
    Object.fromEntries(
      (
        await database.kysely
          .selectFrom('mail_link')
          .selectAll()
          .where('tenant_id', '=', tenantId)
          .orderBy('received_at')
          .execute()
      ).map((it) => [`${it.record_id} ${it.internet_message_id.slice(1, 8)}`, it.state]),
    );
  const key = (record: string, item: MailItem) => `${record} ${item.internetMessageId.slice(1, 8)}`;

  test('M25 R-12 a question is answered once, for all mail that waits for the same address, and for later mail', async () => {
    const [first, second] = [mail('Rooms', { from: office }), mail('Keys', { from: office })];
    await link([first, second]);
    const { items, count } = await review(needs(), who('person-0'));
    expect(count).toBe(4); // two questions, and two likely links to the company
    const question = items.find((it) => it.kind === 'choose' && it.subject === 'Keys');
    expect(question?.links.map((it) => it.record.id).sort()).toEqual(['owen', 'priya']);
    const owen = question?.links.find((it) => it.record.id === 'owen');
    const decisions = [{ id: owen?.id ?? '', decision: 'accept' as const }];
    expect(await decideLinks(needs(), who('person-0'), decisions)).toEqual({
      decided: 1,
      count: 2,
      undo: expect.any(String) as unknown,
    });
    expect(await decideLinks(needs(), who('person-0'), decisions)).toEqual({ decided: 0, count: 2 });
    expect(await states()).toMatchObject({
      [key('owen', first)]: 'linked',
      [key('priya', first)]: 'rejected',
      [key('owen', second)]: 'linked',
      [key('priya', second)]: 'rejected',
    });
    const third = mail('Lamps', { from: office });
    await link([third]);
    expect(await states()).toMatchObject({ [key('owen', third)]: 'linked' });
  });

  test('M25 likely links are confirmed or taken away in one go; nobody else is asked, or may answer', async () => {
    const mails = [mail('One', { from: 'a@lumenworks.example' }), mail('Two', { from: 'b@nordkiste.example' })];
    await link(mails);
    const { items } = await review(needs(), who('person-0'));
    expect(items.map((it) => [it.kind, it.links[0]?.record.id])).toEqual([
      ['check', 'nordkiste'],
      ['check', 'lumen'],
    ]);
    expect(await review(needs(), who('person-1'))).toEqual({ items: [], count: 0, records: [], conversations: [] });
    const ids = items.map((it) => it.links[0]?.id ?? '');
    await expect(decideLinks(needs(), who('person-1'), [{ id: ids[0]!, decision: 'accept' }])).rejects.toMatchObject({
      code: 'not_found',
    });
    await decideLinks(needs(), who('person-0'), [
      { id: ids[0]!, decision: 'accept' },
      { id: ids[1]!, decision: 'reject' },
    ]);
    expect(await states()).toEqual({ [key('lumen', mails[0]!)]: 'rejected', [key('nordkiste', mails[1]!)]: 'linked' });
    await link(mails.map((it) => ({ ...it, graphId: `${it.graphId}-again` })));
    expect(Object.values(await states()).sort()).toEqual(['linked', 'rejected']);
    const left = await database.kysely
      .selectFrom('mail_message')
      .select('subject')
      .where('tenant_id', '=', tenantId)
      .where('subject', '=', 'One')
      .execute();
    expect(left).toEqual([]); // what is on no record is not kept
  });

  test('R-07 going on widens the scope by what was asked about; stopping lets the waiting mail be', async () => {
    const first = mail('D-1077 plans', { from: surveyor, conversationId: 'c' });
    const inside = mail('Re: plans', { from: ben, to: [ada], conversationId: 'c' });
    const lawyer = mail('Re: plans', { from: surveyor, cc: ['counsel@brightlaw.example'], conversationId: 'c' });
    await link([first, inside, lawyer]);
    const open = async () =>
      (await linksOfMail(needs(), who('person-0'), { internetMessageId: first.internetMessageId, conversationId: 'c' }))
        .followed;
    expect(await open()).toMatchObject({ state: 'paused', question: { kind: 'internal' } });
    expect(await review(needs(), who('person-0'))).toMatchObject({
      count: 0,
      conversations: [
        { question: { kind: 'internal' }, records: [{ id: 'rollout' }], subject: 'Re: plans', waiting: 2 },
      ],
    });
    expect((await review(needs(), who('person-1'))).conversations).toEqual([]);
    const id = (await open())?.id ?? '';
    await expect(answerThread(needs(), who('person-1'), id, 'go_on')).rejects.toMatchObject({ code: 'access_denied' });
    expect(await answerThread(needs(), who('person-0'), id, 'go_on')).toBe('paused');
    expect(await states()).toMatchObject({ [key('rollout', inside)]: 'linked', [key('rollout', lawyer)]: 'suggested' });
    expect(await open()).toMatchObject({
      state: 'paused',
      question: { kind: 'new_domain', value: 'brightlaw.example' },
    });
    expect(await answerThread(needs(), who('person-0'), id, 'stop')).toBe('stopped');
    expect(await states()).toMatchObject({ [key('rollout', inside)]: 'linked', [key('rollout', lawyer)]: 'rejected' });
    const later = mail('Re: plans', { from: surveyor, conversationId: 'c' });
    await link([later]);
    expect(await states()).not.toHaveProperty(key('rollout', later));
  });

  test('M25 undo takes a mail off the record for good and ends the rule of its conversation; only who has the mail may', async () => {
    const first = mail('D-1077 once', { from: surveyor, conversationId: 'c' });
    await link([first]);
    const [row] = (await linksOfMail(needs(), who('person-0'), first)).links;
    await expect(undoLink(needs(), who('person-1'), row?.id ?? '')).rejects.toMatchObject({ code: 'access_denied' });
    await undoLink(needs(), who('person-0'), row?.id ?? '');
    await undoLink(needs(), who('person-0'), row?.id ?? '');
    await link([first].map((it) => ({ ...it, graphId: 'again' })));
    expect(Object.values(await states())).toEqual(['undone']);
    const reply = mail('Re: once', { from: surveyor, conversationId: 'c' });
    await link([reply]);
    expect(Object.values(await states())).toEqual(['undone']);
  });

  test('M25 R-58 what was decided is taken back whole: links, the remembered choice and the rule of a conversation', async () => {
    const [first, second] = [mail('Rooms', { from: office }), mail('Keys', { from: office })];
    const likely = mail('D-1077 once', { from: 'a@lumenworks.example', conversationId: 'c' });
    await link([first, second, likely]);
    const all = () =>
      database.kysely.selectFrom('mail_link').selectAll().where('tenant_id', '=', tenantId).orderBy('id').execute();
    const threads = () =>
      database.kysely
        .selectFrom('followed_thread')
        .select(['record_id', 'state'])
        .where('tenant_id', '=', tenantId)
        .orderBy('record_id')
        .execute();
    const [linksBefore, threadsBefore] = [await all(), await threads()];
    const { items, count } = await review(needs(), who('person-0'));
    const owen = items
      .find((it) => it.kind === 'choose' && it.subject === 'Keys')
      ?.links.find((it) => it.record.id === 'owen');
    const lumen = items.find((it) => it.links.some(({ record }) => record.id === 'lumen'))?.links[0];
    const made = await decideLinks(needs(), who('person-0'), [
      { id: owen?.id ?? '', decision: 'accept' },
      { id: lumen?.id ?? '', decision: 'reject' },
    ]);
    expect(await threads()).not.toEqual(threadsBefore);
    expect(
      (await choicesOf(needs(), who('person-0'))).map((it) => [it.address, it.record.id, it.others.map((o) => o.id)]),
    ).toEqual([[office, 'owen', ['priya']]]);
    expect(await undoDecision(needs(), who('person-1'), made.undo ?? '')).toMatchObject({ count: 0 });
    expect(await all()).not.toEqual(linksBefore);
    expect(await undoDecision(needs(), who('person-0'), made.undo ?? '')).toMatchObject({ count });
    expect(await undoDecision(needs(), who('person-0'), made.undo ?? '')).toMatchObject({ count });
    expect(await all()).toEqual(linksBefore);
    expect(await threads()).toEqual(threadsBefore);
    expect(await choicesOf(needs(), who('person-0'))).toEqual([]);
  });

  test('M25 another record is named instead; the mail is on that one, and taking it back leaves nothing', async () => {
    const mails = [mail('One', { from: 'a@lumenworks.example' })];
    await link(mails);
    const before = await states();
    const [item] = (await review(needs(), who('person-0'))).items;
    const made = await decideLinks(needs(), who('person-0'), [
      {
        id: item?.links[0]?.id ?? '',
        decision: 'other',
        record: { moduleId: 'people', recordId: 'owen', displayName: 'Owen' },
      },
    ]);
    expect(await states()).toEqual({ [key('lumen', mails[0]!)]: 'rejected', [key('owen', mails[0]!)]: 'linked' });
    await undoDecision(needs(), who('person-0'), made.undo ?? '');
    expect(await states()).toEqual(before);
  });

  test('M25 all likely links to one record are accepted in one go, and no other', async () => {
    const mails = [1, 2, 3].map((n) => mail(`L${n}`, { from: 'a@lumenworks.example' }));
    const other = mail('N', { from: 'b@nordkiste.example' });
    await link([...mails, other]);
    const { records } = await review(needs(), who('person-0'));
    expect(records.map((it) => [it.record.id, it.count, it.likely])).toEqual([
      ['lumen', 3, 3],
      ['nordkiste', 1, 1],
    ]);
    const of = await moduleOf('lumen');
    expect((await review(needs(), who('person-0'), { of })).items).toHaveLength(3);
    expect(await acceptAll(needs(), who('person-1'), of)).toMatchObject({ decided: 0 });
    expect(await acceptAll(needs(), who('person-0'), of)).toMatchObject({ decided: 3, count: 1 });
    expect(await acceptAll(needs(), who('person-0'), of)).toMatchObject({ decided: 0, count: 1 });
  });

  test('R-12 a remembered choice is changed, and forgotten: then the person is asked again', async () => {
    const of = await moduleOf('priya');
    await changeChoice(needs(), who('person-0'), office.toUpperCase(), of);
    await link([mail('Chosen', { from: office })]);
    expect(
      Object.entries(await states())
        .filter(([it]) => it.startsWith('priya'))
        .map(([, it]) => it),
    ).toEqual(['linked']);
    await expect(
      changeChoice(needs(), who('person-0'), office, { moduleId: 'people', recordId: 'nobody' }),
    ).rejects.toMatchObject({ code: 'invalid_request', field: 'record' });
    await changeChoice(needs(), who('person-0'), office, null);
    const asked = mail('Asked', { from: office });
    await link([asked]);
    expect(await states()).toMatchObject({ [key('priya', asked)]: 'suggested', [key('owen', asked)]: 'suggested' });
  });

  test('M117 M25 links to a module that takes no emails are not asked about, and no word on them is taken; all is asked again when it is allowed', async () => {
    const [company, question] = [mail('One', { from: 'a@lumenworks.example' }), mail('Rooms', { from: office })];
    const scoped = mail('D-1077 plans', { from: surveyor, conversationId: 'withheld' });
    const inside = mail('Re: plans', { from: ben, to: [ada], conversationId: 'withheld' });
    await link([company, question, scoped, inside]);
    const before = await review(needs(), who('person-0'));
    const open = before.items.find((it) => it.links.some(({ record }) => record.id === 'lumen'));
    const [conversation] = before.conversations;
    expect(conversation).toBeDefined();
    const kept = await states();
    const decided = () => database.kysely.selectFrom('link_decision').select('id').execute();
    const decisions = await decided();
    const { moduleId: accounts } = await moduleOf('lumen');
    const { moduleId: deals } = await moduleOf('rollout');
    const none = { mail: false, meetings: true, files: true };
    const policy = JSON.stringify({ modules: { [accounts]: none, [deals]: none } });
    await database.kysely
      .insertInto('policy')
      .values({ tenant_id: tenantId, policy, updated_by: 'person-9', updated_at: new Date() })
      .execute();

    const withheld = await review(needs(), who('person-0'));
    const shown = withheld.items.flatMap((it) => it.links.map(({ record }) => record.id));
    expect(shown.sort()).toEqual(['owen', 'priya']); // people are asked about as before
    expect(withheld.count).toBe(1);
    expect(withheld.conversations).toEqual([]);
    const accept = [{ id: open?.links[0]?.id ?? '', decision: 'accept' as const }];
    await expect(decideLinks(needs(), who('person-0'), accept)).rejects.toMatchObject({
      code: 'not_found',
      message: 'This link is not there any more.',
    });
    const lumen = await moduleOf('lumen');
    expect(await acceptAll(needs(), who('person-0'), lumen)).toEqual({ decided: 0, count: 1 });
    await expect(answerThread(needs(), who('person-0'), conversation?.id ?? '', 'go_on')).rejects.toMatchObject({
      code: 'not_found',
      message: 'This conversation is not followed any more.',
    });
    expect(await states()).toEqual(kept);
    expect(await decided()).toEqual(decisions);

    await database.kysely.deleteFrom('policy').where('tenant_id', '=', tenantId).execute();
    expect(await review(needs(), who('person-0'))).toEqual(before);
    expect(await decideLinks(needs(), who('person-0'), accept)).toMatchObject({ decided: 1 });
    expect(await answerThread(needs(), who('person-0'), conversation?.id ?? '', 'stop')).toBe('stopped');
  });

  async function moduleOf(recordId: string) {
    const { module_id } = await database.kysely
      .selectFrom('record_index')
      .select('module_id')
      .where('tenant_id', '=', tenantId)
      .where('record_id', '=', recordId)
      .executeTakeFirstOrThrow();
    return { moduleId: module_id, recordId };
  }
});
