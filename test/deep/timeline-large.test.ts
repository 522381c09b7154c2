import { sql } from 'kysely';
import type { TimelineFilter } from '../../contract/api.js';
import type { Database } from '../../server/db/database.js';
import { readPage } from '../../server/filing/timeline-page.js';
import { timeline, timelineOverview } from '../../server/filing/timeline.js';
import { noPolicy } from '../../server/workloads/mail/visibility.js';
import { databaseKinds, emptyDatabase } from '../support/databases.js';
import { isLong } from '../support/depth.js';
import { storeMailbox } from '../support/mail-rows.js';

/*
 * A record with very many mails: every page reads as many rows, wherever it is, and paging through all of them shows each conversation
 * once. Rows are counted by the database itself, so that a busy machine changes nothing. The full size, 100,000 mails on the record
 * among 250,000, by `npm run test:long`, which also prints how long a page takes.
 */
const onRecord = isLong ? 100_000 : 4_000;
const everywhere = onRecord * 2.5;
const perConversation = 5;
const tenantId = 'tenant';
const of = { moduleId: 'people', recordId: 'busy' };
const ref = { module: 'people', id: 'busy' };
const viewer = { tenantId, objectId: 'ada', name: 'Ada', address: 'ada@alder.example', scopes: [] };
const colleague = { ...viewer, objectId: 'ben', address: 'ben@alder.example' };
const newest = Date.UTC(2026, 10, 1);
const timeOf = (n: number) => new Date(newest - n * 180_000).toISOString();

async function fill(database: Database, mailboxId: number): Promise<void> {
  const on = database.kysely;
  await sql`
    insert into mail_message (tenant_id, mailbox_id, graph_id, change_key, internet_message_id, conversation_id, received_at, address_keys,
      generation, subject, preview, sent_at, has_attachments, importance, sensitivity, categories, is_draft)
    select ${tenantId}, ${mailboxId}::bigint, 'g' || n, 'k', '<' || n || '@x>', 'c' || n / ${perConversation}::int, at, '{}', 1,
      'Subject ' || n, 'Preview of ' || n, at, n % 7 = 0, 'normal', 'normal', '{}', false
    from (select n, ${new Date(newest).toISOString()}::timestamptz - make_interval(mins => n * 3) as at
      from generate_series(1, ${everywhere}::int) n) g`.execute(on);
  await sql`
    insert into mail_participant (message_id, tenant_id, role, address, name)
    select id, ${tenantId}, r.role, case r.role when 'from' then 'p' || id % 200 || '@lumen.example' else 'ada@alder.example' end, ''
    from mail_message, (values ('from'), ('to')) as r (role)`.execute(on);
  // Every conversation of five is on the busy record with two of its mails; the others are on 500 further records.
  await sql`
    insert into mail_link (id, tenant_id, internet_message_id, module_id, record_id, state, confidence, reason, conversation_id, object_id,
      mailbox_id, received_at)
    select 'l' || id, ${tenantId}, internet_message_id, ${of.moduleId}, case when id % 5 < 2 then ${of.recordId} else 'r' || id % 500 end,
      'linked', 'high', '{"kind":"address","value":"x"}', conversation_id, 'ada', ${mailboxId}::bigint, received_at from mail_message`.execute(
    on,
  );
  await sql`analyze`.execute(on);
}

