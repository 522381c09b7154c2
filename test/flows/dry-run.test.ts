import { sql } from 'kysely';
import type { MailSettings } from '../../contract/connection.js';
import type { Counted, Preview } from '../../contract/preview.js';
import { connectedMailbox } from '../support/connect.js';
import { databaseOf, unsettled } from '../support/followed.js';
import { until } from '../support/until.js';
import { startWorld, type World } from '../support/world.js';

/*
 * "What is imported afterwards is exactly that": each person's mailbox is previewed with other settings, the same settings are saved,
 * and every number of the dry run is compared with our rows.
 */
jest.setTimeout(400_000);
let world: World;
beforeAll(async () => {
  world = await startWorld();
  // More than one page of history, over the edges of every range, in folders of one's own too.
  for (const person of ['Ada', 'Cleo'])
    world.sandbox.tenants.mailboxes.generate({ person, count: 900, days: 220, bodyBytes: 200, seed: person.length });
  world.sandbox.tenants.mailboxes.generate({
    person: 'Ben',
    count: 1_500,
    days: 70,
    bodyBytes: 200,
    withFolders: false,
  });
  explainedByOlderMail();
});
/** Newest first, these are read pages before the mail that explains them: an internal branch of a conversation, and a person of context. */
function explainedByOlderMail(): void {
  const jana = { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' };
  const pia = { name: 'Pia', address: 'pia.long@gmail.com' };
  const [ben, ada] = ['ben', 'ada'].map((it) => ({ name: it, address: `${it}@alderfinch.example` }));
  const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
  const mail = (from: typeof pia, subject: string, days: number, more: object = {}) =>
    world.sandbox.tenants.deliver({
      from,
      to: [ben ?? pia],
      subject,
      html: '<p>1</p>',
      sentDateTime: ago(days),
      ...more,
    });
  mail(jana, 'Started long ago', 85, { conversation: 'long-ago', cc: [pia] });
  mail(jana, 'Something else', 84, { cc: [pia] });
  mail(ada ?? pia, 'Re: Started long ago', 2, { conversation: 'long-ago' });
  mail(pia, 'May I ask', 1);
}
afterAll(() => world?.stop());

const keepAll = (it: MailSettings) => {
  it.rules = { ...it.rules, bulk: 'keep', internal: 'keep', private: 'keep', invitations: 'keep' };
};
const day = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
const choices: [string, string, (it: MailSettings, folder: (name: string) => string) => void][] = [
  ['what is proposed: 30 days of Inbox and Sent Items', 'Dario', () => undefined],
  [
    '90 days of everything in Inbox with what is below it',
    'Ben',
    (it, folder) => {
      keepAll(it);
      it.range = { kind: 'days', days: 90 };
      it.folders = [{ id: folder('inbox'), includeSubfolders: true, includeNewSubfolders: true }];
    },
  ],
  [
    'half a year with rules of every kind',
    'Ada',
    (it) => {
      it.range = { kind: 'months', months: 6 };
      it.rules.neverFile = [{ pattern: 'lumenworks.example', who: 'sender' }];
      it.rules.categories = { kind: 'except', names: ['Personal'] };
    },
  ],
  [
    'a range with an end',
    'Cleo',
    (it, folder) => {
      keepAll(it);
      it.range = { kind: 'custom', from: day(150), to: day(20) };
      it.folders.push({ id: folder('archive'), includeSubfolders: false, includeNewSubfolders: false });
    },
  ],
];

test.each(choices)(
  'M6 M18 the dry run of %s is what is imported afterwards, number by number',
  async (_what, who, change) => {
    const person = await world.as(who);
    const mailbox = await connectedMailbox(world, person);
    const of = { params: { mailbox: mailbox.id } };
    const { settings, version } = await person.call('GET /mailboxes/:mailbox/settings', of);
    change(settings, (name) => person.mailbox.folder(name)?.id ?? '');
    const { id } = await person.call('POST /mailboxes/:mailbox/preview', { ...of, body: { settings } });
    const done = await until<Preview>(
      () => person.call('GET /previews/:preview', { params: { preview: id } }),
      (it) => it.state !== 'running',
      120_000,
    );
    if (!done.result) throw new Error(JSON.stringify(done));
    const expected = done.result;
    await person.call('PUT /mailboxes/:mailbox/settings', { ...of, body: { settings, version } });
    await until(
      () => unsettled(databaseOf(world), mailbox.id),
      (left) => left.length === 0,
      180_000,
    );
    const imported = await countRows(mailbox.id);
    process.stdout.write(
      `${JSON.stringify({ dryRun: who, messages: expected.messages, linked: expected.linked, asked: expected.asked, unmatched: expected.unmatched, excluded: expected.excluded, records: expected.recordCount })}\n`,
    );
    expect(expected.messages).toBeGreaterThan(who === 'Dario' ? 3 : 100);
    if (who === 'Ben') expect(expected.asked).toBeGreaterThanOrEqual(2);
    expect(imported).toEqual({
      messages: expected.messages,
      linked: expected.linked,
      asked: expected.asked,
      unmatched: expected.unmatched,
      excluded: Object.fromEntries(expected.excluded.map((it) => [it.rule, it.messages])),
      folders: Object.fromEntries(expected.folders.map((it) => [it.name, [it.messages, it.linked]])),
      records: recordsOf(expected),
      recordCount: expected.recordCount,
    });
  },
);

const recordsOf = ({ records }: Counted) => Object.fromEntries(records.map((it) => [it.record.id, it.messages]));

/** The same numbers from our rows. */
async function countRows(mailboxId: string) {
  const on = databaseOf(world).kysely;
  const { rows } = await sql<{
    folder: string;
    excluded_by: string | null;
    states: string[];
    records: string[];
  }>`
    select f.display_name as folder, m.excluded_by,
      array(select l.state from mail_link l where l.tenant_id = m.tenant_id and l.internet_message_id = m.internet_message_id
        and l.state in ('linked', 'suggested')) as states,
      array(select distinct l.record_id from mail_link l where l.tenant_id = m.tenant_id
        and l.internet_message_id = m.internet_message_id and l.state = 'linked') as records
    from mail_message m join mail_folder f on f.id = m.folder_id
    where m.mailbox_id = ${Number(mailboxId)} and m.gone_at is null and f.is_selected`.execute(on);
  const kept = rows.filter((it) => it.excluded_by === null);
  const isLinked = (it: (typeof rows)[number]) => it.states.includes('linked');
  const count = <T>(list: T[], of: (it: T) => string[]) => {
    const counts: Record<string, number> = {};
    for (const it of list) for (const key of of(it)) counts[key] = (counts[key] ?? 0) + 1;
    return counts;
  };
  const selected = await on
    .selectFrom('mail_folder')
    .select('display_name')
    .where('mailbox_id', '=', Number(mailboxId))
    .where('is_selected', '=', true)
    .execute();
  const records = count(kept, (it) => it.records);
  return {
    messages: rows.length,
    linked: kept.filter(isLinked).length,
    asked: kept.filter((it) => !isLinked(it) && it.states.length > 0).length,
    unmatched: kept.filter((it) => it.states.length === 0).length,
    excluded: count(
      rows.filter((it) => it.excluded_by !== null),
      (it) => [it.excluded_by?.split(' ')[1] ?? ''],
    ),
    folders: Object.fromEntries(
      selected.map(({ display_name: name }) => [
        name,
        [
          rows.filter((it) => it.folder === name).length,
          kept.filter((it) => it.folder === name && isLinked(it)).length,
        ],
      ]),
    ),
    records,
    recordCount: Object.keys(records).length,
  };
}
