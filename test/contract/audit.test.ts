import { pruneAudits } from '../../server/administration/retention.js';
import { activityChain, createActivity, type ActivityRow } from '../../server/audit/activity.js';
import { changesChain, createAudit, type Audit } from '../../server/audit/audit.js';
import { genesis, hashOf, writeHead } from '../../server/audit/chain.js';
import { pruneChain, signAnew, verifyChain, type Chain } from '../../server/audit/verify.js';
import type { Database } from '../../server/db/database.js';
import { createSeal } from '../../server/identity/seal.js';
import { databaseKinds, emptyDatabase } from '../support/databases.js';

const keyOf = (name: string, n: number) => `${name}:${Buffer.alloc(32, n).toString('base64')}`;
const seal = createSeal(keyOf('first', 1));
const asked = (tenantId: string, path: string): ActivityRow => ({
  tenantId,
  kind: 'call',
  actor: 'ada',
  service: 'graph',
  method: 'GET',
  path,
  status: 200,
  durationMs: 12.4,
  requestId: 'r-1',
  detail: { for: 'person' },
});

interface Row {
  sequence: number;
  at: Date;
  previous_hash: string;
  hash: string;
}
describe.each(databaseKinds)('M89 the audit chain on %s', (kind) => {
  let database: Database;
  let audit: Audit;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    ({ database, stop } = await emptyDatabase(kind));
    audit = createAudit(database, seal);
  });
  afterAll(() => stop?.());

  const append = (tenantId: string, target: string) =>
    database.transaction((tx) =>
      audit.append(tx, {
        tenantId,
        actor: 'ada',
        action: 'filing.created',
        target,
        detail: { files: 2, isFirst: true },
      }),
    );
  const fill = async (tenantId: string, n = 6) => {
    for (let i = 1; i <= n; i += 1) await append(tenantId, `target ${i}`);
  };
  const run = (text: string) => database.executeSql(text);

  test('thirty people writing at once make one unbroken chain, and each tenant has its own', async () => {
    await Promise.all(Array.from({ length: 30 }, (_, i) => append(i % 3 ? 'busy' : 'other', `t${i}`)));
    expect(await audit.verify('busy')).toEqual({ isWhole: true, entries: 20 });
    expect(await audit.verify('other')).toEqual({ isWhole: true, entries: 10 });
    expect(await audit.verify('nobody')).toEqual({ isWhole: true, entries: 0 });
  });

  test('a transaction that fails leaves no trace and no gap', async () => {
    await fill('rolled', 2);
    await expect(
      database.transaction(async (tx) => {
        await audit.append(tx, { tenantId: 'rolled', actor: 'ada', action: 'x', target: 'y' });
        throw new Error('on purpose');
      }),
    ).rejects.toThrow('on purpose');
    await append('rolled', 'next');
    expect(await audit.verify('rolled')).toEqual({ isWhole: true, entries: 3 });
  });

  test.each<[string, string, number]>([
    ['whose actor was changed', "update audit_entry set actor = 'ben' where tenant_id = '$' and sequence = 3", 3],
    [
      'whose time was changed',
      "update audit_entry set at = at + interval '1 second' where tenant_id = '$' and sequence = 2",
      2,
    ],
    [
      'whose detail was changed',
      `update audit_entry set detail = '{"files": 3, "isFirst": true}' where tenant_id = '$' and sequence = 4`,
      4,
    ],
    ['that was taken out', "delete from audit_entry where tenant_id = '$' and sequence = 3", 3],
    [
      'that was taken out with the numbers closed up',
      "delete from audit_entry where tenant_id = '$' and sequence = 3; update audit_entry set sequence = 1 - sequence where tenant_id = '$' and sequence > 3; update audit_entry set sequence = -sequence where tenant_id = '$' and sequence < 0",
      3,
    ],
    [
      'that changed places with another',
      "update audit_entry set sequence = 100 where tenant_id = '$' and sequence = 2; update audit_entry set sequence = 2 where tenant_id = '$' and sequence = 3; update audit_entry set sequence = 3 where tenant_id = '$' and sequence = 100",
      2,
    ],
    [
      'that came from another tenant',
      "update audit_entry set tenant_id = 'elsewhere $' where tenant_id = '$' and sequence = 5",
      5,
    ],
  ])('a row %s is found', async (what, change, firstBroken) => {
    await fill(what);
    expect(await audit.verify(what)).toEqual({ isWhole: true, entries: 6 });
    await run(change.replace(/[$]/g, what));
    expect(await audit.verify(what)).toEqual({ isWhole: false, entries: firstBroken - 1, firstBroken });
  });

  test.each<[string, string, number]>([
    ['the last rows taken out', "delete from audit_entry where tenant_id = '$' and sequence > 4", 5],
    ['the first rows taken out', "delete from audit_entry where tenant_id = '$' and sequence <= 2", 1],
    [
      'the first rows taken out and the beginning moved, without the key',
      "delete from audit_entry where tenant_id = '$' and sequence <= 2; update audit_head set first_sequence = 2, first_hash = (select previous_hash from audit_entry where tenant_id = '$' and sequence = 3) where tenant_id = '$'",
      7,
    ],
    [
      'the last rows taken out and the end moved, without the key',
      "delete from audit_entry where tenant_id = '$' and sequence > 4; update audit_head set last_sequence = 4, last_hash = (select hash from audit_entry where tenant_id = '$' and sequence = 4) where tenant_id = '$'",
      5,
    ],
    ['the end taken away', "delete from audit_head where tenant_id = '$'", 7],
  ])('%s is found, also after something was added', async (what, change, firstBroken) => {
    await fill(what);
    for (const statement of change.replace(/[$]/g, what).split('; ')) await run(statement);
    expect(await audit.verify(what)).toMatchObject({ isWhole: false, firstBroken });
    await append(what, 'later');
    expect(await audit.verify(what)).toMatchObject({ isWhole: false });
  });

  /** Something else of the same kind, whatever stood there. */
  const another: Record<string, (column: string) => string> = {
    text: (it) => `${it} || 'x'`,
    bigint: (it) => `${it} + 1000`,
    integer: (it) => `${it} + 1000`,
    'timestamp with time zone': (it) => `${it} + interval '1 millisecond'`,
    jsonb: (it) => `${it} || '{"added": 1}'`,
  };
  const columnsOf = async (table: string) =>
    (
      await run(
        `select column_name as name, data_type as type from information_schema.columns where table_schema = 'public' and table_name = '${table}'`,
      )
    ).rows as { name: string; type: string }[];
  test.each([
    ['audit_entry', changesChain],
    ['activity', activityChain],
  ] as const)('M89 M90 there is no column of %s in which a change is not found', async (table, chain) => {
    const columns = await columnsOf(table);
    expect(columns.length).toBeGreaterThan(8);
    for (const { name, type } of columns) {
      const tenantId = `${table} ${name}`;
      const activity = createActivity(database, seal, () => undefined);
      for (let i = 1; i <= 3; i += 1)
        if (table === 'audit_entry') await append(tenantId, `target ${i}`);
        else activity.record(asked(tenantId, `/path/${i}`));
      await activity.stop();
      const verify = () => verifyChain(database.kysely, seal, chain as typeof changesChain, tenantId);
      expect([name, await verify()]).toEqual([name, { isWhole: true, entries: 3 }]);
      await run(
        `update ${table} set ${name} = ${another[type]?.(name) ?? `no way to change ${type}`} where tenant_id = '${tenantId}' and sequence = 2`,
      );
      expect([name, await verify()]).toEqual([name, { isWhole: false, entries: 1, firstBroken: 2 }]);
    }
  });

  test('retention takes the oldest and leaves a chain that can be verified; what is broken stays', async () => {
    await fill('kept', 4);
    const before = new Date(Date.now() + 5);
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
    await fill('kept', 3);
    expect(await pruneChain(database, seal, changesChain, 'kept', before)).toBe(4);
    expect(await pruneChain(database, seal, changesChain, 'kept', before)).toBe(0);
    expect(await audit.verify('kept')).toEqual({ isWhole: true, entries: 3 });
    await append('kept', 'later');
    expect(await audit.verify('kept')).toEqual({ isWhole: true, entries: 4 });
    await run("update audit_entry set actor = 'ben' where tenant_id = 'kept' and sequence = 6");
    expect(await audit.verify('kept')).toEqual({ isWhole: false, entries: 1, firstBroken: 6 });
    expect(await pruneChain(database, seal, changesChain, 'kept', new Date(Date.now() + 1_000))).toBe(0);
    expect(await audit.verify('kept')).toMatchObject({ isWhole: false, firstBroken: 6 });
  });

  /** The rows of a chain as they would stand had they been written so many days ago. */
  async function written<R extends Row>(
    daysAgo: number[],
    chain: Chain<R>,
    table: string,
    tenantId: string,
  ): Promise<void> {
    let previous = genesis;
    const rows = await chain.read(database.kysely, tenantId, 0);
    for (const [i, row] of rows.entries()) {
      const at = new Date(Date.now() - (daysAgo[i] ?? 0) * 86_400_000);
      const hash = hashOf(tenantId, chain.parts({ ...row, at }), previous);
      await database.executeSql(
        `update ${table} set at = $1, previous_hash = $2, hash = $3 where tenant_id = $4 and sequence = $5`,
        [at.toISOString(), previous, hash, tenantId, row.sequence],
      );
      previous = hash;
    }
    const ends = { firstSequence: 0, firstHash: genesis, lastSequence: rows.length, lastHash: previous };
    await database.transaction((tx) => writeHead(tx, seal, chain.name, tenantId, { ...ends, isTrue: true }));
  }
  test('M90 what is older than an organisation keeps goes: ninety days unless it chose, nothing where it keeps for ever', async () => {
    const activity = createActivity(database, seal, () => undefined);
    const daysAgo = [366, 364, 91, 89, 31, 29];
    const kept = { 'usual days': undefined, 'a month': 30, 'a year': 365, 'for ever': null };
    for (const [tenantId, days] of Object.entries(kept)) {
      if (days !== undefined)
        await database.kysely
          .insertInto('audit_setting')
          .values({ tenant_id: tenantId, retention_days: days, updated_by: 'cleo', updated_at: new Date() })
          .execute();
      for (const ago of daysAgo) {
        await append(tenantId, `of ${ago} days ago`);
        activity.record(asked(tenantId, `/of/${ago}/days/ago`));
      }
    }
    await activity.stop();
    for (const tenantId of Object.keys(kept)) {
      await written(daysAgo, changesChain, 'audit_entry', tenantId);
      await written(daysAgo, activityChain, 'activity', tenantId);
    }
    await pruneAudits({ database, signing: seal, audit, activity }, Object.keys(kept));
    const left = async (table: string, column: string) =>
      (
        (await run(`select tenant_id, count(*)::int as n from ${table} where ${column} like '%of%' group by 1`))
          .rows as {
          tenant_id: string;
          n: number;
        }[]
      ).filter((it) => it.tenant_id in kept);
    const expected = { 'usual days': 3, 'a month': 1, 'a year': 5, 'for ever': 6 };
    for (const [table, column] of [
      ['audit_entry', 'target'],
      ['activity', 'path'],
    ] as const)
      expect(Object.fromEntries((await left(table, column)).map((it) => [it.tenant_id, it.n]))).toEqual(expected);
    for (const tenantId of Object.keys(kept)) {
      expect(await audit.verify(tenantId)).toMatchObject({ isWhole: true });
      expect(await verifyChain(database.kysely, seal, activityChain, tenantId)).toMatchObject({ isWhole: true });
    }
  });

  test('the ends are signed anew with a newer key, and only with a key that is known', async () => {
    await fill('rotated', 2);
    const both = createSeal(`${keyOf('second', 2)},${keyOf('first', 1)}`);
    const second = createSeal(keyOf('second', 2));
    expect(await createAudit(database, second).verify('rotated')).toMatchObject({ isWhole: false });
    await signAnew(database, both);
    expect(await createAudit(database, second).verify('rotated')).toEqual({ isWhole: true, entries: 2 });
    await signAnew(database, createSeal(`${keyOf('first', 1)},${keyOf('second', 2)}`)); // as it was, for the others
  });

  describe('M90 and what is asked and answered', () => {
    const verify = (tenantId: string) => verifyChain(database.kysely, seal, activityChain, tenantId);
    const noted = async (tenantId: string, n: number) => {
      const lost: number[] = [];
      const activity = createActivity(database, seal, (rows) => lost.push(rows));
      for (let i = 1; i <= n; i += 1) activity.record(asked(tenantId, `/me/messages/{} ${i}`));
      await activity.stop();
      expect(lost).toEqual([]);
    };

    test('a thousand calls are one chain, written together, in the order they came', async () => {
      await Promise.all([noted('many', 700), noted('many', 300)]);
      expect(await verify('many')).toEqual({ isWhole: true, entries: 1_000 });
    });

    test.each<[string, string, number]>([
      ['changed', "update activity set status = 500 where tenant_id = '$' and sequence = 3", 3],
      ['lasting longer', "update activity set duration_ms = 13 where tenant_id = '$' and sequence = 2", 2],
      ['of somebody else', "update activity set actor = 'ben' where tenant_id = '$' and sequence = 5", 5],
      ['about something else', "update activity set target = 'x' where tenant_id = '$' and sequence = 1", 1],
      ['taken out', "delete from activity where tenant_id = '$' and sequence = 4", 4],
      ['taken out at the end', "delete from activity where tenant_id = '$' and sequence = 6", 6],
      [
        'in another order',
        "update activity set sequence = 100 where tenant_id = '$' and sequence = 2; update activity set sequence = 2 where tenant_id = '$' and sequence = 3; update activity set sequence = 3 where tenant_id = '$' and sequence = 100",
        2,
      ],
    ])('a row that is %s is found', async (what, change, firstBroken) => {
      const tenantId = `calls ${what}`;
      await noted(tenantId, 6);
      expect(await verify(tenantId)).toEqual({ isWhole: true, entries: 6 });
      for (const statement of change.replace(/[$]/g, tenantId).split('; ')) await run(statement);
      expect(await verify(tenantId)).toEqual({ isWhole: false, entries: firstBroken - 1, firstBroken });
    });

    test('retention leaves a chain here too', async () => {
      await noted('old calls', 5);
      expect(await pruneChain(database, seal, activityChain, 'old calls', new Date(Date.now() + 1_000))).toBe(5);
      await noted('old calls', 2);
      expect(await verify('old calls')).toEqual({ isWhole: true, entries: 2 });
    });
  });
});
