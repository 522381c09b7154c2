import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Filing } from '../../contract/api.js';
import type { Fault } from '../../sandbox/base/faults.js';
import { ensureBuilt } from './built.js';
import { dealt, isItsTurn, isLong } from './depth.js';
import { expectExactlyOnce } from './exactly-once.js';
import { until } from './until.js';
import { startWorld, type Caller, type World } from './world.js';

/** A call to Microsoft during which the server is killed: before it is done, or when it is done and the answer is under way. */
type Step = [name: string, fault: (at: { caller: Caller; messageId: string }) => Partial<Fault>];
const before = (fault: Partial<Fault>): Partial<Fault> => ({ ...fault, holdBefore: true });
const after = (fault: Partial<Fault>): Partial<Fault> => ({ ...fault, holdAfter: true });
const drive = (caller: Caller, world: World) =>
  world.sandbox.tenants.drives.ofPerson(caller.person.id)!.id.replace(/!/g, '(!|%21)');

// Four people at a time, each killed at another step: one kill tries four.
const rounds = (world: World): Step[][] => {
  const folder = (caller: Caller) => ({ method: 'POST', path: `/drives/${drive(caller, world)}/.*children$` });
  const small = (caller: Caller) => ({
    method: 'PUT',
    path: `/drives/${drive(caller, world)}/.*small[.]txt:/content$`,
  });
  const session = (caller: Caller) => ({
    method: 'POST',
    path: `/drives/${drive(caller, world)}/.*createUploadSession$`,
  });
  return [
    [
      ['the top folder was made', ({ caller }) => after(folder(caller))],
      ["the module's folder was made", ({ caller }) => after({ ...folder(caller), after: 1 })],
      ["the record's folder was made", ({ caller }) => after({ ...folder(caller), after: 2 })],
      [
        'the category was put on the mail',
        ({ messageId }) => after({ method: 'PATCH', path: `/messages/${messageId}$` }),
      ],
    ],
    [
      ['the first file is sent', ({ caller }) => before(small(caller))],
      ['the first file was taken', ({ caller }) => after(small(caller))],
      ['the upload of the large file was opened', ({ caller }) => after(session(caller))],
      ['the categories were read', ({ messageId }) => after({ method: 'GET', path: `/messages/${messageId}$` })],
    ],
    [
      ['the copy of the mail was read', ({ messageId }) => after({ path: `/messages/${messageId}/[$]value$` })],
      [
        'the large file was read',
        ({ messageId }) => after({ path: `/messages/${messageId}/attachments/.*value$`, after: 1 }),
      ],
      [
        'the category is put on the mail',
        ({ messageId }) => before({ method: 'PATCH', path: `/messages/${messageId}$` }),
      ],
      ['the upload of the large file is opened', ({ caller }) => before(session(caller))],
    ],
  ];
};

const subject = (name: string) => `Crash: ${name}`;
const small = Buffer.from('small and precious');
const large = Buffer.alloc(4.5 * 1024 * 1024, 'large and precious '); // two parts of an upload session

/**
 * Tests of a server that is killed while it files, on one kind of database; each in a file of its own, because there are many kills and
 * a worker of Jest takes one file at a time. With `only` it is one round: one kill, which four filings meet at four steps.
 */
