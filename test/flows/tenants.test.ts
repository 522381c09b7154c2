import { randomUUID } from 'node:crypto';
import { routes, type RouteKey } from '../../contract/api.js';
import { alder, birch, type Organisation } from '../../sandbox/tenant/company.js';
import { sharedMessageId } from '../../sandbox/tenant/seed.js';
import { asAdministrator } from '../support/administrator.js';
import { connectedMailbox } from '../support/connect.js';
import { runUntil, saveFiles, usualFiles } from '../support/folders.js';
import { startWorld, type Answer, type Caller, type World } from '../support/world.js';

/** A record of one side and another record of the other, with the same module id and the same record id. */
const twin = { module: 'people', id: 'rec_jana' };

/** What an organisation has, and what must never be read by another: ids, names of people and of records. */
interface Side {
  organisation: Organisation;
  caller: Caller;
  record: { module: string; id: string };
  /** Of its own mail: on a record whose id only this side has, and on one whose id both have. */
  filingIds: string[];
  wishId: string;
  mailboxId: string;
  /** A mail that is being written. */
  outgoingId: string;
  /** A meeting that is planned. */
  bookingId: string;
  runId: string;
  /** A folder of its own, linked to its record. */
  file: { driveId: string; itemId: string };
  fileLinkId: string;
  folderId: string;
  mappingId: string;
  eventId: string;
  eventLinkId: string;
  changeId: string;
  /** A mail only this side has, and an address only this side knows. */
  mail: { id: string; internetMessageId: string; conversationId: string };
  address: string;
  module: string;
  marks: string[];
}

let world: World;
let sides: Record<'Alder & Finch' | 'Birchway', Side>;

beforeAll(async () => {
  world = await startWorld();
  const { workspaces } = world.sandbox.coherence;
  // Each has a module the other does not have, and a record with the very id of the other's.
  const [first, second] = [workspaces.of(alder.name), workspaces.of(birch.name)];
  first.modules = first.modules.filter((it) => it.slug !== 'leads');
  second.modules = second.modules.filter((it) => it.slug !== 'engagements');
  second.records.push({ ...first.records[0]!, id: twin.id, displayName: 'Zora Quill', fields: {} });
  for (const { tenantId } of [alder, birch]) await world.server!.records.refreshIndex(tenantId);
  const [ada, erin] = await Promise.all([world.as('Ada'), world.as('Erin')]);
  sides = {
    'Alder & Finch': await furnish(alder, ada, { module: 'people', id: 'rec_owen' }, 'Site visit on the 9th', {
      address: 'owen@harbourlight.example',
      module: 'engagements',
      marks: ['Owen Price', 'rec_owen', 'rec_e1', '"Jana Novák","url"', 'Harbour Light rollout'],
    }),
    Birchway: await furnish(birch, erin, { module: 'accounts', id: 'rec_b_lumen' }, 'Second opinion', {
      address: 'zora@quill.example',
      module: 'leads',
      marks: ['Lumen Works (client)', 'rec_b_', 'Zora Quill'],
    }),
  };
});
afterEach(() => world.sandbox.faults.clear());
afterAll(() => world?.stop());

/** Gives a side a filing of the mail both received, one of its own mail, and a person created while Coherence was away. */
async function furnish(
  organisation: Organisation,
  caller: Caller,
  record: { module: string; id: string },
  subject: string,
  { address, module, marks }: { address: string; module: string; marks: string[] },
): Promise<Side> {
  const shared = await caller.file('Market brief, November', record);
  const own = [await caller.file(subject, record), await caller.file(subject, twin)];
  for (const { id } of [shared, ...own]) await caller.settled(id);
  world.sandbox.faults.add({ service: 'coherence', method: 'POST', times: 0, answer: { status: 503 } });
  const wish = await caller.call('POST /records', {
    body: {
      module: 'people',
      fields: { fld_first_name: 'Wish', fld_last_name: organisation.name, fld_email: `wish@${organisation.domain}` },
    },
  });
  world.sandbox.faults.clear();
  if (wish.state !== 'queued') throw new Error('The wish was not queued.');
  const mailbox = await connectedMailbox(world, caller);
  const bookingId = randomUUID();
  await caller.call('PUT /bookings/:id', { params: { id: bookingId }, body: { ...planned(twin), version: 0 } });
  const outgoingId = randomUUID();
  await caller.call('PUT /outgoing/:id', {
    params: { id: outgoingId },
    body: { ...written(record, mailbox.id), subject: `Draft of ${organisation.name}`, version: 0 },
  });
  await asAdministrator(world, caller, organisation.tenantId, () => saveFiles(caller));
  const run = await caller.call('POST /files/runs', { body: { module: record.module } });
  await runUntil(caller, run.id);
  const { items } = await caller.call('POST /files/browse', { body: { place: { from: 'mine' } } });
  const { driveId, itemId, name } = items.find((it) => it.kind === 'folder' && it.name !== 'Coherence')!;
  const file = { driveId, itemId };
  const link = await caller.call('POST /records/:module/:id/files', { params: record, body: { file } });
  const { folderId, mappingId } = await sharedFolder(caller, organisation.tenantId);
  const { eventId, eventLinkId, changeId } = await meetingOf(caller, organisation, mailbox.id);
  const { restId, graph } = caller.message(subject);
  return {
    organisation,
    caller,
    record,
    filingIds: own.map((it) => it.id),
    wishId: wish.id,
    mailboxId: mailbox.id,
    outgoingId,
    bookingId,
    runId: run.id,
    file,
    fileLinkId: link.id,
    folderId,
    mappingId,
    eventId,
    eventLinkId,
    changeId,
    mail: { id: restId, internetMessageId: graph.internetMessageId ?? '', conversationId: graph.conversationId ?? '' },
    address,
    module,
    marks: [
      ...marks,
      subject,
      ...own.map((it) => it.id),
      shared.id,
      wish.id,
      run.id,
      link.id,
      file.itemId,
      `"${name}"`,
      caller.person.name,
      organisation.domain,
      `Wish ${organisation.name}`,
      `Draft of ${organisation.name}`,
      `Meeting of ${organisation.name}`,
    ],
  };
}

