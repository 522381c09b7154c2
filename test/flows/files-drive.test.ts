import { allowSharedFiles, filesOf } from '../support/files.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/* What happens in OneDrive behind our back is seen: names, places, what is gone, folders of records renamed by hand. */
let world: World;
let ada: Caller;
let files: ReturnType<typeof filesOf>;
const record = { module: 'people', id: 'rec_jana' };
beforeAll(async () => {
  world = await startWorld({ environment: { SYNC_POLL_SECONDS: '1', WORKER_LEASE_SECONDS: '3' } });
  allowSharedFiles(world);
  ada = await world.as('Ada');
  files = filesOf(world);
});
afterEach(() => {
  world.sandbox.faults.clear();
  world.sandbox.behaviour.reset();
});
afterAll(() => world?.stop());

const rows = async <T>(sql: string, ...values: unknown[]) =>
  (await world.server!.database.executeSql(sql, values)).rows as T[];
const linkRow = async (id: string) =>
  (await rows<{ name: string; state: string }>('select name, state from file_link where id = $1', id))[0];
/** A file of Ada's on the record, in a drive whose changes are followed from now on. */
async function linked(name: string) {
  const at = files.put('Ada', 'Documents', name, 'some words');
  const { id } = await ada.call('POST /records/:module/:id/files', { params: record, body: { file: at } });
  await until(
    () => rows<{ cursor: string | null }>('select cursor from drive_stream where drive_id = $1', at.driveId),
    (it) => it[0]?.cursor?.includes('token') ?? false,
  );
  return { id, item: files.item('Ada', `Documents/${name}`), drive: files.drive('Ada') };
}

test('M46 a rename, a deletion and a return are seen without anybody looking at the record', async () => {
  const { id, item, drive } = await linked('Plan.txt');
  files.drives.move(drive, item, { parentId: files.item('Ada', 'Pictures').id, name: 'Plan B.txt' }, ada.person.id);
  await until(
    () => linkRow(id),
    (it) => it?.name === 'Plan B.txt' && it.state === 'linked',
  );
  files.drives.remove(drive, item, ada.person.id);
  await until(
    () => linkRow(id),
    (it) => it?.state === 'gone',
  );
  files.drives.restore(drive, item.id, {}, ada.person.id);
  await until(
    () => linkRow(id),
    (it) => it?.state === 'linked',
  );
});

test.each(['resyncChangesApplyDifferences', 'resyncChangesUploadDifferences'] as const)(
  'M46 after Microsoft forgot where we were (%s), what happened meanwhile is seen, and nothing is called gone that is there',
  async (resync) => {
    const [gone, stays] = [await linked(`${resync} gone.txt`), await linked(`${resync} stays.txt`)];
    world.sandbox.behaviour.files.resync = resync;
    files.drives.forgetTokens();
    files.drives.remove(gone.drive, gone.item, ada.person.id);
    files.drives.move(
      stays.drive,
      stays.item,
      { parentId: stays.item.parentId ?? '', name: `${resync} stayed.txt` },
      ada.person.id,
    );
    await until(
      () => Promise.all([linkRow(gone.id), linkRow(stays.id)]),
      ([first, second]) => first?.state === 'gone' && second?.name === `${resync} stayed.txt`,
    );
    expect(await linkRow(stays.id)).toMatchObject({ state: 'linked' });
  },
);

test('M49 a record folder renamed by hand stays the folder of its record, under its new name', async () => {
  const filing = await ada.file('Quote for the renewal', record);
  await ada.settled(filing.id);
  const folderOf = () =>
    rows<{ name: string; item_id: string }>(
      'select name, item_id from record_folder where record_id = $1 and object_id = $2',
      record.id,
      ada.person.id,
    );
  const [folder] = await folderOf();
  const drive = files.drive('Ada');
  const item = drive.items[folder?.item_id ?? '']!;
  await linked('Beside.txt');
  files.drives.move(drive, item, { parentId: item.parentId ?? '', name: 'Jana (important)' }, ada.person.id);
  await until(folderOf, (it) => it[0]?.name === 'Jana (important)');
  const again = await ada.file('Floor plans and photographs', record);
  await ada.settled(again.id);
  expect(await folderOf()).toEqual([{ name: 'Jana (important)', item_id: item.id }]);
  expect(files.drives.children(drive, item.id).length).toBeGreaterThan(1);
});

test('M46 entries that come without a name are asked for one by one', async () => {
  const { id, item, drive } = await linked('Sparse.txt');
  world.sandbox.behaviour.files.deltaOmitsEvery = 1;
  files.drives.move(drive, item, { parentId: item.parentId ?? '', name: 'Sparse 2.txt' }, ada.person.id);
  await until(
    () => linkRow(id),
    (it) => it?.name === 'Sparse 2.txt',
  );
});
