import { sql } from 'kysely';
import type { CoherenceField, CoherenceRecord } from '../../contract/coherence.js';
import type { Database, Sql } from '../db/database.js';
import { addressesIn, companyDomain } from './addresses.js';
import { valueOf } from './coherence/decode.js';
import { readSuppressed, withoutErased } from './suppression.js';
import type { ModuleRow } from './workspaces.js';

const batch = 500;
const isAddress = (field: CoherenceField) => field.dataType === 'email' || /e-?mail/i.test(field.slug);
const isDomain = (field: CoherenceField) => /domain|website|homepage/i.test(field.slug) || field.dataType === 'url';
const isCode = (field: CoherenceField) =>
  /^(code|number|key|reference|deal-?number|project-?(code|number))$/i.test(field.slug.replace(/_/g, '-')) &&
  field.dataType !== 'reference';

/** The team a record belongs to stands in a field of its own, where a workspace has one. */
export const isTeam = (field: CoherenceField) => /^(owner-?)?teams?$/i.test(field.slug.replace(/_/g, '-'));
const words = (text: string) =>
  text
    .split(',')
    .map((it) => it.trim())
    .filter(Boolean);
const isPrivate = ({ privacyLevel }: CoherenceRecord) => privacyLevel !== undefined && privacyLevel !== 'account';

/**
 * Puts records into the local index: their names, codes, owners, addresses, and for accounts their domains. What a record has not had before is
 * told to those who look for its mail (`fresh_address`). Twice is once.
 */
export async function indexRecords(
  on: Sql,
  tenantId: string,
  module: ModuleRow,
  records: CoherenceRecord[],
): Promise<void> {
  const isErased = await readSuppressed(on, tenantId);
  // Somebody who was erased here and still is in Coherence is as if they were not there; of other records their name is left out.
  const wanted = records
    .filter(
      (it) =>
        !isErased(it.displayName) &&
        !module.fields.some((field) => isAddress(field) && addressesIn(valueOf(it, field)).some(isErased)),
    )
    .map((it) => ({ ...it, displayName: withoutErased(it.displayName, isErased) }));
  for (let from = 0; from < wanted.length; from += batch) {
    const part = wanted.slice(from, from + batch);
    const ids = part.map((it) => it.id);
    const pairs = (of: (it: CoherenceRecord) => string[]) =>
      part.flatMap((it) => [...new Set(of(it))].map((value) => ({ id: it.id, value })));
    const texts = (it: CoherenceRecord, wanted: (field: CoherenceField) => boolean) =>
      module.fields
        .filter(wanted)
        .map((field) => valueOf(it, field))
        .filter(Boolean);
    const addresses = pairs((it) => texts(it, isAddress).flatMap(addressesIn));
    const domains =
      module.role === 'account'
        ? pairs((it) =>
            [...texts(it, isDomain).map(companyDomain), ...texts(it, isAddress).map(companyDomain)].filter(Boolean),
          )
        : [];
    const codes = part.map((it) => texts(it, isCode)[0] ?? null);
    await tellFresh(on, tenantId, module.moduleId, addresses, domains);
    const teams = part.map((it) => JSON.stringify(texts(it, isTeam).flatMap(words)));
    await sql`insert into record_index (tenant_id, module_id, record_id, display_name, code, link, owner_user_id, is_private, teams, is_gone, seen_at)
      select ${tenantId}, ${module.moduleId}, t.id, t.name, t.code, t.link, t.owner, t.is_private, t.teams::jsonb, false, now()
      from unnest(${ids}::text[], ${part.map((it) => it.displayName)}::text[], ${codes}::text[], ${part.map((it) => it.link ?? null)}::text[],
        ${part.map((it) => it.ownerUserId ?? null)}::text[], ${part.map(isPrivate)}::boolean[], ${teams}::text[]) as t (id, name, code, link, owner, is_private, teams)
      on conflict (tenant_id, module_id, record_id) do update set display_name = excluded.display_name, code = excluded.code, link = excluded.link,
        owner_user_id = excluded.owner_user_id, is_private = excluded.is_private, teams = excluded.teams, is_gone = false, seen_at = now()`.execute(
      on,
    );
    for (const [table, column, rows] of [
      ['record_address', 'address', addresses],
      ['record_domain', 'domain', domains],
    ] as const) {
      await sql`delete from ${sql.table(table)} where tenant_id = ${tenantId} and module_id = ${module.moduleId} and record_id = any(${ids}::text[])`.execute(
        on,
      );
      if (rows.length > 0)
        await sql`insert into ${sql.table(table)} (tenant_id, module_id, record_id, ${sql.ref(column)}) select ${tenantId}, ${module.moduleId}, t.id, t.value from unnest(${rows.map((it) => it.id)}::text[], ${rows.map((it) => it.value)}::text[]) as t (id, value) on conflict do nothing`.execute(
          on,
        );
    }
  }
}

interface Pair {
  id: string;
  value: string;
}
/** Notes addresses, and domains as "@domain", that these records did not have until now, or had when they were gone. */
async function tellFresh(on: Sql, tenantId: string, moduleId: string, addresses: Pair[], domains: Pair[]) {
  const all = [...addresses, ...domains.map((it) => ({ id: it.id, value: `@${it.value}` }))];
  if (all.length === 0) return;
  await sql`
    insert into fresh_address (tenant_id, address)
    select distinct ${tenantId}, t.value
    from unnest(${all.map((it) => it.id)}::text[], ${all.map((it) => it.value)}::text[]) as t (id, value)
    where exists (select 1 from record_index i where i.tenant_id = ${tenantId} and i.module_id = ${moduleId} and i.record_id = t.id and i.is_gone)
      or not (exists (select 1 from record_address a where a.tenant_id = ${tenantId} and a.module_id = ${moduleId}
          and a.record_id = t.id and a.address = t.value)
        or exists (select 1 from record_domain d where d.tenant_id = ${tenantId} and d.module_id = ${moduleId}
          and d.record_id = t.id and '@' || d.domain = t.value))
    order by 2
    on conflict (tenant_id, address) do update set at = now(), matched_at = null`.execute(on);
}

/** Records of a module that a full pass did not see any more are gone; they suggest nothing and keep their history. */
export async function markGone(database: Database, tenantId: string, moduleId: string, passBegan: Date): Promise<void> {
  await sql`update record_index set is_gone = true where tenant_id = ${tenantId} and module_id = ${moduleId} and seen_at < ${passBegan.toISOString()}::timestamptz`.execute(
    database.kysely,
  );
}

/** How the index is spread, for the planner of statements; the embedded database never gathers that by itself. */
export async function gatherStatistics(database: Database): Promise<void> {
  await database.executeSql('analyze record_index, record_address, record_domain');
}
