import type { Database } from '../../server/db/database.js';
import { createOwnDomains } from '../../server/records/own-domains.js';
import { linkMessages } from '../../server/workloads/mail/linking.js';
import { emptyDatabase } from '../support/databases.js';
import { labelledMail, storeCompany } from '../support/labelled-mail/index.js';
import { ada, type RecordName } from '../support/labelled-mail/company.js';
import type { LabelledMail, Level } from '../support/labelled-mail/label.js';
import { storeMail, storeMailbox } from '../support/mail-rows.js';

/*
 * Linking measured on mail that was labelled by hand: for each level, which of the links are right (precision) and which
 * of the labels are found at that level or above (recall). The pages come as a mailbox brings them, oldest first.
 */
const tenantId = 'tenant';
const page = 50;
let database: Database;
type Found = Map<string, Level>;
const found = new Map<LabelledMail, Found>();

beforeAll(async () => {
  ({ database } = await emptyDatabase('embedded'));
  await storeCompany(database, tenantId);
  const id = await storeMailbox(database.kysely, tenantId, 'person-0', ada);
  const needs = { ownDomains: createOwnDomains() };
  const mailbox = { id, tenantId, objectId: 'person-0', address: ada };
  for (let from = 0; from < labelledMail.length; from += page) {
    const items = labelledMail.slice(from, from + page).map((it) => it.item);
    await database.transaction(async (tx) => {
      const links = await linkMessages(tx, needs, mailbox, items);
      for (const it of items) if (links.has(it.graphId)) await storeMail(tx, tenantId, id, it);
    });
  }
  const rows = await database.kysely.selectFrom('mail_link').selectAll().execute();
  for (const it of labelledMail) {
    const own = rows.filter((row) => row.internet_message_id === it.item.internetMessageId);
    found.set(it, new Map(own.map((row) => [row.record_id, row.confidence])));
    for (const row of own) expect(row.state).toBe(row.confidence === 'low' ? 'suggested' : 'linked');
  }
});
afterAll(() => database?.close());

const levels: Level[] = ['high', 'medium', 'low'];
function measure(level: Level) {
  const made = labelledMail.flatMap((it) =>
    [...(found.get(it) ?? [])].filter(([, at]) => at === level).map(([record]) => ({ it, record })),
  );
  const wrong = made.filter(({ it, record }) => it.belongs[record as RecordName] === undefined);
  const labels = labelledMail.flatMap((it) =>
    Object.entries(it.belongs)
      .filter(([, at]) => at === level)
      .map(([record]) => ({ it, record })),
  );
  const missed = labels.filter(({ it, record }) => {
    const at = found.get(it)?.get(record);
    return at === undefined || levels.indexOf(at) > levels.indexOf(level);
  });
  return { made: made.length, wrong, labels: labels.length, missed };
}

test('M25 high is right in at least 99 of 100 links; precision and recall are printed for every level', () => {
  expect(labelledMail.length).toBeGreaterThanOrEqual(300);
  const share = (part: number, of: number) => (of === 0 ? 1 : part / of);
  const name = ({ it, record }: { it: LabelledMail; record: string }) => `    ${it.family}: "${it.name}" - ${record}`;
  const lines = levels.flatMap((level) => {
    const { made, wrong, labels, missed } = measure(level);
    const precision = share(made - wrong.length, made).toFixed(4);
    const recall = share(labels - missed.length, labels).toFixed(4);
    return [
      `  ${level}: precision ${precision} (${made} links), recall ${recall} (${labels} labels)`,
      ...wrong.map((it) => `${name(it)} is wrong`),
      ...missed.map((it) => `${name(it)} is missed`),
    ];
  });
  process.stdout.write(`\nLinking of ${labelledMail.length} labelled mails\n${lines.join('\n')}\n`);
  const high = measure('high');
  expect(share(high.made - high.wrong.length, high.made)).toBeGreaterThanOrEqual(0.99);
  expect(share(high.labels - high.missed.length, high.labels)).toBeGreaterThanOrEqual(0.9);
});
