import fc from 'fast-check';
import { driftOf } from './drift.js';
import type { Grantee, Right, Role } from './grantee.js';
import type { HeldPermission, Holder, Place } from './permission.js';
import { planAccess, stepKey, type Mode, type OurGrant, type Step } from './plan.js';
import { wishedAccess, type AccessSettings, type Mapping, type RecordFacts } from './wished.js';

/*
 * A small world of its own: people, groups, a folder with a folder above it. Who may open what is worked out here without the
 * code under test; plans are carried out step by step and looked at after each.
 */
const people = ['ada', 'ben', 'cleo', 'dario', 'eva'];
const groups: Record<string, string[]> = { sales: ['ada', 'ben'], projects: ['ben', 'dario'], board: ['cleo'] };
const outside = ['guest', 'anybody', 'colleagues'];
const level: Record<Role, number> = { read: 1, write: 2, owner: 3 };

const person = (name: string): Grantee => ({
  kind: 'person',
  id: `id-${name}`,
  address: `${name}@alder.example`,
  name,
});
const group = (name: string): Grantee => ({ kind: 'group', id: `group-${name}`, name });
const members = new Map(Object.entries(groups).map(([name, ids]) => [`group-${name}`, ids.map((it) => `id-${it}`)]));

interface World {
  direct: HeldPermission[];
  above: HeldPermission[];
  isCutOff: boolean;
  place: Place;
}
interface Case {
  world: World;
  record: RecordFacts;
  mappings: Mapping[];
  settings: AccessSettings;
  knowsMembers: boolean;
}

/** Everybody who can open the folder and how far, link followers and outsiders included. */
function openers(world: World): Map<string, number> {
  const found = new Map<string, number>();
  const add = (name: string, role: Role) => found.set(name, Math.max(found.get(name) ?? 0, level[role]));
  const open = (holder: Holder, role: Role) => {
    if (holder.kind === 'person') add(holder.name, role);
    else if (holder.kind === 'group') for (const it of groups[holder.name] ?? []) add(it, role);
    else if (holder.kind === 'guest') add('guest', role);
    else if (holder.kind === 'link') {
      if (holder.scope === 'anonymous') for (const it of [...people, ...outside]) add(it, role);
      if (holder.scope === 'organization') for (const it of [...people, 'colleagues']) add(it, role);
      if (holder.scope === 'users') for (const it of holder.people) open(it, role);
    } else for (const it of [...people, 'colleagues']) add(it, role);
  };
  add('ada', 'owner'); // the drive is hers
  for (const it of [...world.direct, ...(world.isCutOff ? [] : world.above)]) open(it.holder, it.role);
  return found;
}
/** What the record allows, by its own rules and the real members of groups. */
function allowed({ record, mappings, settings }: Case): Map<string, number> {
  const found = new Map<string, number>([['ada', 3]]);
  const byDefault = (role: Mapping['role']): Role =>
    role === 'default' ? (settings.sharing === 'read' ? 'read' : 'write') : role;
  for (const { source, to, role } of mappings) {
    const counts =
      source.kind === 'administrators' ||
      (source.kind === 'user' && source.userId === record.ownerUserId) ||
      (!record.isPrivate &&
        ((source.kind === 'module' && source.moduleId === record.moduleId) ||
          (source.kind === 'team' && record.teams.includes(source.name))));
    if (!counts) continue;
    const right: Role = source.kind === 'user' ? 'write' : byDefault(role);
    for (const it of to.kind === 'group' ? (groups[to.name] ?? []) : [to.name])
      found.set(it, Math.max(found.get(it) ?? 0, level[right]));
  }
  if (settings.allowAnonymous) for (const it of [...people, ...outside]) found.set(it, 3);
  return found;
}
const isWithin = (left: Map<string, number>, right: Map<string, number>) =>
  [...left].every(([name, held]) => held <= (right.get(name) ?? 0));
const union = (left: Map<string, number>, right: Map<string, number>) =>
  new Map(
    [...new Set([...left.keys(), ...right.keys()])].map((it) => [it, Math.max(left.get(it) ?? 0, right.get(it) ?? 0)]),
  );

