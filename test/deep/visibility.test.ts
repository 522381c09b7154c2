import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { Reply } from '../../contract/api.js';
import { alder } from '../../sandbox/tenant/company.js';
import { filingsOf, getFiling } from '../../server/filing/filings.js';
import { keepPolicy } from '../../server/connections/policy.js';
import type { MailItem } from '../../server/workloads/mail/mail-item.js';
import { storeLink, storeMail, storeMailbox } from '../support/mail-rows.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/*
 * Who sees what of a mail on a record, on every surface that shows mail. What is allowed is said here once more, in other words than
 * in the server, and held against what each person's requests bring.
 */
type Visibility = 'people' | 'subject' | 'everything';
type Allowed = 'nothing' | Visibility | 'own';
const rank: Allowed[] = ['nothing', 'people', 'subject', 'everything', 'own'];
const record = { module: 'people', id: 'rec_jana' };
const stored = { moduleId: 'mod_people', recordId: 'rec_jana' };
const { tenantId } = alder;

let world: World;
let people: Record<'owner' | 'member' | 'colleague' | 'withCopy' | 'stranger', Caller>;
let mailboxes: Record<'owner' | 'shared' | 'withCopy', number>;
beforeAll(async () => {
  world = await startWorld();
  const [owner, colleague, member, withCopy, stranger] = await Promise.all(
    ['Ada', 'Ben', 'Cleo', 'Dario', 'Erin'].map((it) => world.as(it)),
  );
  people = { owner: owner!, member: member!, colleague: colleague!, withCopy: withCopy!, stranger: stranger! };
  const open = (it: Caller, address = it.person.userPrincipalName, more = {}) =>
    storeMailbox(world.server!.database.kysely, tenantId, it.person.id, address, more);
  mailboxes = {
    owner: await open(people.owner),
    shared: await open(people.owner, 'team@alderfinch.example', { kind: 'shared', members: [people.member.person.id] }),
    withCopy: await open(people.withCopy),
  };
});
afterAll(() => world?.stop());

interface Copy {
  in: keyof typeof mailboxes;
  visibility: Visibility;
  sensitivity: MailItem['sensitivity'];
  isExcluded: boolean;
}
interface Setting {
  copies: Copy[];
  /** Filed on the record with a click, by the owner. */
  isFiled: boolean;
  /** What administrators decided, for everybody and for the record's module. */
  everybody?: Window;
  module?: Window;
}
type Window = { floor?: Visibility; ceiling?: Visibility };

/** Puts a mail with unmistakable words on the record and gives those words. */
async function arrange({ copies, isFiled, everybody, module }: Setting) {
  const on = world.server!.database.kysely;
  await on.deleteFrom('policy').execute();
  const { floor = 'people', ceiling = 'everything' } = everybody ?? {};
  const modules = module ? { [stored.moduleId]: { mail: true, meetings: true, files: true, ...module } } : {};
  if (everybody || module)
    await keepPolicy(on, { tenantId, objectId: 'nobody' }, { visibility: { floor, ceiling }, modules });
  await on.deleteFrom('mail_link').execute();
  await on.deleteFrom('mail_message').execute();
  await on.deleteFrom('filing_file').execute();
  await on.deleteFrom('filing').execute();
  const n = randomUUID().slice(0, 8);
  const mark = {
    subject: `subject${n}`,
    preview: `preview${n}`,
    blind: `blind${n}@lumenworks.example`,
    to: `open${n}@lumenworks.example`,
  };
  const item: MailItem = {
    graphId: `graph-${n}`,
    changeKey: 'k',
    internetMessageId: `<${n}@mail.example>`,
    conversationId: `conversation-${n}`,
    folderGraphId: 'inbox',
    receivedDateTime: '2026-11-02T09:00:00Z',
    sentDateTime: '2026-11-02T09:00:00Z',
    subject: mark.subject,
    preview: mark.preview,
    from: { address: 'jana.novak@lumenworks.example', name: 'Jana Novák' },
    participants: [
      { role: 'from', address: 'jana.novak@lumenworks.example', name: 'Jana Novák' },
      { role: 'to', address: mark.to, name: '' },
      { role: 'bcc', address: mark.blind, name: '' },
    ],
    hasAttachments: true,
    importance: 'normal',
    sensitivity: 'normal',
    categories: [],
    isDraft: false,
    isBulk: false,
    isInvitation: false,
    references: [],
  };
  for (const it of copies) {
    const id = mailboxes[it.in];
    await on.updateTable('mailbox').set({ visibility: it.visibility }).where('id', '=', id).execute();
    const copy = { ...item, sensitivity: it.sensitivity, graphId: `${item.graphId}-${it.in}` };
    await storeMail(on, tenantId, id, copy, { excludedBy: it.isExcluded ? 'private' : null });
  }
  const link = await storeLink(on, tenantId, mailboxes.owner, item, stored);
  const filing = isFiled ? randomUUID() : undefined;
  if (filing)
    await on
      .insertInto('filing')
      .values({
        id: filing,
        tenant_id: tenantId,
        internet_message_id: item.internetMessageId,
        module_id: stored.moduleId,
        record_id: stored.recordId,
        state: 'filed',
        reason: JSON.stringify({ kind: 'address', value: mark.to }),
        object_id: people.owner.person.id,
        filed_by_name: 'Ada Brandt',
        filed_at: new Date(),
        mailbox: people.owner.person.userPrincipalName,
        message_id: 'unknown',
        conversation_id: item.conversationId,
        subject: item.subject,
        from_name: 'Jana Novák',
        from_address: 'jana.novak@lumenworks.example',
        received_at: item.receivedDateTime,
        category_state: 'set',
        record_check: 'ok',
        is_working: false,
      })
      .execute();
  if (filing)
    await on
      .insertInto('filing_file')
      .values({
        id: randomUUID(),
        tenant_id: tenantId,
        filing_id: filing,
        kind: 'attachment',
        attachment_id: 'a',
        name: `file-${mark.subject}.pdf`,
        size_bytes: 1,
        state: 'pending',
        problem: null,
        stored_file_id: null,
      })
      .execute();
  return { mark, item, link, filing };
}

