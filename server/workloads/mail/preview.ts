import { sql, type Selectable } from 'kysely';
import type { MailSettings } from '../../../contract/connection.js';
import type { Counted, Preview } from '../../../contract/preview.js';
import { now } from '../../base/clock.js';
import { AppError, toAppError } from '../../base/errors.js';
import { newId } from '../../base/ids.js';
import type { Principal } from '../../base/principal.js';
import type { MailboxRow, Mailboxes } from '../../connections/mailboxes.js';
import type { Database } from '../../db/database.js';
import type { Queue } from '../../db/queue.js';
import type { Diagnosis, MailPreview } from '../../db/schema-mail.js';
import type { Seal } from '../../identity/seal.js';
import type { OwnDomains } from '../../records/own-domains.js';
import type { Views } from '../../records/view.js';
import { countIn } from './estimate.js';
import { findWellKnown, walkFolders, type AskMailbox } from './folders.js';
import { countMatches } from './preview-count.js';
import { matchWithoutKeeping } from './preview-match.js';
import { readFolder, type ReadFolder } from './preview-read.js';
import { rangeOf } from './range.js';
import { chooseFolders } from './settings.js';

export interface PreviewNeeds {
  database: Database;
  queue: Pick<Queue, 'add'>;
  mailboxes: Mailboxes;
  seal: Seal;
  ownDomains: OwnDomains;
  views: Views;
}
type Row = Selectable<MailPreview>;
interface Kept {
  read: number;
  expected: number;
  problem?: Diagnosis;
  /** The result, sealed: it names people and subjects of mail that nobody decided to keep. */
  keyId?: string;
  sealed?: string;
}
/** Beyond this a dry run says so and shows its newest part. */
const mostMessages = 20_000;
/** A run of a process that died is begun again by whoever looks. */
const silentMs = 60_000;
const contextOf = (id: string) => `preview ${id}`;

/** Begins a dry run; the same choice twice is two runs, and the older ones of this person end. */
export async function beginPreview(
  needs: PreviewNeeds,
  viewer: Principal,
  mailboxId: string,
  settings: MailSettings,
): Promise<Preview> {
  const mailbox = await needs.mailboxes.row(viewer, mailboxId);
  rangeOf(settings.range, now(), mailbox.time_zone); // refused at its field before anything runs
  const id = newId();
  await needs.database.transaction(async (tx) => {
    await sql`delete from mail_preview where tenant_id = ${viewer.tenantId}
      and (object_id = ${viewer.objectId} or created_at < now() - interval '1 day')`.execute(tx);
    await tx
      .insertInto('mail_preview')
      .values({
        id,
        tenant_id: viewer.tenantId,
        mailbox_id: mailbox.id,
        object_id: viewer.objectId,
        settings: JSON.stringify(settings),
        state: 'running',
        result: JSON.stringify({ read: 0, expected: 0 } satisfies Kept),
      })
      .execute();
    await needs.queue.add('preview-mail', { tenantId: viewer.tenantId, previewId: id }, { key: id, tx });
  });
  return { id, state: 'running', read: 0, expected: 0 };
}

export async function getPreview(needs: PreviewNeeds, viewer: Principal, id: string): Promise<Preview> {
  const row = await ofViewer(needs, viewer, id);
  if (row.state === 'running' && Date.now() - new Date(row.updated_at).getTime() > silentMs)
    await needs.queue.add('preview-mail', { tenantId: viewer.tenantId, previewId: id }, { key: id });
  return toPreview(needs, row);
}

export async function cancelPreview(needs: PreviewNeeds, viewer: Principal, id: string): Promise<Preview> {
  await ofViewer(needs, viewer, id);
  await needs.database.kysely
    .updateTable('mail_preview')
    .set({ state: 'cancelled', updated_at: sql`now()` })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .execute();
  return toPreview(needs, await ofViewer(needs, viewer, id));
}