const ofDrive: HeldPermission = { id: 'owner', role: 'owner', holder: person('ada'), isInherited: true };
const held = (world: World): HeldPermission[] => [...world.direct, ...(world.isCutOff ? [] : world.above), ofDrive];
const wishedOf = (it: Case) =>
  wishedAccess(
    it.record,
    { mappings: it.mappings, users: [], members: it.knowsMembers ? members : new Map() },
    it.settings,
  );
let count = 0;

/** As Microsoft would: one permission for each person or group, an invitation never lowers, a cut only before sharing. */
function carryOut(world: World, step: Step, ours: OurGrant[], comes: Set<string | undefined>): OurGrant[] {
  const without = (to: Grantee) => ours.filter((it) => it.to.id !== to.id || comes.has(to.id));
  switch (step.kind) {
    case 'revoke':
      if (step.permission.isInherited) throw new Error('what is inherited cannot be removed here');
      world.direct = world.direct.filter((it) => it.id !== step.permission.id);
      return step.permission.holder.kind === 'person' || step.permission.holder.kind === 'group'
        ? without(step.permission.holder)
        : ours;
    case 'lower': {
      if (step.permission.isInherited) throw new Error('what is inherited cannot be changed here');
      world.direct = world.direct.map((it) => (it.id === step.permission.id ? { ...it, role: step.role } : it));
      const grant = ours.find((it) => it.to.id === (step.permission.holder as Grantee).id);
      if (!grant) return ours;
      return grant.before === step.role
        ? without(grant.to)
        : ours.map((it) => (it === grant ? { ...it, role: step.role } : it));
    }
    case 'cutOff':
      if (world.direct.length === 0) world.isCutOff = true;
      return ours;
    case 'give': {
      const there = world.direct.find((it) => 'id' in it.holder && it.holder.id === step.to.id);
      if (there && level[there.role] < level[step.role])
        world.direct = world.direct.map((it) => (it === there ? { ...it, role: step.role } : it));
      count += 1;
      if (!there)
        world.direct = [...world.direct, { id: `made-${count}`, role: step.role, holder: step.to, isInherited: false }];
      const { to, role, because, before } = step;
      return [
        ...ours.filter((it) => it.to.id !== to.id),
        { to, role, because, state: 'held', ...(before ? { before } : {}) },
      ];
    }
  }
}
/** What is written down before the first step, so that a run that dies is taken up again. */
function announce(steps: Step[], ours: OurGrant[]): OurGrant[] {
  const giving = steps.flatMap((it): OurGrant[] =>
    it.kind === 'give'
      ? [
          {
            to: it.to,
            role: it.role,
            because: it.because,
            state: 'giving',
            ...(it.before ? { before: it.before } : {}),
          },
        ]
      : [],
  );
  return [...ours.filter((it) => !giving.some((that) => that.to.id === it.to.id)), ...giving];
}
function run(it: Case, ours: OurGrant[], mode: Mode, stopAfter = Infinity): { ours: OurGrant[]; steps: Step[] } {
  const steps = planAccess({ wished: wishedOf(it), held: held(it.world), place: it.world.place, ours }, mode);
  let now = announce(steps, ours);
  const comes = new Set(steps.flatMap((step) => (step.kind === 'give' ? [step.to.id] : [])));
  const ceiling = union(openers(it.world), allowed(it));
  for (const step of steps.slice(0, stopAfter)) {
    now = carryOut(it.world, step, now, comes);
    if (!isWithin(openers(it.world), ceiling)) throw new Error(`widened by ${stepKey(step)}`);
  }
  return { ours: now, steps };
}

