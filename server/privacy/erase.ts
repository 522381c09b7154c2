import { sql, type Transaction } from 'kysely';
import type { Database } from '../db/database.js';
import type { Tables } from '../db/schema.js';
import { allowAgain, suppress } from '../records/suppression.js';
import { countIn, fits, tablesOfTenants, type Table } from './scan.js';
import type { Subject } from './subject.js';

type Tx = Transaction<Tables>;
const mark = '[erased]';

/** Rows that are about the person and nobody else: they go whole. In all others the person is taken out of the text. */
const goWhole = new Set([
  'mail_participant',
  'calendar_attendee',
  'record_address',
  'record_index',
  'fresh_address',
  'mail_choice',
  'coherence_user',
  'team_mapping',
  'access_grant',
  'connect_attempt',
  'mail_preview',
  'link_decision',
  'expected_mail',
  'intent',
  'connection',
  'outgoing_mail',
]);

/** Takes a person out of every table of the tenant, in one transaction, and notes that they are not to be taken in again. */
export async function eraseRows(
  tx: Tx,
  tenantId: string,
  { address, objectId }: Subject,
  names: string[],
  pattern: string,
  sealedMail: string[],
): Promise<{ table: string; rows: number }[]> {
  const removed: { table: string; rows: number }[] = [];
  const note = (table: string, rows: number) => {
    if (rows > 0) removed.push({ table, rows });
  };
  note('mail_message', await mailOf(tx, tenantId, address));
  note('outgoing_mail', sealedMail.length);
  if (sealedMail.length > 0)
    await tx.deleteFrom('outgoing_mail').where('tenant_id', '=', tenantId).where('id', 'in', sealedMail).execute();
  await tx
    .updateTable('filing')
    .set({ subject: mark })
    .where('tenant_id', '=', tenantId)
    .where(sql<boolean>`lower(from_address) = ${address}`)
    .execute();
  if (objectId) await ofUser(tx, tenantId, objectId);
  for (const table of await tablesOfTenants(tx)) note(table.name, await outOf(tx, table, tenantId, pattern));
  for (const it of [address, ...names]) await suppress(tx, tenantId, it);
  return removed;
}

/** Mail the person wrote goes with its links; of other mail only they go. */
async function mailOf(tx: Tx, tenantId: string, address: string): Promise<number> {
  const { rows } = await sql<{
    id: number;
    internet_message_id: string;
  }>`select m.id, m.internet_message_id from mail_message m
    where m.tenant_id = ${tenantId} and exists (select 1 from mail_participant p
      where p.message_id = m.id and p.role = 'from' and lower(p.address) = ${address})`.execute(tx);
  if (rows.length === 0) return 0;
  const messages = rows.map((it) => it.internet_message_id);
  await sql`delete from mail_link where tenant_id = ${tenantId} and internet_message_id = any(${messages}::text[])`.execute(
    tx,
  );
  await sql`delete from mail_participant where tenant_id = ${tenantId} and message_id = any(${rows.map((it) => it.id)}::bigint[])`.execute(
    tx,
  );
  await sql`delete from mail_message where tenant_id = ${tenantId} and id = any(${rows.map((it) => it.id)}::bigint[])`.execute(
    tx,
  );
  return rows.length;
}

/** What stands under a user's id alone. Their mailboxes were disconnected before; a mailbox that nobody has is no mailbox. */
async function ofUser(tx: Tx, tenantId: string, objectId: string): Promise<void> {
  await sql`delete from mailbox_member where tenant_id = ${tenantId} and object_id = ${objectId}`.execute(tx);
  await sql`delete from mailbox where tenant_id = ${tenantId} and object_id = ${objectId} and kind = 'own'`.execute(tx);
  await sql`delete from connection where tenant_id = ${tenantId} and object_id = ${objectId}`.execute(tx);
}

async function outOf(tx: Tx, table: Table, tenantId: string, pattern: string): Promise<number> {
  const count = await countIn(tx, table.name, tenantId, pattern);
  if (count === 0) return 0;
  const remove = () =>
    sql`delete from ${sql.table(table.name)} x where tenant_id = ${tenantId} and ${fits(pattern)}`.execute(tx);
  await sql`savepoint without_person`.execute(tx);
  try {
    await (goWhole.has(table.name) ? remove() : takeOut(tx, table, tenantId, pattern));
  } catch {
    // Two rows would become the same, or others hang on this one: the other way then.
    await sql`rollback to savepoint without_person`.execute(tx);
    await (goWhole.has(table.name) ? takeOut(tx, table, tenantId, pattern) : remove());
  }
  await sql`release savepoint without_person`.execute(tx);
  return count;
}

async function takeOut(tx: Tx, { name, columns }: Table, tenantId: string, pattern: string): Promise<void> {
  const without = columns.map(({ name: column, kind }) => {
    const it = sql.ref(column);
    if (kind === 'json') return sql`${it} = regexp_replace(${it}::text, ${pattern}, ${mark}, 'gi')::jsonb`;
    if (kind === 'list')
      return sql`${it} = case when ${it}::text ~* ${pattern} then regexp_replace(${it}::text, ${pattern}, ${mark}, 'gi')::text[] else ${it} end`;
    return sql`${it} = regexp_replace(${it}, ${pattern}, ${mark}, 'gi')`;
  });
  await sql`update ${sql.table(name)} x set ${sql.join(without)} where tenant_id = ${tenantId} and ${fits(pattern)}`.execute(
    tx,
  );
}

/** Looks through every table once more. */
export async function proveGone(
  { kysely }: Database,
  tenantId: string,
  pattern: string,
): Promise<{ isGone: boolean; tables: number; rows: number }> {
  const tables = await tablesOfTenants(kysely);
  let left = 0;
  let rows = 0;
  for (const { name } of tables) {
    left += await countIn(kysely, name, tenantId, pattern);
    const { rows: counted } = await sql<{ count: number }>`select count(*)::int as count from ${sql.table(name)}
      where tenant_id = ${tenantId}`.execute(kysely);
    rows += counted[0]?.count ?? 0;
  }
  return { isGone: left === 0, tables: tables.length, rows };
}

export { allowAgain };
