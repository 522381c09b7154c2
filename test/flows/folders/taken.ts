import { alder } from '../../../sandbox/tenant/company.js';
import { filesOf } from '../../support/files.js';
import { runUntil, saveFiles } from '../../support/folders.js';
import { until } from '../../support/until.js';
import type { Caller, World } from '../../support/world.js';

/** A folder that is not ours stands where the folder of a record should be (N2): nothing is put into it before somebody says so. */
export function takenFolders(world: () => World, ada: () => Caller): void {
  const files = () => filesOf(world());
  const people = 'Coherence/People';
  const record = (name: string) => {
    const { workspaces } = world().sandbox.coherence;
    return workspaces.add(workspaces.of('Alder & Finch'), 'mod_people', name, {});
  };
  const refresh = () => world().server!.records.refreshIndex(alder.tenantId);
  /** As a person makes it in OneDrive, without us. */
  const foreign = (name: string): string => {
    const { drives, drive } = files();
    const own = drive('Ada');
    const below = (parent: string, child: string) =>
      drives.child(own, parent, child) ?? drives.addFolder(own, parent, child, ada().person.id);
    const folder = drives.addFolder(own, below(below(own.rootId, 'Coherence').id, 'People').id, name, ada().person.id);
    drives.putFile(own, folder.id, 'Theirs.txt', Buffer.from('theirs'), 'text/plain', ada().person.id);
    return folder.id;
  };
  const namesIn = (path: string): string[] => {
    const { drives, drive, item } = files();
    return [...drives.children(drive('Ada'), item('Ada', path).id)].map((it) => it.name).sort();
  };
  const foldersNamed = (name: string) => namesIn(people).filter((it) => it.startsWith(name));
  const inTheWay = async (name: string) => {
    const { id } = record(name);
    await refresh();
    return { params: { module: 'people', id }, itemId: foreign(name) };
  };
  const rowsOf = async (id: string): Promise<unknown[]> =>
    (await world().server!.database.executeSql('select item_id from record_folder where record_id = $1', [id])).rows;

  test('N2 M49 a press tells whose folder is in the way, and makes nothing; it is used when that is said', async () => {
    await saveFiles(ada());
    const { params, itemId } = await inTheWay('Taken, used');
    for (let press = 0; press < 2; press += 1)
      expect(await ada().call('POST /records/:module/:id/folder', { params, body: {} })).toMatchObject({
        state: 'taken',
        taken: {
          itemId,
          name: 'Taken, used',
          otherName: 'Taken, used (2)',
          mayUse: true,
          madeBy: 'Ada Brandt',
          madeDateTime: expect.any(String),
        },
      });
    expect(await rowsOf(params.id)).toEqual([]);
    expect((await ada().call('GET /records/:module/:id/folder', { params })).state).toBe('none');
    const body = { taken: { itemId, answer: 'use' as const } };
    const made = await Promise.all([1, 2].map(() => ada().call('POST /records/:module/:id/folder', { params, body })));
    expect(made.map((it) => it.state)).toEqual(['there', 'there']);
    expect(await rowsOf(params.id)).toEqual([{ item_id: itemId }]);
    expect(foldersNamed('Taken, used')).toEqual(['Taken, used']);
    expect(namesIn(`${people}/Taken, used`)).toEqual(['Theirs.txt']);
  });

  test('N2 M49 another one is made beside it when that is said, and once when two say it', async () => {
    const { params, itemId } = await inTheWay('Taken, another');
    foreign('Taken, another (2)');
    const body = { taken: { itemId, answer: 'another' as const } };
    const made = await Promise.all(
      [1, 2, 3].map(() => ada().call('POST /records/:module/:id/folder', { params, body })),
    );
    expect(made.map((it) => it.name)).toEqual(['Taken, another (3)', 'Taken, another (3)', 'Taken, another (3)']);
    expect(foldersNamed('Taken, another')).toEqual(['Taken, another', 'Taken, another (2)', 'Taken, another (3)']);
    expect(namesIn(`${people}/Taken, another`)).toEqual(['Theirs.txt']);
    expect(await rowsOf(params.id)).toHaveLength(1);
  });

  test('N2 M49 who may not open the folder is not told whose it is, and cannot say that it is used', async () => {
    const { params, itemId } = await inTheWay('Taken, closed');
    const ben = await world().as('Ben');
    const press = (answer?: 'use' | 'another') =>
      ben.call('POST /records/:module/:id/folder', {
        params,
        body: answer ? { taken: { itemId, answer } } : {},
      });
    const bare = { itemId, name: 'Taken, closed', otherName: 'Taken, closed (2)', mayUse: false };
    expect((await press()).taken).toEqual(bare);
    expect(await press('use')).toMatchObject({ state: 'taken', taken: bare });
    expect(await rowsOf(params.id)).toEqual([]);
    expect(await press('another')).toMatchObject({ state: 'there', name: 'Taken, closed (2)' });
  });

  test.each([
    ['by its mark', { files: { descriptions: true } }],
    ['by who made it with what and when, where descriptions are not kept', { files: { descriptions: false } }],
  ])('N2 M49 a folder that was made before a crash and never noted is known %s', async (how, behaviour) => {
    world().sandbox.behaviour.change(behaviour);
    const name = `Crashed ${how}`;
    const { id } = record(name);
    await refresh();
    const params = { module: 'people', id };
    const made = await ada().call('POST /records/:module/:id/folder', { params, body: {} });
    expect(files().item('Ada', `${people}/${made.name}`).description !== undefined).toBe(behaviour.files.descriptions);
    await world().server!.database.executeSql('delete from record_folder where record_id = $1', [id]);
    const again = await ada().call('POST /records/:module/:id/folder', { params, body: {} });
    expect([again.state, again.webUrl]).toEqual(['there', made.webUrl]);
    await world().server!.database.executeSql('delete from record_folder where record_id = $1', [id]);
    const run = await runUntil(ada(), (await ada().call('POST /files/runs', { body: { module: 'people' } })).id);
    const { items } = await ada().call('POST /files/runs/:run/items', { params: { run: run.id }, body: {} });
    expect(items.find((it) => it.record.id === id)).toMatchObject({ state: 'existed' });
    expect(foldersNamed(name)).toHaveLength(1);
    // One that was there before the record claimed its name proves nothing without the mark.
    if (behaviour.files.descriptions) return;
    await world().server!.database.executeSql('delete from record_folder where record_id = $1', [id]);
    const later = "update folder_name set claimed_at = now() + interval '1 hour' where record_id = $1";
    await world().server!.database.executeSql(later, [id]);
    expect((await ada().call('POST /records/:module/:id/folder', { params, body: {} })).state).toBe('taken');
  });

  test('N2 M109 a run goes past folders that are not ours, says so, and goes on with each by the word it was given', async () => {
    const first = await inTheWay('Way 1');
    const others = [await inTheWay('Way 2'), await inTheWay('Way 3')];
    const { id: free } = record('Way free');
    await refresh();
    const begin = async () => (await ada().call('POST /files/runs', { body: { module: 'people' } })).id;
    const run = { run: await begin() };
    const told = async () =>
      (await ada().call('POST /files/runs/:run/items', { params: run, body: { state: 'asking' } })).items.filter((it) =>
        it.record.displayName.startsWith('Way'),
      );
    expect(await runUntil(ada(), run.run)).toMatchObject({ state: 'done', open: 0, failed: 0 });
    expect(await told()).toMatchObject(
      [first, ...others].map(({ itemId }) => ({ state: 'asking', folder: { itemId, mayUse: true } })),
    );
    expect(await rowsOf(free)).toHaveLength(1);
    expect((await ada().call('GET /records/:module/:id/folder', { params: first.params })).taken?.itemId).toBe(
      first.itemId,
    );
    const say = (answer: 'use' | 'another', record_?: string) =>
      ada().call('POST /files/runs/:run/answer', {
        params: run,
        body: { answer, ...(record_ ? { record: record_ } : {}) },
      });
    await say('use', first.params.id);
    await runUntil(ada(), run.run);
    expect(await rowsOf(first.params.id)).toEqual([{ item_id: first.itemId }]);
    expect(await told()).toHaveLength(2);
    await say('another');
    expect(await runUntil(ada(), run.run)).toMatchObject({ asking: 0, failed: 0 });
    expect(namesIn(people)).toEqual(expect.arrayContaining(['Way 2', 'Way 2 (2)', 'Way 3', 'Way 3 (2)']));
    expect(await runUntil(ada(), await begin())).toMatchObject({ asking: 0, failed: 0, created: 0 });
    expect(foldersNamed('Way 2')).toEqual(['Way 2', 'Way 2 (2)']);
  });

  test('N2 M109 that all are used counts only for folders that who says it may open; the rest is asked again, with the reason', async () => {
    const { params, itemId } = await inTheWay('Way of Ada');
    const ben = await world().as('Ben');
    const run = { run: (await ben.call('POST /files/runs', { body: { module: 'people' } })).id };
    await runUntil(ben, run.run);
    const told = async (who: Caller) =>
      (await who.call('POST /files/runs/:run/items', { params: run, body: { state: 'asking' } })).items.find(
        (it) => it.record.id === params.id,
      );
    expect((await told(ben))?.folder?.madeBy).toBeUndefined();
    expect((await told(ada()))?.folder).toMatchObject({ itemId, madeBy: 'Ada Brandt' });
    await ben.call('POST /files/runs/:run/answer', { params: run, body: { answer: 'use' } });
    await runUntil(ben, run.run);
    expect(await told(ben)).toMatchObject({ state: 'asking', reason: expect.stringMatching(/cannot open it/) });
    expect(await rowsOf(params.id)).toEqual([]);
    // Its owner gives it another name: it is in nobody's way any more, and the next try makes the folder.
    const { drives, drive, item } = files();
    const theirs = item('Ada', `${people}/Way of Ada`);
    drives.move(drive('Ada'), theirs, { parentId: theirs.parentId!, name: 'Ada’s own' }, ada().person.id);
    expect((await ada().call('GET /records/:module/:id/folder', { params })).state).toBe('none');
    await ben.call('POST /files/runs/:run/retry', { params: run, body: {} });
    await runUntil(ben, run.run);
    expect(await told(ben)).toBeUndefined();
    expect(await rowsOf(params.id)).toHaveLength(1);
    expect(await rowsOf(params.id)).not.toEqual([{ item_id: itemId }]);
  });

  test('N2 M46 M107 files of filings wait for a word about the folder, and all go on by one answer; nothing is lost', async () => {
    const { params, itemId } = await inTheWay('Taken, with files');
    const deliver = (subject: string, name: string) =>
      world().sandbox.tenants.deliver({
        from: { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' },
        to: [{ name: 'Ada', address: `ada@${alder.domain}` }],
        subject,
        html: '<p>Hello</p>',
        attachments: [{ name, contentType: 'text/plain', bytes: Buffer.from(subject) }],
      });
    const filed = await Promise.all(
      ['One', 'Two'].map(async (it) => {
        deliver(`Waits for a folder, ${it}`, `${it}.txt`);
        return ada().file(`Waits for a folder, ${it}`, params);
      }),
    );
    for (const { id } of filed)
      expect((await ada().settled(id)).files).toMatchObject([
        {
          state: 'failed',
          asks: true,
          diagnosis: { cause: 'name.taken' },
          folder: { itemId, madeBy: 'Ada Brandt', mayUse: true },
        },
      ]);
    expect(namesIn(`${people}/Taken, with files`)).toEqual(['Theirs.txt']);
    const ben = await world().as('Ben');
    const seen = await ben.call('GET /filings/:id', { params: { id: filed[0]!.id } });
    expect(seen.files[0]?.folder?.madeBy).toBeUndefined();
    const at = { id: filed[0]!.id, file: filed[0]!.files[0]!.id };
    await expect(
      ben.call('POST /filings/:id/files/:file/answer', { params: at, body: { answer: 'another' } }),
    ).rejects.toMatchObject({ problem: { code: 'access_denied' } });
    await ada().call('POST /filings/:id/files/:file/answer', { params: at, body: { answer: 'use' } });
    for (const { id } of filed)
      await until(
        () => ada().settled(id),
        (it) => it.files.every((file) => file.state === 'stored' && file.folder === undefined),
      );
    expect(namesIn(`${people}/Taken, with files`)).toEqual(['One.txt', 'Theirs.txt', 'Two.txt']);
    expect(foldersNamed('Taken, with files')).toEqual(['Taken, with files']);
  });

  test('N2 M46 what waits in a filing goes on too when the answer is given on the page of the record', async () => {
    const { params, itemId } = await inTheWay('Taken, by the page');
    world().sandbox.tenants.deliver({
      from: { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' },
      to: [{ name: 'Ada', address: `ada@${alder.domain}` }],
      subject: 'Waits for the page',
      html: '<p>Hello</p>',
      attachments: [{ name: 'Page.txt', contentType: 'text/plain', bytes: Buffer.from('page') }],
    });
    const { id } = await ada().file('Waits for the page', params);
    expect((await ada().settled(id)).files).toMatchObject([{ asks: true }]);
    expect(await ada().call('GET /records/:module/:id/folder', { params })).toMatchObject({
      state: 'taken',
      taken: { itemId, madeBy: 'Ada Brandt' },
    });
    const body = { taken: { itemId, answer: 'another' as const } };
    await ada().call('POST /records/:module/:id/folder', { params, body });
    await until(
      () => ada().settled(id),
      (it) => it.files.every((file) => file.state === 'stored'),
    );
    expect(namesIn(`${people}/Taken, by the page (2)`)).toEqual(['Page.txt']);
    expect(namesIn(`${people}/Taken, by the page`)).toEqual(['Theirs.txt']);
  });
}