const role = fc.constantFrom<Right>('read', 'write');
const grantee = fc.oneof(fc.constantFrom(...people).map(person), fc.constantFrom(...Object.keys(groups)).map(group));
const holder: fc.Arbitrary<Holder> = fc.oneof(
  { weight: 4, arbitrary: grantee },
  fc.constant<Holder>({ kind: 'guest', name: 'guest', address: 'guest@outside.example' }),
  fc.constantFrom<Holder>(
    { kind: 'everyone', name: 'Everyone' },
    { kind: 'siteGroup', name: 'Members' },
    { kind: 'unknown', name: '' },
  ),
  fc.record({
    kind: fc.constant('link' as const),
    scope: fc.constantFrom('anonymous' as const, 'organization' as const, 'users' as const),
    people: fc.array(fc.constantFrom(...people).map(person), { maxLength: 3 }),
    isOfThisApplication: fc.boolean(),
  }),
);
const permissions = (isInherited: boolean) =>
  fc
    .uniqueArray(fc.record({ holder, role }), {
      maxLength: 5,
      selector: (it) => ('id' in it.holder ? it.holder.id : JSON.stringify(it.holder)),
    })
    .map((list) => list.map((it, i) => ({ ...it, id: `${isInherited ? 'above' : 'direct'}-${i}`, isInherited })));
const mapping: fc.Arbitrary<Mapping> = fc.record({
  source: fc.oneof(
    fc.constantFrom('u1', 'u2', 'u3').map((userId) => ({ kind: 'user' as const, userId })),
    fc.constantFrom('North', 'South').map((name) => ({ kind: 'team' as const, name })),
    fc.constantFrom('deals', 'people').map((moduleId) => ({ kind: 'module' as const, moduleId })),
    fc.constant({ kind: 'administrators' as const }),
  ),
  to: grantee,
  role: fc.constantFrom('read' as const, 'write' as const, 'default' as const),
});
const record: fc.Arbitrary<RecordFacts> = fc
  .record({
    moduleId: fc.constantFrom('deals', 'people'),
    ownerUserId: fc.constantFrom('u1', 'u2', 'u3', ''),
    teams: fc.subarray(['North', 'South']),
    isPrivate: fc.boolean(),
  })
  .map(({ ownerUserId, ...rest }) => (ownerUserId ? { ...rest, ownerUserId } : rest));
const caseOf = (isSpotless: boolean): fc.Arbitrary<Case> =>
  fc.record({
    world: fc.record({
      direct: isSpotless ? fc.constant([]) : permissions(false),
      above: isSpotless ? fc.constant([]) : permissions(true),
      isCutOff: fc.boolean(),
      place: fc.constant<Place>({ driveType: 'business', owner: { id: 'id-ada', name: 'ada' } }),
    }),
    record,
    mappings: fc.array(mapping, { maxLength: 6 }),
    settings: fc.record({
      sharing: fc.constantFrom('none' as const, 'read' as const, 'write' as const),
      allowAnonymous: fc.constant(false),
    }),
    knowsMembers: fc.boolean(),
  });
const drift = (it: Case) => driftOf(wishedOf(it), held(it.world), it.world.place);
const rounds = { numRuns: process.env.TEST_LONG === '1' ? 20_000 : 1_500 };

test('M51 R-13 following the record never widens at any step and touches nothing that others gave', () => {
  fc.assert(
    fc.property(caseOf(false), (made) => {
      const it = structuredClone(made);
      const before = structuredClone(it.world);
      const { steps } = run(it, [], 'follow');
      expect(steps.every((step) => step.kind === 'give' || (step.kind === 'revoke' && step.isOurs))).toBe(true);
      for (const foreign of before.direct.filter(
        ({ holder: of }) => !(of.kind === 'link' && of.isOfThisApplication && of.people.length === 0),
      ))
        expect(level[it.world.direct.find(({ id }) => id === foreign.id)?.role ?? 'read']).toBeGreaterThanOrEqual(
          level[foreign.role],
        );
      expect(drift(it).less).toEqual([]);
    }),
    rounds,
  );
});

test('M51 R-13 after a repair nobody can open more than the record allows, and no drift is left', () => {
  fc.assert(
    fc.property(caseOf(false), (made) => {
      const it = structuredClone(made);
      run(it, [], 'repair');
      expect(isWithin(openers(it.world), allowed(it))).toBe(true);
      expect(drift(it)).toEqual({ more: [], less: [] });
    }),
    rounds,
  );
});

