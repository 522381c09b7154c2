import { createHmac } from 'node:crypto';
import { Agent, fetch } from 'undici';
import type { Dialect } from '../../sandbox/coherence/dialects.js';
import { alder } from '../../sandbox/tenant/company.js';
import { actOnFolder, asGrantee, coherenceUser, folderAt, settledFolder } from '../support/folder-access.js';
import { administeredBy, saveFiles } from '../support/folders.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/*
 * Folders for records that appear, and access that follows a new owner, without anybody asking for a full reading: told by a webhook where this
 * Coherence has them (only the oldest description does), by looking for what changed where it has none.
 */
jest.setTimeout(400_000);
let world: World;
let ada: Caller;
let agent: Agent;
const deals = ['rec_d1042', 'rec_d1077', 'rec_d0990'];
beforeAll(async () => {
  world = await startWorld({
    environment: { ...administeredBy('Ada'), WORKER_LEASE_SECONDS: '3', COHERENCE_POLL_SECONDS: '1' },
  });
  agent = new Agent({ connect: { ca: world.sandbox.caPem } });
  ada = await world.as('Ada');
  for (const it of await Promise.all(['Ben', 'Dario'].map((name) => world.as(name))))
    await ada.call('POST /access/mappings', {
      body: {
        source: { kind: 'user', id: coherenceUser(world, it.person.name) },
        to: asGrantee(it),
        role: 'write',
      },
    });
  await saveFiles(ada, { sharing: 'write', autoModules: ['leads'], renameWithRecord: true });
}, 240_000);
afterEach(() => {
  coherence().webhooks.isSilent = false;
});
afterAll(async () => {
  await world?.stop();
  await agent?.destroy();
});

const coherence = () => world.sandbox.coherence;
const workspace = () => coherence().workspaces.of(alder.name);
const addLead = (name: string) => coherence().workspaces.add(workspace(), 'mod_leads', name, {});
const kysely = () => world.server!.database.kysely;
const webhookRow = () =>
  kysely()
    .selectFrom('coherence_webhook')
    .selectAll()
    .where('tenant_id', '=', alder.tenantId)
    .executeTakeFirstOrThrow();
function namesOfLeads(): string[] {
  const { drives } = world.sandbox.tenants;
  const drive = drives.ofPerson(ada.person.id)!;
  const top = drives.child(drive, drive.rootId, 'Coherence');
  const leads = top && drives.child(drive, top.id, 'Leads');
  return leads ? drives.children(drive, leads.id).map((it) => it.name) : [];
}
const folderComes = (name: string) => until(namesOfLeads, (it) => it.includes(name));
/** Another edition of Coherence answers from now on, and is asked anew what it can do. */
async function speak(dialect: Dialect, state: 'listening' | 'unavailable'): Promise<void> {
  coherence().settings.dialect = dialect;
  await kysely().updateTable('coherence_webhook').set({ asked_at: null, state: 'unknown' }).execute();
  await until(webhookRow, (it) => it.state === state);
}
/** From now on only a webhook tells: the clock does not look for an hour. */
const stopLooking = () =>
  kysely()
    .updateTable('module')
    .set({ changes_due_at: new Date(Date.now() + 3_600_000) })
    .execute();
const lookAgain = () =>
  kysely()
    .updateTable('module')
    .set({ changes_due_at: new Date(0) })
    .execute();

describe.each([
  ['o', 'unavailable', 'asking for the newest'],
  ['d', 'unavailable', 'reading the module, whose order is not told'],
  ['l', 'listening', 'being told'],
] as const)('M49 M51 Coherence in dialect %s', (dialect, state, how) => {
  const deal = { module: 'deals', id: deals[['o', 'd', 'l'].indexOf(dialect)]! };
  beforeAll(async () => {
    await speak(dialect, state);
    const { id } = await ada.call('POST /records/:module/:id/folder', { params: deal, body: {} }).then(() => deal);
    coherence().workspaces.setOwner(workspace(), id, coherenceUser(world, 'Ben'));
    await ada.call('GET /records/:module/:id', { params: deal });
    await actOnFolder(ada, 'follow', deal);
    if (dialect === 'l') await stopLooking();
    else await lookAgain();
  });

  test(`a record that appears gets its folder, which takes a new name along, by ${how}`, async () => {
    const lead = addLead(`Appeared in ${dialect}`);
    await folderComes(`Appeared in ${dialect}`);
    coherence().workspaces.change(workspace(), lead, { displayName: `Renamed in ${dialect}` });
    await folderComes(`Renamed in ${dialect}`);
    expect(namesOfLeads()).not.toContain(`Appeared in ${dialect}`);
  });

  test(`another owner swaps who can open the folder, by ${how}`, async () => {
    const folder = folderAt(world, await settledFolder(ada, deal));
    const [ben, dario] = [await world.as('Ben'), await world.as('Dario')];
    expect(folder.roleOf(ben.person.id)).toBe('write');
    expect(folder.roleOf(dario.person.id)).toBeUndefined();
    coherence().workspaces.setOwner(workspace(), deal.id, coherenceUser(world, 'Dario'));
    await until(
      () => folder.roleOf(dario.person.id),
      (it) => it === 'write',
    );
    await until(
      () => folder.roleOf(ben.person.id),
      (it) => it === undefined,
    );
  });

  test('a deleted record is not offered any more', async () => {
    const lead = addLead(`To be lost in ${dialect}`);
    await folderComes(`To be lost in ${dialect}`);
    coherence().workspaces.trash(workspace(), lead.id);
    if (dialect === 'd') await lookAgain();
    if (dialect === 'o') await world.server!.records.refreshIndex(alder.tenantId); // among the newest nothing is missed
    const isGone = () =>
      kysely().selectFrom('record_index').select('is_gone').where('record_id', '=', lead.id).executeTakeFirstOrThrow();
    await until(isGone, (it) => it.is_gone);
  });
});

