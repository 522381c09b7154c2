import { claimNames, freeName, type Place } from '../../server/workloads/files/claim-name.js';
import { anotherNames } from '../../server/workloads/files/file-name.js';
import { databaseKinds, emptyDatabase } from '../support/databases.js';

describe.each(databaseKinds)('M49 names of folders on %s', (kind) => {
  let open: Awaited<ReturnType<typeof emptyDatabase>>;
  beforeAll(async () => {
    open = await emptyDatabase(kind);
  });
  afterAll(() => open?.stop());
  const place: Place = { tenantId: 't', driveId: 'd', parentId: 'p' };
  const claim = async (recordId: string, names: string[]) =>
    (await claimNames(open.database.kysely, place, [{ moduleId: 'm', recordId, names }])).get(recordId)?.name;

  test('no two records have one, and a record keeps its own', async () => {
    expect(await claim('first', ['Acme', 'Acme (f)'])).toBe('Acme');
    expect(await claim('second', ['Acme', 'Acme (s)'])).toBe('Acme (s)');
    expect(await claim('first', ['Acme', 'Acme (f)'])).toBe('Acme');
    expect(await claim('third', ['Acme'])).toBeUndefined();
  });

  test('several turns for one record that go from name to name at once end at the same one, and it is the next', async () => {
    const names = anotherNames('Beta');
    // Each finds that (2) is not ours, gives it up and takes the next, while the others are at any of these steps.
    const turn = async () => {
      const [first = ''] = names;
      if ((await claim('beta', names)) !== first) return claim('beta', names.slice(1));
      await freeName(open.database.kysely, place, { moduleId: 'm', recordId: 'beta', name: first });
      return claim('beta', names.slice(1));
    };
    for (let round = 0; round < 20; round += 1) {
      expect(new Set(await Promise.all(Array.from({ length: 6 }, turn)))).toEqual(new Set(['Beta (3)']));
      await freeName(open.database.kysely, place, { moduleId: 'm', recordId: 'beta', name: 'Beta (3)' });
    }
  });
});