test('M51 applying twice is once, whatever the order of following and repairing', () => {
  fc.assert(
    fc.property(caseOf(false), fc.constantFrom<Mode>('follow', 'repair'), (made, mode) => {
      const it = structuredClone(made);
      const first = run(it, [], mode);
      expect(run(it, first.ours, mode).steps).toEqual([]);
      const second = run(it, first.ours, 'repair');
      expect(run(it, second.ours, 'follow').steps).toEqual([]);
      expect(run(it, second.ours, 'repair').steps).toEqual([]);
    }),
    rounds,
  );
});

test('M51 an owner change swaps access: the new owner has it, the old one only what a team still gives', () => {
  fc.assert(
    fc.property(caseOf(true), fc.constantFrom('u1', 'u2', 'u3'), (made, next) => {
      const it = structuredClone(made);
      const { ours } = run(it, [], 'follow');
      const changed: Case = { ...it, record: { ...it.record, ownerUserId: next } };
      run(changed, ours, 'follow');
      expect(isWithin(openers(it.world), allowed(changed))).toBe(true);
      expect(drift(changed)).toEqual({ more: [], less: [] });
    }),
    rounds,
  );
});

test('M51 what we gave can be taken back, and what was there before us is there again', () => {
  fc.assert(
    fc.property(caseOf(false), (made) => {
      const it = structuredClone(made);
      const before = openers(it.world);
      const { ours } = run(it, [], 'follow');
      const after = run(it, ours, 'stop');
      expect(openers(it.world)).toEqual(before);
      expect(after.ours).toEqual([]);
    }),
    rounds,
  );
});

test('M51 a run that dies after any step is finished by the next one, and never widens on the way', () => {
  fc.assert(
    fc.property(caseOf(false), fc.array(fc.nat(4), { maxLength: 4 }), (made, deaths) => {
      const it = structuredClone(made);
      const whole: Case = { ...it, world: structuredClone(it.world) };
      run(whole, [], 'repair');
      let ours: OurGrant[] = [];
      for (const steps of deaths) ({ ours } = run(it, ours, 'repair', steps));
      ({ ours } = run(it, ours, 'repair'));
      expect(openers(it.world)).toEqual(openers(whole.world));
      expect(run(it, ours, 'repair').steps).toEqual([]);
    }),
    rounds,
  );
});

test('M51 what cannot be ended here is told with its reason and left alone', () => {
  const it: Case = {
    world: {
      direct: [],
      above: [{ id: 'above-0', role: 'write', holder: person('ben'), isInherited: true }],
      isCutOff: false,
      place: { driveType: 'personal', owner: { id: 'id-ada', name: 'ada' } },
    },
    record: { moduleId: 'deals', teams: [], isPrivate: false },
    mappings: [],
    settings: { sharing: 'write', allowAnonymous: false },
    knowsMembers: true,
  };
  expect(run(it, [], 'repair').steps).toEqual([]);
  expect(drift(it).more).toMatchObject([{ why: 'person', remedy: 'none' }]);
});

test('M51 an anonymous link is drift unless an administrator allowed such links; a guest never belongs to a record', () => {
  const link: HeldPermission = {
    id: 'link',
    role: 'read',
    holder: { kind: 'link', scope: 'anonymous', people: [], isOfThisApplication: false },
    isInherited: false,
  };
  const record: RecordFacts = { moduleId: 'deals', teams: [], isPrivate: false };
  const guest: Grantee = { kind: 'person', id: 'g', address: 'jana_lumen.example#EXT#@alder.example', name: 'Jana' };
  const place: Place = { driveType: 'business' };
  const mappings: Mapping[] = [{ source: { kind: 'module', moduleId: 'deals' }, to: guest, role: 'write' }];
  const wish = (allowAnonymous: boolean) =>
    wishedAccess(record, { mappings, users: [], members: new Map() }, { sharing: 'write', allowAnonymous });
  expect(wish(false).entries).toEqual([]);
  expect(driftOf(wish(false), [link], place).more).toMatchObject([{ why: 'anonymousLink', remedy: 'remove' }]);
  expect(driftOf(wish(true), [link], place).more).toEqual([]);
  expect(planAccess({ wished: wish(true), held: [link], place, ours: [] }, 'repair')).toEqual([]);
});
