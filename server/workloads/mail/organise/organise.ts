import { sql, type Selectable } from 'kysely';
import type { RecordView } from '../../../../contract/api.js';
import { AppError, toAppError } from '../../../base/errors.js';
import { newId } from '../../../base/ids.js';
import type { Connections } from '../../../connections/connections.js';
import type { MailboxRow } from '../../../connections/mailboxes.js';
import type { Database, Sql } from '../../../db/database.js';
import type { OrganisedMail } from '../../../db/schema-organise.js';
import type { Graph, GraphRequest } from '../../../graph/graph.js';
import { keyOf, type StoredRef } from '../../../records/view.js';
import type { Principal } from '../../../base/principal.js';
import { backoffSeconds } from '../../../db/lease.js';
import { addCategory, ensureCategoryColor, removeCategory } from '../category.js';
import { rootOf } from '../read.js';
import { Places, type Level } from './place.js';
import { takeDue } from './wish.js';

export interface OrganiseNeeds {
  database: Database;
  graph: Graph;
  connections: Pick<Connections, 'find'>;
  records: {
    views(on: Sql, tenantId: string, refs: StoredRef[]): Promise<Map<string, RecordView>>;
    module(tenantId: string, moduleId: string): Promise<{ plural: string } | undefined>;
  };
  settings: { category: string; leaseSeconds: number };
}
type Row = Selectable<OrganisedMail>;
interface Run {
  needs: OrganiseNeeds;
  as: Principal;
  mailbox: MailboxRow;
  root: string;
  places: Places;
}
type Done = Pick<Row, 'state'> & Partial<Pick<Row, 'from_folder' | 'to_folder'>>;
const rowsAtOnce = 20;
const longestWaitSeconds = 15 * 60;
/** Mail here is somebody's decision, or not filed mail at all: it stays where it is. */
export const untouched = ['junkemail', 'deleteditems', 'sentitems', 'drafts', 'outbox'] as const;

/**
 * Does in Outlook what mailboxes wish for mail on records: a category, or a folder. Every step may be done again; several processes
 * share the rows.
 */
export async function organiseMail(needs: OrganiseNeeds): Promise<void> {
  while (await takeDue(needs.database));
  for (;;) {
    const rows = await takeRows(needs);
    const [first] = rows;
    if (!first) return;
    try {
      const run = await begin(needs, first.mailbox_id);
      for (const row of rows) await carryOut(run, row);
    } catch (thrown) {
      const error = toAppError(thrown);
      await putOff(needs, rows, error);
      if (error.code === 'internal') throw thrown;
    }
  }
}

/** Work that nobody is at and whose time has come. */
export const hasWork = sql<boolean>`state = 'wished' and (lease_until is null or lease_until < now())
  and (next_attempt_at is null or next_attempt_at <= now())`;

/** Some mails of one mailbox, for this worker alone until the lease ends. */
async function takeRows({ database, settings }: OrganiseNeeds): Promise<Row[]> {
  const { rows } = await sql<Row>`
    update organised_mail set lease_by = ${newId()}, lease_until = now() + make_interval(secs => ${settings.leaseSeconds * 4})
    where id in (select id from organised_mail where ${hasWork}
      and mailbox_id = (select mailbox_id from organised_mail where ${hasWork} order by id limit 1)
      order by id limit ${rowsAtOnce} for update skip locked)
    returning *`.execute(database.kysely);
  return rows.sort((a, b) => Number(a.id) - Number(b.id));
}

async function begin(needs: OrganiseNeeds, mailboxId: number): Promise<Run> {
  const { database, graph, connections } = needs;
  const mailbox = await database.kysely
    .selectFrom('mailbox')
    .selectAll()
    .where('id', '=', mailboxId)
    .executeTakeFirstOrThrow();
  const as = await connections.find(mailbox.tenant_id, mailbox.object_id);
  if (!as) throw new AppError('sign_in_required', `Connect ${mailbox.address} again, so that its mail can be sorted.`);
  const root = rootOf({ mailbox });
  const ask = <T>(request: GraphRequest) =>
    graph.request<T>(as, { ...request, mailbox: mailbox.address, path: `${root}${request.path ?? ''}` });
  return { needs, as, mailbox, root, places: new Places(database, mailbox, ask) };
}

async function carryOut(run: Run, row: Row): Promise<void> {
  const note = async (values: Done) => {
    await run.needs.database.kysely
      .updateTable('organised_mail')
      .set({ ...values, lease_by: null, lease_until: null, problem: null, attempts: 0, updated_at: sql<Date>`now()` })
      .where('id', '=', row.id)
      .where('lease_by', '=', row.lease_by)
      .where('wish', '=', row.wish) // another wish came meanwhile: it is next
      .execute();
  };
  try {
    await note(await (row.wish === 'put' ? put(run, row) : putBack(run, row)));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'not_found') await note({ state: 'left' });
    else if (error.spec.retry === 'never' && error.spec.actor !== 'person') await note({ state: 'left' });
    else throw error;
  }
}

