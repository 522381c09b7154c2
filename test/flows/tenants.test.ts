import { routes, type RouteKey } from '../../contract/api.js';
import { alder, birch } from '../../sandbox/tenant/company.js';
import { sharedMessageId } from '../../sandbox/tenant/seed.js';
import { attempts } from '../support/trespass/attempts.js';
import { furnish } from '../support/trespass/furnish.js';
import { twin, type Side } from '../support/trespass/side.js';
import { startWorld, type World } from '../support/world.js';

let world: World;
let sides: Record<'Alder & Finch' | 'Birchway', Side>;

beforeAll(async () => {
  world = await startWorld();
  const { workspaces } = world.sandbox.coherence;
  // Each has a module the other does not have, and a record with the very id of the other's.
  const [first, second] = [workspaces.of(alder.name), workspaces.of(birch.name)];
  first.modules = first.modules.filter((it) => it.slug !== 'leads');
  second.modules = second.modules.filter((it) => it.slug !== 'engagements');
  second.records.push({ ...first.records[0]!, id: twin.id, displayName: 'Zora Quill', fields: {} });
  for (const { tenantId } of [alder, birch]) await world.server!.records.refreshIndex(tenantId);
  const [ada, erin] = await Promise.all([world.as('Ada'), world.as('Erin')]);
  sides = {
    'Alder & Finch': await furnish(world, alder, ada, { module: 'people', id: 'rec_owen' }, 'Site visit on the 9th', {
      address: 'owen@harbourlight.example',
      module: 'engagements',
      marks: ['Owen Price', 'rec_owen', 'rec_e1', '"Jana Novák","url"', 'Harbour Light rollout'],
    }),
    Birchway: await furnish(world, birch, erin, { module: 'accounts', id: 'rec_b_lumen' }, 'Second opinion', {
      address: 'zora@quill.example',
      module: 'leads',
      marks: ['Lumen Works (client)', 'rec_b_', 'Zora Quill'],
    }),
  };
});
afterEach(() => world.sandbox.faults.clear());
afterAll(() => world?.stop());

test('M8 every route of the contract is tried below', () => {
  expect(Object.keys(attempts).sort()).toEqual(Object.keys(routes).sort());
});

/** What moves by the clock, and with whatever the owner asked before. */
const byClock = ['drive_stream', 'fresh_address', 'activity', 'audit_head'];

/** Every row that belongs to a tenant, by table, whatever the table; a new table with a tenant is looked at by itself. */
async function rowsOf(tenantId: string): Promise<Record<string, unknown[]>> {
  const { executeSql } = world.server!.database;
  statement ??= await (async () => {
    const { rows } = await executeSql(
      "select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'tenant_id'",
    );
    const tables = (rows as { name: string }[]).map((it) => it.name).filter((it) => !byClock.includes(it));
    // One statement for all of them: it is asked twice for each route. `matched_at` says when a job of ours last looked.
    return tables
      .map((it) => `select '${it}' as name, to_jsonb(t) - 'matched_at' as row from ${it} t where tenant_id = $1`)
      .join(' union all ')
      .concat(' order by 1, 2');
  })();
  const { rows } = await executeSql(statement, [tenantId]);
  const found: Record<string, unknown[]> = {};
  for (const { name, row } of rows as { name: string; row: unknown }[]) (found[name] ??= []).push(row);
  return found;
}
let statement: string | undefined;

describe.each<[keyof typeof sides, keyof typeof sides]>([
  ['Alder & Finch', 'Birchway'],
  ['Birchway', 'Alder & Finch'],
])('what belongs to %s stays unseen and untouched by %s', (ownerName, intruderName) => {
  const both = () => ({ owner: sides[ownerName], intruder: sides[intruderName] });

  test.each(Object.keys(routes) as RouteKey[])('M8 %s', async (key) => {
    const { owner, intruder } = both();
    await wishesDone();
    const before = await rowsOf(owner.organisation.tenantId);
    const records = structuredClone(world.sandbox.coherence.workspaces.of(ownerName).records);
    const answers = await Promise.all(attempts[key](owner, intruder));
    expect(answers.length).toBeGreaterThan(0);
    for (const { status, body } of answers) {
      expect(status).not.toBe(500);
      const text = JSON.stringify(body);
      for (const mark of owner.marks) expect(text).not.toContain(mark);
    }
    // What names one thing of the owner's must be refused outright, as if it were not there.
    if (/wishes|filings|:mailbox|:run|files\/links|files\/preview/.test(key))
      for (const { status } of answers) expect([403, 404]).toContain(status);
    expect(await rowsOf(owner.organisation.tenantId)).toEqual(before);
    expect(world.sandbox.coherence.workspaces.of(ownerName).records).toEqual(records);
  });

  test('M8 the owner sees all of it', async () => {
    const { owner } = both();
    const { caller, filingIds, wishId, record, mail } = owner;
    for (const id of filingIds)
      expect(await caller.call('GET /filings/:id', { params: { id } })).toMatchObject({ id, filedBy: { isYou: true } });
    expect(await caller.call('GET /records/wishes/:id', { params: { id: wishId } })).toMatchObject({
      state: 'created',
    });
    const { entries } = await caller.call('GET /records/:module/:id/timeline', { params: record });
    expect(entries.map((it) => it.filing?.id)).toContain(filingIds[0]);
    for (const internetMessageId of [mail.internetMessageId, sharedMessageId]) {
      const body = { internetMessageId, subject: 'x', participants: [] };
      expect((await caller.call('POST /matches', { body })).filings.length).toBeGreaterThan(0);
    }
  });
});

/** Both wishes were carried out, so that no job of ours changes rows while we compare them. */
async function wishesDone(): Promise<void> {
  for (const { caller, wishId } of Object.values(sides))
    for (const end = Date.now() + 60_000; ;) {
      if ((await caller.call('GET /records/wishes/:id', { params: { id: wishId } })).state === 'created') break;
      if (Date.now() > end) throw new Error('The wish was not carried out.');
      await new Promise((resolve) => {
        setTimeout(resolve, 200);
      });
    }
}

test('M8 both filed the mail they both received: taking one back leaves the other with its category', async () => {
  const { 'Alder & Finch': first, Birchway: second } = sides;
  const filingOf = async ({ caller }: Side) =>
    (
      await caller.call('POST /matches', {
        body: { internetMessageId: sharedMessageId, subject: 'x', participants: [] },
      })
    ).filings;
  const [own] = await filingOf(first);
  const [theirs] = await filingOf(second);
  await second.caller.call('POST /filings/:id/unfile', { params: { id: theirs?.id ?? '' } });
  await second.caller.settled(theirs?.id ?? '');
  expect(second.caller.message('Market brief, November').graph.categories).toEqual([]);
  expect(await filingOf(second)).toEqual([]);
  expect(await filingOf(first)).toEqual([own]);
  expect(first.caller.message('Market brief, November').graph.categories).toEqual(['Coherence']);
});

test('M8 M89 each organisation has an audit chain of its own, and both are whole', async () => {
  const counts = await Promise.all(
    Object.values(sides).map(async ({ caller, organisation }) => {
      const said = await caller.call('GET /audit/verify', {});
      const { rows } = await world.server!.database.executeSql(
        'select count(*)::int as n from audit_entry where tenant_id = $1',
        [organisation.tenantId],
      );
      expect(said).toEqual({ isWhole: true, entries: (rows[0] as { n: number }).n });
      return said.entries;
    }),
  );
  expect(Math.min(...counts)).toBeGreaterThan(3);
});
