import { sql } from 'kysely';
import type { Database, Sql } from '../../../db/database.js';

const dueAtOnce = 500;

/**
 * What is to be done in Outlook about mail whose records changed: for each copy in a mailbox that wishes it, once. A mail that is on
 * no record any more is to be as it was. What was done is not done again, wherever the person moved the mail meanwhile.
 */
export async function takeDue(database: Database): Promise<boolean> {
  return database.transaction(async (tx) => {
    const { rows } = await sql<{ tenant_id: string; internet_message_id: string }>`
      delete from organise_due where id in (select id from organise_due order by id limit ${dueAtOnce} for update skip locked)
      returning tenant_id, internet_message_id`.execute(tx);
    const tenants = new Map<string, Set<string>>();
    for (const it of rows)
      tenants.set(it.tenant_id, (tenants.get(it.tenant_id) ?? new Set()).add(it.internet_message_id));
    for (const [tenantId, ids] of tenants) {
      await wishPut(tx, tenantId, [...ids]);
      await wishBack(tx, tenantId, [...ids]);
    }
    return rows.length === dueAtOnce;
  });
}

/** A copy that came to a mailbox after its mail was on a record already. */
export const noteCopies = (tx: Sql, tenantId: string, internetMessageIds: string[]) =>
  sql`insert into organise_due (tenant_id, internet_message_id)
    select ${tenantId}, t.id from unnest(${internetMessageIds}::text[]) as t (id)`.execute(tx);

/** The records of these mails, the first one first. */
const onRecord = (tenantId: string, ids: string[]) => sql`
  select internet_message_id, module_id, record_id, created_at as at from mail_link
    where tenant_id = ${tenantId} and internet_message_id = any(${ids}::text[]) and state = 'linked'
  union all select internet_message_id, module_id, record_id, filed_at from filing
    where tenant_id = ${tenantId} and internet_message_id = any(${ids}::text[]) and state = 'filed'`;

async function wishPut(tx: Sql, tenantId: string, ids: string[]): Promise<void> {
  await sql`
    insert into organised_mail as o (tenant_id, mailbox_id, graph_id, internet_message_id, module_id, record_id, kind, grouped_by, wish, state)
    select distinct on (c.mailbox_id, c.graph_id) ${tenantId}, c.mailbox_id, c.graph_id, c.internet_message_id, r.module_id, r.record_id,
      b.settings->'organization'->>'kind', b.settings->'organization'->>'by', 'put', 'wished'
    from (${onRecord(tenantId, ids)}) r
    join (
      select mailbox_id, graph_id, internet_message_id from mail_message
        where tenant_id = ${tenantId} and internet_message_id = any(${ids}::text[]) and gone_at is null
      union select f.id as mailbox_id, g.message_id, g.internet_message_id from filing g
        join mailbox f on f.tenant_id = g.tenant_id and f.address = g.mailbox
        where g.tenant_id = ${tenantId} and g.internet_message_id = any(${ids}::text[]) and g.state = 'filed'
    ) c on c.internet_message_id = r.internet_message_id
    join mailbox b on b.id = c.mailbox_id and b.state = 'following'
      and b.settings->'organization'->>'kind' in ('category', 'move')
    where not exists (select 1 from organised_mail d where d.mailbox_id = c.mailbox_id and d.graph_id = c.graph_id
      and (d.wish = 'put' or d.is_by_person))
    order by c.mailbox_id, c.graph_id, r.at, r.record_id
    on conflict (mailbox_id, graph_id, kind) do update
      set wish = 'put', state = 'wished', module_id = excluded.module_id, record_id = excluded.record_id, kind = excluded.kind,
        grouped_by = excluded.grouped_by, attempts = 0, next_attempt_at = null, updated_at = now()
      where o.wish = 'back' and not o.is_by_person`.execute(tx);
}

async function wishBack(tx: Sql, tenantId: string, ids: string[]): Promise<void> {
  await sql`
    update organised_mail o set wish = 'back', state = 'wished', is_by_person = false, attempts = 0, next_attempt_at = null, updated_at = now()
    where o.tenant_id = ${tenantId} and o.internet_message_id = any(${ids}::text[]) and o.wish = 'put'
      and not exists (select 1 from (${onRecord(tenantId, ids)}) r where r.internet_message_id = o.internet_message_id)`.execute(
    tx,
  );
}

/** Whether a mailbox puts the category on mail that is on a record: then it goes when the mail is on none, and not before. */
export async function keepsCategory(on: Sql, tenantId: string, internetMessageId: string): Promise<boolean> {
  const row = await on
    .selectFrom('organised_mail')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('internet_message_id', '=', internetMessageId)
    .where('kind', '=', 'category')
    .where('wish', '=', 'put')
    .executeTakeFirst();
  return row !== undefined;
}
