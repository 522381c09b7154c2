import type { Filing } from '../../contract/api.js';
import { alder } from '../../sandbox/tenant/company.js';
import { startWorld, type Caller, type World } from '../support/world.js';
import { databasesOf } from '../support/depth.js';

const panes = 20;

describe.each(databasesOf('postgres'))('twenty panes at once on %s', (kind) => {
  let world: World;
  let people: Caller[];
  beforeAll(async () => {
    world = await startWorld({ kind });
    people = await Promise.all(['Ada', 'Ben', 'Cleo', 'Dario'].map((name) => world.as(name)));
  });
  afterAll(() => world?.stop());

  const subject = 'All of us have this mail';
  const bytes = { 'plan.txt': 'the plan', 'numbers.csv': '1;2;3', 'again.txt': 'the plan' };
  const record = { module: 'deals', id: 'rec_d1077' };
  const deliver = (to: Caller[], name = subject) =>
    world.sandbox.tenants.deliver({
      from: { name: 'Priya Raman', address: 'priya@harbourlight.example' },
      to: to.map((it) => ({ name: it.person.name, address: it.person.userPrincipalName })),
      subject: name,
      html: '<p>Hello all</p>',
      attachments: Object.entries(bytes).map(([file, text]) => ({
        name: file,
        contentType: 'text/plain',
        bytes: Buffer.from(text),
      })),
    });
  const count = async (table: string, where = 'true') => {
    const { rows } = await world.server!.database.executeSql(
      `select count(*)::int as n from ${table} where tenant_id = '${alder.tenantId}' and ${where}`,
    );
    return (rows[0] as { n: number }).n;
  };
  /** What we put into everybody's drive, as "owner: path". */
  const stored = () =>
    people.flatMap(({ person }) => {
      const { drives } = world.sandbox.tenants;
      const drive = drives.ofPerson(person.id)!;
      return Object.values(drive.items)
        .filter((it) => it.parentId)
        .map((it) => drives.path(drive, it).join('/'))
        .filter((it) => it.startsWith('Coherence'))
        .map((it) => `${person.name}: ${it}`)
        .sort();
    });
  const pane = (i: number) => people[i % people.length]!;

  test('M104 M107 a mix of colleagues files the same mail to the same record: one ledger row, one folder, one copy of each file', async () => {
    deliver(people);
    const filings = await Promise.all(
      Array.from({ length: panes }, (_, i) => pane(i).file(subject, record, { saveCopy: true })),
    );
    expect(new Set(filings.map((it) => it.id)).size).toBe(1);
    const [{ id, filedBy }] = filings as [Filing];
    expect(new Set(filings.map((it) => it.filedBy.name))).toEqual(new Set([filedBy.name]));
    const settled = await pane(0).settled(id);
    expect(settled.files.map((it) => [it.name, it.state])).toEqual([
      [`${subject}.eml`, 'stored'],
      ['again.txt', 'stored'],
      ['numbers.csv', 'stored'],
      ['plan.txt', 'stored'],
    ]);
    expect(await count('filing')).toBe(1);
    expect(await count('record_folder')).toBe(1);
    expect(await count('audit_entry', "action = 'filing.created'")).toBe(1);
    const folder = `${filedBy.name}: Coherence/Deals/Harbour Light – Rollout`;
    const [first] = stored().filter((it) => /(plan|again)[.]txt$/.test(it));
    expect(stored()).toEqual(
      [
        `${filedBy.name}: Coherence`,
        `${filedBy.name}: Coherence/Deals`,
        folder,
        `${folder}/${subject}.eml`,
        `${folder}/numbers.csv`,
        first, // the same bytes under two names are one file
      ].sort(),
    );
    const owner = people.find((it) => it.person.name === filedBy.name);
    expect(owner?.message(subject).graph.categories).toEqual(['Coherence']);
  });

  test('M104 filing the same mail to several records in any order, while others file it to one of them, never blocks', async () => {
    deliver(people, 'Many records');
    const refs = ['rec_d1042', 'rec_d1077', 'rec_d0990'].map((id) => ({ module: 'deals', id }));
    const orders = [refs, [...refs].reverse(), [refs[1]!], [refs[2]!, refs[0]!], [refs[0]!]];
    const answers = await Promise.all(
      Array.from({ length: panes }, async (_, i) => {
        const { message, ask, person } = pane(i);
        const { restId, graph } = message('Many records');
        const records = orders[i % orders.length]!;
        const answer = await ask('POST', '/filings', {
          mailbox: person.userPrincipalName,
          messageId: restId,
          internetMessageId: graph.internetMessageId,
          records,
          attachmentIds: [],
          saveCopy: false,
        });
        expect(answer.status).toBe(200);
        const { filings } = answer.body as { filings: Filing[] };
        expect(filings.map((it) => it.record.id)).toEqual(records.map((it) => it.id));
        return filings.map((it) => it.id);
      }),
    );
    const ids = new Set(answers.flat());
    expect(ids.size).toBe(3);
    for (const id of ids) await pane(0).settled(id);
    expect(await pane(0).call('GET /audit/verify', {})).toMatchObject({ isWhole: true });
  });

  test('M49 twenty different mails filed to a record nobody filed to before make one folder; the same file is stored once', async () => {
    const ada = people[0]!;
    const names = Array.from({ length: panes }, (_, i) => `Mail ${i}`);
    for (const name of names) deliver([ada], name);
    const to = { module: 'people', id: 'rec_priya' };
    const filings = await Promise.all(names.map((name) => ada.file(name, to)));
    for (const { id } of filings) await ada.settled(id);
    const files = stored().filter((it) => it.includes('Coherence/People/Priya Raman'));
    expect(files).toHaveLength(3); // the folder, and one file for each different content
    expect(world.sandbox.graph.peakInFlight()).toBeLessThanOrEqual(4);
    // Half of them are taken back at once: what the others use stays, and goes with the last.
    const unfile = async ({ id }: Filing) => {
      await ada.call('POST /filings/:id/unfile', { params: { id } });
      await ada.settled(id);
    };
    await Promise.all(filings.slice(0, 10).map(unfile));
    expect(stored().filter((it) => it.includes('Coherence/People/Priya Raman'))).toEqual(files);
    await Promise.all(filings.slice(10).map(unfile));
    expect(stored().filter((it) => it.includes('Coherence/People/Priya Raman'))).toHaveLength(1);
    expect(await count('stored_file', "state <> 'stored'")).toBe(0);
  }, 300_000);

  test('R-30 filing and unfiling the same mail again and again from many panes ends as the last wish says', async () => {
    const ada = people[0]!;
    deliver([ada], 'Back and forth');
    const { id } = await ada.file('Back and forth', record);
    await ada.settled(id);
    await Promise.all(
      Array.from({ length: panes }, (_, i) =>
        i % 2
          ? ada.ask('POST', `/filings/${id}/unfile`)
          : ada.file('Back and forth', record).catch((error: unknown) => {
              expect(error).toMatchObject({ problem: { code: 'conflict' } }); // just being taken back
            }),
      ),
    );
    await ada.settled(id);
    await ada.call('POST /filings/:id/unfile', { params: { id } });
    expect((await ada.settled(id)).state).toBe('unfiled');
    expect(ada.message('Back and forth').graph.categories).toEqual([]);
    const again = await ada.settled((await ada.file('Back and forth', record)).id);
    expect(again).toMatchObject({ id, state: 'filed', category: 'set' });
    expect(again.files.map((it) => it.state)).toEqual(['stored', 'stored', 'stored']);
    expect(ada.message('Back and forth').graph.categories).toEqual(['Coherence']);
  });
});
