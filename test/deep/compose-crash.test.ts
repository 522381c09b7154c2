import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Fault } from '../../sandbox/base/faults.js';
import { ensureBuilt } from '../support/built.js';
import { attach, ended, lying, send, write } from '../support/compose.js';
import { connectedMailbox } from '../support/connect.js';
import { dealt, isItsTurn } from '../support/depth.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/*
 * The server is killed (SIGKILL) at each step of sending. One kill tries several: of the people who send at the same time each is
 * held at another step, whoever comes to it first.
 */
const before = (method: string, path: string): Partial<Fault> => ({ method, path, holdBefore: true });
const after = (method: string, path: string): Partial<Fault> => ({ method, path, holdAfter: true });
const rounds: [string, Partial<Fault>[]][] = [
  [
    'while drafts are made and files attached',
    [
      before('POST', '/messages$'),
      after('POST', '/messages$'),
      after('POST', '/attachments$'),
      after('POST', '/createUploadSession$'),
    ],
  ],
  [
    'while files go up and the mail leaves',
    [
      after('PUT', 'AttachmentSessions'),
      before('POST', '/send$'),
      after('POST', '/send$'),
      after('GET', '/messages/[^/]+$'),
    ],
  ],
];
const small = Buffer.from('small and precious');
const large = Buffer.alloc(3 * 1024 * 1024 + 7, 'large and precious ');