/** What a person may see, by the words of the requirement. */
function allowedFor(who: keyof typeof people, { copies, isFiled, everybody, module }: Setting): Allowed {
  if (who === 'stranger') return 'nothing';
  const has = (it: Copy['in']) => copies.some((copy) => copy.in === it);
  if (who === 'owner' && (has('owner') || has('shared') || isFiled)) return 'own';
  if (who === 'member' && has('shared')) return 'own';
  if (who === 'withCopy' && has('withCopy')) return 'own';
  const isPrivate = copies.some((it) => it.sensitivity !== 'normal');
  // No floor lifts what is private, and no floor is above a ceiling, be it everybody's or the module's.
  const least = (of: Allowed[]) => of.reduce((a, b) => (rank.indexOf(b) < rank.indexOf(a) ? b : a));
  const most = (of: Allowed[]) => of.reduce((a, b) => (rank.indexOf(b) > rank.indexOf(a) ? b : a));
  const ceilings: Allowed[] = [everybody?.ceiling ?? 'everything', module?.ceiling ?? 'everything'];
  const floors: Allowed[] = [everybody?.floor ?? 'people', module?.floor ?? 'people'];
  const granted = copies
    .filter((it) => !it.isExcluded)
    .map((it) => (isPrivate ? 'people' : least([most([it.visibility, ...floors]), ...ceilings])));
  return most(['people', ...granted, ...(isFiled ? [least(['subject', ...ceilings])] : [])]);
}

/** Whether there is a copy whose text this person may get at all: their own, or one that no rule keeps out. */
function hasText(who: keyof typeof people, { copies }: Setting): boolean {
  const own = { owner: ['owner', 'shared'], member: ['shared'], withCopy: ['withCopy'] } as Record<string, string[]>;
  return copies.some((it) => !it.isExcluded || own[who]?.includes(it.in));
}

type Page = Reply<'GET /records/:module/:id/timeline'>;
const can = (allowed: Allowed, level: Allowed) => rank.indexOf(allowed) >= rank.indexOf(level);

