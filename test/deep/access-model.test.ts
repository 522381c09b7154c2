import fc from 'fast-check';
import { alder } from '../../sandbox/tenant/company.js';
import {
  actOnFolder,
  asGrantee,
  coherenceUser,
  folderAt,
  graphOf,
  onlyFolder,
  shareWith,
} from '../support/folder-access.js';
import { startWorld, type Caller, type World } from '../support/world.js';
import { isLong } from '../support/depth.js';

/*
 * Random owners, teams, mappings and whatever people share in OneDrive, against Graph's own evaluation of permissions: what a person may
 * open is asked of the sandbox, what the record allows is worked out here. The pure model runs thousands of rounds beside the code.
 */
const rounds = isLong ? 60 : 3;
let world: World;
let people: Record<string, Caller>;
const deal = { module: 'deals', id: 'rec_d1042' };
beforeAll(async () => {
  world = await startWorld({ environment: { ADMINISTRATORS: alder.people.map((it) => it.id).join(' ') } });
  const names = ['Ada', 'Ben', 'Cleo', 'Dario'];
  people = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await world.as(name)])));
  const ada = people.Ada!;
  await ada.settled((await ada.file('Quote for the renewal', deal)).id);
}, 240_000);
afterAll(() => world?.stop());

const name = fc.constantFrom('Ben', 'Cleo', 'Dario');
const groupName = fc.constantFrom('Sales team', 'Project team', 'Leadership');
const right = fc.constantFrom('read' as const, 'write' as const);
const line = fc.record({
  source: fc.constantFrom('owner', 'module', 'elsewhere'),
  to: fc.oneof(name, groupName),
  role: right,
});
const deed = fc.oneof(
  fc.record({ kind: fc.constant('person' as const), to: name, role: right, isAbove: fc.boolean() }),
  fc.record({
    kind: fc.constant('guest' as const),
    to: fc.constant('jana@lumenworks.example'),
    role: right,
    isAbove: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('link' as const),
    to: fc.constantFrom('anonymous', 'organization'),
    role: right,
    isAbove: fc.constant(false),
  }),
);
const round = fc.record({
  owner: name,
  next: name,
  lines: fc.array(line, { maxLength: 3 }),
  deeds: fc.array(deed, { maxLength: 4 }),
  isFollowedFirst: fc.boolean(),
});
type Round = typeof round extends fc.Arbitrary<infer T> ? T : never;
const rank = (role: string | undefined) => ['read', 'write', 'owner'].indexOf(role ?? '') + 1;

const groupOf = (text: string) => world.sandbox.tenants.groups.list(alder.tenantId).find((it) => it.name === text);
function granteeOf(text: string) {
  const group = groupOf(text);
  return group ? { kind: 'group' as const, id: group.id, name: group.name } : asGrantee(people[text]!);
}
/** What the record allows somebody, by the lines of this round. */
function allowed({ owner, lines }: Pick<Round, 'owner' | 'lines'>, who: string): number {
  if (who === 'Ada') return 3;
  const id = people[who]!.person.id;
  const reaches = (to: string) => to === who || (groupOf(to)?.members.includes(id) ?? false);
  const asOwner = lines.filter((it) => it.source === 'owner');
  const ofOwner = asOwner.length > 0 ? asOwner.some((it) => reaches(it.to)) : owner === who;
  const ofModule = lines.filter((it) => it.source === 'module' && reaches(it.to)).map((it) => rank(it.role));
  return Math.max(ofOwner ? 2 : 0, ...ofModule);
}

async function setUp({ owner, lines }: Pick<Round, 'owner' | 'lines'>): Promise<void> {
  const ada = people.Ada!;
  const { mappings } = await ada.call('GET /access/mappings');
  for (const { id } of mappings) await ada.call('POST /access/mappings/:mapping/remove', { params: { mapping: id } });
  const asOwner = lines.filter((it) => it.source === 'owner');
  for (const it of asOwner.length > 0 ? asOwner : [{ to: owner, role: 'write' as const }])
    await ada.call('POST /access/mappings', {
      body: { source: { kind: 'user', id: coherenceUser(world, owner) }, to: granteeOf(it.to), role: it.role },
    });
  for (const it of lines.filter(({ source }) => source !== 'owner'))
    await ada.call('POST /access/mappings', {
      body: {
        source: { kind: 'module', id: it.source === 'module' ? 'mod_deals' : 'mod_people' },
        to: granteeOf(it.to),
        role: it.role,
      },
    });
  await setOwner(owner);
}
async function setOwner(owner: string): Promise<void> {
  const { workspaces } = world.sandbox.coherence;
  workspaces.setOwner(workspaces.of(alder.name), deal.id, coherenceUser(world, owner));
  await people.Ada!.call('GET /records/:module/:id', { params: deal }); // a look at the record brings its owner into the index
}

test('M51 R-13 whatever people shared, a repair leaves nobody more than the record allows, and an empty drift page', async () => {
  const ada = people.Ada!;
  const graph = await graphOf(world, ada);
  await fc.assert(
    fc.asyncProperty(round, async (it) => {
      const folder = folderAt(world, await onlyFolder(ada, deal));
      for (const place of [folder.item, folder.parent]) if (place) place.permissions = [];
      folder.item.isCutOff = false;
      await world.server!.database.kysely.deleteFrom('access_plan').execute();
      await world.server!.database.kysely.deleteFrom('access_grant').execute();
      await setUp(it);
      if (it.isFollowedFirst) await actOnFolder(ada, 'follow', deal);
      for (const { kind, to, role, isAbove } of it.deeds) {
        const at = isAbove ? folder.parentPath : folder.path;
        const address = kind === 'person' ? people[to]!.person.userPrincipalName : to;
        if (kind === 'link')
          await graph('POST', `${at}/createLink`, { type: role === 'read' ? 'view' : 'edit', scope: to });
        else await graph('POST', `${at}/invite`, shareWith([address], role));
      }
      const before = new Map(Object.keys(people).map((who) => [who, rank(folder.roleOf(people[who]!.person.id))]));
      await actOnFolder(ada, 'follow', deal);
      for (const who of Object.keys(people))
        expect(rank(folder.roleOf(people[who]!.person.id))).toBeLessThanOrEqual(
          Math.max(before.get(who) ?? 0, allowed(it, who)),
        );
      const after = await actOnFolder(ada, 'repair', deal);
      expect(after).toMatchObject({ state: 'even', more: [], less: [] });
      const everybody = world.sandbox.tenants.drives.grants(folder.drive, folder.item);
      expect(everybody.filter(({ grant }) => grant.link ?? grant.to?.kind === 'outsider')).toEqual([]);
      for (const who of Object.keys(people))
        expect(rank(folder.roleOf(people[who]!.person.id))).toBeLessThanOrEqual(allowed(it, who));

      const lines = it.lines.filter(({ source }) => source !== 'owner');
      await setUp({ owner: it.next, lines });
      await actOnFolder(ada, 'follow', deal);
      const left = await actOnFolder(ada, 'repair', deal);
      expect(left).toMatchObject({ state: 'even', more: [], less: [] });
      for (const who of Object.keys(people))
        expect(rank(folder.roleOf(people[who]!.person.id))).toBeLessThanOrEqual(
          allowed({ owner: it.next, lines }, who),
        );
    }),
    { numRuns: rounds },
  );
}, 900_000);