export function testCrashesOfFiling(kind: World['kind'], only?: number): void {
  const takes = (usual: World['kind']) => only === undefined && isItsTurn(kind, usual);
  let world: World;
  let people: Caller[];
  let child: ChildProcess;
  const filed: { caller: Caller; subject: string; record: { module: string; id: string } }[] = [];

  beforeAll(async () => {
    ensureBuilt('node');
    world = await startWorld({ kind, inside: false, environment: { WORKER_LEASE_SECONDS: '2' } });
    people = await Promise.all(['Ada', 'Ben', 'Cleo', 'Dario'].map((name) => world.as(name)));
    await start();
  }, 240_000);
  afterAll(() => world?.stop());

  async function start(): Promise<void> {
    child = await world.spawnServer();
    await until(
      () => people[0]!.call('GET /me', {}),
      (it) => it.modules.length === 6,
    );
  }
  async function kill(): Promise<void> {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    world.sandbox.faults.clear();
  }
  /** A mail with a small and a large attachment, in this person's mailbox, and a new record to file it to. */
  async function prepare(caller: Caller, name: string) {
    const { workspaces } = world.sandbox.coherence;
    const { id } = workspaces.add(
      workspaces.of('Alder & Finch'),
      'mod_deals',
      `Deal ${name} of ${caller.person.name}`,
      {},
    );
    world.sandbox.tenants.deliver({
      from: { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' },
      to: [{ name: caller.person.name, address: caller.person.userPrincipalName }],
      subject: subject(`${name} (${caller.person.name})`),
      html: '<p>Precious</p>',
      attachments: [
        { name: 'small.txt', contentType: 'text/plain', bytes: small },
        { name: 'large.bin', contentType: 'application/octet-stream', bytes: large },
      ],
    });
    const it = { caller, subject: subject(`${name} (${caller.person.name})`), record: { module: 'deals', id } };
    filed.push(it);
    await until(
      () => caller.ask('GET', `/records/deals/${id}`),
      ({ status }) => status === 200,
    );
    return it;
  }
  const file = ({ caller, subject: of, record }: (typeof filed)[number]): Promise<Filing> =>
    caller.file(of, record, { saveCopy: true });
  const settleAll = async (which: typeof filed) => {
    for (const it of which) {
      const { filings } = await it.caller.call('POST /matches', {
        body: {
          internetMessageId: it.caller.message(it.subject).graph.internetMessageId ?? '',
          subject: 'x',
          participants: [],
        },
      });
      expect(filings).toHaveLength(1);
      await it.caller.settled(filings[0]!.id, 120_000);
    }
  };

  if (takes('embedded'))
    test('M104 while the mail is read for filing nothing is written, and filing again is once; while its category gets a colour it goes on', async () => {
      const [ada, , , dario] = people as [Caller, Caller, Caller, Caller];
      const [read, coloured] = [await prepare(ada, 'read'), await prepare(dario, 'coloured')];
      const colours = () => dario.mailbox.categories.filter((it) => it.displayName === 'Coherence');
      expect(colours()).toEqual([]);
      const hold = (fault: Partial<Fault>) => world.sandbox.faults.add({ service: 'graph', holdAfter: true, ...fault });
      const colour = hold({ method: 'POST', path: '/outlook/masterCategories$' });
      await file(coloured);
      await world.sandbox.faults.reached(colour);
      const reading = hold({ path: '/messages/' });
      const lost = file(read).catch((error: unknown) => error);
      await world.sandbox.faults.reached(reading);
      await kill();
      expect(await lost).toBeInstanceOf(Error);
      await start();
      await file(read);
      await settleAll([read, coloured]);
      for (const it of [read, coloured]) await expectExactlyOnce(world, it, { 'small.txt': small, 'large.bin': large });
      expect(colours()).toHaveLength(1);
    }, 240_000);

  test.each(only === undefined ? dealt([0, 1, 2], kind) : [only])(
    'M104 M107 in the middle of filing, round %s: each filing ends exactly once',
    async (round) => {
      const steps = rounds(world)[round]!;
      const items = await Promise.all(people.map((caller, i) => prepare(caller, steps[i]![0])));
      const holds = items.map(({ caller, subject: of }, i) => {
        const id = caller.message(of).immutableId.replace(/=+$/, '');
        return world.sandbox.faults.add({ service: 'graph', ...steps[i]![1]({ caller, messageId: `${id}(=|%3D)*` }) });
      });
      await Promise.all(items.map(file));
      await Promise.all(holds.map((id) => world.sandbox.faults.reached(id, 60_000)));
      await kill();
      await start();
      await settleAll(items);
      for (const it of items) await expectExactlyOnce(world, it, { 'small.txt': small, 'large.bin': large });
    },
    240_000,
  );

  if (takes('postgres'))
    test('M107 between the parts of a large upload: it goes on where it stopped', async () => {
      const it = await prepare(people[1]!, 'parts');
      const parts = () =>
        world.sandbox.faults.add({ service: 'graph', method: 'PUT', path: '^/upload/', holdAfter: true });
      for (const [i, hold] of [parts(), undefined].entries()) {
        const id = hold ?? parts();
        if (i === 0) await file(it);
        await world.sandbox.faults.reached(id, 60_000);
        await kill();
        await start();
      }
      await settleAll([it]);
      await expectExactlyOnce(world, it, { 'small.txt': small, 'large.bin': large });
    }, 240_000);

  if (takes('postgres'))
    test('M104 M107 at any time, again and again: each filing ends exactly once', async () => {
      const items = await Promise.all(people.map((caller) => prepare(caller, 'any time')));
      await Promise.all(items.map(file));
      for (const ms of isLong ? [300, 700, 1200] : [700]) {
        await new Promise((resolve) => {
          setTimeout(resolve, ms * Math.random());
        });
        await kill();
        await start();
      }
      await settleAll(items);
      for (const it of items) await expectExactlyOnce(world, it, { 'small.txt': small, 'large.bin': large });
    }, 240_000);

  if (takes('embedded'))
    test('R-08 in the middle of unfiling: each is taken back exactly once, and nothing of others is touched', async () => {
      const items = people.map((caller) => filed.find((it) => it.caller === caller)!); // one of each
      const kept = filed.filter((it) => !items.includes(it));
      const steps: ((messageId: string, caller: Caller) => Partial<Fault>)[] = [
        (id) => before({ method: 'PATCH', path: `/messages/${id}$` }),
        (id) => after({ method: 'PATCH', path: `/messages/${id}$` }),
        (_id, caller) => before({ method: 'DELETE', path: `/drives/${drive(caller, world)}/items/` }),
        (_id, caller) => after({ method: 'DELETE', path: `/drives/${drive(caller, world)}/items/` }),
      ];
      const holds = items.map(({ caller, subject: of }, i) => {
        const id = `${caller.message(of).immutableId.replace(/=+$/, '')}(=|%3D)*`;
        return world.sandbox.faults.add({ service: 'graph', ...steps[i]!(id, caller) });
      });
      const ids: string[] = [];
      for (const it of items) {
        const { id } = await file(it); // the one that is there
        ids.push(id);
        await it.caller.call('POST /filings/:id/unfile', { params: { id } });
      }
      await Promise.all(holds.map((id) => world.sandbox.faults.reached(id, 60_000)));
      await kill();
      await start();
      for (const [i, it] of items.entries()) {
        expect((await it.caller.settled(ids[i]!, 120_000)).state).toBe('unfiled');
        await expectExactlyOnce(world, it, {}, false);
      }
      for (const it of kept) await expectExactlyOnce(world, it, { 'small.txt': small, 'large.bin': large });
    }, 240_000);

  test('M89 the audit chain is whole after all of it', async () => {
    const said = await people[0]!.call('GET /audit/verify', {});
    expect(said.isWhole).toBe(true);
    expect(said.entries).toBeGreaterThan(filed.length * 4);
  });
}
