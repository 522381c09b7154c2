import { sql } from 'kysely';
import type { LinkChoice } from '../../../contract/api.js';
import { AppError } from '../../base/errors.js';
import type { Principal } from '../../base/principal.js';
import type { Sql } from '../../db/database.js';
import { normaliseAddress, toAscii } from '../../records/addresses.js';
import { keyOf, type StoredRef } from '../../records/view.js';
import type { ReviewNeeds } from './review.js';

/** Sets which record a person means by an address, or "@domain"; null forgets it. Gives what was meant before. */
export async function setChoice(
  tx: Sql,
  { tenantId, objectId }: Principal,
  address: string,
  record: StoredRef | null,
): Promise<StoredRef | null> {
  const known = await tx
    .selectFrom('mail_choice')
    .select(['module_id', 'record_id'])
    .where('tenant_id', '=', tenantId)
    .where('object_id', '=', objectId)
    .where('address', '=', address)
    .forUpdate()
    .executeTakeFirst();
  if (record)
    await sql`insert into mail_choice (tenant_id, object_id, address, module_id, record_id)
      values (${tenantId}, ${objectId}, ${address}, ${record.moduleId}, ${record.recordId})
      on conflict (tenant_id, object_id, address) do update
        set module_id = excluded.module_id, record_id = excluded.record_id, chosen_at = now()`.execute(tx);
  else
    await tx
      .deleteFrom('mail_choice')
      .where('tenant_id', '=', tenantId)
      .where('object_id', '=', objectId)
      .where('address', '=', address)
      .execute();
  return known ? { moduleId: known.module_id, recordId: known.record_id } : null;
}

/** What a person answered about addresses of several records, newest first, with the records it could also be. */
export async function choicesOf({ database, records }: ReviewNeeds, viewer: Principal): Promise<LinkChoice[]> {
  const { tenantId, objectId } = viewer;
  const on = database.kysely;
  const { rows } = await sql<{
    address: string;
    module_id: string;
    record_id: string;
    chosen_at: Date;
    all: StoredRef[] | null;
  }>`
    select c.address, c.module_id, c.record_id, c.chosen_at,
      (select jsonb_agg(jsonb_build_object('moduleId', a.module_id, 'recordId', a.record_id)) from (
        select module_id, record_id from record_address where tenant_id = ${tenantId} and address = c.address
        union select module_id, record_id from record_domain where tenant_id = ${tenantId} and '@' || domain = c.address) a) as all
    from mail_choice c where c.tenant_id = ${tenantId} and c.object_id = ${objectId}
    order by c.chosen_at desc, c.address limit 500`.execute(on);
  const refOf = (it: (typeof rows)[number]): StoredRef => ({ moduleId: it.module_id, recordId: it.record_id });
  const views = await records.views(
    on,
    tenantId,
    rows.flatMap((it) => [refOf(it), ...(it.all ?? [])]),
  );
  return rows.flatMap((it) => {
    const record = views.get(keyOf(refOf(it)));
    const others = (it.all ?? []).flatMap((ref) => {
      const other = views.get(keyOf(ref));
      return other && keyOf(ref) !== keyOf(refOf(it)) ? [other] : [];
    });
    return record
      ? [{ address: it.address, record, others, chosenDateTime: new Date(it.chosen_at).toISOString() }]
      : [];
  });
}

/** Another record is meant from now on, or the person is asked again. Mail that is on a record stays there. Twice is once. */
export async function changeChoice(
  { database, audit }: ReviewNeeds,
  principal: Principal,
  text: string,
  record: StoredRef | null,
): Promise<void> {
  const address = text.startsWith('@') ? `@${toAscii(text.slice(1))}` : normaliseAddress(text);
  if (address.length < 3)
    throw new AppError('invalid_request', 'This is no address and no domain.', { source: 'request', field: 'address' });
  await database.transaction(async (tx) => {
    if (record && !(await hasIt(tx, principal.tenantId, address, record)))
      throw new AppError('invalid_request', 'This address is not on that record.', {
        source: 'request',
        field: 'record',
      });
    await setChoice(tx, principal, address, record);
    const { tenantId, objectId } = principal;
    const action = record ? 'choice.made' : 'choice.forgotten';
    await audit.append(tx, { tenantId, actor: objectId, action, target: record?.recordId ?? '' });
  });
}

async function hasIt(tx: Sql, tenantId: string, address: string, { moduleId, recordId }: StoredRef): Promise<boolean> {
  const { rows } = await sql`
    select 1 from record_address where tenant_id = ${tenantId} and address = ${address} and module_id = ${moduleId} and record_id = ${recordId}
    union all select 1 from record_domain where tenant_id = ${tenantId} and '@' || domain = ${address} and module_id = ${moduleId}
      and record_id = ${recordId}`.execute(tx);
  return rows.length > 0;
}