const written = (record: { module: string; id: string }, mailbox: string) => ({
  record,
  mailbox,
  kind: 'new' as const,
  to: [],
  cc: [],
  bcc: [],
  subject: 'Mine',
  html: '<p>Mine</p>',
});
/** A folder whose access was looked at, and a line of the team mapping, as an administrator would have made them. */
async function sharedFolder({ person }: Caller, tenantId: string): Promise<{ folderId: string; mappingId: string }> {
  const { kysely } = world.server!.database;
  const folderId = `folder ${person.id}`;
  await kysely
    .insertInto('record_folder')
    .values({
      id: folderId,
      tenant_id: tenantId,
      module_id: 'mod_people',
      record_id: 'rec_shared',
      object_id: person.id,
      drive_id: 'drive',
      item_id: 'item',
      web_url: `https://files.example/${person.id}`,
    })
    .execute();
  await kysely
    .insertInto('access_plan')
    .values({ folder_id: folderId, tenant_id: tenantId, checked_at: new Date(), more: 1, state: 'drift' })
    .execute();
  const mappingId = `mapping ${person.id}`;
  await kysely
    .insertInto('team_mapping')
    .values({
      id: mappingId,
      tenant_id: tenantId,
      source_kind: 'team',
      source_id: `Team of ${person.name}`,
      grantee_key: person.userPrincipalName,
      grantee: JSON.stringify({ kind: 'person', id: person.id, address: person.userPrincipalName, name: person.name }),
      role: 'write',
      updated_by: person.id,
    })
    .execute();
  return { folderId, mappingId };
}

