import { sql } from 'kysely';
import type { PrivacySubject } from '../../contract/privacy.js';
import { alder, birch } from '../../sandbox/tenant/company.js';
import { createLog } from '../../server/base/log.js';
import { databaseOf, follow, type Followed } from '../support/followed.js';
import { until } from '../support/until.js';
import { write } from '../support/compose.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/* Rights of people about data on them, as an administrator carries them out. */
jest.setTimeout(400_000);
const jana = { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' };
const janaSubject: PrivacySubject = { kind: 'address', address: jana.address };
const record = { module: 'people', id: 'rec_jana' };

let world: World;
let ada: Caller;
let ben: Caller;
let cleo: Caller;
let followed: Followed;
let logged = '';
beforeAll(async () => {
  const log = createLog('debug', { write: (line: string) => void (logged += line) });
  world = await startWorld({ log });
  [ada, ben, cleo] = [await world.as('Ada'), await world.as('Ben'), await world.as('Cleo')];
  followed = await follow(world, ada);
  await followed.settled();
  await ada.settled((await ada.file('Quote for the renewal', record, { attachments: false })).id);
  await write(ada, record, { to: [{ address: jana.address, name: jana.name }], subject: 'For Jana' });
  await ben.call('GET /me');
  await cleo.call('GET /me');
});
afterAll(() => world?.stop());

/** Every row of every table, of ours and of the queue, in which a text stands; told from SQL, not from our own scan. Other organisations know her too. */
async function places(...terms: string[]): Promise<string[]> {
  const { executeSql } = databaseOf(world);
  const { rows: tables } = await executeSql(
    "select table_schema || '.' || table_name as name from information_schema.tables where table_schema in ('public', 'pgboss') and table_type = 'BASE TABLE'",
  );
  const found: string[] = [];
  for (const { name } of tables as { name: string }[])
    for (const term of terms) {
      const { rows } = await executeSql(
        `select count(*)::int as n from ${name} x where strpos(lower(row_to_json(x)::text), lower($1)) > 0
          and coalesce(to_jsonb(x) ->> 'tenant_id', $2) = $2`,
        [term, alder.tenantId],
      );
      const { n } = rows[0] as { n: number };
      if (n > 0) found.push(`${name}: ${n} x ${term}`);
    }
  return found;
}

test('M96 only an administrator sees or does any of it', async () => {
  for (const [method, url, body] of [
    ['GET', '/admin/privacy', undefined],
    ['PUT', '/admin/privacy/retention', { mail: 7, syncLog: 7, previews: 7 }],
    ['POST', '/admin/privacy/preview', { subject: janaSubject }],
    ['POST', '/admin/privacy/export', { subject: janaSubject, names: [] }],
    ['POST', '/admin/privacy/erase', { subject: janaSubject, names: [], confirm: jana.address }],
    ['POST', '/admin/privacy/rectify', { address: jana.address, name: 'X Y' }],
    ['POST', '/admin/privacy/allow', { address: jana.address }],
    ['GET', '/admin/privacy/record', undefined],
  ] as const)
    expect(await ada.ask(method, url, body)).toMatchObject({ status: 403, body: { code: 'access_denied' } });
});

test('M96 a preview counts what is kept by kind, and names under which the person is known', async () => {
  const { address, names, found, total } = await cleo.call('POST /admin/privacy/preview', {
    body: { subject: janaSubject },
  });
  expect(address).toBe(jana.address);
  expect(names).toContain(jana.name);
  expect(found.map((it) => it.what)).toEqual(
    expect.arrayContaining(['People of emails', 'Filed emails', 'Addresses of records', 'Unsent emails']),
  );
  expect(total).toBe(found.reduce((sum, it) => sum + it.rows, 0));
});

test('M96 an export holds everything about a person, for machines and for people, and no secret', async () => {
  const { json, text } = await cleo.call('POST /admin/privacy/export', {
    body: { subject: janaSubject, names: [jana.name] },
  });
  const { data } = JSON.parse(json) as { data: Record<string, { subject?: string }[]> };
  expect(data.filing?.map((it) => it.subject)).toContain('Quote for the renewal');
  expect(data.mail_participant?.length).toBeGreaterThan(0);
  expect(text).toContain(`What is kept about ${jana.address}`);
  expect(text).toContain('Filed emails (');
  expect(json + text).not.toMatch(/sealed|key_id|tenant_id/);
  const user = await cleo.call('POST /admin/privacy/export', {
    body: { subject: { kind: 'user', id: ada.person.id }, names: [] },
  });
  expect(user.json).toContain('filing.created'); // what she did stands in the audit under her id
  expect(user.json).toContain(ada.person.userPrincipalName);
});

test('M96 a name that is wrong is corrected wherever it stands', async () => {
  const { changed } = await cleo.call('POST /admin/privacy/rectify', {
    body: { address: jana.address, name: 'Jana Nováková' },
  });
  expect(changed).toBeGreaterThan(0);
  const { names } = await cleo.call('POST /admin/privacy/preview', { body: { subject: janaSubject } });
  expect(names).toContain('Jana Nováková');
});

test('M96 an erasure asks for the address once more, and nobody erases themselves', async () => {
  const before = await places(jana.address);
  const wrong = await cleo.ask('POST', '/admin/privacy/erase', { subject: janaSubject, names: [], confirm: 'jana' });
  expect(wrong).toMatchObject({ status: 400, body: { field: 'confirm' } });
  const self = { subject: { kind: 'user', id: cleo.person.id }, names: [], confirm: cleo.person.userPrincipalName };
  expect(await cleo.ask('POST', '/admin/privacy/erase', self)).toMatchObject({ status: 400 });
  expect(await places(jana.address)).toEqual(before);
});

test('M96 after an erasure a scan of database, queue, answers and log finds nothing, and the audit is whole', async () => {
  const names = [jana.name, 'Jana Nováková'];
  expect((await places(jana.address, jana.name)).length).toBeGreaterThan(5);
  const { removed, proof, elsewhere } = await cleo.call('POST /admin/privacy/erase', {
    body: { subject: janaSubject, names, confirm: jana.address },
  });
  expect(removed.length).toBeGreaterThan(3);
  expect(proof).toMatchObject({ isGone: true });
  expect(proof.tables).toBeGreaterThan(20);
  expect(elsewhere.join(' ')).toContain('In Coherence');
  expect(await places(jana.address, ...names)).toEqual([]);
  const { rows: theirs } = await databaseOf(world).executeSql(
    'select 1 from record_address where tenant_id = $1 and address = $2',
    [birch.tenantId, jana.address],
  );
  expect(theirs).toHaveLength(1); // what another organisation knows is theirs
  const { total } = await cleo.call('POST /admin/privacy/preview', { body: { subject: janaSubject, names } });
  expect(total).toBe(0);
  const answers = await Promise.all([
    ada.ask('POST', '/records/search', { query: 'Jana' }).then(() => ''),
    ada.ask('GET', '/records/people/rec_jana/timeline').then((it) => JSON.stringify(it.body)),
    ada
      .ask('POST', '/matches', {
        internetMessageId: ada.message('Quote for the renewal').graph.internetMessageId,
        subject: 'x',
        participants: [],
      })
      .then((it) => JSON.stringify(it.body)),
  ]);
  for (const text of answers) expect(text).not.toContain('Novák');
  expect(logged).not.toContain(jana.address);
  expect(logged).not.toContain('Novák');
  const verdict = await cleo.call('POST /admin/audit/verify', { body: {} });
  expect(verdict).toMatchObject({ changes: { isWhole: true }, activity: { isWhole: true } });
  const { requests } = await cleo.call('GET /admin/privacy');
  expect(requests[0]).toMatchObject({ kind: 'erasure', isProven: true });
});

test('M96 neither the next sync, nor a new mail, nor the index of records brings the person back', async () => {
  const id = world.sandbox.tenants.deliver({
    from: jana,
    to: [{ name: 'Ada', address: ada.person.userPrincipalName }],
    subject: 'Written after the erasure',
    html: '<p>Hello</p>',
  });
  const other = world.sandbox.tenants.deliver({
    from: { name: 'Priya Raman', address: 'priya@harbourlight.example' },
    to: [{ name: 'Ada', address: ada.person.userPrincipalName }],
    subject: 'Written by somebody else',
    html: '<p>Hello</p>',
  });
  await followed.syncNow();
  await until(followed.kept, (it) => it.includes(other));
  expect(await followed.kept()).not.toContain(id);
  await world.server!.records.refreshIndex(alder.tenantId);
  await followed.save((settings) => {
    settings.range = { kind: 'days', days: 90 }; // everything is read once more
  });
  await followed.settled();
  expect(await places(jana.address, jana.name)).toEqual([]);
  expect(await cleo.call('GET /admin/privacy')).toMatchObject({ suppressed: expect.any(Number) as number });
});

test('M96 what is older than its kind is kept goes by the clock; what a person filed or decided stays, and so does what is younger', async () => {
  const database = databaseOf(world);
  const own = sql`l.tenant_id = ${alder.tenantId} and l.state = 'linked' and l.decided_by is null
    and not exists (select 1 from filing f where f.tenant_id = l.tenant_id and f.internet_message_id = l.internet_message_id)
    and not exists (select 1 from mail_link d where d.tenant_id = l.tenant_id and d.internet_message_id = l.internet_message_id
      and d.decided_at is not null)`;
  const { rows: links } = await sql<{ id: string }>`select distinct l.internet_message_id as id from mail_link l
    join mail_message m on m.tenant_id = l.tenant_id and m.internet_message_id = l.internet_message_id where ${own} order by 1`.execute(
    database.kysely,
  );
  const [old, decided, young, filed] = links.map((it) => it.id);
  if (!old || !decided || !young || !filed) throw new Error('Too little came to records by itself.');
  const subject = ada.mailbox.byInternetMessageId(filed)[0]?.graph.subject ?? '';
  const { id } = await ada.file(subject, { module: 'people', id: 'rec_owen' }, { attachments: false });
  await ada.settled(id);
  await followed.syncNow(); // the filing marks its mail, and what is marked is read again: before the dates are set, not after
  await followed.settled();
  const hold = (until: ReturnType<typeof sql>) =>
    sql`update sync_state set lease_by = 'held', lease_until = ${until} where tenant_id = ${alder.tenantId}`.execute(
      database.kysely,
    );
  await hold(sql`now() + interval '1 hour'`);
  await sql`update mail_link set decided_by = ${ada.person.id}, decided_at = now() where tenant_id = ${alder.tenantId}
    and internet_message_id = ${decided}`.execute(database.kysely);
  for (const table of ['mail_link', 'mail_message'])
    await sql`update ${sql.table(table)} set received_at = now() - interval '8 days' where tenant_id = ${alder.tenantId}
      and internet_message_id in (${sql.join([old, decided, filed])})`.execute(database.kysely);
  for (const table of ['mail_link', 'mail_message'])
    await sql`update ${sql.table(table)} set received_at = now() - interval '6 days' where tenant_id = ${alder.tenantId}
      and internet_message_id not in (${sql.join([old, decided, filed])})`.execute(database.kysely);
  const mailbox = Number(followed.mailbox.id);
  for (const [kind, days, state] of [
    ['done and old', 8, 'done'],
    ['open and old', 8, 'open'],
    ['done and young', 6, 'done'],
  ] as const)
    await sql`insert into sync_log (tenant_id, mailbox_id, at, kind, code, detail, state)
      values (${alder.tenantId}, ${mailbox}, now() - make_interval(days => ${days}), ${kind}, 'C10', '{}', ${state})`.execute(
      database.kysely,
    );
  for (const [id, days] of [
    ['preview of long ago', 8],
    ['preview of today', 0],
  ] as const)
    await sql`insert into mail_preview (id, tenant_id, mailbox_id, object_id, settings, state, result, created_at, updated_at)
      values (${id}, ${alder.tenantId}, ${mailbox}, ${ada.person.id}, '{}', 'done', '{}', now() - make_interval(days => ${days}), now())`.execute(
      database.kysely,
    );
  const kept = async () => {
    const { rows } = await sql<{ what: string }>`
      select distinct 'link ' || internet_message_id as what from mail_link where tenant_id = ${alder.tenantId}
      union select distinct 'mail ' || internet_message_id from mail_message where tenant_id = ${alder.tenantId}
      union select distinct 'filing ' || internet_message_id from filing where tenant_id = ${alder.tenantId}
      union select 'log ' || kind from sync_log where kind like '%old' or kind like '%young'
      union select 'dry run ' || id from mail_preview order by 1`.execute(database.kysely);
    return rows.map((it) => it.what);
  };
  const before = await kept();
  await cleo.call('PUT /admin/privacy/retention', { body: { mail: 7, syncLog: 7, previews: 7 } });
  await database.executeSql("insert into pgboss.job (name) values ('prune-audit')"); // what the clock does each hour
  const after = await until(kept, (it) => !it.includes('log done and old'));
  expect(before.filter((it) => !after.includes(it))).toEqual(
    [`link ${old}`, `mail ${old}`, `link ${filed}`, 'log done and old', 'dry run preview of long ago'].sort(),
  );
  expect(after).toEqual(
    expect.arrayContaining([`link ${decided}`, `mail ${decided}`, `filing ${filed}`, `mail ${filed}`, `link ${young}`]),
  );
  const { entries } = await cleo.call('POST /admin/audit', { body: { words: 'privacy.pruned' } });
  expect(Number(entries[0]?.detail.rows)).toBeGreaterThanOrEqual(before.length - after.length);
  await cleo.call('PUT /admin/privacy/retention', { body: { mail: null, syncLog: 90, previews: 30 } });
  await hold(sql`null`);
});

test('M96 a user who is erased is gone with sign-in, mailbox and name; the audit keeps only the id, and is whole', async () => {
  const { address, names } = await cleo.call('POST /admin/privacy/preview', {
    body: { subject: { kind: 'user', id: ada.person.id } },
  });
  expect(names).toContain(ada.person.name);
  const { proof } = await cleo.call('POST /admin/privacy/erase', {
    body: { subject: { kind: 'user', id: ada.person.id }, names, confirm: address },
  });
  expect(proof.isGone).toBe(true);
  expect(await places(ada.person.userPrincipalName, ada.person.name)).toEqual([]);
  const { rows } = await databaseOf(world).executeSql('select 1 from token_cache where object_id = $1', [
    ada.person.id,
  ]);
  expect(rows).toEqual([]);
  expect(await cleo.call('POST /admin/audit/verify', { body: {} })).toMatchObject({ changes: { isWhole: true } });
  const { entries } = await cleo.call('POST /admin/audit', { body: { actor: ada.person.id } });
  expect(entries.length).toBeGreaterThan(0);
  expect(entries.every((it) => it.actor.name === undefined)).toBe(true);
});

test('M96 for how long each kind is kept is chosen and told; the record of processing says the same', async () => {
  const retention = { mail: 30, syncLog: null, previews: 7 };
  expect(await cleo.call('PUT /admin/privacy/retention', { body: retention })).toEqual(retention);
  expect(await cleo.call('GET /admin/privacy')).toMatchObject({ retention });
  expect((await cleo.ask('PUT', '/admin/privacy/retention', { ...retention, mail: 1 })).status).toBe(400);
  const { text } = await cleo.call('GET /admin/privacy/record');
  expect(text).toContain('Emails on records: What came by itself: 30 days.');
  expect(text).toContain('this project claims none');
  expect(text).not.toMatch(/we are (SOC|certified)|GDPR[- ]certified/i);
});
