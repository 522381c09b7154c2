import type { Filing } from '../../contract/api.js';
import { AppError } from '../base/errors.js';
import type { Principal } from '../base/principal.js';
import { getFiling } from './filings.js';
import { goOn } from './go-on.js';
import type { Needs } from './needs.js';

/** What taking a filing back removes and what it leaves, in sentences; said before anything happens. */
export async function removal(
  needs: Needs,
  viewer: Principal,
  id: string,
): Promise<{ removes: string[]; keeps: string[] }> {
  const filing = await getFiling(needs, viewer, id);
  const { database, settings } = needs;
  const files = await database.kysely
    .selectFrom('filing_file')
    .leftJoin('stored_file', 'stored_file.id', 'filing_file.stored_file_id')
    .select((eb) => [
      'filing_file.name',
      'filing_file.kind',
      'stored_file_id',
      'filing_file.link_id',
      'filing_file.is_reused',
      'stored_file.state as stored_state',
      'stored_file.is_replacement',
      eb
        .selectFrom('filing_file as other')
        .whereRef('other.stored_file_id', '=', 'filing_file.stored_file_id')
        .select(eb.fn.countAll<number>().as('n'))
        .as('uses'),
    ])
    .where('filing_file.tenant_id', '=', viewer.tenantId)
    .where('filing_id', '=', id)
    .execute();
  const isShown = ({ name }: { name: string }) => filing.files.some((it) => it.name === name);
  const shared = files.filter((it) => Number(it.uses ?? 0) > 1);
  const replaced = files.filter(
    (it) => !shared.includes(it) && (it.is_replacement || (it.is_reused && !it.stored_file_id)),
  );
  const others = await otherFilings(needs, viewer.tenantId, id);
  const isTaken = (it: (typeof files)[number]) =>
    Boolean(it.stored_file_id) && !shared.includes(it) && !replaced.includes(it);
  return {
    removes: [
      `The link between this email and ${filing.record.displayName}`,
      ...(others === 0 ? [`The category "${settings.category}" on the email`] : []),
      ...files
        .filter(isShown)
        .filter(isTaken)
        .map((it) =>
          it.kind === 'message' ? `The copy of this email, "${it.name}"` : `"${it.name}" in the record's folder`,
        ),
      ...files
        .filter(isShown)
        .filter((it) => it.link_id)
        .map((it) => `The link to "${it.name}", which lies with another record`),
      ...(files.some((it) => !isShown(it) && isTaken(it)) ? ["What was kept of it in the record's folder"] : []),
    ],
    keeps: [
      'The email itself, in Outlook',
      ...(others > 0 ? [`The category "${settings.category}", because the email is filed elsewhere too`] : []),
      ...shared.filter(isShown).map((it) => `"${it.name}", because another filing uses it`),
      ...replaced.filter(isShown).map((it) => `"${it.name}", because a file of this name was there before`),
      ...(filing.folderUrl ? ["The record's folder in OneDrive"] : []),
    ],
  };
}

/** Filings of the same message by the same person that stay: they keep its category. */
export async function otherFilings(
  { database }: Pick<Needs, 'database'>,
  tenantId: string,
  id: string,
): Promise<number> {
  const rows = await database.kysely
    .selectFrom('filing as own')
    .innerJoin('filing as other', (join) =>
      join
        .onRef('other.internet_message_id', '=', 'own.internet_message_id')
        .onRef('other.tenant_id', '=', 'own.tenant_id')
        .onRef('other.object_id', '=', 'own.object_id')
        .onRef('other.id', '!=', 'own.id'),
    )
    .select('other.id')
    .where('own.tenant_id', '=', tenantId)
    .where('own.id', '=', id)
    .where('other.state', '=', 'filed')
    .execute();
  return rows.length;
}

/** Wishes a filing away; the job takes back link, category and files. Twice is once. Only who filed may. */
export async function unfile(needs: Needs, principal: Principal, id: string): Promise<Filing> {
  const { database, audit, queue } = needs;
  const { tenantId, objectId } = principal;
  await database.transaction(async (tx) => {
    const row = await tx
      .selectFrom('filing')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (!row) throw new AppError('not_found', 'This filing is not there any more.');
    if (row.object_id !== objectId)
      throw new AppError('access_denied', `${row.filed_by_name} filed this email and can take it back.`, {
        source: 'request',
      });
    if (row.state !== 'filed') return;
    await goOn(tx, id, { state: 'unfiling' });
    await audit.append(tx, { tenantId, actor: objectId, action: 'filing.unfiled', target: id });
    await queue.add('settle-filing', { tenantId, filingId: id }, { key: id, tx });
  });
  return getFiling(needs, principal, id);
}

/** Tries again what failed: files, category, or the removal. */
export async function retry(needs: Needs, principal: Principal, id: string): Promise<Filing> {
  const { database, queue } = needs;
  const { tenantId } = principal;
  await database.transaction(async (tx) => {
    const row = await tx
      .selectFrom('filing')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (!row || row.state === 'unfiled') throw new AppError('not_found', 'This filing is not there any more.');
    if (row.object_id !== principal.objectId)
      throw new AppError('access_denied', `${row.filed_by_name} filed this email and can try again.`, {
        source: 'request',
      });
    await tx
      .updateTable('filing_file')
      .set({ state: 'pending', problem: null, diagnosis: null })
      .where('filing_id', '=', id)
      .where('state', '=', 'failed')
      .execute();
    await goOn(tx, id, {
      ...(row.category_state === 'failed' ? { category_state: 'pending' as const } : {}),
      ...(row.record_check === 'missing' ? { record_check: 'pending' as const } : {}),
    });
    await queue.add('settle-filing', { tenantId, filingId: id }, { key: id, tx });
  });
  return getFiling(needs, principal, id);
}
