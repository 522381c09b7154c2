import { sql } from 'kysely';
import { capability, type Capability } from '../../contract/what-works.js';
import { alder } from '../../sandbox/tenant/company.js';
import { keptKinds } from '../../server/privacy/kept.js';
import { connectOutlook, type ConnectBody } from './connect.js';
import { follow } from './followed.js';
import type { Caller, World } from './world.js';

/* What works here, and where things are, as each kind of account is told it. */
interface Stage {
  world: World;
  ada: Caller;
  ben: Caller;
  cleo: Caller;
  erin: Caller;
  nina: Caller;
  all: ConnectBody;
}

export function testWhatWorks(stage: () => Stage): void {
  const linesOf = async (by: Caller) => {
    const { capabilities } = await by.call('GET /what-works');
    expect(capabilities.map((it) => it.capability)).toEqual(capability.options);
    for (const { sentence } of capabilities) expect(sentence).toMatch(/^[A-Z].{10,}[.]$/);
    return (name: Capability) => capabilities.find((it) => it.capability === name);
  };

  test('M118 a business account: what is connected works, what was not allowed is off, and who can change it is said', async () => {
    const { world, erin } = stage();
    const dario = await world.as('Dario');
    world.sandbox.entra.directory.revoke(alder.tenantId, world.sandbox.client.id, ['Mail.Send']);
    expect((await linesOf(dario))('mailSync')).toMatchObject({
      state: 'off',
      sentence: expect.stringContaining('not connected') as string,
      remedy: { by: 'you', place: 'microsoft' },
    });
    await connectOutlook(world, dario, { ...stage().all, permissions: ['mail'] });
    expect((await linesOf(dario))('sending')).toMatchObject({
      state: 'off',
      remedy: { by: 'you', place: 'microsoft' },
    });
    await connectOutlook(world, dario, { ...stage().all, permissions: ['mail', 'send', 'calendar', 'files'] });
    const [mailbox] = (await dario.call('GET /connection')).mailboxes;
    const line = await linesOf(dario);
    expect(line('sending')).toMatchObject({ state: 'works' });
    expect(line('mailSync')).toMatchObject({
      state: 'off',
      sentence: expect.stringContaining('before you choose what') as string,
      remedy: { by: 'you', place: 'mailbox', mailbox: mailbox?.id },
    });
    expect(line('calendar')).toMatchObject({ state: 'off', remedy: { by: 'you', place: 'calendar' } });
    expect(line('rooms')).toMatchObject({
      state: 'off',
      remedy: { by: 'administrator', url: expect.stringContaining('Place.Read.All') as string },
    });
    const followed = await follow(world, dario);
    await followed.settled();
    expect((await linesOf(dario))('mailSync')).toMatchObject({ state: 'works' });
    const log = (await linesOf(erin))('signInLog');
    expect(log).toMatchObject({ state: 'off', sentence: expect.stringContaining('Entra ID P1') as string });
    expect(log).not.toHaveProperty('remedy'); // nobody here can change a licence
    world.sandbox.entra.directory.grant(alder.tenantId, world.sandbox.client.id, ['Mail.Send']);
  });

  test('M118 a personal account: what its kind does not have is off with the reason, and no remedy is promised', async () => {
    const { world, nina } = stage();
    await connectOutlook(world, nina, stage().all);
    const line = await linesOf(nina);
    const { lacks } = await nina.call('GET /connection/kind');
    const named: Record<(typeof lacks)[number]['feature'], Capability> = {
      sites: 'sharePoint',
      teams: 'teams',
      rooms: 'rooms',
      schedules: 'schedules',
      shared: 'sharedMailboxes',
      directory: 'directory',
      signInLog: 'signInLog',
    };
    expect(lacks.length).toBe(7);
    for (const { feature, sentence } of lacks)
      expect(line(named[feature])).toEqual({ capability: named[feature], state: 'off', sentence });
    expect(line('filing')).toMatchObject({ state: 'works' });
    expect(line('attachments')).toMatchObject({
      state: 'works',
      sentence: expect.stringContaining('your own OneDrive') as string,
    });
  });

  test('M118 a mailbox on premises: mail and calendar are off at once, with what still works and who can mend it', async () => {
    const { world, ben } = stage();
    world.sandbox.tenants.behaviour.mail.onPremises = [ben.person.id];
    await connectOutlook(world, ben, { ...stage().all, permissions: ['mail', 'send', 'calendar'] });
    const line = await linesOf(ben);
    expect(line('mailSync')).toMatchObject({ state: 'off', remedy: { by: 'administrator' } });
    expect(line('mailSync')?.sentence).toMatch(/on-premises|on premises|Exchange Online/i);
    expect(line('filing')).toMatchObject({
      state: 'limited',
      sentence: expect.stringContaining('The pane shows the records') as string,
    });
    expect(line('calendar')).toMatchObject({ state: 'off', remedy: { by: 'administrator' } });
    expect(line('search')).toMatchObject({ state: 'works' });
  });

  test('M118 what Coherence does not offer is limited for everybody; when it does not answer, that is said instead', async () => {
    const { world, ada } = stage();
    const line = await linesOf(ada);
    expect(line('timeline')).toMatchObject({
      state: 'limited',
      sentence: expect.stringContaining('Kept here') as string,
    });
    expect(line('createRecords')?.sentence).toContain('key');
    expect(line('coherence')).toMatchObject({ state: 'works' });
    await world.restart({}); // what Coherence answered is remembered for a minute
    world.sandbox.faults.add({ service: 'coherence', times: 0, answer: { status: 503, code: 'unavailable' } });
    try {
      const away = await linesOf(ada);
      expect(away('coherence')).toMatchObject({ state: 'off', remedy: { by: 'administrator', place: 'coherence' } });
      expect(away('search')).toMatchObject({ state: 'limited' });
      expect(away('createRecords')?.sentence).toContain('waits');
    } finally {
      world.sandbox.faults.clear();
    }
  });

  test('M118 what the organisation decided is said to everybody, and administrators are led to where', async () => {
    const { world, ada, cleo } = stage();
    const { version, modules, ...policy } = await cleo.call('GET /admin/policy');
    const without = modules.map(({ plural: _, ...it }) => ({ ...it, mail: it.module !== 'deals' }));
    await cleo.call('PUT /admin/policy', { body: { ...policy, modules: without, version } });
    const line = await linesOf(cleo);
    await connectOutlook(world, ada, stage().all);
    expect((await linesOf(ada))('filing')).toMatchObject({
      state: 'limited',
      sentence: expect.stringContaining('Deals') as string,
      remedy: { by: 'administrator', place: 'policy' },
    });
    expect(await cleo.call('GET /what-works')).toMatchObject({ isAdministrator: true });
    expect(line('signInLog')).toMatchObject({
      state: 'off',
      remedy: { by: 'administrator', url: expect.stringContaining('AuditLog.Read.All') as string },
    });
  });

  test('M118 where things are names every table there is, and says of each kind for how long', async () => {
    const { world, ada, cleo } = stage();
    const { database } = world.server!;
    const { rows } = await sql<{ name: string }>`select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not like '%migration%'`.execute(
      database.kysely,
    );
    const kinds = await keptKinds(database.kysely, alder.tenantId);
    const named = kinds.flatMap((it) => it.tables);
    const untold = rows.map((it) => it.name).filter((it) => !named.includes(it));
    expect({ 'to be told in server/privacy/kept.ts': untold }).toEqual({ 'to be told in server/privacy/kept.ts': [] });
    expect(named.filter((it) => !rows.some(({ name }) => name === it))).toEqual([]);
    const { kinds: told } = await ada.call('GET /where-things-are');
    expect(told.map((it) => it.what)).toEqual(kinds.map((it) => it.what));
    for (const it of told) expect([it.what, it.here.length > 5, it.howLong.length > 5]).toEqual([it.what, true, true]);
    await cleo.call('PUT /admin/privacy/retention', { body: { mail: 40, syncLog: 90, previews: 30 } });
    const now = (await ada.call('GET /where-things-are')).kinds;
    expect(now.find((it) => it.what === 'Emails on records')?.howLong).toContain('40 days');
  });
}
