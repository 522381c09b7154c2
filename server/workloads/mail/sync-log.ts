import { stringify } from 'csv-stringify/sync';
import { sql } from 'kysely';
import type { Reply } from '../../../contract/api.js';
import type { SyncLogEntry, SyncLogFilter } from '../../../contract/sync-log.js';
import type { Audit } from '../../audit/audit.js';
import { AppError } from '../../base/errors.js';
import type { Principal } from '../../base/principal.js';
import type { MailboxRow, Mailboxes } from '../../connections/mailboxes.js';
import type { Database } from '../../db/database.js';
import { sentenceOf, sentences } from './sync-sentences.js';

export interface SyncLogNeeds {
  database: Database;
  mailboxes: Mailboxes;
  audit: Audit;
}
interface Row {
  id: number;
  at: Date;
  kind: SyncLogEntry['kind'];
  code: string;
  state: SyncLogEntry['state'];
  detail: Record<string, unknown>;
  folder: string | null;
}
const pageSize = 50;
/** More is no table a person reads; the newest are what one looks for. */
const mostInTable = 20_000;

/** The sync log of a mailbox, newest first. */
export async function readLog(
  { database, mailboxes }: SyncLogNeeds,
  viewer: Principal,
  mailbox: string,
  { before, ...filter }: SyncLogFilter & { before?: string | undefined },
): Promise<Reply<'POST /mailboxes/:mailbox/log'>> {
  const row = await mailboxes.row(viewer, mailbox);
  const rows = await find(database, row, filter, pageSize + 1, before);
  const { rows: folders } = await sql<{ name: string }>`select distinct f.display_name as name from sync_log l
    join mail_folder f on f.id = l.folder_id where l.mailbox_id = ${row.id} order by 1 limit 500`.execute(
    database.kysely,
  );
  const entries = rows.slice(0, pageSize).map(toEntry);
  const last = entries.at(-1);
  return {
    entries,
    folders: folders.map((it) => it.name),
    ...(rows.length > pageSize && last ? { next: last.id } : {}),
  };
}

/** The same as a table. A text that a spreadsheet would take for a formula is made harmless. */
export async function logTable(
  { database, mailboxes }: SyncLogNeeds,
  viewer: Principal,
  mailbox: string,
  filter: SyncLogFilter,
): Promise<string> {
  const row = await mailboxes.row(viewer, mailbox);
  const entries = (await find(database, row, filter, mostInTable)).map(toEntry);
  return stringify(
    entries.map((it) => [it.dateTime, it.kind, it.folder ?? '', it.code, it.sentence, it.state, it.reference ?? '']),
    {
      header: true,
      columns: ['Time', 'Kind', 'Folder', 'Code', 'What happened', 'State', 'Reference'],
      record_delimiter: 'windows',
      escape_formulas: true,
      bom: true,
    },
  );
}

/**
 * `retry`: the folder is compared with Microsoft's list once more, which finds whatever is not here; if it fails again, a new
 * line says so. `skip`: it is left out for good. Only what waits for a person changes; twice is once.
 */
export async function answerEntry(
  { database, mailboxes, audit }: SyncLogNeeds,
  principal: Principal,
  mailbox: string,
  entry: string,
  answer: 'retry' | 'skip',
): Promise<SyncLogEntry> {
  const row = await mailboxes.row(principal, mailbox);
  return database.transaction(async (tx) => {
    const { rows } =
      await sql<Row>`${columns} where l.mailbox_id = ${row.id} and l.id = ${Number(entry)} for update of l`.execute(tx);
    const found = rows[0];
    if (!found) throw new AppError('not_found', 'This line is no longer in the sync log.', { source: 'request' });
    if (found.state !== 'open') return toEntry(found);
    const state = answer === 'retry' ? ('done' as const) : ('skipped' as const);
    await tx.updateTable('sync_log').set({ state }).where('id', '=', found.id).execute();
    if (answer === 'retry') {
      // A turn under way loses its lease and begins again with what is asked here.
      await sql`update sync_state s set wished_at = now(), next_attempt_at = null, attempts = 0, lease_by = null, lease_until = null,
          problem = null, updated_at = now(),
          history = s.history || case when s.covered_from is null then '[]'::jsonb else jsonb_build_array(jsonb_build_object(
            'from', to_char(s.covered_from at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            'to', to_char(coalesce(s.covered_to, now()) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            'isCheck', true)) end
        where s.mailbox_id = ${row.id} and s.stage <> 'stopped' and s.workload = 'mail'
          and (${found.folder === null} or s.resource in (select f.graph_id from mail_folder f join sync_log l on l.folder_id = f.id
            where l.id = ${found.id}))`.execute(tx);
    }
    await audit.append(tx, {
      tenantId: row.tenant_id,
      actor: principal.objectId,
      action: answer === 'retry' ? 'sync.retried' : 'sync.skipped',
      target: String(found.id),
      detail: { code: found.code },
    });
    return toEntry({ ...found, state });
  });
}

const columns = sql`select l.id, l.at, l.kind, l.code, l.state, l.detail, f.display_name as folder
  from sync_log l left join mail_folder f on f.id = l.folder_id`;

async function find(
  database: Database,
  { id }: MailboxRow,
  { folder, kind, state, text }: SyncLogFilter,
  limit: number,
  before?: string,
): Promise<Row[]> {
  const words = text?.toLocaleLowerCase() ?? '';
  // The sentences are ours: words are looked for in them here, and their codes asked for.
  const codes = Object.entries(sentences).flatMap(([code, it]) =>
    it.toLocaleLowerCase().includes(words) ? [code] : [],
  );
  const { rows } = await sql<Row>`${columns} where l.mailbox_id = ${id}
    and (${before ?? null}::bigint is null or l.id < ${before ?? null}::bigint)
    and (${folder ?? null}::text is null or f.display_name = ${folder ?? null})
    and (${kind ?? null}::text is null or l.kind = ${kind ?? null})
    and (${state ?? null}::text is null or l.state = ${state ?? null})
    and (${words} = '' or l.code = any(${codes}::text[]) or position(${words} in lower(l.code)) > 0
      or position(${words} in lower(coalesce(f.display_name, ''))) > 0)
    order by l.id desc limit ${limit}`.execute(database.kysely);
  return rows;
}

const toEntry = ({ id, at, kind, code, state, detail, folder }: Row): SyncLogEntry => ({
  id: String(id),
  dateTime: new Date(at).toISOString(),
  kind,
  code,
  sentence: sentenceOf(code, detail),
  ...(folder ? { folder } : {}),
  state,
  ...(typeof detail.reference === 'string' ? { reference: detail.reference } : {}),
});