describe.each(databaseKinds)('a record with very many mails, on %s', (kind) => {
  let database: Database;
  let stop: () => Promise<void>;
  let conversations = 0;
  beforeAll(async () => {
    ({ database, stop } = await emptyDatabase(kind));
    const mailboxId = await storeMailbox(database.kysely, tenantId, 'ada', viewer.address, { visibility: 'subject' });
    await fill(database, mailboxId);
    const { rows } = await sql<{ n: string }>`
      select count(distinct conversation_id) as n from mail_link where record_id = ${of.recordId}`.execute(
      database.kysely,
    );
    conversations = Number(rows[0]?.n);
  }, 900_000);
  afterAll(() => stop?.());

  const needs = () => ({
    database,
    records: {
      resolve: async () => of,
      views: async () => new Map<string, never>(),
      ownDomains: async () => new Set<string>(),
      check: async () => 'ok' as const,
      module: async () => undefined,
    },
  });
  type Where = { before?: { at: string; id: string }; filter?: TimelineFilter; who?: typeof viewer };
  /** How many rows of each table one page reads, as the database counts them, and how many entries it gives. */
  const cost = ({ before, filter = {}, who = viewer }: Where) =>
    database.transaction(async (tx) => {
      // Small tables are rightly read whole; what counts is whether there is an index that fits.
      await sql`set local enable_seqscan = off`.execute(tx);
      const counted = async () =>
        (
          await sql<{ name: string; read: string; scans: string }>`
            select relname as name, seq_tup_read + coalesce(idx_tup_fetch, 0) as read, seq_scan as scans from pg_stat_xact_user_tables
            where relname in ('mail_link', 'mail_message', 'mail_participant', 'mailbox', 'filing') order by 1`.execute(
            tx,
          )
        ).rows;
      const earlier = await counted(); // of what this connection did before
      const entries = await readPage(tx, who, of, noPolicy, { filter, before, limit: 51 });
      const spent = (await counted()).map((it, i) => ({
        name: it.name,
        read: Number(it.read) - Number(earlier[i]?.read),
        scans: Number(it.scans) - Number(earlier[i]?.scans),
      }));
      return {
        entries: entries.length,
        read: spent.reduce((sum, it) => sum + it.read, 0),
        scanned: spent.filter((it) => it.scans > 0 && it.name.startsWith('mail_')).map((it) => it.name),
      };
    });
  const deep = { at: timeOf(everywhere * 0.9), id: '' };

  test('M23 paging to the end shows each conversation once, newest first', async () => {
    let before: { at: string; id: string } | undefined;
    const seen = new Set<string>();
    let last = Infinity;
    for (const size = isLong ? 2_000 : 400; ;) {
      const rows = await readPage(database.kysely, viewer, of, noPolicy, { filter: {}, before, limit: size });
      const times = rows.map((it) => new Date(it.at).getTime());
      expect(times).toEqual([...times].sort((a, b) => b - a));
      expect(times[0] ?? 0).toBeLessThanOrEqual(last);
      for (const it of rows) seen.add(it.conversation);
      const end = rows.at(-1);
      if (!end || rows.length < size) break;
      last = new Date(end.at).getTime();
      before = { at: new Date(end.at).toISOString(), id: end.id };
    }
    expect(seen.size).toBe(conversations);
  }, 900_000);

  test.each<[string, Where]>([
    ['the newest', {}],
    ['deep down', { before: deep }],
    ['as a colleague without a copy', { before: deep, who: colleague }],
    ['of one conversation', { filter: { conversation: `c${Math.floor((everywhere * 0.5) / perConversation)}` } }],
    ['of one person', { filter: { person: 'p5@lumen.example' } }],
    ['of some days', { filter: { from: timeOf(everywhere * 0.5 + 400), to: timeOf(everywhere * 0.5) } }],
  ])('M23 a page %s reads few rows by index, however long the record is', async (_name, where) => {
    const { entries, read, scanned } = await cost(where);
    expect(entries).toBeGreaterThan(0);
    expect(scanned).toEqual([]);
    // One who wrote seldom is looked for along the whole record, each link once; all else stops when the page is full.
    expect(read).toBeLessThan(where.filter?.person ? onRecord * 1.5 : 2_500);
  });

  test('M23 how long a page takes, told by the long test', async () => {
    const median = async (work: () => Promise<unknown>) => {
      const spent: number[] = [];
      for (let i = 0; i < 7; i += 1) {
        const began = performance.now();
        await work();
        spent.push(performance.now() - began);
      }
      return Math.round(spent.sort((a, b) => a - b)[3] ?? 0);
    };
    const place = `${deep.at}~0`;
    const times = {
      newest: await median(() => timeline(needs(), viewer, ref, {})),
      deep: await median(() => timeline(needs(), viewer, ref, { before: place })),
      colleague: await median(() => timeline(needs(), colleague, ref, { before: place })),
      'rare words': await median(() => timeline(needs(), viewer, ref, { search: `Subject ${onRecord - 5}` })),
      'one person': await median(() => timeline(needs(), viewer, ref, { person: 'p5@lumen.example' })),
      'nobody’s words': await median(() => timeline(needs(), viewer, ref, { search: 'nothing has this' })),
      overview: await median(() => timelineOverview(needs(), viewer, ref)),
    };
    if (isLong) process.stdout.write(`${kind}, ${onRecord} mails on the record, ms: ${JSON.stringify(times)}\n`);
    expect(Object.keys(times)).toHaveLength(7);
  }, 900_000);
});
