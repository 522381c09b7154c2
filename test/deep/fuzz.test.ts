import { randomUUID } from 'node:crypto';
import { Agent, fetch } from 'undici';
import { routes } from '../../contract/api.js';
import { alder, birch, type Organisation } from '../../sandbox/tenant/company.js';
import { createLog } from '../../server/base/log.js';
import { asAdministrator } from '../support/administrator.js';
import { connectedMailbox, connectOutlook } from '../support/connect.js';
import { isLong } from '../support/depth.js';
import { runUntil, saveFiles } from '../support/folders.js';
import { fuzzRequests, type FuzzRequest, type Known } from '../support/fuzz.js';
import { meetingOf, sharedFolder } from '../support/trespass/rows.js';
import { planned } from '../support/trespass/side.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/*
 * Requests made from the contract by the thousand, over every route, as people of one organisation who know ids of both. The full size is
 * asked for by TEST_LONG.
 */
const perSide = isLong ? 11_000 : 400;
const seed = Number(process.env.FUZZ_SEED ?? 20_260_101);
const atOnce = 8;

interface Side {
  organisation: Organisation;
  caller: Caller;
  /** Who asks what only administrators may; where there is nobody else, the same person. */
  administrator: Caller;
  /** What may be asked for by name. */
  known: Known;
  /** What nobody else may ever read, and nobody asks with. */
  marks: string[];
}
let world: World;
let side: Side;
let other: Side;
let logged = '';
let dispatcher: Agent;

async function furnish(
  organisation: Organisation,
  caller: Caller,
  administrator: Caller,
  subject: string,
  record: { module: string; id: string },
  recordName: string,
): Promise<Side> {
  const filing = await caller.file(subject, record);
  await caller.settled(filing.id);
  const mailbox = await connectedMailbox(world, caller);
  await connectOutlook(world, caller, { permissions: ['mail', 'calendar'], isAnother: false, chooseAccount: false });
  await asAdministrator(world, caller, organisation.tenantId, () => saveFiles(caller));
  const draft = randomUUID();
  const mail = { record, kind: 'new' as const, to: [], cc: [], bcc: [], subject: 'Secret draft', html: '<p>x</p>' };
  await caller.call('PUT /outgoing/:id', {
    params: { id: draft },
    body: { ...mail, mailbox: mailbox.id, subject: `Draft of ${organisation.name}`, version: 0 },
  });
  const { items } = await caller.call('POST /files/browse', { body: { place: { from: 'mine' } } });
  const { driveId, itemId } = items.find((it) => it.kind === 'folder' && it.name !== 'Coherence')!;
  const run = isLong ? (await caller.call('POST /files/runs', { body: { module: record.module } })).id : randomUUID();
  if (isLong) await runUntil(caller, run);
  const link = await caller.call('POST /records/:module/:id/files', {
    params: record,
    body: { file: { driveId, itemId } },
  });
  const booking = randomUUID();
  await caller.call('PUT /bookings/:id', { params: { id: booking }, body: { ...planned(record), version: 0 } });
  const { folderId, mappingId } = await sharedFolder(world, caller, organisation.tenantId);
  const { eventId, eventLinkId, changeId } = await meetingOf(world, caller, organisation, mailbox.id);
  const [calendars] = (await caller.call('GET /calendar/settings')).accounts;
  if (!calendars) throw new Error('There is no calendar.');
  const fileSettings = await administrator.call('GET /files/settings');
  const inbox = { id: caller.mailbox.folder('inbox')?.id, includeSubfolders: false, includeNewSubfolders: false };
  const time = { start: '2038-01-05T09:00', end: '2038-01-05T10:00', zone: 'UTC', isAllDay: false };
  const { restId, graph } = caller.message(subject);
  const { internetMessageId = '', conversationId = '' } = graph as Record<string, string | undefined>;
  const address = caller.person.userPrincipalName;
  return {
    organisation,
    caller,
    administrator,
    known: {
      texts: [
        ...['people', 'accounts', 'deals', 'leads', 'tasks', 'engagements', record.id, 'rec_jana', 'rec_d1042'],
        ...[filing.id, mailbox.id, draft, driveId, itemId, restId, caller.person.id],
        ...[internetMessageId, conversationId, address],
      ],
      together: [
        { values: record },
        { values: { driveId, itemId } },
        { values: { mailbox: address, messageId: restId, internetMessageId } },
        { values: { messageId: restId, internetMessageId } },
        { values: { mailbox: mailbox.id } },
        { values: { kind: 'user', id: caller.person.id } },
        { values: { run } },
        { values: { event: eventId } },
        { values: { change: changeId } },
        { of: /calendar/, values: { link: eventLinkId } },
        { of: / \/records\/:module\/:id\/access/, values: { ...record, folder: folderId } },
        { of: / \/access\/mapping/, values: { id: mappingId } },
        { of: / \/filings\/:id\/files/, values: { id: filing.id, file: filing.files[0]?.id ?? '' } },
        { of: / \/filings\/:id/, values: { id: filing.id } },
        { of: / \/outgoing\/:id/, values: { id: draft } },
        { of: / \/bookings\/:id/, values: { id: booking } },
        { of: / \/files\/links\/:id/, values: { id: link.id } },
        // What may be done with them, whole, so that it is done.
        {
          of: /POST \/filings$/,
          values: { mailbox: address, messageId: restId, internetMessageId, records: [record], attachmentIds: [] },
        },
        { of: /PUT \/outgoing/, values: { ...mail, mailbox: mailbox.id } },
        { of: /\/outgoing\/:id\/send/, values: { version: 1, undoSeconds: 5 } },
        { of: /PUT \/bookings/, values: { ...planned(record), version: 1 } },
        {
          of: /\/mailboxes\/.*(settings|estimate|previews)/,
          values: { folders: [inbox], range: { kind: 'days', days: 30 } },
        },
        { of: /PUT \/calendar\/settings/, values: { settings: calendars.settings, version: calendars.version } },
        { of: /POST \/calendar\/events$/, values: { mailbox: mailbox.id, fields: { subject: 'Fuzzed', time } } },
        { of: /\/calendar\/events\/:event\/(change|propose)/, values: { time } },
        {
          of: /POST \/records$/,
          values: { module: 'people', fields: { fld_first_name: 'Fuzz', fld_last_name: 'Er' } },
        },
        {
          of: /\/admin\/policy/,
          values: { visibility: { floor: 'people', ceiling: 'everything' }, neverFile: [], version: 0 },
        },
        { of: /\/files\/settings/, values: { settings: fileSettings.settings, version: fileSettings.version } },
      ],
    },
    marks: [recordName, subject, `Draft of ${organisation.name}`, `Meeting of ${organisation.name}`],
  };
}