/** Asks every surface as one person and holds the answers against what is allowed. */
async function checkSurfaces(who: keyof typeof people, setting: Setting, made: Awaited<ReturnType<typeof arrange>>) {
  const { mark, item, link, filing } = made;
  const caller = people[who];
  const allowed = allowedFor(who, setting);
  const says = `${who} ${JSON.stringify(setting)}`;
  const ask = async (path: string, body?: unknown) => {
    const answer = await caller.ask(body === undefined ? 'GET' : 'POST', path, body);
    return { ...answer, text: JSON.stringify(answer.body) };
  };
  const timeline = `/records/${record.module}/${record.id}/timeline`;
  const search = (words: string) => ask(timeline, { search: words });
  const hits = ({ status, body }: { status: number; body: unknown }) =>
    status === 200 ? (body as Page).entries.length : 0;
  const [
    all,
    conversation,
    filtered,
    overview,
    body,
    pane,
    ledger,
    removal,
    bySubject,
    byPreview,
    byPerson,
    byBlind,
    withFiles,
  ] = await Promise.all([
    ask(timeline),
    ask(timeline, { conversation: item.conversationId }),
    ask(timeline, { person: 'jana.novak@lumenworks.example' }),
    ask(`${timeline}/overview`),
    ask('/mail/body', { record, entry: link }),
    ask('/matches', {
      internetMessageId: item.internetMessageId,
      conversationId: item.conversationId,
      subject: 'Re',
      participants: [{ role: 'from', address: 'jana.novak@lumenworks.example' }],
    }),
    ask(`/filings/${filing ?? 'none'}`),
    ask(`/filings/${filing ?? 'none'}/removal`),
    search(mark.subject),
    search(mark.preview),
    search(mark.to),
    search(mark.blind),
    ask(timeline, { withFiles: true }),
  ]);
  const surfaces = { all, conversation, filtered, overview, body, pane, ledger, removal };
  for (const [surface, { text }] of Object.entries(surfaces)) {
    const where = `${surface} for ${says}`;
    expect([where, text.includes(mark.subject)]).toEqual([
      where,
      text.includes(mark.subject) && can(allowed, 'subject'),
    ]);
    expect([where, text.includes(mark.preview)]).toEqual([
      where,
      text.includes(mark.preview) && can(allowed, 'everything'),
    ]);
    expect([where, text.includes(mark.blind)]).toEqual([where, text.includes(mark.blind) && can(allowed, 'own')]);
    expect([where, text.includes(mark.to)]).toEqual([where, text.includes(mark.to) && can(allowed, 'people')]);
  }
  expect([says, ledger.status]).toEqual([says, filing && allowed !== 'nothing' ? 200 : 404]);
  // Why it was filed is said with words of the mail: only to those whose mail it is.
  if (filing && !can(allowed, 'own')) expect([says, ledger.text.includes(mark.to)]).toEqual([says, false]);
  if (allowed !== 'nothing') {
    const [entry] = (all.body as Page).entries;
    expect([says, entry?.mail?.seen ?? 'own']).toEqual([
      says,
      setting.copies.length > 0 ? allowed : (entry?.mail?.seen ?? 'own'),
    ]);
    if (setting.copies.length > 0) {
      const subject = entry?.mail?.subject ?? entry?.filing?.subject;
      expect([says, subject === mark.subject]).toEqual([says, can(allowed, 'subject')]);
      const readsText = can(allowed, 'everything') && hasText(who, setting);
      expect([says, entry?.mail?.preview === mark.preview]).toEqual([says, readsText]);
      // What is shown is found, what is not shown is not found.
      expect([says, hits(bySubject)]).toEqual([says, can(allowed, 'subject') ? 1 : 0]);
      expect([says, hits(byPreview)]).toEqual([says, readsText ? 1 : 0]);
      expect([says, hits(byPerson)]).toEqual([says, 1]);
    }
    // What was filed shows its files to whoever sees its subject.
    const showsFiles = filing ? can(allowed, 'subject') : can(allowed, 'everything') && setting.copies.length > 0;
    expect([says, hits(withFiles)]).toEqual([says, showsFiles ? 1 : 0]);
  }
  expect([403, 404]).toContain(body.status); // nobody has this mail at Microsoft
  if (who === 'colleague') expect(hits(byBlind)).toBe(0);
}

const levels: Visibility[] = ['people', 'subject', 'everything'];
const roles = ['owner', 'member', 'colleague', 'withCopy', 'stranger'] as const;
describe.each(levels)('a mailbox that shows colleagues "%s"', (visibility) => {
  const copy = (in_: Copy['in'], more: Partial<Copy> = {}): Copy => ({
    in: in_,
    visibility,
    sensitivity: 'normal',
    isExcluded: false,
    ...more,
  });
  test.each<[string, Setting]>([
    ['one copy', { copies: [copy('owner')], isFiled: false }],
    [
      'a copy of a colleague who shows people only',
      { copies: [copy('owner'), copy('withCopy', { visibility: 'people' })], isFiled: false },
    ],
    ['a shared mailbox', { copies: [copy('shared')], isFiled: false }],
    ['a private mail', { copies: [copy('owner', { sensitivity: 'private' })], isFiled: false }],
    ['a confidential mail', { copies: [copy('owner', { sensitivity: 'confidential' })], isFiled: false }],
    [
      'a private mail that was filed by a click',
      { copies: [copy('owner', { sensitivity: 'private' })], isFiled: true },
    ],
    [
      'a mail filed by one of whom no copy is kept, while a rule keeps the other copy out',
      { copies: [copy('withCopy', { visibility: 'people', isExcluded: true })], isFiled: true },
    ],
    [
      'a copy that a rule keeps out',
      { copies: [copy('owner', { isExcluded: true }), copy('withCopy', { visibility: 'people' })], isFiled: false },
    ],
  ])('M117 R-40 %s: nobody sees more than allowed, on any surface', async (_name, setting) => {
    const made = await arrange(setting);
    for (const who of roles) await checkSurfaces(who, setting, made);
  });
});

