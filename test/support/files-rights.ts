import { routes, type RouteKey } from '../../contract/api.js';
import { allowSharedFiles, filesOf } from './files.js';
import { administeredBy } from './folders.js';
import type { databaseKinds } from './databases.js';
import { startWorld, type Caller, type World } from './world.js';

/*
 * M48: somebody without right gets nothing of another's file out of us. Every route that has to do with files is tried, found in
 * the contract itself: parameters and bodies are filled with everything an intruder could know (ids of drives, items, links,
 * records) in every place that takes a text, so that a new route is tried the day it is written.
 */
export function testRights(kind: (typeof databaseKinds)[number]): void {
  let world: World;
  let ada: Caller;
  let intruders: Record<'a colleague' | 'somebody of another organisation', Caller>;
  let known: string[];
  let marks: string[];
  const record = { module: 'people', id: 'rec_jana' };

  const isAboutFiles = (key: string) => /file|folder|drive|share|site|access|library|record/i.test(key);
  const tried = (Object.keys(routes) as RouteKey[]).filter(isAboutFiles);

  beforeAll(async () => {
    world = await startWorld({ kind, environment: administeredBy('Ada') });
    allowSharedFiles(world);
    const [first, dario, erin] = await Promise.all([world.as('Ada'), world.as('Dario'), world.as('Erin')]);
    ada = first;
    intruders = { 'a colleague': dario, 'somebody of another organisation': erin };
    const files = filesOf(world);
    const secret = files.put('Ada', 'Documents', 'Zebra takeover.txt', 'Ostrich clause: nobody shall know');
    const folder = files.ref('Ada', 'Customers/Harbour Light');
    // The same in a library of a site the colleague is no member of, with SharePoint switched on.
    const shared = files.put('Sales', 'Customers/Lumen Works', 'Zebra merger.txt', 'Ostrich annex');
    await ada.call('PUT /sharepoint', { body: { isOn: true } });
    const { sites } = await ada.call('POST /sites/browse', { body: { from: 'search', words: 'Sales' } });
    const link = async (file: { driveId: string; itemId: string }) =>
      (await ada.call('POST /records/:module/:id/files', { params: record, body: { file } })).id;
    const links = [await link(secret), await link(folder), await link(shared)];
    const filing = await ada.file('Quote for the renewal', record);
    await ada.settled(filing.id);
    const { rows } = await world.server!.database.executeSql('select id, drive_id, item_id from record_folder');
    const made = rows as { id: string; drive_id: string; item_id: string }[];
    known = [
      secret.driveId,
      secret.itemId,
      folder.itemId,
      shared.driveId,
      shared.itemId,
      sites.find((it) => it.name === 'Sales')?.id ?? '',
      filing.id,
      ...links,
      ...made.flatMap((it) => [it.id, it.item_id]),
      world.sandbox.graph.files.addresses.place(files.drive('Ada'), files.item('Ada', 'Documents/Zebra takeover.txt')),
      record.module,
      record.id,
    ];
    // What only the file or its folder would tell; names of filed attachments are told with the filing, to who sees the record.
    marks = ['Zebra', 'Ostrich', 'Rollout.pdf', '/embed/'];
  }, 240_000);
  afterAll(() => world?.stop());

  interface Schema {
    type?: string;
    properties?: Record<string, Schema>;
    items?: Schema;
    anyOf?: Schema[];
    oneOf?: Schema[];
    enum?: unknown[];
    const?: unknown;
    pattern?: string;
    required?: string[];
  }
  /** Values that fit a schema, one for each way through it; every free text is something the intruder knows. */
  function guesses(schema: Schema, texts: string[]): unknown[] {
    if (schema.const !== undefined) return [schema.const];
    if (schema.enum) return schema.enum;
    const ways = schema.anyOf ?? schema.oneOf;
    if (ways) return ways.flatMap((it) => guesses(it, texts));
    switch (schema.type) {
      case 'object': {
        let made: Record<string, unknown>[] = [{}];
        for (const [name, member] of Object.entries(schema.properties ?? {})) {
          if (/^(next|before|after)$/.test(name)) continue; // sealed for one person: an own test has it
          const values = guesses(member, textsFor(name, texts));
          made = made.flatMap((it) => values.map((value) => ({ ...it, [name]: value })));
          if (made.length > 60) made = made.filter((_it, i) => i % Math.ceil(made.length / 60) === 0);
        }
        return made;
      }
      case 'array':
        return guesses(schema.items ?? {}, texts)
          .slice(0, 3)
          .map((it) => [it]);
      case 'string':
        return texts;
      case 'boolean':
        return [true];
      case 'number':
      case 'integer':
        return [1];
      default:
        return [null];
    }
  }
  /** What is known of this kind, where the name says which. */
  function textsFor(name: string, texts: string[]): string[] {
    const [driveId = '', ...more] = known;
    if (/drive/i.test(name)) return [driveId, more[2] ?? ''];
    if (/item/i.test(name)) return more.slice(0, 4);
    if (/site/i.test(name)) return [more[4] ?? '', 'root'];
    if (/address|url/i.test(name)) return texts.filter((it) => it.startsWith('https:'));
    if (/module/i.test(name)) return [record.module];
    if (/words|query|search/i.test(name)) return ['Zebra', 'Rollout'];
    return texts;
  }
  const fill = (path: string) => {
    const names = [...path.matchAll(/:(\w+)/g)].map((it) => it[1] ?? '');
    const isOfRecord = path.includes('/records/:module/:id');
    const values = names.map((name) =>
      name === 'module' ? [record.module] : isOfRecord && name === 'id' ? [record.id] : known,
    );
    let paths = [path];
    for (const [i, name] of names.entries())
      paths = paths.flatMap((it) =>
        (values[i] ?? []).map((value) => it.replace(`:${name}`, encodeURIComponent(value))),
      );
    return paths.filter((it) => it.length < 900);
  };

  describe.each(['a colleague', 'somebody of another organisation'] as const)('%s without right', (who) => {
    test.each(tried)('M48 gets nothing of a file by %s', async (key) => {
      const [method = 'GET', path = ''] = key.split(' ');
      const { body } = routes[key] as { body?: { toJSONSchema?(options: object): object } };
      const bodies = body ? guesses(body.toJSONSchema?.({ io: 'input' }) as Schema, known) : [undefined];
      const before = await linksNow();
      let answered = 0;
      for (const url of fill(path).slice(0, 12))
        for (const it of bodies.slice(0, 40)) {
          const { status, body: said } = await intruders[who].ask(method, url, it);
          const text = JSON.stringify(said);
          for (const mark of marks) if (text.includes(mark)) throw new Error(`${key} ${url} tells "${mark}": ${text}`);
          expect(status).not.toBe(500);
          answered += 1;
        }
      expect(answered).toBeGreaterThan(0);
      expect(await linksNow()).toEqual(before);
    });

    test('M48 gets no attachment of a mail that was filed, which is the one answer that is a file', async () => {
      const entry = known[6] ?? '';
      const message = ada.message('Quote for the renewal');
      for (const attachment of message.attachments) {
        const { status, body } = await intruders[who].ask('POST', '/mail/attachment', {
          record,
          entry,
          attachment: attachment.id,
        });
        expect([403, 404]).toContain(status);
        expect(body).toMatchObject({ code: expect.stringMatching(/access_denied|not_found/) as unknown });
      }
    });

    test('M48 M53 finds the site and its library in none of the lists of SharePoint', async () => {
      for (const from of ['followed', 'recent', 'search'] as const) {
        const { sites } = await intruders[who].call('POST /sites/browse', { body: { from, words: 'Sales' } });
        expect(sites.map((it) => it.name)).not.toContain('Sales');
      }
      const { status, body } = await intruders[who].ask('POST', '/sites/libraries', { site: known[5] });
      expect([403, 404, 409]).toContain(status);
      expect(JSON.stringify(body)).not.toContain('Documents');
    });

    test('M48 finds it in none of the places one can choose files from', async () => {
      for (const place of [
        { from: 'recent' },
        { from: 'shared' },
        { from: 'search', words: 'Zebra' },
        { from: 'search', words: 'Rollout' },
      ] as const) {
        const { items } = await intruders[who].call('POST /files/browse', { body: { place } });
        expect(JSON.stringify(items)).not.toMatch(/Zebra|Rollout\.pdf/);
      }
    });
  });

  test('M48 who has the right sees all of it by the same routes', async () => {
    const { links } = await ada.call('GET /records/:module/:id/files', { params: record });
    expect(links.map((it) => it.item?.name)).toEqual(expect.arrayContaining(['Zebra takeover.txt', 'Harbour Light']));
    const { libraries } = await ada.call('POST /sites/libraries', { body: { site: known[5] ?? '' } });
    expect(libraries.map((it) => it.driveId)).toContain(known[3]);
    const merger = await ada.call('POST /files/preview', { body: { driveId: known[3] ?? '', itemId: known[4] ?? '' } });
    expect(merger.item.name).toBe('Zebra merger.txt');
    const [driveId = '', itemId = ''] = known;
    const shown = await ada.call('POST /files/preview', { body: { driveId, itemId } });
    expect(shown).toMatchObject({ kind: 'frame', item: { name: 'Zebra takeover.txt' } });
    const { items } = await ada.call('POST /files/browse', { body: { place: { from: 'search', words: 'Zebra' } } });
    expect(items.map((it) => it.name).sort()).toEqual(['Zebra merger.txt', 'Zebra takeover.txt']);
  });

  /** Which files are linked for the organisation of the owner; nobody outside adds or moves one. */
  async function linksNow(): Promise<string[]> {
    const { rows } = await world.server!.database.executeSql(
      'select drive_id, item_id from file_link where object_id = $1 order by 1, 2',
      [ada.person.id],
    );
    return (rows as { drive_id: string; item_id: string }[]).map((it) => `${it.drive_id} ${it.item_id}`);
  }
}
