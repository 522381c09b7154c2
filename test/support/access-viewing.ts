import { actOnFolder, asGrantee, coherenceUser, folderAt, onlyFolder } from './folder-access.js';
import type { databaseKinds } from './databases.js';
import { startWorld, type Caller, type World } from './world.js';

/* Looking at a record, its files and its access changes no permission, whoever looks (M48). */
export function testViewing(kind: (typeof databaseKinds)[number]): void {
  let world: World;
  let people: Caller[];
  const deal = { module: 'deals', id: 'rec_d1042' };
  beforeAll(async () => {
    world = await startWorld({ kind });
    people = await Promise.all(['Ada', 'Ben', 'Cleo'].map((name) => world.as(name)));
    const [ada, ben, cleo] = people as [Caller, Caller, Caller];
    await ada.settled((await ada.file('Quote for the renewal', deal)).id);
    await cleo.call('POST /access/mappings', {
      body: { source: { kind: 'user', id: coherenceUser(world, 'Ada') }, to: asGrantee(ben), role: 'read' },
    });
    await actOnFolder(ada, 'follow', deal);
  }, 240_000);
  afterAll(() => world?.stop());

  /** Every permission of every item of every drive, as the sandbox keeps it. */
  const permissions = () =>
    JSON.stringify(
      world.sandbox.tenants.drives
        .all()
        .flatMap((drive) =>
          Object.values(drive.items).map((it) => [drive.id, it.id, it.permissions, it.isCutOff ?? false]),
        ),
    );

  test('M48 no route that reads changes a permission, and none makes a link', async () => {
    const [ada] = people as [Caller];
    const folder = folderAt(world, await onlyFolder(ada, deal));
    expect(folder.roleOf(people[1]!.person.id)).toBe('write');
    const before = permissions();
    const reads: [string, string, unknown?][] = [
      ['GET', `/records/deals/${deal.id}`],
      ['GET', `/records/deals/${deal.id}/files`],
      ['GET', `/records/deals/${deal.id}/access`],
      ['GET', `/records/deals/${deal.id}/timeline`],
      ['GET', '/files/settings'],
      ['GET', '/files/runs'],
      ['GET', '/access/mappings'],
      ['POST', '/access/drift', { show: 'all' }],
      ['POST', '/access/drift/csv', { show: 'all' }],
    ];
    for (const who of people)
      for (const [method, path, body] of reads) {
        const { status } = await who.ask(method, path, body);
        expect([200, 403]).toContain(status);
      }
    expect(permissions()).toBe(before);
  });
}