/** Carries a dry run out. Twice is once more reading; what it says is the same. */
export async function runPreview(needs: PreviewNeeds, tenantId: string, id: string): Promise<void> {
  const { database, mailboxes } = needs;
  const row = await database.kysely
    .selectFrom('mail_preview')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .where('state', '=', 'running')
    .executeTakeFirst();
  const mailbox =
    row &&
    (await database.kysely.selectFrom('mailbox').selectAll().where('id', '=', row.mailbox_id).executeTakeFirst());
  if (!row || !mailbox) return;
  try {
    const result = await count(needs, row, mailbox);
    if (!result) return; // cancelled meanwhile
    const { kept, counted } = result;
    const { keyId, sealed } = needs.seal.seal(JSON.stringify(counted), contextOf(id));
    await write(database, id, 'done', { ...kept, keyId, sealed });
  } catch (thrown) {
    const error = toAppError(thrown);
    const sentence =
      error.code === 'internal' ? 'The dry run did not come to its end. Nothing was kept; try again.' : error.message;
    const problem = { code: error.code, sentence, ...(error.reference ? { reference: error.reference } : {}) };
    await write(database, id, 'failed', { read: 0, expected: 0, problem });
    if (error.code === 'internal') throw thrown;
  }

  async function count(of: PreviewNeeds, { settings }: Row, box: MailboxRow) {
    const ask: AskMailbox = (request) => mailboxes.ask(box, request);
    const window = rangeOf(settings.range, now(), box.time_zone);
    const all = await walkFolders(ask, await findWellKnown(ask));
    const chosen = chooseFolders(all, settings);
    const folders = all.filter((it) => chosen.has(it.id));
    const kept: Kept = { read: 0, expected: 0 };
    for (const folder of folders) kept.expected += folder.messageCount > 0 ? await countIn(ask, folder.id, window) : 0;
    let isGoing = await write(database, id, 'running', kept);
    const owner = { address: box.address, ownDomains: await of.ownDomains(database.kysely, tenantId), ...window };
    const read: { name: string; folder: ReadFolder }[] = [];
    for (const folder of folders) {
      if (!isGoing || kept.read >= mostMessages) break;
      const found = await readFolder(ask, folder.id, window, settings.rules, owner, async (messages) => {
        kept.read += messages;
        isGoing = await write(database, id, 'running', kept);
        return isGoing && kept.read < mostMessages;
      });
      read.push({ name: folder.displayName, folder: found });
    }
    if (!isGoing) return undefined;
    const owned = { id: box.id, tenantId, objectId: box.object_id, address: box.address };
    const matched = await matchWithoutKeeping(
      database,
      of,
      owned,
      read.flatMap((it) => it.folder.kept),
    );
    return { kept, counted: countMatches(read, matched, kept.read >= mostMessages && kept.expected > kept.read) };
  }
}

/** Says how far it is; false when the person ended it. */
async function write(database: Database, id: string, state: Row['state'], kept: Kept): Promise<boolean> {
  const done = await database.kysely
    .updateTable('mail_preview')
    .set({ state, result: JSON.stringify(kept), updated_at: sql`now()` })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .executeTakeFirst();
  return done.numUpdatedRows > 0n;
}

async function ofViewer({ database }: PreviewNeeds, viewer: Principal, id: string): Promise<Row> {
  const row = await database.kysely
    .selectFrom('mail_preview')
    .selectAll()
    .where('tenant_id', '=', viewer.tenantId)
    .where('object_id', '=', viewer.objectId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw new AppError('not_found', 'This dry run is over. Begin it again.', { source: 'request' });
  return row;
}

async function toPreview({ database, seal, views }: PreviewNeeds, row: Row): Promise<Preview> {
  const { keyId, sealed, ...kept } = row.result as unknown as Kept;
  const said = { id: row.id, state: row.state, ...kept };
  if (row.state !== 'done' || !keyId || !sealed) return said;
  const found = JSON.parse(seal.open({ keyId, sealed }, contextOf(row.id))) as ReturnType<typeof countMatches>;
  const refs = [...found.records, ...found.conflicts.flatMap((it) => it.records)];
  const known = await views.of(database.kysely, row.tenant_id, refs);
  const view = (it: { moduleId: string; recordId: string }) => known.get(`${it.moduleId} ${it.recordId}`);
  const result: Counted = {
    ...found,
    records: found.records.flatMap(({ messages, ...ref }) => {
      const record = view(ref);
      return record ? [{ record, messages }] : [];
    }),
    conflicts: found.conflicts.map((it) => ({
      ...it,
      records: it.records.flatMap((ref) => view(ref)?.displayName ?? []),
    })),
  };
  return { ...said, result };
}
