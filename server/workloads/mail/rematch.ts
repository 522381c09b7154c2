import { sql } from 'kysely';
import type { Database, Sql } from '../../db/database.js';
import type { TenantKeys } from '../../identity/tenant-keys.js';
import { isAllowed } from '../../records/module-limits.js';
import { addressKey } from './address-key.js';
import type { Wanted } from './read.js';

interface Needs {
  database: Database;
  tenantKeys: TenantKeys;
}
const addressesAtOnce = 500;
/** Longer than a page of mail takes to be written: what was under way when an address became known is there by then. */
export const lookAgainSeconds = 120;

/** Addresses whose mail is to be looked for now: never yet, or once and long enough ago. `f` is `fresh_address`. */
export const isDue = sql<boolean>`(f.matched_at is null or f.matched_at < now() - make_interval(secs => ${lookAgainSeconds}))`;

/**
 * Finds mail of people and companies that became known after it was synced, by the keyed hashes of its addresses, and marks it to be read
 * once more: the mailbox's rules then decide as for new mail. Gives the streams that have such mail. What a person undid, rejected or
 * unfiled is not marked, nor what is on the record already, so twice is once; a crash costs nothing that the next run does not do.
 */
export async function findMailOfFresh({ database, tenantKeys }: Needs, tenantId: string): Promise<number[]> {
  const key = await tenantKeys.keyOf(tenantId);
  const streams = new Set<number>();
  for (;;) {
    const done = await database.transaction(async (tx) => {
      const { rows: due } = await sql<{ address: string; matched_at: Date | null }>`
        select f.address, f.matched_at from fresh_address f where f.tenant_id = ${tenantId} and ${isDue}
        order by f.address limit ${addressesAtOnce} for update skip locked`.execute(tx);
      if (due.length === 0) return true;
      for (const id of await markWanted(
        tx,
        tenantId,
        key,
        due.map((it) => it.address),
      ))
        streams.add(id);
      const [again, first] = [due.filter((it) => it.matched_at), due.filter((it) => !it.matched_at)];
      await sql`delete from fresh_address where tenant_id = ${tenantId} and address = any(${again.map((it) => it.address)}::text[])`.execute(
        tx,
      );
      await sql`update fresh_address set matched_at = now()
        where tenant_id = ${tenantId} and address = any(${first.map((it) => it.address)}::text[])`.execute(tx);
      return false;
    });
    if (done) return [...streams];
  }
}

async function markWanted(tx: Sql, tenantId: string, key: string, addresses: string[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    with fresh as (
      select * from unnest(${addresses}::text[], ${addresses.map((it) => addressKey(key, it))}::bigint[]) as t (address, key)),
    known as (
      select f.key, r.module_id, r.record_id from fresh f join record_address r on r.tenant_id = ${tenantId} and r.address = f.address
      union select f.key, r.module_id, r.record_id from fresh f
        join record_domain r on r.tenant_id = ${tenantId} and r.domain = substr(f.address, 2) and left(f.address, 1) = '@'),
    wanted as (
      update mail_message m set is_wanted = true from mail_folder o
      where m.tenant_id = ${tenantId} and m.address_keys && (select array_agg(key) from fresh)
        and m.excluded_by is null and m.gone_at is null and o.id = m.folder_id and o.is_selected
        and exists (select 1 from known k where k.key = any(m.address_keys) and ${isAllowed(tenantId, sql.ref('k.module_id'), 'mail')}
          and not exists (select 1 from mail_link l where l.tenant_id = m.tenant_id and l.internet_message_id = m.internet_message_id
            and l.module_id = k.module_id and l.record_id = k.record_id)
          and not exists (select 1 from filing g where g.tenant_id = m.tenant_id and g.internet_message_id = m.internet_message_id
            and g.module_id = k.module_id and g.record_id = k.record_id))
      returning m.mailbox_id, o.graph_id)
    ${wishStreamsOf}`.execute(tx);
  return rows.map((it) => it.id);
}

/** These mails are read once more, wherever they are in followed folders; gives their streams. */
export async function wantAgain(tx: Sql, tenantId: string, internetMessageIds: string[]): Promise<number[]> {
  if (internetMessageIds.length === 0) return [];
  const { rows } = await sql<{ id: number }>`
    with wanted as (
      update mail_message m set is_wanted = true from mail_folder o
      where m.tenant_id = ${tenantId} and m.internet_message_id = any(${internetMessageIds}::text[]) and m.subject is null
        and m.excluded_by is null and m.gone_at is null and o.id = m.folder_id and o.is_selected
      returning m.mailbox_id, o.graph_id)
    ${wishStreamsOf}`.execute(tx);
  return rows.map((it) => it.id);
}

/** The streams of what an update named `wanted` gave, to run again. */
export const wishStreamsOf = sql`
    update sync_state s set wished_at = now() from (select distinct mailbox_id, graph_id from wanted) w
    where s.mailbox_id = w.mailbox_id and s.resource = w.graph_id and s.workload = 'mail' and s.stage <> 'stopped'
    returning s.id`;

/** Messages of a folder that are to be read once more, the newest first. */
export async function wantedIn(
  on: Sql,
  { mailbox, resource }: { mailbox: { id: number }; resource: string },
  limit: number,
): Promise<Wanted[]> {
  const { rows } = await sql<{ graph_id: string; received_at: Date }>`
    select m.graph_id, m.received_at from mail_message m join mail_folder f on f.id = m.folder_id
    where f.mailbox_id = ${mailbox.id} and f.graph_id = ${resource} and m.is_wanted
    order by m.received_at desc, m.id limit ${limit}`.execute(on);
  return rows.map((it) => ({ graphId: it.graph_id, receivedAt: new Date(it.received_at) }));
}

/** These were read, or cannot be. */
export const readAgainDone = (on: Sql, { id }: { id: number }, graphIds: string[]) =>
  graphIds.length === 0
    ? undefined
    : sql`update mail_message set is_wanted = false where mailbox_id = ${id} and graph_id = any(${graphIds}::text[]) and is_wanted`.execute(
        on,
      );