describe.each(['embedded', 'postgres'] as const)('the server is killed on %s', (kind) => {
  let world: World;
  let people: Caller[];
  let child: ChildProcess;
  beforeAll(async () => {
    ensureBuilt('node');
    world = await startWorld({ kind, inside: false, environment: { WORKER_LEASE_SECONDS: '1' } });
    people = await Promise.all(['Ada', 'Ben', 'Cleo', 'Dario'].map((name) => world.as(name)));
    await start();
    for (const it of people) await connectedMailbox(world, it);
  }, 240_000);
  afterAll(() => world?.stop());

  async function start(): Promise<void> {
    child = await world.spawnServer();
    await until(
      () => people[0]!.call('GET /me', {}),
      (it) => it.modules.length === 6,
    );
  }
  async function killAndStart(): Promise<void> {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    world.sandbox.faults.clear();
    await start();
  }
  async function holdAndKill(steps: Partial<Fault>[], work: () => Promise<unknown>): Promise<void> {
    const holds = steps.map((it) => world.sandbox.faults.add({ service: 'graph', ...it }));
    await work();
    await Promise.all(holds.map((id) => world.sandbox.faults.reached(id, 60_000)));
    await killAndStart();
  }
  const next = (i: number) => people[(i + 1) % people.length]!;
  async function expectOnce(
    i: number,
    subject: string,
    files: Record<string, Buffer | 'of the mail that is answered'>,
    record: { module: string; id: string },
  ) {
    const arrived = lying(next(i), subject).filter((it) => it.folder === 'inbox');
    expect(arrived).toHaveLength(1);
    const { attachments } = arrived[0]!.message;
    expect(attachments.map((it) => it.name).sort()).toEqual(Object.keys(files).sort());
    for (const it of attachments) {
      const wanted = files[it.name];
      if (Buffer.isBuffer(wanted)) expect(world.sandbox.tenants.store.getBlob(it.blob).equals(wanted)).toBe(true);
    }
    await until(
      () => lying(people[i]!, subject).map((it) => it.folder),
      (it) => !it.includes('drafts'),
    );
    expect(lying(people[i]!, subject).filter((it) => it.folder === 'sentitems')).toHaveLength(1);
    // Narrowed, a timeline shows every mail and not only the latest of its conversation.
    const { entries } = await people[i]!.call('POST /records/:module/:id/timeline', {
      params: record,
      body: { search: subject },
    });
    expect(entries.filter((it) => it.mail?.subject === subject)).toHaveLength(1);
  }

  test.each(dealt(rounds, kind))(
    'M24 %s: each mail leaves exactly once',
    async (name, steps) => {
      const record = { module: 'deals', id: 'rec_d1042' };
      const subject = (i: number) => `${name}, ${people[i]!.person.name}`;
      const mails = await Promise.all(
        people.map(async (caller, i) => {
          const mail = await write(caller, record, {
            subject: subject(i),
            to: [{ address: next(i).person.userPrincipalName }],
          });
          await attach(caller, mail, 'small.txt', small);
          await attach(caller, mail, 'large.bin', large);
          return mail;
        }),
      );
      await holdAndKill(steps, () => Promise.all(mails.map((mail, i) => send(people[i]!, mail))));
      for (const [i, mail] of mails.entries()) {
        expect((await ended(people[i]!, mail, 120_000)).state).toBe('sent');
        await expectOnce(i, subject(i), { 'small.txt': small, 'large.bin': large }, record);
      }
    },
    240_000,
  );

  if (isItsTurn(kind, 'embedded'))
    test('M24 while answers are begun and written: each leaves once, with its text once', async () => {
      const record = { module: 'people', id: 'rec_jana' };
      const subject = 'Quote for the renewal';
      const two = people.slice(0, 2);
      const mails = await Promise.all(
        two.map(async (caller, i) => {
          const { id } = await caller.file(subject, record, { attachments: false });
          const { entries } = await caller.call('GET /records/:module/:id/timeline', { params: record });
          const entry = entries.find((it) => it.filing?.id === id)?.id ?? '';
          return write(caller, record, {
            kind: 'reply',
            entry,
            subject: `RE by ${caller.person.name}`,
            to: [{ address: next(i).person.userPrincipalName }],
            html: '<p>Only once</p>',
          });
        }),
      );
      await holdAndKill([after('POST', '/createReply$'), after('PATCH', '/messages/[^/]+$')], () =>
        Promise.all(mails.map((mail, i) => send(two[i]!, mail))),
      );
      for (const [i, mail] of mails.entries()) {
        expect((await ended(two[i]!, mail, 120_000)).state).toBe('sent');
        await expectOnce(i, `RE by ${two[i]!.person.name}`, { 'logo.png': 'of the mail that is answered' }, record);
        const [copy] = lying(next(i), `RE by ${two[i]!.person.name}`);
        expect(copy?.message.graph.body?.content?.match(/Only once/g)).toHaveLength(1);
        expect(copy?.message.graph.body?.content).toContain('thank you for the call');
      }
    }, 240_000);

  if (kind === 'postgres')
    test('M24 three live workers, two of which stand still in the middle and wake up late: each mail leaves exactly once', async () => {
      const record = { module: 'deals', id: 'rec_d1042' };
      const workers = [await world.spawnServer({ ROLE: 'worker' }), await world.spawnServer({ ROLE: 'worker' })];
      const subject = (i: number) => `Three workers, ${people[i]!.person.name}`;
      const mails = await Promise.all(
        people.map((caller, i) =>
          write(caller, record, { subject: subject(i), to: [{ address: next(i).person.userPrincipalName }] }),
        ),
      );
      const holds = people.map(() => world.sandbox.faults.add({ service: 'graph', ...before('POST', '/send$') }));
      await Promise.all(mails.map((mail, i) => send(people[i]!, mail)));
      await Promise.all(holds.map((id) => world.sandbox.faults.reached(id, 60_000)));
      for (const it of workers) it.kill('SIGSTOP'); // their leases end, and another goes on with their mails
      for (const id of holds) world.sandbox.faults.release(id);
      for (const [i, mail] of mails.entries()) expect((await ended(people[i]!, mail, 120_000)).state).toBe('sent');
      for (const it of workers) {
        const gone = once(it, 'exit');
        it.kill('SIGCONT');
        it.kill('SIGTERM'); // what they have in hand they bring to its end
        await gone;
      }
      for (const i of mails.keys()) await expectOnce(i, subject(i), {}, record);
    }, 240_000);
});
