import fc from 'fast-check';
import { createFolder, deleteFolder, renameFolder } from '../../sandbox/tenant/mail/folder-tree.js';
import type { StoredMessage } from '../../sandbox/tenant/mailboxes.js';
import { databaseOf, follow, type Followed } from '../support/followed.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';
import { isLong } from '../support/depth.js';

/*
 * Whatever people do in Outlook and in the settings, in whatever order: after each round our rows are what a direct reading of the
 * mailbox gives, filtered by the same rules.
 */
jest.setTimeout(isLong ? 20 * 60_000 : 6 * 60_000);

let world: World;
let ada: Caller;
let followed: Followed;
beforeAll(async () => {
  world = await startWorld({ environment: { SYNC_POLL_SECONDS: '600' } });
  ada = await world.as('Ada');
  followed = await follow(world, ada, (settings) => {
    for (const it of settings.folders) it.includeNewSubfolders = true;
  });
  await followed.settled();
});
afterAll(() => world?.stop());

type Act = { what: string; pick: number; other: number };
const senders = [
  { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' },
  { name: 'Somebody', address: 'somebody@unknown.example' },
  { name: 'Ben', address: 'ben@alderfinch.example' },
];
const categories = ['Red category', 'Blue category'];
let made = 0;

const inbox = () => ada.mailbox.folder('inbox')?.id ?? '';
const messages = (): StoredMessage[] => ada.mailbox.messages;
const at = <T>(list: T[], pick: number): T | undefined => list[pick % Math.max(1, list.length)];
const ownFolders = () => ada.mailbox.folders.filter((it) => !it.wellKnownName);
/** Anywhere a person can drag a mail to. */
const places = () => ada.mailbox.folders.filter((it) => it.wellKnownName !== 'msgfolderroot');

const acts: Record<string, (pick: number, other: number) => Promise<void> | void> = {
  deliver: (pick, other) => {
    made += 1;
    world.sandbox.tenants.deliver({
      from: at(senders, pick) ?? { name: '', address: '' },
      to: [{ name: 'Ada', address: ada.person.userPrincipalName }],
      subject: `Model ${made}`,
      html: '<p>Hello</p>',
      sentDateTime: new Date(Date.now() - (other % 120) * 86_400_000).toISOString(),
      headers: [
        ...(other % 5 === 0 ? [{ name: 'List-Unsubscribe', value: '<https://lists.example/u>' }] : []),
        ...(other % 7 === 0 ? [{ name: 'Sensitivity', value: 'Private' }] : []),
      ],
    });
  },
  move: (pick, other) => {
    const [message, to] = [at(messages(), pick), at(places(), other)];
    if (message && to && to.id !== message.folderId) ada.mailbox.move(message, to.id);
  },
  moveThereAndBack: (pick, other) => {
    const [message, to] = [at(messages(), pick), at(places(), other)];
    if (!message || !to || to.id === message.folderId) return;
    const from = message.folderId;
    ada.mailbox.move(message, to.id);
    ada.mailbox.move(message, from);
  },
  remove: (pick) => {
    const message = at(messages(), pick);
    if (message) ada.mailbox.remove(message);
  },
  edit: (pick) => {
    const message = at(messages(), pick);
    if (!message) return;
    message.graph.subject = `${message.graph.subject ?? ''}!`;
    ada.mailbox.changed(message, ['subject']);
  },
  categorise: (pick, other) => {
    const message = at(messages(), pick);
    if (!message) return;
    message.graph.categories = other % 3 === 0 ? [] : [at(categories, other) ?? ''];
    ada.mailbox.changed(message, ['categories']);
  },
  createFolder: (pick) => {
    made += 1;
    createFolder(ada.mailbox, pick % 2 ? inbox() : (at(ownFolders(), pick)?.id ?? inbox()), `Folder ${made}`);
  },
  renameFolder: (pick) => {
    made += 1;
    const folder = at(ownFolders(), pick);
    if (folder) renameFolder(ada.mailbox, folder, `Renamed ${made}`);
  },
  deleteFolder: (pick) => {
    const folder = at(ownFolders(), pick);
    if (folder) deleteFolder(ada.mailbox, folder);
  },
  forget: () => {
    ada.mailbox.generation += 1;
  },
  changeRules: async (pick, other) => {
    await saveFolders((settings) => {
      settings.rules.bulk = pick % 2 ? 'skip' : 'keep';
      settings.rules.internal = pick % 3 ? 'keep' : 'skip';
      settings.rules.private = pick % 5 ? 'keep' : 'skip';
      settings.rules.neverFile = other % 3 ? [] : [{ pattern: 'unknown.example', who: 'sender' }];
      settings.rules.categories = other % 4 ? { kind: 'off', names: [] } : { kind: 'except', names: ['Red category'] };
    });
  },
  changeRange: async (pick) => {
    await saveFolders((settings) => {
      settings.range = { kind: 'days', days: pick % 2 ? 30 : 90 };
    });
  },
};

/** Folders that were deleted meanwhile are taken out first, as the settings page asks for. */
const saveFolders: Followed['save'] = (change) =>
  followed.save((settings) => {
    const bin = ada.mailbox.folder('deleteditems')?.id;
    const isThere = (id: string) => {
      for (let it = ada.mailbox.folder(id); it; it = ada.mailbox.folder(it.parentFolderId || 'none'))
        if (it.id === bin) return false;
      return ada.mailbox.folder(id) !== undefined;
    };
    settings.folders = settings.folders.filter((it) => isThere(it.id));
    change(settings);
  });

async function requireSame(round: Act[]): Promise<void> {
  await followed.syncNow();
  await followed.settled();
  await followed.syncNow(); // folders that the first run found are read in the second at the latest
  await followed.settled();
  const [kept, listing] = [await followed.kept(), await followed.listing()];
  const missing = listing.filter((it) => !kept.includes(it));
  const extra = kept.filter((it) => !listing.includes(it));
  expect({
    round,
    missing,
    extra,
    twice: kept.length - new Set(kept).size - (listing.length - new Set(listing).size),
  }).toEqual({
    round,
    missing: [],
    extra: [],
    twice: 0,
  });
}

test('M108 whatever happens to mail, folders, rules and range, our rows equal a direct reading', async () => {
  const act = fc.record({
    what: fc.constantFrom(
      'deliver',
      'deliver',
      'deliver',
      'move',
      'move',
      'moveThereAndBack',
      'remove',
      'edit',
      'categorise',
      'createFolder',
      'renameFolder',
      'deleteFolder',
      'forget',
      'changeRules',
      'changeRange',
    ),
    pick: fc.nat(10_000),
    other: fc.nat(10_000),
  });
  const rounds = fc.array(fc.array(act, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 4 });
  let count = 0;
  await fc.assert(
    fc.asyncProperty(rounds, async (all) => {
      for (const round of all) {
        for (const { what, pick, other } of round) await acts[what]?.(pick, other);
        await requireSame(round);
        count += 1;
      }
    }),
    // A failing sequence is shown as it was: rounds build on each other, so that it cannot be made smaller by leaving some out.
    { numRuns: isLong ? 60 : 12, endOnFailure: true },
  );
  process.stdout.write(`${JSON.stringify({ model: 'rounds', count, messages: messages().length })}\n`);
});

test('R-53 through all of it, never more than four requests were in flight for the mailbox', () => {
  expect(world.sandbox.graph.peakInFlight()).toBeLessThanOrEqual(4);
});

test('M10 links outlive moves, deletions and changes of settings', async () => {
  const id = world.sandbox.tenants.deliver({
    from: { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' },
    to: [{ name: 'Ada', address: ada.person.userPrincipalName }],
    subject: 'To be kept on the record',
    html: '<p>Hello</p>',
  });
  const linksOf = () =>
    databaseOf(world)
      .kysely.selectFrom('mail_link')
      .select('record_id')
      .where('internet_message_id', '=', id)
      .where('state', '=', 'linked')
      .execute();
  await saveFolders((settings) => {
    settings.rules = { ...settings.rules, bulk: 'keep', internal: 'keep', private: 'keep', neverFile: [] };
    settings.rules.categories = { kind: 'off', names: [] };
  });
  await followed.syncNow();
  const before = await until(linksOf, (links) => links.length > 0);
  for (const message of ada.mailbox.byInternetMessageId(id)) ada.mailbox.remove(message);
  await followed.syncNow();
  const row = () =>
    databaseOf(world)
      .kysely.selectFrom('mail_message')
      .select(['gone_at', 'subject'])
      .where('internet_message_id', '=', id)
      .executeTakeFirst();
  await until(row, (it) => it?.gone_at !== null && it !== undefined);
  expect(await linksOf()).toEqual(before);
  expect((await row())?.subject).toBe('To be kept on the record');
});