const bothOf = (one: Known, two: Known): Known => ({
  texts: [...one.texts, ...two.texts],
  together: [...one.together, ...two.together],
});
/** Every row of a tenant, but what moves by the clock. */
async function rowsOf(tenantId: string): Promise<Record<string, unknown[]>> {
  const { executeSql } = world.server!.database;
  const { rows: tables } = await executeSql(
    "select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'tenant_id' order by 1",
  );
  const byClock = ['drive_stream', 'subscription', 'fresh_address', 'activity', 'audit_head']; // by jobs of their own
  const found: Record<string, unknown[]> = {};
  for (const { name } of (tables as { name: string }[]).filter((it) => !byClock.includes(it.name)))
    found[name] = (
      (await executeSql(`select * from ${name} where tenant_id = $1 order by 1, 2, 3`, [tenantId])).rows as Record<
        string,
        unknown
      >[]
    ).map(({ matched_at: _lookedAgain, ...row }) => row);
  return found;
}

const ofTheInside =
  /node_modules|\bat [\w.<>]+ \(|\.ts:\d+|select .{1,80} from|insert into|syntax error at|PGlite|kysely|"sealed|client_secret|[sc]k_live_\w{6}|eyJhbGciOi/i;

const ofAdministrators = /\/(admin|audit|access|files\/(settings|runs)|sharepoint)\b/;
/** What only the other side knows: its own marks and its people, but for whatever stands in a mail the asker has of their own. */
function marksOf({ marks, organisation }: Side, { caller }: Side): string[] {
  const own = JSON.stringify(caller.mailbox.messages.map((it) => it.graph));
  return [...marks, ...organisation.people.map((it) => it.name)].filter((it) => !own.includes(it));
}

async function send(
  side: Side,
  { route, path, body }: FuzzRequest,
): Promise<{ status: number; text: string; headers: string }> {
  const caller = ofAdministrators.test(route) ? side.administrator : side.caller;
  const response = await fetch(`${world.server!.url}/api${path}`, {
    method: route.split(' ')[0] ?? 'GET',
    dispatcher,
    redirect: 'manual',
    headers: {
      authorization: `Bearer ${caller.token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, text: await response.text(), headers: JSON.stringify([...response.headers]) };
}

// A world for each: whoever is not asking is quiet, so that any row of theirs that moves was moved by somebody else.
describe.each([0, 1])('side %i', (at) => {
  beforeAll(async () => {
    logged = '';
    dispatcher = new Agent({ connections: atOnce });
    const log = createLog('debug', { write: (line: string) => void (logged += line) });
    const [cleoId, erinId] = ['Cleo', 'Erin'].map(
      (name) => [alder, birch].flatMap((it) => it.people).find((it) => it.name.startsWith(name))?.id,
    );
    world = await startWorld({
      log,
      environment: { SYNC_POLL_SECONDS: '86400', ADMINISTRATORS: `${cleoId} ${erinId}` },
    });
    const [ada, erin, cleo] = await Promise.all([world.as('Ada'), world.as('Erin'), world.as('Cleo')]);
    const sides = [
      await furnish(alder, ada, cleo, 'Site visit on the 9th', { module: 'people', id: 'rec_owen' }, 'Owen Price'),
      await furnish(
        birch,
        erin,
        erin,
        'Second opinion',
        { module: 'accounts', id: 'rec_b_lumen' },
        'Lumen Works (client)',
      ),
    ] as [Side, Side];
    // Records that were read for the first time are compared with mail once, in each organisation: that is no request's doing.
    await until(
      async () =>
        (
          await world.server!.database.executeSql('select tenant_id from tenant_key where tenant_id in ($1, $2)', [
            alder.tenantId,
            birch.tenantId,
          ])
        ).rows.length,
      (it) => it === 2,
    );
    [side, other] = at === 0 ? sides : [sides[1], sides[0]];
    other.marks = marksOf(other, side);
    expect(other.marks.length).toBeGreaterThan(2);
  });
  afterAll(async () => {
    await dispatcher.destroy();
    await world?.stop();
  });

  test(
    `M8 M91 ${perSide} requests over every route: no 5xx, nothing of the inside, nothing of the other side`,
    async () => {
      const requests = fuzzRequests(perSide, bothOf(side.known, other.known), seed + at);
      const before = await rowsOf(other.organisation.tenantId);
      const wrong: string[] = [];
      const statuses: Record<number, number> = {};
      const reached = new Set<string>();
      let next = 0;
      const began = Date.now();
      await Promise.all(
        Array.from({ length: atOnce }, async () => {
          for (let request = requests[next++]; request; request = requests[next++]) {
            const { status, text, headers } = await send(side, request);
            statuses[status] = (statuses[status] ?? 0) + 1;
            if (status < 400) reached.add(request.route);
            const leak =
              /evil|169[.]254/.exec(headers)?.[0] ??
              ofTheInside.exec(text)?.[0] ??
              other.marks.find((it) => text.includes(it));
            if (status >= 500 || leak)
              wrong.push(`${status} ${leak ?? ''} ${JSON.stringify(request).slice(0, 600)} ${text.slice(0, 300)}`);
          }
        }),
      );
      if (isLong)
        process.stderr.write(
          `${requests.length} requests in ${Math.round((Date.now() - began) / 1000)} s: ${JSON.stringify(statuses)}, ${reached.size} of ${Object.keys(routes).length} routes answered with success at least once\n`,
        );
      expect(wrong.slice(0, 10)).toEqual([]);
      expect(Object.values(statuses).reduce((sum, it) => sum + it, 0)).toBeGreaterThanOrEqual(perSide);
      expect(statuses[200] ?? 0).toBeGreaterThan(perSide / 20); // they come far
      if (isLong) expect(reached.size).toBeGreaterThan(Object.keys(routes).length * 0.75);
      expect(await rowsOf(other.organisation.tenantId)).toEqual(before);
    },
    isLong ? 3_600_000 : 240_000,
  );

  test('M92 whatever was asked, the log holds no token, no key, no address and no subject', () => {
    const {
      CLIENT_SECRET = '',
      ENCRYPTION_KEYS = '',
      COHERENCE_CONNECTIONS = '[]',
    } = world.sandbox.serverEnvironment();
    const keys = (JSON.parse(COHERENCE_CONNECTIONS) as { apiKey: string }[]).map((it) => it.apiKey);
    const secrets = [CLIENT_SECRET, ENCRYPTION_KEYS.split(':')[1] ?? '', ...keys];
    for (const { caller, marks } of [side, other])
      secrets.push(caller.token, caller.token.split('.')[2] ?? '', caller.person.userPrincipalName, ...marks);
    expect(secrets.filter((it) => it.length < 5)).toEqual([]);
    expect(logged.length).toBeGreaterThan(1_000);
    expect(secrets.filter((it) => logged.includes(it))).toEqual([]);
    expect(logged).not.toMatch(/169[.]254|a call to where nobody named/); // nor did anything asked for lead us anywhere
  });
});
