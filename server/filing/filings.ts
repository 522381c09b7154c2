import type { FiledFile, Filing, Reason, RecordView } from '../../contract/api.js';
import type { Met } from '../../contract/filing.js';
import { AppError } from '../base/errors.js';
import type { Principal } from '../base/principal.js';
import { sql, type Selectable } from 'kysely';
import type { FilingTable } from '../db/schema.js';
import { isAllowed, notAllowed } from '../records/module-limits.js';
import { takenUnseen } from '../workloads/files/taken-folder.js';
import { noPolicy, reasonFor, seenLevel, type VisibilityPolicy } from '../workloads/mail/visibility.js';
import type { Needs } from './needs.js';

export type FilingRow = Selectable<FilingTable>;
export type Reading = Pick<Needs, 'database' | 'records'> & { policy?: VisibilityPolicy };

/** Filings as the viewer may see them, in the order of the ids. One whose record they may not see is left out. */
export async function filingsByIds(needs: Reading, viewer: Principal, ids: string[]): Promise<Filing[]> {
  const rows = await needs.database.kysely
    .selectFrom('filing')
    .selectAll()
    .where('tenant_id', '=', viewer.tenantId)
    .where('id', 'in', ['', ...ids])
    .execute();
  return (await toFilings(needs, viewer, rows)).sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
}

/**
 * Filings of the viewer's own on records that take no emails any more, so that they can take them back: where each is, why it is not shown
 * and what becomes of it, and nothing of the email, as for everybody else.
 */
async function ownWithheld(
  { database, records }: Reading,
  viewer: Principal,
  of: { id: string } | { internetMessageId: string },
): Promise<Filing[]> {
  const on = database.kysely;
  const rows = await on
    .selectFrom('filing')
    .selectAll()
    .where('tenant_id', '=', viewer.tenantId)
    .where('object_id', '=', viewer.objectId)
    .$if('id' in of, (it) => it.where('id', '=', 'id' in of ? of.id : ''))
    .$if('internetMessageId' in of, (it) =>
      it
        .where('internet_message_id', '=', 'internetMessageId' in of ? of.internetMessageId : '')
        .where('state', '!=', 'unfiled'),
    )
    .where(sql<boolean>`not ${isAllowed(viewer.tenantId, sql.ref('module_id'), 'mail')}`)
    .orderBy('filed_at')
    .execute();
  if (rows.length === 0) return [];
  const refs = rows.map((it) => ({ moduleId: it.module_id, recordId: it.record_id }));
  const views = await records.views(on, viewer.tenantId, refs);
  return Promise.all(
    rows.flatMap((row) => {
      const record = views.get(`${row.module_id} ${row.record_id}`);
      return record ? [bare(records, viewer, row, record)] : [];
    }),
  );
}

async function bare(
  records: Reading['records'],
  viewer: Principal,
  row: FilingRow,
  record: RecordView,
): Promise<Filing> {
  const plural = (await records.module(row.tenant_id, row.module_id))?.plural ?? record.moduleName;
  const { notice: _, ...filing } = toFiling(
    { ...row, subject: '', from_name: '', from_address: '', diagnosis: null },
    record,
    [],
    undefined,
    viewer,
  );
  const notice = `${notAllowed('mail', [plural])} You filed this email, and can take it back.`;
  return asSeen(row.state === 'filed' ? { ...filing, notice } : filing, 1);
}

export async function getFiling(needs: Reading, viewer: Principal, id: string): Promise<Filing> {
  const found = (await filingsByIds(needs, viewer, [id]))[0] ?? (await ownWithheld(needs, viewer, { id }))[0];
  if (!found) throw new AppError('not_found', 'This filing is not there any more.');
  return found;
}

/**
 * Where a message is filed, for everybody of the organisation, and what the viewer filed to records that take no emails any more; `hidden`
 * counts those on records the viewer may not see.
 */
export async function filingsOf(
  needs: Reading,
  viewer: Principal,
  internetMessageId: string,
): Promise<{ filings: Filing[]; hidden: number }> {
  const rows = await needs.database.kysely
    .selectFrom('filing')
    .selectAll()
    .where('tenant_id', '=', viewer.tenantId)
    .where('internet_message_id', '=', internetMessageId)
    .where(isAllowed(viewer.tenantId, sql.ref('module_id'), 'mail'))
    .where('state', '!=', 'unfiled')
    .orderBy('filed_at')
    .execute();
  const [filings, withheld] = await Promise.all([
    toFilings(needs, viewer, rows),
    ownWithheld(needs, viewer, { internetMessageId }),
  ]);
  return { filings: [...filings, ...withheld], hidden: rows.length - filings.length };
}