const own: Copy = { in: 'owner', visibility: 'subject', sensitivity: 'normal', isExcluded: false };
test.each<[string, Setting]>([
  [
    'a mail on a module that shows less than everybody’s policy',
    { copies: [own], isFiled: true, everybody: { floor: 'subject' }, module: { ceiling: 'people' } },
  ],
  [
    'a mail on a module that shows more, and a ceiling for everybody',
    { copies: [own], isFiled: false, everybody: { ceiling: 'subject' }, module: { floor: 'everything' } },
  ],
  [
    'a private mail on a module that shows everything',
    { copies: [{ ...own, sensitivity: 'private' }], isFiled: false, module: { floor: 'everything' } },
  ],
])('M117 R-55 %s: nobody sees more than administrators allow there, on any surface', async (_name, setting) => {
  const made = await arrange(setting);
  for (const who of roles) await checkSurfaces(who, setting, made);
});

const copies = fc.uniqueArray(
  fc.record<Copy>({
    in: fc.constantFrom('owner', 'shared', 'withCopy'),
    visibility: fc.constantFrom(...levels),
    sensitivity: fc.constantFrom('normal', 'normal', 'personal', 'private', 'confidential'),
    isExcluded: fc.boolean(),
  }),
  { selector: (it) => it.in, maxLength: 3, minLength: 1 },
);
const level = fc.constantFrom(...levels);
const window = fc.option(fc.record({ floor: level, ceiling: level }, { requiredKeys: [] }), { nil: undefined });
const settings = fc
  .record({ copies, isFiled: fc.boolean(), everybody: window, module: window })
  .map(({ everybody, module, ...it }): Setting => ({
    ...it,
    ...(everybody ? { everybody } : {}),
    ...(module ? { module } : {}),
  }));
test('M117 nobody ever sees more than allowed, whatever the settings', async () => {
  await fc.assert(
    fc.asyncProperty(settings, fc.constantFrom(...roles), async (setting, who) => {
      await checkSurfaces(who, setting, await arrange(setting));
    }),
    { numRuns: 25 },
  );
}, 300_000);

test('R-55 M117 where an administrator allows people and time at most, a filing shows colleagues neither subject nor files, and its filer everything', async () => {
  const made = await arrange({
    copies: [{ in: 'owner', visibility: 'everything', sensitivity: 'normal', isExcluded: false }],
    isFiled: true,
  });
  const needs = {
    database: world.server!.database,
    records: world.server!.records,
    policy: { floor: 'people' as const, ceiling: 'people' as const },
  };
  const seenBy = async ({ person }: Caller) => {
    const viewer = { tenantId, objectId: person.id, name: '', address: person.userPrincipalName, scopes: [] };
    return JSON.stringify([
      await getFiling(needs, viewer, made.filing ?? ''),
      await filingsOf(needs, viewer, made.item.internetMessageId),
    ]);
  };
  expect(await seenBy(people.owner)).toContain(made.mark.subject);
  for (const who of [people.colleague, people.member, people.withCopy])
    expect(await seenBy(who)).not.toMatch(new RegExp([made.mark.subject, made.mark.to].join('|')));
});

test('M89 logs and the audit know who opened a mail, and nothing of what is in it', async () => {
  const { mark, item } = await arrange({
    copies: [{ in: 'owner', visibility: 'everything', sensitivity: 'normal', isExcluded: false }],
    isFiled: false,
  });
  await people.owner.call('GET /records/:module/:id/timeline', { params: record });
  for (const table of ['audit_entry', 'sync_log']) {
    const { rows } = await world.server!.database.executeSql(`select * from ${table}`);
    const text = JSON.stringify(rows);
    for (const it of [...Object.values(mark), item.internetMessageId, 'jana.novak@lumenworks.example'])
      expect(text).not.toContain(it);
  }
});