describe('M115 webhooks of Coherence', () => {
  beforeAll(async () => {
    await speak('l', 'listening');
    await stopLooking();
  });
  const post = (door: string, body: string, headers: Record<string, string> = {}) =>
    fetch(`${world.sandbox.urls.server}/webhooks/coherence/${door}`, {
      method: 'POST',
      dispatcher: agent,
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
  const heardAt = async () => (await webhookRow()).heard_at?.getTime();
  const secretOf = () => {
    const [it] = coherence().webhooks.kept(workspace());
    if (!it) throw new Error('There is no webhook.');
    return it.secret;
  };
  const sign = (body: string, secret: string, at = Math.floor(Date.now() / 1000)) => ({
    'x-coherence-signature': `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`,
  });

  test('there is one for each organisation, with a secret that is kept sealed; one that somebody removed is made anew', async () => {
    const [first] = coherence().webhooks.kept(workspace());
    const row = await webhookRow();
    expect(first).toMatchObject({
      id: row.webhook_id,
      url: `${world.sandbox.urls.server}/webhooks/coherence/${row.door}`,
    });
    expect(JSON.stringify(row)).not.toContain(first?.secret);
    coherence().webhooks.remove(workspace(), first!.id);
    await speak('l', 'listening');
    expect(coherence().webhooks.kept(workspace())).toHaveLength(1);
    expect((await webhookRow()).webhook_id).not.toBe(first!.id);
  });

  test('one that a crash left behind, whose secret nobody knows, is replaced', async () => {
    await kysely()
      .updateTable('coherence_webhook')
      .set({ webhook_id: null, sealed_secret: null, key_id: null })
      .execute();
    await speak('l', 'listening');
    expect(coherence().webhooks.kept(workspace())).toHaveLength(1);
    addLead('After the crash');
    await folderComes('After the crash');
  });

  test('a wrong door, a wrong signature and an old one are answered alike and change nothing', async () => {
    const { door } = await webhookRow();
    const body = JSON.stringify({ event: 'record.updated', data: { module: 'leads', record: { id: 'rec_x' } } });
    const before = await heardAt();
    for (const [at, headers] of [
      ['nobody-was-given-this', sign(body, secretOf())],
      [door, sign(body, 'whsec_guessed')],
      [door, sign(body, secretOf(), Math.floor(Date.now() / 1000) - 3_600)],
      [door, { 'x-coherence-signature': 'nonsense' }],
    ] as const) {
      const answer = await post(at, body, headers);
      expect([answer.status, await answer.text()]).toEqual([200, '{}']);
    }
    expect(await heardAt()).toBe(before);
    expect((await post(door, body, sign(body, secretOf()))).status).toBe(200);
    expect(await heardAt()).not.toBe(before);
  });

  test('what is no delivery at all is taken as a hint at the right door, and does no harm', async () => {
    const { door } = await webhookRow();
    for (const body of ['', 'not json', '[]', '{"data":{"module":"nothing","id":7}}', '{"event":"record.created"}'])
      expect((await post(door, body)).status).toBe(200);
    expect((await post(door, 'x'.repeat(300_000))).status).toBe(413);
    addLead('After the nonsense');
    await folderComes('After the nonsense');
  });

  test('what is told while Coherence cannot be read is read when it can', async () => {
    const fault = world.sandbox.faults.add({
      service: 'coherence',
      times: 0,
      path: '/records',
      answer: { status: 503 },
    });
    addLead('Told too early');
    await until(
      () => kysely().selectFrom('changed_record').selectAll().execute(),
      (rows) => rows.length > 0,
    );
    await until(
      () => world.sandbox.faults.list().find((it) => it.id === fault)?.met ?? 0,
      (met) => met > 0,
    );
    world.sandbox.faults.remove(fault);
    const soon = () =>
      kysely()
        .updateTable('changed_record')
        .set({ due_at: new Date(0) })
        .execute();
    await until(
      async () => {
        await soon(); // instead of a minute's patience
        return namesOfLeads();
      },
      (it) => it.includes('Told too early'),
    );
  });

  test('a delivery that is lost is found by the clock', async () => {
    coherence().webhooks.isSilent = true;
    addLead('Never told');
    await lookAgain();
    await folderComes('Never told');
  });
});