/** Rows as the viewer may see them, without those whose record they may not see. What a filing tells of its mail is as much as the timeline tells. */
export async function toFilings(
  { database, records, policy = noPolicy }: Reading,
  viewer: Principal,
  rows: FilingRow[],
): Promise<Filing[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((it) => it.id);
  const [views, levels, files, folders] = await Promise.all([
    records.views(
      database.kysely,
      viewer.tenantId,
      rows.map((it) => ({ moduleId: it.module_id, recordId: it.record_id })),
      'mail',
    ),
    levelsOf(database, viewer, policy, ids),
    database.kysely
      .selectFrom('filing_file')
      .leftJoin('stored_file', 'stored_file.id', 'filing_file.stored_file_id')
      .select([
        'filing_file.id',
        'filing_id',
        'kind',
        'filing_file.name',
        'filing_file.size_bytes',
        'filing_file.state',
        'problem',
        'filing_file.diagnosis',
        'is_reused',
        'web_url',
        'there_web_url',
        'there_item_id',
        'folder_taken',
        'filing_file.object_id',
        'if_there',
        'folder_id',
      ])
      .where('filing_file.tenant_id', '=', viewer.tenantId)
      .where('filing_id', 'in', ids)
      .orderBy('kind', 'desc')
      .orderBy('filing_file.name')
      .execute(),
    database.kysely
      .selectFrom('record_folder')
      .selectAll()
      .where('tenant_id', '=', viewer.tenantId)
      .where(
        'record_id',
        'in',
        rows.map((it) => it.record_id),
      )
      .execute(),
  ]);
  return rows.flatMap((row) => {
    const record = views.get(`${row.module_id} ${row.record_id}`);
    if (!record) return [];
    const folder = folderOf(
      folders.filter((it) => it.module_id === row.module_id && it.record_id === row.record_id),
      row,
      files.filter((it) => it.filing_id === row.id).map((it) => it.folder_id),
    );
    const own = files
      .filter((it) => it.filing_id === row.id)
      .map((it): FiledFile => ({
        id: it.id,
        name: it.name,
        sizeBytes: Number(it.size_bytes),
        kind: it.kind as FiledFile['kind'],
        state: it.state as FiledFile['state'],
        ...webUrlOf(it),
        ...(it.is_reused ? { reused: true } : {}),
        ...(it.problem ? { problem: it.problem } : {}),
        ...(it.problem && it.diagnosis ? { diagnosis: it.diagnosis as Met } : {}),
        ...(it.state === 'failed' && ((it.there_item_id && !it.if_there) || it.folder_taken)
          ? { asks: true as const }
          : {}),
        ...(it.state === 'failed' && it.folder_taken
          ? {
              folder:
                (it.object_id ?? row.object_id) === viewer.objectId ? it.folder_taken : takenUnseen(it.folder_taken),
            }
          : {}),
      }));
    const level = row.object_id === viewer.objectId ? 4 : (levels.get(row.id) ?? 1);
    return [asSeen(toFiling(row, record, own, folder?.web_url, viewer), level)];
  });
}

function webUrlOf(it: { state: string; web_url: string | null; there_web_url: string | null }): { webUrl?: string } {
  const webUrl = it.there_web_url ?? it.web_url;
  return webUrl && it.state === 'stored' ? { webUrl } : {};
}

async function levelsOf(
  database: Reading['database'],
  viewer: Principal,
  policy: VisibilityPolicy,
  ids: string[],
): Promise<Map<string, number>> {
  const of = { moduleId: sql.ref('f.module_id'), recordId: sql.ref('f.record_id') };
  const { rows } = await sql<{ id: string; level: number }>`
    select f.id, ${seenLevel(viewer, of, policy, sql.ref('f.internet_message_id'))} as level
    from filing f where f.tenant_id = ${viewer.tenantId} and f.id = any(${ids}::text[])`.execute(database.kysely);
  return new Map(rows.map((it) => [it.id, it.level]));
}

/** At "people and time only" a filing has no subject and no names of files. */
const asSeen = (filing: Filing, level: number): Filing => ({
  ...filing,
  reason: reasonFor(filing.reason, level),
  ...(level >= 2 ? {} : { subject: '', files: [] }),
});

/** The folder its files are in; before there are any, the organisation's, else the one in the filer's own OneDrive. */
const folderOf = <F extends { id: string; object_id: string }>(
  folders: F[],
  { object_id }: FilingRow,
  ids: (string | null)[],
): F | undefined =>
  folders.find((it) => ids.includes(it.id)) ??
  folders.find((it) => it.object_id === '') ??
  folders.find((it) => it.object_id === object_id);

function toFiling(
  row: FilingRow,
  record: RecordView,
  files: FiledFile[],
  folderUrl: string | undefined,
  viewer: Principal,
): Filing {
  const isYou = row.object_id === viewer.objectId;
  return {
    id: row.id,
    record,
    state: row.state as Filing['state'],
    subject: row.subject,
    fromName: row.from_name,
    fromAddress: row.from_address,
    receivedDateTime: new Date(row.received_at).toISOString(),
    filedBy: { name: row.filed_by_name, isYou },
    filedDateTime: new Date(row.filed_at).toISOString(),
    reason: row.reason as Reason,
    files,
    ...(folderUrl ? { folderUrl } : {}),
    category: row.category_state as Filing['category'],
    recordCheck: row.record_check as Filing['recordCheck'],
    isWorking: row.is_working,
    ...(row.notice ? { notice: row.notice } : {}),
    ...(row.notice && row.diagnosis ? { diagnosis: row.diagnosis as unknown as Met } : {}),
    ...(row.is_working && row.next_attempt_at
      ? { nextAttemptDateTime: new Date(row.next_attempt_at).toISOString() }
      : {}),
    canUnfile: isYou && row.state === 'filed',
  };
}
