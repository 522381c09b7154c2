import type { Mailbox } from '../../contract/connection.js';
import { connectedMailbox } from '../support/connect.js';
import { startWorld, type Caller, type World } from '../support/world.js';

let world: World;
let ada: Caller;
let mailbox: Mailbox;
const of = () => ({ params: { mailbox: mailbox.id } });
const sql = async (text: string, values: unknown[] = []) =>
  (await world.server!.database.executeSql(text, values)).rows;

beforeAll(async () => {
  world = await startWorld();
  ada = await world.as('Ada');
  mailbox = await connectedMailbox(world, ada);
  const { settings, version } = await ada.call('GET /mailboxes/:mailbox/settings', of());
  await ada.call('PUT /mailboxes/:mailbox/settings', { ...of(), body: { settings, version } });
  await ada.call('POST /mailboxes/:mailbox/pause', { ...of(), body: {} });
  // Lines as the engine writes them.
  const add = (kind: string, code: string, state: string, folder: string | null, detail = {}) =>
    sql(
      `insert into sync_log (tenant_id, mailbox_id, folder_id, kind, code, detail, state)
       select tenant_id, id, (select f.id from mail_folder f where f.mailbox_id = mailbox.id and f.display_name = $2), $3, $4, $5::jsonb, $6
       from mailbox where id = $1`,
      [Number(mailbox.id), folder, kind, code, JSON.stringify(detail), state],
    );
  for (let i = 0; i < 55; i += 1) await add('subscription', 'C7', 'told', 'Inbox');
  await add('folder', 'N5', 'told', 'Sent Items');
  await add('message', 'C10', 'open', 'Inbox', { why: '=cmd|calc', reference: 'req-1' });
  await add('message', 'C10', 'open', 'Inbox', { why: 'no time of receipt' });
});
afterAll(() => world?.stop());

const read = (body = {}) => ada.call('POST /mailboxes/:mailbox/log', { ...of(), body });

test('M73 the sync log says what was met, newest first, page by page', async () => {
  const first = await read();
  expect(first.entries).toHaveLength(50);
  expect(first.entries[0]).toMatchObject({ kind: 'message', code: 'C10', state: 'open', folder: 'Inbox' });
  expect(first.entries[0]?.sentence).toMatch(/could not be read after three tries.*no time of receipt/);
  const rest = await read({ before: first.next });
  expect(rest.entries).toHaveLength(8);
  expect(rest.next).toBeUndefined();
  expect(new Set([...first.entries, ...rest.entries].map((it) => it.id)).size).toBe(58);
});

test.each([
  ['folder', { folder: 'Sent Items' }, ['N5']],
  ['kind', { kind: 'message' }, ['C10', 'C10']],
  ['state', { state: 'open' }, ['C10', 'C10']],
  ['words of the sentence', { text: 'no longer in the mailbox' }, ['N5']],
  ['its code', { text: 'n5' }, ['N5']],
  ['all of them', { folder: 'Inbox', kind: 'message', state: 'open', text: 'passed over' }, ['C10', 'C10']],
  ['nothing that fits', { text: 'zebra' }, []],
])('M73 it can be filtered by %s', async (_name, filter, codes) => {
  const { entries, folders } = await read(filter);
  expect(entries.map((it) => it.code)).toEqual(codes);
  expect(folders).toEqual(['Inbox', 'Sent Items']);
});

test('M73 it can be taken along as a table, and a text that looks like a formula does nothing there', async () => {
  const { csv } = await ada.call('POST /mailboxes/:mailbox/log/csv', { ...of(), body: { kind: 'message' } });
  const lines = csv.trim().split('\r\n');
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/Time,Kind,Folder,Code,What happened,State,Reference$/);
  expect(csv).toContain('req-1');
  expect(csv).not.toMatch(/(^|,)"?=/m);
});

test('M73 retry compares the folder once more and skip leaves it out; each twice is once', async () => {
  const [second, first] = (await read({ state: 'open' })).entries;
  await sql("update sync_state set wished_at = null, covered_from = now() - interval '32 days', history = '[]'");
  const answer = (entry: string | undefined, how: 'retry' | 'skip') =>
    ada.call(`POST /mailboxes/:mailbox/log/:entry/${how}`, {
      params: { mailbox: mailbox.id, entry: entry ?? '' },
      body: {},
    });
  expect((await answer(first?.id, 'retry')).state).toBe('done');
  expect((await answer(first?.id, 'retry')).state).toBe('done');
  const wished = (await sql(
    `select f.display_name as name, s.history from sync_state s join mail_folder f on f.graph_id = s.resource
     where s.wished_at is not null`,
  )) as { name: string; history: unknown[] }[];
  expect(wished).toMatchObject([{ name: 'Inbox', history: [{ isCheck: true }] }]);
  expect((await answer(second?.id, 'skip')).state).toBe('skipped');
  expect((await answer(second?.id, 'retry')).state).toBe('skipped');
  expect((await read({ state: 'open' })).entries).toEqual([]);
});