async function put(run: Run, row: Row): Promise<Done> {
  const { needs, as, mailbox, root } = run;
  if (!row.is_by_person && (mailbox.settings?.organization.kind ?? 'off') === 'off') return { state: 'left' };
  if (row.kind === 'category') {
    if (mailbox.kind === 'own') await ensureCategoryColor(needs.graph, as, needs.settings.category);
    await addCategory(needs.graph, as, row.graph_id, needs.settings.category, root);
    return { state: 'done' };
  }
  const from = await folderOf(run, row);
  if (from === undefined || from === row.to_folder) return { state: from === undefined ? 'left' : 'done' };
  const place = await run.places.within(from);
  if (untouched.some((it) => it === place)) return { state: 'left' };
  const to = await run.places.ensure(await levelsOf(run, row));
  if (from === to) return { state: 'done', to_folder: to };
  // Written down before it is moved, so that after a crash it is known where it came from; moved on to another record, where it was first.
  await needs.database.kysely
    .updateTable('organised_mail')
    .set({ from_folder: row.to_folder === null && row.from_folder ? row.from_folder : from, to_folder: to })
    .where('id', '=', row.id)
    .where('lease_by', '=', row.lease_by)
    .execute();
  await move(run, row, to);
  return { state: 'done' };
}

/** As it was, unless the person moved it since: then it is theirs. */
async function putBack(run: Run, row: Row): Promise<Done> {
  const { needs, as, root } = run;
  if (row.kind === 'category') {
    if (await isFiled(needs.database.kysely, row)) return { state: 'done' }; // the filing wears it too
    await removeCategory(needs.graph, as, row.graph_id, needs.settings.category, root);
    return { state: 'done' };
  }
  const now = await folderOf(run, row);
  if (!row.from_folder || now !== row.to_folder) return { state: 'left', from_folder: null, to_folder: null };
  const isThere = await run.places.isThere(row.from_folder);
  await move(run, row, isThere ? row.from_folder : await run.places.inbox());
  return { state: 'done', from_folder: null, to_folder: null };
}

async function isFiled(on: Sql, { tenant_id, internet_message_id }: Row): Promise<boolean> {
  const row = await on
    .selectFrom('filing')
    .select('id')
    .where('tenant_id', '=', tenant_id)
    .where('internet_message_id', '=', internet_message_id)
    .where('state', '=', 'filed')
    .executeTakeFirst();
  return row !== undefined;
}

async function folderOf({ places }: Run, row: Row): Promise<string | undefined> {
  const raw = await places.ask<{ parentFolderId?: string; isDraft?: boolean }>({
    path: `/messages/${encodeURIComponent(row.graph_id)}`,
    query: { $select: 'parentFolderId,isDraft' },
    priority: 'job',
  });
  return raw.isDraft ? undefined : raw.parentFolderId;
}

const move = ({ places }: Run, row: Row, destinationId: string) =>
  places.ask({
    method: 'POST',
    path: `/messages/${encodeURIComponent(row.graph_id)}/move`,
    body: { destinationId },
    priority: 'job',
  });

async function levelsOf({ needs }: Run, row: Row): Promise<Level[]> {
  const ref = { moduleId: row.module_id, recordId: row.record_id };
  const [module, views] = await Promise.all([
    needs.records.module(row.tenant_id, row.module_id),
    needs.records.views(needs.database.kysely, row.tenant_id, [ref]),
  ]);
  const name = views.get(keyOf(ref))?.displayName ?? 'Record';
  return [
    { key: '', name: 'Coherence' },
    { key: `module ${row.module_id}`, name: module?.plural ?? 'Records' },
    ...(row.grouped_by === 'record' ? [{ key: `record ${row.module_id} ${row.record_id}`, name }] : []),
  ];
}

async function putOff({ database }: OrganiseNeeds, rows: Row[], error: AppError): Promise<void> {
  const attempts = Math.min(...rows.map((it) => it.attempts));
  const waitSeconds = backoffSeconds(longestWaitSeconds, error, attempts + 1);
  await database.kysely
    .updateTable('organised_mail')
    .set({
      lease_by: null,
      lease_until: null,
      problem: error.message,
      attempts: sql<number>`attempts + 1`,
      next_attempt_at: sql<Date>`now() + make_interval(secs => ${error.spec.actor === 'person' ? longestWaitSeconds : waitSeconds})`,
    })
    .where('lease_by', '=', rows[0]?.lease_by ?? '')
    .where('state', '=', 'wished')
    .execute();
}
