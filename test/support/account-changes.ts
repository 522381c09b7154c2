import { birch } from '../../sandbox/tenant/company.js';
import { connectOutlook, type ConnectBody } from './connect.js';
import { databaseOf, follow } from './followed.js';
import { until } from './until.js';
import type { Caller, World } from './world.js';

/* What becomes of work under way when something of an account changes at Microsoft. */
interface Stage {
  world: World;
  ben: Caller;
  erin: Caller;
  all: ConnectBody;
}

export function testAccountChanges(stage: () => Stage): void {
  test('M12 Mail.Send is taken away: sending says what is missing, and reading, filing and syncing go on', async () => {
    const { world, erin, all } = stage();
    const followed = await follow(world, erin);
    await followed.settled();
    world.sandbox.entra.directory.revoke(birch.tenantId, world.sandbox.client.id, ['Mail.Send']);
    await connectOutlook(world, erin, { ...all, permissions: ['mail'] }); // the next sign-in is without it
    const { senders } = await erin.call('POST /outgoing/prepare', {
      body: { record: { module: 'people', id: 'rec_b_jana' }, kind: 'new' },
    });
    expect(senders).toEqual([
      expect.objectContaining({ problem: expect.objectContaining({ kind: 'permission' }) as object }),
    ]);
    world.sandbox.tenants.deliver({
      from: { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' },
      to: [{ name: 'Erin', address: erin.person.userPrincipalName }],
      subject: 'Without Mail.Send',
      html: '<p>Hello</p>',
    });
    await followed.syncNow();
    await until(
      () => followed.kept(),
      (kept) => kept.includes(erin.message('Without Mail.Send').graph.internetMessageId ?? ''),
    );
    const filing = await erin.file('Without Mail.Send', { module: 'people', id: 'rec_b_jana' });
    expect(await erin.settled(filing.id)).toMatchObject({ isWorking: false });
    world.sandbox.entra.directory.grant(birch.tenantId, world.sandbox.client.id, ['Mail.Send']);
  });

  test('M11 a mailbox that was moved to Exchange Online is connected again: earlier links are there by the ids of the emails, none twice', async () => {
    const { world, ben, all } = stage();
    const record = { module: 'people', id: 'rec_jana' };
    const subject = 'Before the move';
    const post = (internetMessageId?: string) =>
      world.sandbox.tenants.mailboxes.deliver({
        from: { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' },
        to: [{ name: 'Ben', address: ben.person.userPrincipalName }],
        subject,
        html: '<p>Hello</p>',
        ...(internetMessageId ? { internetMessageId } : {}),
      });
    const shown = async () =>
      (await ben.call('POST /records/:module/:id/timeline', { params: record, body: { search: subject } })).entries;
    const known = post();
    const followed = await follow(world, ben);
    await followed.settled();
    const before = await until(shown, (it) => it.length === 1);
    world.sandbox.behaviour.change({ mail: { onPremises: [ben.person.id] } });
    await followed.syncNow();
    const state = async () =>
      (await ben.call('GET /connection')).mailboxes.find((it) => it.id === followed.mailbox.id)?.state;
    await until(state, (it) => it === 'unsupported');
    expect((await shown()).map((it) => it.id)).toEqual(before.map((it) => it.id)); // what is on the record stays there
    // The move: the same emails, under other ids of Exchange.
    const old = ben.message(subject);
    world.sandbox.tenants.mailboxes.remove(ben.mailbox, old);
    post(known);
    expect(ben.message(subject).restId).not.toBe(old.restId);
    world.sandbox.behaviour.reset();
    await connectOutlook(world, ben, all);
    await until(state, (it) => it === 'following');
    await followed.settled();
    const after = await shown();
    expect(after.map((it) => it.mail?.subject)).toEqual([subject]);
    const rows = await databaseOf(world).executeSql(
      `select count(*)::int as links from mail_link where internet_message_id = $1 and state = 'linked' and record_id = 'rec_jana'`,
      [known],
    );
    expect(rows.rows).toEqual([{ links: 1 }]);
  });
}
