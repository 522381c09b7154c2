import type { Mailbox, MailSettings } from '../../contract/connection.js';
import type { Preview } from '../../contract/preview.js';
import { connectedMailbox } from '../support/connect.js';
import { startWorld, type Caller, type World } from '../support/world.js';

let world: World;
let ada: Caller;
let ben: Caller;
let mailbox: Mailbox;
beforeAll(async () => {
  world = await startWorld();
  [ada, ben] = await Promise.all([world.as('Ada'), world.as('Ben')]);
  mailbox = await connectedMailbox(world, ada);
});
afterEach(() => world.sandbox.faults.clear());
afterAll(() => world?.stop());

const of = () => ({ params: { mailbox: mailbox.id } });
async function settings(change: (it: MailSettings) => void = () => undefined): Promise<MailSettings> {
  const { settings: it } = await ada.call('GET /mailboxes/:mailbox/settings', of());
  change(it);
  return it;
}
const begin = async (it: MailSettings) =>
  ada.call('POST /mailboxes/:mailbox/preview', { ...of(), body: { settings: it } });
const get = (id: string) => ada.call('GET /previews/:preview', { params: { preview: id } });
async function ended(id: string): Promise<Preview> {
  for (const limit = Date.now() + 60_000; ;) {
    const now = await get(id);
    if (now.state !== 'running') return now;
    if (Date.now() > limit) throw new Error(`still running: ${JSON.stringify(now)}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
  }
}
const run = async (it: MailSettings) => ended((await begin(it)).id);
const rowsOf = async (...tables: string[]) => {
  const found: Record<string, unknown[]> = {};
  for (const table of tables) found[table] = (await world.server!.database.executeSql(`select * from ${table}`)).rows;
  return found;
};

test('M6 M16 a dry run says how many mails, which records, what is left out, and keeps nothing', async () => {
  const before = await rowsOf('mail_message', 'mail_link', 'followed_thread', 'sync_state', 'mail_participant');
  const done = await run(await settings());
  expect(done.state).toBe('done');
  const { result } = done;
  if (!result) throw new Error('no result');
  const all =
    result.linked + result.asked + result.unmatched + result.excluded.reduce((sum, it) => sum + it.messages, 0);
  expect(all).toBe(result.messages);
  expect(result.messages).toBeGreaterThan(10);
  expect(result.linked).toBeGreaterThan(0);
  expect(result.records.map((it) => it.record.displayName)).toContain('Jana Novák');
  expect(result.records.reduce((sum, it) => sum + it.messages, 0)).toBeGreaterThanOrEqual(result.linked);
  expect(result.examples.length).toBeGreaterThan(0);
  expect(done.read).toBe(done.expected);
  expect(await rowsOf('mail_message', 'mail_link', 'followed_thread', 'sync_state', 'mail_participant')).toEqual(
    before,
  );
  expect((await ada.call('GET /mailboxes/:mailbox', of())).isConfigured).toBe(false);
});

test('R-12 an address that several records have is named as a conflict, with the records', async () => {
  const { result } = await run(await settings());
  expect(result?.conflicts.find((it) => it.value === 'office@harbourlight.example')?.records.length).toBeGreaterThan(1);
});

test('R-33 what a dry run read of people and subjects stands nowhere readable in the database', async () => {
  const { result } = await run(await settings());
  const kept = JSON.stringify((await rowsOf('mail_preview')).mail_preview);
  for (const it of result?.examples ?? []) {
    expect(kept).not.toContain(it.subject);
    expect(kept).not.toContain(it.fromAddress);
  }
});

test('M116 each rule changes the numbers by just what it leaves out', async () => {
  const keepAll = await settings((it) => {
    it.rules = { ...it.rules, bulk: 'keep', internal: 'keep', private: 'keep', invitations: 'keep' };
  });
  const all = (await run(keepAll)).result;
  expect(all?.excluded).toEqual([]);
  const never = structuredClone(keepAll);
  never.rules.neverFile = [{ pattern: 'lumenworks.example', who: 'any' }];
  const without = (await run(never)).result;
  const [left] = without?.excluded ?? [];
  expect(left).toMatchObject({ rule: 'neverFile' });
  expect(left?.messages).toBeGreaterThan(0);
  expect(without?.messages).toBe(all?.messages);
  expect(without?.records.map((it) => it.record.displayName)).not.toContain('Jana Novák');
});

test('M19 a range that cannot be is refused before anything is read', async () => {
  const reversed = await settings((it) => {
    it.range = { kind: 'custom', from: '2026-02-02', to: '2026-02-01' };
  });
  await expect(begin(reversed)).rejects.toMatchObject({ problem: { field: 'range.to' } });
});

test('M6 a dry run can be ended, and is only for whoever began it', async () => {
  const hold = world.sandbox.faults.add({ service: 'graph', path: '/mailFolders/[^/]+/messages', holdBefore: true });
  const { id } = await begin(await settings());
  await world.sandbox.faults.reached(hold, 30_000);
  expect((await get(id)).state).toBe('running');
  const cancelled = await ada.call('POST /previews/:preview/cancel', { params: { preview: id }, body: {} });
  expect(cancelled.state).toBe('cancelled');
  world.sandbox.faults.release(hold);
  expect((await get(id)).state).toBe('cancelled');
  expect(await ben.ask('GET', `/previews/${id}`)).toMatchObject({ status: 404 });
});

test('M6 a dry run that Microsoft does not answer says so, and can be begun again', async () => {
  world.sandbox.faults.add({
    service: 'graph',
    path: '/mailFolders',
    times: 0,
    answer: { status: 403, code: 'ErrorAccessDenied', message: 'Access is denied.' },
  });
  const failed = await run(await settings().catch(() => never()));
  expect(failed).toMatchObject({
    state: 'failed',
    problem: { sentence: expect.stringMatching(/does not allow this/) as string },
  });
  world.sandbox.faults.clear();
  expect((await run(await settings())).state).toBe('done');
});
function never(): MailSettings {
  return {
    range: { kind: 'days', days: 30 },
    folders: [{ id: 'x', includeSubfolders: false, includeNewSubfolders: false }],
    rules: {
      neverFile: [],
      bulk: 'skip',
      internal: 'skip',
      private: 'skip',
      invitations: 'skip',
      categories: { kind: 'off', names: [] },
    },
    visibility: 'people',
    organization: { kind: 'off' },
  };
}
