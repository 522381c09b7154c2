import { alder } from '../../sandbox/tenant/company.js';
import type { FolderAccess } from '../../contract/access.js';
import { graphOf } from './folder-access.js';
import { until } from './until.js';
import type { databaseKinds } from './databases.js';
import { startWorld, type Caller, type World } from './world.js';

/*
 * Who may open the folder of a record: looked at, agreed to, given by a job, taken back when the record changes hands. Ada holds the
 * folders in her OneDrive; what Microsoft 365 says is asked of the sandbox with each person's own right.
 */
export function testAccess(kind: (typeof databaseKinds)[number]): void {
  let world: World;
  let ada: Caller;
  let ben: Caller;
  let cleo: Caller;
  const deal = { module: 'deals', id: 'rec_d1042' };
  beforeAll(async () => {
    world = await startWorld({ kind });
    const { person } = await world.as('Ada');
    world.sandbox.entra.directory.grant(alder.tenantId, world.sandbox.client.id, ['GroupMember.Read.All'], person.id);
    [ada, ben, cleo] = [await world.as('Ada'), await world.as('Ben'), await world.as('Cleo')];
  }, 240_000);
  afterAll(() => world?.stop());

  const users = () => world.sandbox.coherence.workspaces.of(alder.name).users ?? [];
  const userOf = (name: string) => users().find((it) => it.name.startsWith(name))?.id ?? '';
  const drives = () => world.sandbox.tenants.drives;
  /** Whether somebody can open the folder at Microsoft, by whatever permission. */
  function canOpen(it: FolderAccess, who: Caller): string | undefined {
    const folder = world.server && folderIds.get(it.id);
    if (!folder) throw new Error('The folder is not known.');
    const drive = drives().find(folder.driveId);
    const item = drive?.items[folder.itemId];
    if (!drive || !item) throw new Error('The folder is not there.');
    return drives().role(drive, item, drives().viewer(alder.tenantId, who.person.id));
  }
  const folderIds = new Map<string, { driveId: string; itemId: string }>();
  const access = async (by: Caller, record = deal) => {
    const rows = await world.server!.database.kysely.selectFrom('record_folder').selectAll().execute();
    for (const it of rows) folderIds.set(it.id, { driveId: it.drive_id, itemId: it.item_id });
    return by.call('GET /records/:module/:id/access', { params: record });
  };
  const only = async (by: Caller, record = deal): Promise<FolderAccess> => {
    const { folders } = await access(by, record);
    if (!folders[0] || folders.length > 1) throw new Error(`One folder was expected: ${JSON.stringify(folders)}`);
    return folders[0];
  };
  async function act(by: Caller, how: 'follow' | 'repair' | 'stop', record = deal): Promise<FolderAccess> {
    const seen = await only(by, record);
    const changes = how === 'stop' ? [] : seen[how].map((it) => it.key);
    await by.call('POST /records/:module/:id/access/:folder', {
      params: { ...record, folder: seen.id },
      body: { act: how, changes },
    });
    return settled(by, record);
  }
  const settled = (by: Caller, record = deal) =>
    until(
      () => only(by, record),
      (it) => !it.isWorking,
      120_000,
    );
  const audit = async (action: string) =>
    (
      await world
        .server!.database.kysely.selectFrom('audit_entry')
        .selectAll()
        .where('action', '=', action)
        .orderBy('sequence')
        .execute()
    ).map((it) => ({ actor: it.actor, ...it.detail }));
  const map = (source: object, to: object, role = 'default') =>
    cleo.call('POST /access/mappings', { body: { source, to, role } as never });
  const person = (it: Caller) => ({
    kind: 'person',
    id: it.person.id,
    address: it.person.userPrincipalName,
    name: it.person.name,
  });

  test('M51 the holder sees who may open a folder and what would change; others only that it is there', async () => {
    await ada.settled((await ada.file('Quote for the renewal', deal)).id);
    const seen = await only(ada);
    expect(seen).toMatchObject({
      state: 'even',
      isFollowed: false,
      place: 'Ada Brandt',
      openers: [{ name: 'Ada Brandt', role: 'owner', from: 'drive' }],
      follow: [],
      unmapped: [{ kind: 'owner' }],
    });
    expect(await access(ben)).toEqual({ folders: [], hidden: 1 });
  });

  test('M51 only an administrator changes the team mapping; who Coherence speaks of and nobody named stands on it', async () => {
    const before = await cleo.call('GET /access/mappings');
    expect(before).toMatchObject({ mappings: [], mayChange: true, sharing: 'write', allowAnonymous: false });
    expect(before.owners.find((it) => it.id === userOf('Ada'))).toMatchObject({ isMapped: false });
    expect(before.teams).toEqual(expect.arrayContaining([{ id: 'Delivery', records: 1, isMapped: false }]));
    const refused = await ada.ask('POST', '/access/mappings', {
      source: { kind: 'administrators' },
      to: person(ada),
      role: 'write',
    });
    expect(refused).toMatchObject({ status: 403, body: { code: 'access_denied' } });
    const guest = await cleo.ask('POST', '/access/mappings', {
      source: { kind: 'administrators' },
      to: { kind: 'person', name: 'Jana', address: 'jana_lumen.example#EXT#@alderfinch.example' },
      role: 'write',
    });
    expect(guest).toMatchObject({ status: 400, body: { field: 'to.address' } });
    for (const it of [ada, ben]) await map({ kind: 'user', id: userOf(it.person.name) }, person(it));
    const after = await map({ kind: 'user', id: userOf('Ada') }, person(ada));
    expect(after.mappings).toHaveLength(2);
    expect(after.owners.find((it) => it.id === userOf('Ada'))).toMatchObject({ isMapped: true });
  });

  test('M51 nothing is given before somebody agreed; then the record’s team has it, with a line in the audit log', async () => {
    const sales = world.sandbox.tenants.groups.list(alder.tenantId).find((it) => it.name === 'Sales team')!;
    await map({ kind: 'module', id: 'mod_deals' }, { kind: 'group', id: sales.id, name: sales.name }, 'read');
    const seen = await only(ada);
    expect(seen).toMatchObject({
      state: 'drift',
      follow: [{ kind: 'give', role: 'read', because: 'module', isOurs: true }],
    });
    expect(canOpen(seen, ben)).toBeUndefined();
    const after = await act(ada, 'follow');
    expect(after).toMatchObject({ state: 'even', isFollowed: true, follow: [], repair: [] });
    expect(after.openers).toContainEqual({
      kind: 'group',
      name: 'Sales team',
      role: 'read',
      from: 'ours',
      because: 'module',
    });
    expect(canOpen(after, ben)).toBe('read');
    expect(canOpen(after, cleo)).toBeUndefined();
    expect(await audit('access.given')).toEqual([
      {
        actor: ada.person.id,
        module: 'mod_deals',
        record: 'rec_d1042',
        kind: 'group',
        who: sales.id,
        before: 'none',
        after: 'read',
        because: 'module',
      },
    ]);
    await act(ada, 'follow');
    expect(await audit('access.given')).toHaveLength(1);
  });

  test('M51 story 7: the record changes hands, and access follows by itself; the old owner’s ends', async () => {
    const workspace = world.sandbox.coherence.workspaces.of(alder.name);
    const harbour = { module: 'deals', id: 'rec_d1077' };
    await ada.settled((await ada.file('Floor plans and photographs', harbour)).id);
    await act(ada, 'follow', harbour);
    const before = await only(ada, harbour);
    expect(canOpen(before, ben)).toBe('write'); // Ben owns this deal
    const dario = await world.as('Dario');
    await map({ kind: 'user', id: userOf('Dario') }, person(dario));
    world.sandbox.coherence.workspaces.setOwner(workspace, 'rec_d1077', userOf('Dario'));
    await world.server!.records.refreshIndex(alder.tenantId);
    await until(
      () => canOpen(before, dario),
      (it) => it === 'write',
      120_000,
    );
    const after = await settled(ada, harbour);
    expect(canOpen(after, ben)).toBe('read'); // still of the sales team
    expect(after.state).toBe('even');
    const taken = (await audit('access.taken')).at(-1);
    expect(taken).toMatchObject({ actor: 'record', who: ben.person.id, before: 'write', after: 'none' });
  });

  test('M51 R-13 what others gave beyond the record is drift; a repair ends it, a guest and every link included', async () => {
    const seen = await only(ada);
    const { driveId, itemId } = folderIds.get(seen.id)!;
    const graph = await graphOf(world, ada);
    const item = `/drives/${driveId}/items/${itemId}`;
    await graph('POST', `${item}/invite`, { recipients: [{ email: 'cleo@alderfinch.example' }], roles: ['write'] });
    await graph('POST', `${item}/invite`, { recipients: [{ email: 'jana@lumenworks.example' }], roles: ['read'] });
    await graph('POST', `${item}/createLink`, { type: 'view', scope: 'anonymous' });
    await graph('POST', `${item}/createLink`, { type: 'edit', scope: 'organization' });
    const drift = await only(ada);
    expect(drift.state).toBe('drift');
    expect(drift.more.map((it) => it.why).sort()).toEqual(['anonymousLink', 'guest', 'organizationLink', 'person']);
    expect(drift.follow).toEqual([]);
    await act(ada, 'follow');
    expect((await only(ada)).more).toHaveLength(4); // following touches nothing that others gave
    const after = await act(ada, 'repair');
    expect(after).toMatchObject({ state: 'even', more: [], less: [] });
    expect(canOpen(after, cleo)).toBeUndefined();
    expect(canOpen(after, ben)).toBe('read');
  });

  test('M51 what changed since somebody looked is not done: nothing happens, and they are told', async () => {
    const seen = await only(ada);
    const { driveId, itemId } = folderIds.get(seen.id)!;
    const graph = await graphOf(world, ada);
    await graph('POST', `/drives/${driveId}/items/${itemId}/invite`, {
      recipients: [{ email: 'cleo@alderfinch.example' }],
      roles: ['read'],
    });
    await ada.call('POST /records/:module/:id/access/:folder', {
      params: { ...deal, folder: seen.id },
      body: { act: 'repair', changes: [] },
    });
    const after = await settled(ada);
    expect(after.state).toBe('changed');
    expect(canOpen(after, cleo)).toBe('read');
    expect((await act(ada, 'repair')).state).toBe('even');
  });

  test('M51 rights that come from a folder above end by cutting the folder off; who may stay keeps theirs', async () => {
    const seen = await only(ada);
    const { driveId, itemId } = folderIds.get(seen.id)!;
    const graph = await graphOf(world, ada);
    const { parentReference } = (await graph('GET', `/drives/${driveId}/items/${itemId}`)) as {
      parentReference: { id: string };
    };
    await graph('POST', `/drives/${driveId}/items/${parentReference.id}/invite`, {
      recipients: [{ email: 'cleo@alderfinch.example' }, { email: 'ben@alderfinch.example' }],
      roles: ['read'],
    });
    const drift = await only(ada);
    expect(drift.more).toMatchObject([{ who: { name: 'Cleo Martin', from: 'above' }, remedy: 'cutOff' }]);
    expect(drift.repair.map((it) => it.kind)).toContain('cutOff');
    const after = await act(ada, 'repair');
    expect(after).toMatchObject({ state: 'even' });
    expect(canOpen(after, cleo)).toBeUndefined();
    expect(canOpen(after, ben)).toBe('read');
  });

  test('M51 the drift page finds, tells as a table and repairs what was shown, and only that', async () => {
    expect(await ada.ask('POST', '/access/drift', {})).toMatchObject({ status: 403 });
    const { total } = await cleo.call('POST /access/drift/check', { body: {} as never });
    expect(total).toBe(2);
    const quiet = await untilChecked();
    // The folder above lets Cleo into the other record's folder as well; that one is even only after its own repair.
    expect(quiet).toMatchObject({
      rows: [{ record: { id: 'rec_d1077' }, more: [{ who: { name: 'Cleo Martin' }, remedy: 'cutOff' }] }],
      counts: { folders: 2, checked: 2, drifting: 1, more: 1, less: 0 },
    });
    const [row] = quiet.rows;
    expect(
      await cleo.call('POST /access/drift/repair', { body: { folders: [row!.folder], seenAt: quiet.seenAt } }),
    ).toEqual({ folders: 1 });
    expect((await untilRepaired()).rows).toEqual([]);
    const seen = await only(ada);
    const { driveId, itemId } = folderIds.get(seen.id)!;
    const graph = await graphOf(world, ada);
    await graph('POST', `/drives/${driveId}/items/${itemId}/createLink`, { type: 'view', scope: 'organization' });
    await cleo.call('POST /access/drift/check', { body: {} as never });
    const page = await untilChecked();
    expect(page.rows).toMatchObject([{ record: { id: 'rec_d1042' }, more: [{ why: 'organizationLink' }] }]);
    const { csv } = await cleo.call('POST /access/drift/csv', { body: { show: 'more' } });
    expect(csv.split('\r\n')).toHaveLength(2);
    expect((await cleo.call('POST /access/drift', { body: { text: 'harbour' } })).rows).toEqual([]);
    await cleo.call('POST /access/drift/repair', { body: { seenAt: page.seenAt } });
    expect((await untilRepaired()).rows).toEqual([]);
    expect(await cleo.call('GET /audit/verify')).toMatchObject({ isWhole: true });
  });

  test('M51 taken back: everything we gave ends, what was there before us is there again', async () => {
    const { id } = await only(ada);
    const after = await act(ada, 'stop');
    expect(after).toMatchObject({ isFollowed: false });
    expect(after.openers.filter((it) => it.from === 'ours')).toEqual([]);
    expect(canOpen({ ...after, id }, ben)).toBe('read'); // what the folder above gave him before it was cut off
    expect(canOpen({ ...after, id }, cleo)).toBeUndefined();
    expect(
      await world.server!.database.kysely.selectFrom('access_grant').selectAll().where('folder_id', '=', id).execute(),
    ).toEqual([]);
  });

  const untilRepaired = () =>
    until(
      () => cleo.call('POST /access/drift', { body: {} }),
      (it) => it.counts.working === 0,
      120_000,
    );
  const untilChecked = () =>
    until(
      () => cleo.call('POST /access/drift', { body: {} }),
      (it) => it.run?.isOver === true && it.counts.working === 0,
      120_000,
    );
}
