import { createAudit, type Audit } from '../../server/audit/audit.js';
import type { Database } from '../../server/db/database.js';
import { databaseKinds, emptyDatabase } from '../support/databases.js';

describe.each(databaseKinds)('M89 the audit chain on %s', (kind) => {
  let database: Database;
  let audit: Audit;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    ({ database, stop } = await emptyDatabase(kind));
    audit = createAudit(database);
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
      "delete from audit_entry where tenant_id = '$' and sequence = 3; update audit_entry set sequence = sequence - 1 where tenant_id = '$' and sequence > 3",
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
});