/** An event of the mailbox that is on the record both have, and a change of it on its way. */
async function meetingOf({ person }: Caller, { tenantId, name, domain }: Organisation, mailboxId: string) {
  const { kysely } = world.server!.database;
  const uid = `uid ${person.id}`;
  const event = await kysely
    .insertInto('calendar_event')
    .values({
      tenant_id: tenantId,
      ical_uid: uid,
      kind: 'single',
      subject: `Meeting of ${name}`,
      body_text: `Text of ${domain}`,
      starts_at: new Date(Date.now() + 3_600_000),
      ends_at: new Date(Date.now() + 7_200_000),
      zone: 'UTC',
      is_all_day: false,
      sensitivity: 'normal',
      show_as: 'busy',
      modified_at: new Date(),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const calendar = await kysely
    .insertInto('calendar')
    .values({
      tenant_id: tenantId,
      mailbox_id: Number(mailboxId),
      graph_id: `calendar of ${name}`,
      name: `Calendar of ${name}`,
      color: 'auto',
      owner_address: person.userPrincipalName,
      owner_name: person.name,
      can_edit: true,
      is_chosen: true,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await kysely
    .insertInto('calendar_copy')
    .values({
      tenant_id: tenantId,
      event_id: event.id,
      mailbox_id: Number(mailboxId),
      calendar_id: calendar.id,
      graph_id: `event of ${name}`,
      modified_at: new Date(),
    })
    .execute();
  const eventLinkId = `link ${person.id}`;
  await kysely
    .insertInto('calendar_link')
    .values({
      id: eventLinkId,
      tenant_id: tenantId,
      ical_uid: uid,
      module_id: 'mod_people',
      record_id: twin.id,
      state: 'linked',
      confidence: 'high',
      reason: JSON.stringify({ kind: 'person', value: '' }),
      object_id: person.id,
    })
    .execute();
  const changeId = `change ${person.id}`;
  await kysely
    .insertInto('calendar_change')
    .values({
      id: changeId,
      tenant_id: tenantId,
      object_id: person.id,
      mailbox_id: Number(mailboxId),
      event_id: event.id,
      kind: 'update',
      fields: JSON.stringify({ subject: `Other meeting of ${name}` }),
      base: '{}',
      links: '[]',
      state: 'conflict',
      theirs: JSON.stringify({ fields: { subject: `Meeting of ${name}` } }),
    })
    .execute();
  return { eventId: String(event.id), eventLinkId, changeId };
}

/** A meeting of tomorrow, on a record. */
function planned(record: { module: string; id: string }) {
  const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
  return {
    record,
    subject: 'Planned',
    startDateTime: at(24),
    endDateTime: at(25),
    timeZone: 'Europe/Berlin',
    people: [],
    online: 'none' as const,
    agenda: '',
    files: [],
  };
}

type Attempt = (owner: Side, intruder: Side) => Promise<Answer>[];
const ask = ({ caller }: Side, method: string, path: string, body?: unknown) => caller.ask(method, path, body);
const ofMailbox =
  (method: string, path: string, body?: unknown): Attempt =>
  ({ mailboxId }, by) => [ask(by, method, `/mailboxes/${mailboxId}${path}`, body)];
const ofOutgoing =
  (method: string, path: string, body?: unknown): Attempt =>
  ({ outgoingId }, by) => [ask(by, method, `/outgoing/${outgoingId}${path}`, body)];
const ofEvent =
  (method: string, path: string, body?: unknown): Attempt =>
  ({ eventId }, by) => [ask(by, method, `/calendar/events/${eventId}${path}`, body)];
const ofBooking =
  (method: string, path: string, body?: unknown): Attempt =>
  ({ bookingId }, by) => [ask(by, method, `/bookings/${bookingId}${path}`, body)];
/** A request of an administrator about a person, by the address or the id of somebody else's. */
const about =
  (path: string, more: object): Attempt =>
  ({ caller, address }, by) =>
    [
      { kind: 'address', address },
      { kind: 'user', id: caller.person.id },
    ].map((subject) => ask(by, 'POST', `/admin/privacy${path}`, { subject, ...more }));
const decision = { visibility: { floor: 'people', ceiling: 'subject' }, neverFile: [], anonymousLinks: false };
const ofRun =
  (method: string, path: string, body?: unknown): Attempt =>
  ({ runId }, by) => [ask(by, method, `/files/runs/${runId}${path}`, body)];
const settings = {
  range: { kind: 'days', days: 30 },
  folders: [{ id: 'inbox', includeSubfolders: false, includeNewSubfolders: false }],
  rules: {
    neverFile: [],
    bulk: 'skip',
    internal: 'skip',
    private: 'skip',
    invitations: 'skip',
    categories: { kind: 'off', names: [] },
  },
  visibility: 'everything',
  organization: { kind: 'off' },
};
const filing = (mailbox: string, mail: Side['mail'], record: object) => ({
  mailbox,
  messageId: mail.id,
  internetMessageId: mail.internetMessageId,
  records: [record],
  attachmentIds: [],
  saveCopy: false,
});

const placed = (mailbox: string, mail: Side['mail']) => ({
  mailbox,
  messageId: mail.id,
  internetMessageId: mail.internetMessageId,
});
const openMeeting = (mailbox: string, id: string, address: string) => ({
  mailbox,
  item: { kind: 'event', id },
  subject: 'Meeting',
  people: [{ role: 'from', address }],
});

/** Every route, asked by the intruder with what belongs to the owner. A new route does not compile, and fails below, until it is tried too. */
const attempts: Record<RouteKey, Attempt> = {
  'GET /health': (_owner, by) => [ask(by, 'GET', '/health')],
  // Asked by nobody in particular: they know no person and no organisation.
  'POST /sign-in/redeem': (_owner, by) => [
    ask(by, 'POST', '/sign-in/redeem', { ticket: 'a'.repeat(43), secret: 'b'.repeat(64) }),
  ],
  'POST /sign-in/links': (_owner, by) => [ask(by, 'POST', '/sign-in/links', {})],
  'GET /me': (_owner, by) => [ask(by, 'GET', '/me')],
  'POST /matches': ({ mail, address, organisation }, by) =>
    [mail.internetMessageId, sharedMessageId].map((internetMessageId) =>
      ask(by, 'POST', '/matches', {
        internetMessageId,
        conversationId: mail.conversationId,
        subject: '[D-1042] [E-31] B-0007',
        participants: [
          { role: 'from', address },
          { role: 'to', address: organisation.people[0]?.userPrincipalName.replace(organisation.domain, 'x.example') },
        ],
      }),
    ),
  'POST /records/search': (_owner, by) =>
    ['Owen', 'Harbour Light rollout', 'Zora', '(client)', 'E-31', '%', 'Wish'].map((query) =>
      ask(by, 'POST', '/records/search', { query }),
    ),
  'POST /records/form': ({ module, address }, by) => [ask(by, 'POST', '/records/form', { module, address })],
  'POST /records': ({ module, address }, by) => [
    ask(by, 'POST', '/records', { module, fields: { fld_email: address } }),
    ask(by, 'POST', '/records', { module: 'people', fields: { fld_first_name: 'New', fld_email: address } }),
  ],
  'GET /records/wishes/:id': ({ wishId }, by) => [ask(by, 'GET', `/records/wishes/${wishId}`)],
  'GET /records/:module/:id': ({ record, module }, by) => [
    ask(by, 'GET', `/records/${record.module}/${record.id}`),
    ask(by, 'GET', `/records/${twin.module}/${twin.id}`),
    ask(by, 'GET', `/records/${module}/rec_e1`),
  ],
  'GET /records/:module/:id/timeline': ({ record, module }, by) => [
    ask(by, 'GET', `/records/${record.module}/${record.id}/timeline`),
    ask(by, 'GET', `/records/${module}/rec_e1/timeline`),
    ask(by, 'GET', `/records/${twin.module}/${twin.id}/timeline`),
  ],
  'GET /records/:module/:id/access': ({ record, module }, by) => [
    ask(by, 'GET', `/records/${record.module}/${record.id}/access`),
    ask(by, 'GET', `/records/${module}/rec_e1/access`),
    ask(by, 'GET', `/records/${twin.module}/${twin.id}/access`),
  ],
  'POST /records/:module/:id/access/:folder': ({ record, folderId }, by) =>
    [record, twin].map((it) =>
      ask(by, 'POST', `/records/${it.module}/${it.id}/access/${folderId}`, { act: 'follow', changes: [] }),
    ),
  'GET /access/mappings': (_owner, by) => [ask(by, 'GET', '/access/mappings')],
  'POST /access/mappings': ({ caller }, by) => [
    ask(by, 'POST', '/access/mappings', {
      source: { kind: 'administrators' },
      to: { kind: 'person', id: caller.person.id, name: 'Somebody' }, // what they write themselves, they may read
      role: 'write',
    }),
  ],
  'POST /access/mappings/:mapping/remove': ({ mappingId }, by) => [
    ask(by, 'POST', `/access/mappings/${mappingId}/remove`, {}),
  ],
  'PUT /access/anonymous': (_owner, by) => [ask(by, 'PUT', '/access/anonymous', { allowAnonymous: true })],
  'POST /access/drift': ({ organisation }, by) => [
    ask(by, 'POST', '/access/drift', { show: 'all' }),
    ask(by, 'POST', '/access/drift', { show: 'all', text: organisation.name }),
  ],
  'POST /access/drift/csv': (_owner, by) => [ask(by, 'POST', '/access/drift/csv', { show: 'all' })],
  'POST /access/drift/check': (_owner, by) => [ask(by, 'POST', '/access/drift/check', {})],
  'POST /access/drift/repair': ({ folderId }, by) => [
    ask(by, 'POST', '/access/drift/repair', { folders: [folderId], seenAt: new Date().toISOString() }),
    ask(by, 'POST', '/access/drift/repair', { seenAt: new Date().toISOString() }),
  ],
  'PUT /access/schedule': (_owner, by) => [ask(by, 'PUT', '/access/schedule', { every: 'daily', repairs: true })],
  // Not by the address: both organisations write to that person, and each finds its own mails.
  'POST /records/:module/:id/mailbox-search': ({ record }, by) => [
    ask(by, 'POST', `/records/${record.module}/${record.id}/mailbox-search`, { search: record.id }),
  ],
  'POST /records/:module/:id/timeline': ({ record, address }, by) => [
    ask(by, 'POST', `/records/${record.module}/${record.id}/timeline`, { search: 'e' }),
    ask(by, 'POST', `/records/${twin.module}/${twin.id}/timeline`, { search: 'e' }),
    ask(by, 'POST', `/records/${twin.module}/${twin.id}/timeline`, { person: address }),
  ],
  'GET /records/:module/:id/timeline/overview': ({ record }, by) => [
    ask(by, 'GET', `/records/${record.module}/${record.id}/timeline/overview`),
    ask(by, 'GET', `/records/${twin.module}/${twin.id}/timeline/overview`),
  ],
  'POST /mail/body': ({ record, filingIds }, by) =>
    filingIds.flatMap((entry) => [record, twin].map((it) => ask(by, 'POST', '/mail/body', { record: it, entry }))),
  'POST /mail/place': ({ mail, caller }, by) =>
    [caller, by.caller].map(({ person }) => ask(by, 'POST', '/mail/place', placed(person.userPrincipalName, mail))),
  'POST /mail/place/move': ({ mail, record, caller }, by) =>
    [caller, by.caller].map(({ person }) =>
      ask(by, 'POST', '/mail/place/move', { ...placed(person.userPrincipalName, mail), record }),
    ),
  'POST /mail/place/undo': ({ mail, caller }, by) =>
    [caller, by.caller].map(({ person }) =>
      ask(by, 'POST', '/mail/place/undo', placed(person.userPrincipalName, mail)),
    ),
  'POST /messages/why': ({ mail }, by) => [
    ask(by, 'POST', '/messages/why', { messageId: mail.id, internetMessageId: mail.internetMessageId }),
  ],
  'GET /mail/review': (_owner, by) => [ask(by, 'GET', '/mail/review')],
  'POST /mail/review': ({ filingIds }, by) =>
    filingIds.map((id) => ask(by, 'POST', '/mail/review', { decisions: [{ id, decision: 'accept' }] })),
  'POST /mail/review/record': ({ record }, by) => [ask(by, 'POST', '/mail/review/record', { record })],
  'POST /mail/review/undo': ({ filingIds }, by) =>
    filingIds.map((undo) => ask(by, 'POST', '/mail/review/undo', { undo })),
  'GET /mail/choices': (_owner, by) => [ask(by, 'GET', '/mail/choices')],
  'PUT /mail/choices': ({ address, record }, by) => [ask(by, 'PUT', '/mail/choices', { address, record })],
  'POST /mail/threads/:id/answer': ({ filingIds }, by) =>
    filingIds.map((id) => ask(by, 'POST', `/mail/threads/${id}/answer`, { answer: 'go_on' })),
  'POST /mail/links/:id/undo': ({ filingIds }, by) => filingIds.map((id) => ask(by, 'POST', `/mail/links/${id}/undo`)),
  'POST /filings': ({ mail, record, caller }, by) => [
    ask(by, 'POST', '/filings', filing(caller.person.userPrincipalName, mail, record)),
    ask(by, 'POST', '/filings', filing(by.caller.person.userPrincipalName, mail, by.record)),
    ask(by, 'POST', '/filings', filing(by.caller.person.userPrincipalName, by.mail, record)),
    ask(by, 'POST', '/filings', filing(by.caller.person.userPrincipalName, mail, twin)),
  ],
  'POST /appointments/look': ({ caller, mail, address }, by) => [
    ask(by, 'POST', '/appointments/look', openMeeting(caller.person.userPrincipalName, mail.id, address)),
    ask(by, 'POST', '/appointments/look', openMeeting(by.caller.person.userPrincipalName, mail.id, address)),
  ],
  'POST /appointments/link': ({ caller, mail, address, record }, by) =>
    [caller, by.caller].map((it) =>
      ask(by, 'POST', '/appointments/link', {
        ...openMeeting(it.person.userPrincipalName, mail.id, address),
        record,
        scope: 'one',
      }),
    ),
  'POST /appointments/unlink': ({ mail, address, filingIds }, by) =>
    filingIds.map((link) =>
      ask(by, 'POST', '/appointments/unlink', {
        ...openMeeting(by.caller.person.userPrincipalName, mail.id, address),
        link,
        scope: 'one',
      }),
    ),
  'POST /appointments/teams': (_owner, by) => [
    ask(by, 'POST', '/appointments/teams', {
      key: randomUUID(),
      subject: 'Meeting',
      startDateTime: new Date().toISOString(),
      endDateTime: new Date().toISOString(),
    }),
  ],
  'PUT /meetings/:id/notes': (_owner, by) => [ask(by, 'PUT', '/meetings/1/notes', { text: 'Not mine' })],
  'GET /records/:module/:id/meetings/logged': ({ record }, by) => [
    ask(by, 'GET', `/records/${record.module}/${record.id}/meetings/logged`),
    ask(by, 'GET', `/records/${twin.module}/${twin.id}/meetings/logged`),
  ],
  'POST /filings/known': ({ mail, record, filingIds }, by) => {
    const known = (body: object) => ask(by, 'POST', '/filings/known', { ...body, attachmentIds: ['A'.repeat(40)] });
    return [
      known({ record, mail: { messageId: by.mail.id } }),
      known({ record: by.record, mail: { messageId: mail.id } }),
      ...filingIds.map((entry) => known({ record: by.record, mail: { entry } })),
    ];
  },
  'POST /filings/attachments': ({ record, filingIds }, by) =>
    filingIds.flatMap((entry) =>
      [record, by.record].map((it) =>
        ask(by, 'POST', '/filings/attachments', { record: it, entry, attachmentIds: ['A'.repeat(40)] }),
      ),
    ),
  'POST /filings/:id/files/:file/answer': ({ filingIds }, by) =>
    filingIds.map((id) => ask(by, 'POST', `/filings/${id}/files/any/answer`, { answer: 'both' })),
  'GET /filings/:id': ({ filingIds }, by) => filingIds.map((id) => ask(by, 'GET', `/filings/${id}`)),
  'GET /filings/:id/removal': ({ filingIds }, by) => filingIds.map((id) => ask(by, 'GET', `/filings/${id}/removal`)),
  'POST /filings/:id/unfile': ({ filingIds }, by) => filingIds.map((id) => ask(by, 'POST', `/filings/${id}/unfile`)),
  'POST /filings/:id/retry': ({ filingIds }, by) => filingIds.map((id) => ask(by, 'POST', `/filings/${id}/retry`)),
  'GET /connection': (_owner, by) => [ask(by, 'GET', '/connection')],
  'POST /connection/connect': (_owner, by) => [
    ask(by, 'POST', '/connection/connect', { permissions: ['mail'], isAnother: true, chooseAccount: true }),
  ],
  'GET /connection/removal': (_owner, by) => [ask(by, 'GET', '/connection/removal')],
  // Only ever the intruder's own, which the tests after this one still need.
  'POST /connection/disconnect': (_owner, by) => [ask(by, 'POST', '/connection/disconnect', { links: 'neither' })],
  'POST /connection/dismiss': (_owner, by) => [ask(by, 'POST', '/connection/dismiss', {})],
  'POST /mailboxes/shared': ({ caller }, by) => [
    ask(by, 'POST', '/mailboxes/shared', { address: caller.person.userPrincipalName }),
  ],
  'GET /mailboxes/:mailbox': ofMailbox('GET', ''),
  'GET /mailboxes/:mailbox/removal': ofMailbox('GET', '/removal'),
  'POST /mailboxes/:mailbox/disconnect': ofMailbox('POST', '/disconnect', { links: 'delete' }),
  'GET /mailboxes/:mailbox/folders': ofMailbox('GET', '/folders'),
  'POST /mailboxes/:mailbox/folders/search': ofMailbox('POST', '/folders/search', { query: 'a' }),
  'GET /mailboxes/:mailbox/settings': ofMailbox('GET', '/settings'),
  'PUT /mailboxes/:mailbox/settings': ofMailbox('PUT', '/settings', { settings, version: 0 }),
  'POST /mailboxes/:mailbox/estimate': ofMailbox('POST', '/estimate', {
    range: settings.range,
    folders: settings.folders,
  }),
  'POST /mailboxes/:mailbox/pause': ofMailbox('POST', '/pause', {}),
  'POST /mailboxes/:mailbox/resume': ofMailbox('POST', '/resume', {}),
  'POST /mailboxes/:mailbox/sync': ofMailbox('POST', '/sync', {}),
  'GET /mailboxes/:mailbox/organization': ofMailbox('GET', '/organization'),
  'POST /mailboxes/:mailbox/organization/undo': ofMailbox('POST', '/organization/undo', {}),
  'GET /mailboxes/:mailbox/progress': ofMailbox('GET', '/progress'),
  'POST /mailboxes/:mailbox/preview': ofMailbox('POST', '/preview', { settings }),
  'GET /previews/:preview': ({ mailboxId }, by) => [ask(by, 'GET', `/previews/${mailboxId}`)],
  'POST /previews/:preview/cancel': ({ mailboxId }, by) => [ask(by, 'POST', `/previews/${mailboxId}/cancel`, {})],
  'POST /mailboxes/:mailbox/log': ofMailbox('POST', '/log', {}),
  'POST /mailboxes/:mailbox/log/csv': ofMailbox('POST', '/log/csv', {}),
  'POST /mailboxes/:mailbox/log/:entry/retry': ofMailbox('POST', '/log/1/retry', {}),
  'POST /mailboxes/:mailbox/log/:entry/skip': ofMailbox('POST', '/log/1/skip', {}),
  'POST /records/:module/:id/new-mail': ({ record, address }, by) => [
    ask(by, 'POST', `/records/${record.module}/${record.id}/new-mail`, { people: [address] }),
  ],
  'POST /outgoing/prepare': ({ record, filingIds }, by) => [
    ask(by, 'POST', '/outgoing/prepare', { record, kind: 'new' }),
    ask(by, 'POST', '/outgoing/prepare', { record: twin, kind: 'new' }),
    ...filingIds.map((entry) => ask(by, 'POST', '/outgoing/prepare', { record: twin, kind: 'replyAll', entry })),
  ],
  'GET /records/:module/:id/outgoing': ({ record }, by) => [
    ask(by, 'GET', `/records/${record.module}/${record.id}/outgoing`),
    ask(by, 'GET', `/records/${twin.module}/${twin.id}/outgoing`),
  ],
  'GET /outgoing/:id': ofOutgoing('GET', ''),
  'PUT /outgoing/:id': ({ outgoingId, mailboxId }, by) => [
    ask(by, 'PUT', `/outgoing/${outgoingId}`, { ...written(twin, mailboxId), version: 1 }),
  ],
  'PUT /outgoing/:id/files/:file': ofOutgoing('PUT', `/files/${randomUUID()}`, {
    name: 'a.txt',
    contentType: 'text/plain',
    sizeBytes: 1,
    from: 0,
    data: 'YQ==',
  }),
  'POST /outgoing/:id/files/:file/remove': ofOutgoing('POST', `/files/${randomUUID()}/remove`, {}),
  'POST /outgoing/:id/send': ofOutgoing('POST', '/send', { version: 1, undoSeconds: 0 }),
  'POST /outgoing/:id/cancel': ofOutgoing('POST', '/cancel', {}),
  'POST /outgoing/:id/discard': ofOutgoing('POST', '/discard', {}),
  'POST /bookings/prepare': ({ record, mail }, by) => [
    ask(by, 'POST', '/bookings/prepare', { record }),
    ask(by, 'POST', '/bookings/prepare', { record: twin }),
    ask(by, 'POST', '/bookings/prepare', { mail: { messageId: mail.id, subject: 'x', participants: [] } }),
  ],
  'POST /bookings/times': ({ caller }, by) => [
    ask(by, 'POST', '/bookings/times', {
      people: [{ address: caller.person.userPrincipalName, kind: 'required' }],
      minutes: 30,
      timeZone: 'Europe/Berlin',
    }),
  ],
  'POST /bookings/rooms': (_owner, by) => {
    const { startDateTime, endDateTime } = planned(twin);
    return [ask(by, 'POST', '/bookings/rooms', { startDateTime, endDateTime, people: 2, equipment: [] })];
  },
  'GET /bookings/:id': ofBooking('GET', ''),
  'PUT /bookings/:id': ({ bookingId }, by) => [
    ask(by, 'PUT', `/bookings/${bookingId}`, { ...planned(twin), subject: 'Taken over', version: 1 }),
  ],
  'POST /bookings/:id/book': ofBooking('POST', '/book', { version: 1 }),
  'POST /bookings/:id/undo': ofBooking('POST', '/undo', {}),
  'POST /bookings/:id/room': ofBooking('POST', '/room', {}),
  'GET /records/:module/:id/bookings': ({ record }, by) => [
    ask(by, 'GET', `/records/${record.module}/${record.id}/bookings`),
    ask(by, 'GET', `/records/${twin.module}/${twin.id}/bookings`),
  ],
  'GET /files/settings': (_owner, by) => [ask(by, 'GET', '/files/settings')],
  'PUT /files/settings': ({ caller }, by) => {
    const driveId = world.sandbox.tenants.drives.ofPerson(caller.person.id)?.id;
    const root = { kind: 'library', driveId };
    return [ask(by, 'PUT', '/files/settings', { settings: { ...usualFiles, root }, version: 1 })];
  },
  'POST /files/settings/preview': (_owner, by) => [
    ask(by, 'POST', '/files/settings/preview', { template: '{Module}/{Record} {Code}' }),
  ],
  'GET /files/runs': (_owner, by) => [ask(by, 'GET', '/files/runs')],
  'POST /files/runs': ({ module }, by) => [ask(by, 'POST', '/files/runs', { module })],
  'GET /files/runs/:run': ofRun('GET', ''),
  'POST /files/runs/:run/pause': ofRun('POST', '/pause', {}),
  'POST /files/runs/:run/resume': ofRun('POST', '/resume', {}),
  'POST /files/runs/:run/cancel': ofRun('POST', '/cancel', {}),
  'POST /files/runs/:run/retry': ofRun('POST', '/retry', {}),
  'POST /files/runs/:run/items': ofRun('POST', '/items', {}),
  'POST /files/runs/:run/csv': ofRun('POST', '/csv', {}),
  'GET /records/:module/:id/folder': ({ record }, by) => [
    ask(by, 'GET', `/records/${record.module}/${record.id}/folder`),
    ask(by, 'GET', `/records/${twin.module}/${twin.id}/folder`),
  ],
  'POST /records/:module/:id/folder': ({ record }, by) => [
    ask(by, 'POST', `/records/${record.module}/${record.id}/folder`, {}),
    ask(by, 'POST', `/records/${twin.module}/${twin.id}/folder`, {}),
  ],
  'GET /records/:module/:id/files': ({ record }, by) => [
    ask(by, 'GET', `/records/${record.module}/${record.id}/files`),
    ask(by, 'GET', `/records/${twin.module}/${twin.id}/files`),
  ],
  'POST /records/:module/:id/files': ({ record, file }, by) => [
    ask(by, 'POST', `/records/${record.module}/${record.id}/files`, { file }),
    ask(by, 'POST', `/records/${by.record.module}/${by.record.id}/files`, { file }),
  ],
  'POST /files/links/:id/unlink': ({ fileLinkId }, by) => [ask(by, 'POST', `/files/links/${fileLinkId}/unlink`)],
  'POST /files/links/:id/restore': ({ fileLinkId }, by) => [ask(by, 'POST', `/files/links/${fileLinkId}/restore`)],
  'POST /files/preview': ({ file }, by) => [ask(by, 'POST', '/files/preview', file)],
  'POST /files/browse': ({ file }, by) => [
    ask(by, 'POST', '/files/browse', { place: { from: 'folder', ...file } }),
    ask(by, 'POST', '/files/browse', { place: { from: 'folder', driveId: file.driveId } }),
    ...['recent', 'mine', 'shared'].map((from) => ask(by, 'POST', '/files/browse', { place: { from } })),
  ],
  'GET /calendar/settings': (_owner, by) => [ask(by, 'GET', '/calendar/settings')],
  'PUT /calendar/settings/:mailbox': ({ mailboxId }, by) => [
    ask(by, 'PUT', `/calendar/settings/${mailboxId}`, {
      settings: { calendars: [], direction: 'both', takesPrivate: true, takesDeclined: true, takesAllDay: true },
      version: 0,
    }),
  ],
  'POST /calendar/events/search': ({ organisation }, by) =>
    [undefined, 'Meeting', organisation.name, organisation.domain].map((search) =>
      ask(by, 'POST', '/calendar/events/search', {
        from: new Date(Date.now() - 86_400_000).toISOString(),
        to: new Date(Date.now() + 86_400_000).toISOString(),
        ...(search ? { search } : {}),
      }),
    ),
  'POST /calendar/events/csv': (_owner, by) => [
    ask(by, 'POST', '/calendar/events/csv', {
      from: new Date(Date.now() - 86_400_000).toISOString(),
      to: new Date(Date.now() + 86_400_000).toISOString(),
    }),
  ],
  'GET /calendar/events/:event': ofEvent('GET', ''),
  'POST /calendar/events': ({ mailboxId }, by) => [
    ask(by, 'POST', '/calendar/events', {
      id: randomUUID(),
      mailbox: mailboxId,
      fields: {
        subject: 'Mine',
        time: { start: '2027-01-01T09:00', end: '2027-01-01T10:00', zone: 'UTC', isAllDay: false },
      },
    }),
  ],
  'POST /calendar/events/:event/change': ofEvent('POST', '/change', {
    id: randomUUID(),
    scope: 'one',
    fields: { subject: 'Mine' },
    before: {},
  }),
  'POST /calendar/events/:event/cancel': ofEvent('POST', '/cancel', { id: randomUUID(), scope: 'one' }),
  'POST /calendar/events/:event/propose': ofEvent('POST', '/propose', {
    id: randomUUID(),
    time: { start: '2038-01-05T09:00', end: '2038-01-05T10:00', zone: 'UTC' },
  }),
  'GET /calendar/conflicts': (_owner, by) => [ask(by, 'GET', '/calendar/conflicts')],
  'GET /calendar/zone': (_owner, by) => [ask(by, 'GET', '/calendar/zone')],
  'GET /calendar/zones': (_owner, by) => [ask(by, 'GET', '/calendar/zones')],
  'POST /calendar/zones/use-mailbox': (_owner, by) => [ask(by, 'POST', '/calendar/zones/use-mailbox')],
  'GET /calendar/changes/:change': ({ changeId }, by) => [
    ask(by, 'GET', `/calendar/changes/${encodeURIComponent(changeId)}`),
  ],
  'POST /calendar/changes/:change/answer': ({ changeId }, by) => [
    ask(by, 'POST', `/calendar/changes/${encodeURIComponent(changeId)}/answer`, { keep: 'coherence' }),
  ],
  'GET /records/:module/:id/events': ({ record }, by) => [
    ask(by, 'GET', `/records/${record.module}/${record.id}/events`),
    ask(by, 'GET', `/records/${twin.module}/${twin.id}/events`),
  ],
  'POST /records/:module/:id/events/csv': ({ record }, by) => [
    ask(by, 'POST', `/records/${record.module}/${record.id}/events/csv`, {}),
    ask(by, 'POST', `/records/${twin.module}/${twin.id}/events/csv`, {}),
  ],
  'POST /calendar/events/:event/links': ({ eventId }, by) => [
    ask(by, 'POST', `/calendar/events/${eventId}/links`, { record: by.record, isSeries: false }),
  ],
  'POST /calendar/links/:link/undo': ({ eventLinkId }, by) => [
    ask(by, 'POST', `/calendar/links/${encodeURIComponent(eventLinkId)}/undo`),
  ],
  'GET /sharepoint': (_owner, by) => [ask(by, 'GET', '/sharepoint')],
  'PUT /sharepoint': (_owner, by) => [ask(by, 'PUT', '/sharepoint', { isOn: true })],
  'POST /sites/browse': (_owner, by) => [ask(by, 'POST', '/sites/browse', { from: 'search', words: '' })],
  'POST /sites/libraries': (_owner, by) => [ask(by, 'POST', '/sites/libraries', { site: 'root' })],
  'GET /audit/verify': (_owner, by) => [ask(by, 'GET', '/audit/verify')],
  'GET /admin/setup': (_owner, by) => [ask(by, 'GET', '/admin/setup')],
  'GET /admin/mailboxes': (_owner, by) => [ask(by, 'GET', '/admin/mailboxes')],
  'GET /admin/policy': (_owner, by) => [ask(by, 'GET', '/admin/policy')],
  'PUT /admin/policy': (_owner, by) => [ask(by, 'PUT', '/admin/policy', { ...decision, version: 0 })],
  'POST /admin/policy/preview': ({ address }, by) => [
    ask(by, 'POST', '/admin/policy/preview', { ...decision, neverFile: [address] }),
  ],
  'GET /admin/coherence': (_owner, by) => [ask(by, 'GET', '/admin/coherence')],
  'PUT /admin/coherence/key': ({ organisation }, by) => [
    ask(by, 'PUT', '/admin/coherence/key', { apiKey: organisation.coherence.apiKey }),
  ],
  'POST /admin/coherence/use': (_owner, by) => [ask(by, 'POST', '/admin/coherence/use', { slot: 2 })],
  'PUT /admin/coherence/role': ({ module }, by) => [ask(by, 'PUT', '/admin/coherence/role', { module, role: 'other' })],
  'GET /admin/privacy': (_owner, by) => [ask(by, 'GET', '/admin/privacy')],
  'PUT /admin/privacy/retention': (_owner, by) => [
    ask(by, 'PUT', '/admin/privacy/retention', { mail: 7, syncLog: 7, previews: 7 }),
  ],
  'POST /admin/privacy/preview': about('/preview', {}),
  'POST /admin/privacy/export': about('/export', { names: [] }),
  'POST /admin/privacy/erase': about('/erase', { names: [], confirm: 'x' }),
  'POST /admin/privacy/rectify': ({ address }, by) => [
    ask(by, 'POST', '/admin/privacy/rectify', { address, name: 'Somebody Else' }),
  ],
  'POST /admin/privacy/allow': ({ address }, by) => [ask(by, 'POST', '/admin/privacy/allow', { address })],
  'GET /admin/privacy/record': (_owner, by) => [ask(by, 'GET', '/admin/privacy/record')],
  'POST /admin/audit': ({ caller }, by) => [
    ask(by, 'POST', '/admin/audit', {}),
    ask(by, 'POST', '/admin/audit', { actor: caller.person.id }),
  ],
  'POST /admin/audit/csv': (_owner, by) => [ask(by, 'POST', '/admin/audit/csv', {})],
  'POST /admin/audit/verify': (_owner, by) => [ask(by, 'POST', '/admin/audit/verify', {})],
  'GET /admin/audit/settings': (_owner, by) => [ask(by, 'GET', '/admin/audit/settings')],
  'PUT /admin/audit/settings': (_owner, by) => [ask(by, 'PUT', '/admin/audit/settings', { retentionDays: 31 })],
};

test('M8 every route of the contract is tried below', () => {
  expect(Object.keys(attempts).sort()).toEqual(Object.keys(routes).sort());
});

/** Every row that belongs to a tenant, whatever the table; a new table with a tenant is looked at by itself. */
async function rowsOf(tenantId: string): Promise<Record<string, unknown[]>> {
  const { executeSql } = world.server!.database;
  const { rows: tables } = await executeSql(
    "select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'tenant_id' order by 1",
  );
  const found: Record<string, unknown[]> = {};
  const byClock = ['drive_stream', 'fresh_address', 'activity', 'audit_head']; // move by the clock, and with whatever the owner asked before
  for (const { name } of (tables as { name: string }[]).filter((it) => !byClock.includes(it.name)))
    found[name] = (
      (await executeSql(`select * from ${name} where tenant_id = $1 order by 1, 2, 3`, [tenantId])).rows as Record<
        string,
        unknown
      >[]
    ).map(({ matched_at: _lookedAgain, ...row }) => row); // when a job of ours last looked, by the clock
  return found;
}

describe.each<[keyof typeof sides, keyof typeof sides]>([
  ['Alder & Finch', 'Birchway'],
  ['Birchway', 'Alder & Finch'],
])('what belongs to %s stays unseen and untouched by %s', (ownerName, intruderName) => {
  const both = () => ({ owner: sides[ownerName], intruder: sides[intruderName] });

  test.each(Object.keys(routes) as RouteKey[])('M8 %s', async (key) => {
    const { owner, intruder } = both();
    await wishesDone();
    const before = await rowsOf(owner.organisation.tenantId);
    const records = structuredClone(world.sandbox.coherence.workspaces.of(ownerName).records);
    const answers = await Promise.all(attempts[key](owner, intruder));
    expect(answers.length).toBeGreaterThan(0);
    for (const { status, body } of answers) {
      expect(status).not.toBe(500);
      const text = JSON.stringify(body);
      for (const mark of owner.marks) expect(text).not.toContain(mark);
    }
    // What names one thing of the owner's must be refused outright, as if it were not there.
    if (/wishes|filings|:mailbox|:run|files\/links|files\/preview/.test(key))
      for (const { status } of answers) expect([403, 404]).toContain(status);
    expect(await rowsOf(owner.organisation.tenantId)).toEqual(before);
    expect(world.sandbox.coherence.workspaces.of(ownerName).records).toEqual(records);
  });

  test('M8 the owner sees all of it', async () => {
    const { owner } = both();
    const { caller, filingIds, wishId, record, mail } = owner;
    for (const id of filingIds)
      expect(await caller.call('GET /filings/:id', { params: { id } })).toMatchObject({ id, filedBy: { isYou: true } });
    expect(await caller.call('GET /records/wishes/:id', { params: { id: wishId } })).toMatchObject({
      state: 'created',
    });
    const { entries } = await caller.call('GET /records/:module/:id/timeline', { params: record });
    expect(entries.map((it) => it.filing?.id)).toContain(filingIds[0]);
    for (const internetMessageId of [mail.internetMessageId, sharedMessageId]) {
      const body = { internetMessageId, subject: 'x', participants: [] };
      expect((await caller.call('POST /matches', { body })).filings.length).toBeGreaterThan(0);
    }
  });
});

/** Both wishes were carried out, so that no job of ours changes rows while we compare them. */
async function wishesDone(): Promise<void> {
  for (const { caller, wishId } of Object.values(sides))
    for (const end = Date.now() + 60_000; ;) {
      if ((await caller.call('GET /records/wishes/:id', { params: { id: wishId } })).state === 'created') break;
      if (Date.now() > end) throw new Error('The wish was not carried out.');
      await new Promise((resolve) => {
        setTimeout(resolve, 200);
      });
    }
}

test('M8 both filed the mail they both received: taking one back leaves the other with its category', async () => {
  const { 'Alder & Finch': first, Birchway: second } = sides;
  const filingOf = async ({ caller }: Side) =>
    (
      await caller.call('POST /matches', {
        body: { internetMessageId: sharedMessageId, subject: 'x', participants: [] },
      })
    ).filings;
  const [own] = await filingOf(first);
  const [theirs] = await filingOf(second);
  await second.caller.call('POST /filings/:id/unfile', { params: { id: theirs?.id ?? '' } });
  await second.caller.settled(theirs?.id ?? '');
  expect(second.caller.message('Market brief, November').graph.categories).toEqual([]);
  expect(await filingOf(second)).toEqual([]);
  expect(await filingOf(first)).toEqual([own]);
  expect(first.caller.message('Market brief, November').graph.categories).toEqual(['Coherence']);
});

test('M8 M89 each organisation has an audit chain of its own, and both are whole', async () => {
  const counts = await Promise.all(
    Object.values(sides).map(async ({ caller, organisation }) => {
      const said = await caller.call('GET /audit/verify', {});
      const { rows } = await world.server!.database.executeSql(
        'select count(*)::int as n from audit_entry where tenant_id = $1',
        [organisation.tenantId],
      );
      expect(said).toEqual({ isWhole: true, entries: (rows[0] as { n: number }).n });
      return said.entries;
    }),
  );
  expect(Math.min(...counts)).toBeGreaterThan(3);
});
