import { now } from '../base/clock.js';
import { AppError } from '../base/errors.js';
import type { Sql } from '../db/database.js';
import { keepsCategory } from '../workloads/mail/organise/wish.js';
import { forgetUnlinked, stopFollowing } from '../workloads/mail/links.js';
import { removeCategory } from '../workloads/mail/category.js';
import { removeFile } from '../workloads/files/store-file.js';
import type { FilingRow } from './filings.js';
import type { Needs } from './needs.js';
import { personOf } from './filer.js';
import { otherFilings } from './unfile.js';

/** Takes a filing back: the category unless another filing needs it, and files nobody else uses. Every step may be done again. */
export async function takeAway(needs: Needs, row: FilingRow, requireSameWish: () => Promise<void>): Promise<boolean> {
  const { database, graph, settings } = needs;
  const as = await personOf(needs, row);
  const isNeeded =
    (await otherFilings(needs, row.tenant_id, row.id)) > 0 ||
    (await keepsCategory(database.kysely, row.tenant_id, row.internet_message_id));
  if (!isNeeded) {
    await removeCategory(graph, as, row.message_id, settings.category).catch(ignoreGone);
  }
  const files = await database.kysely
    .selectFrom('filing_file')
    .select(['id', 'stored_file_id', 'link_id', 'object_id'])
    .where('filing_id', '=', row.id)
    .execute();
  for (const file of files) {
    await requireSameWish();
    if (file.link_id) await takeLinkAway(needs, row, file.link_id);
    const last = await detach(needs, file.id, file.stored_file_id);
    if (!last) continue;
    const by = file.object_id ? await personOf(needs, row, file.object_id) : as;
    if (last.item_id && !last.isShared && !last.is_replacement)
      await removeFile(graph, by, last.drive_id, last.item_id).catch((error: unknown) => {
        if (file.link_id && error instanceof AppError && error.code === 'access_denied') return; // of another record: not theirs to delete
        throw error;
      });
    await database.transaction(async (tx) => {
      await tx.deleteFrom('filing_file').where('id', '=', file.id).execute();
      await tx.deleteFrom('stored_file').where('id', '=', last.id).execute();
    });
  }
  await requireSameWish();
  await database.transaction(async (tx) => {
    await tx
      .updateTable('filing')
      .set({ state: 'unfiled', category_state: 'removed', notice: null, diagnosis: null, updated_at: now() })
      .where('id', '=', row.id)
      .where('generation', '=', row.generation)
      .execute();
    await takeRuleAway(tx, row);
    await needs.audit.append(tx, {
      tenantId: row.tenant_id,
      actor: row.object_id,
      action: 'filing.removed',
      target: row.id,
    });
  });
  return true;
}

/** Unfiling takes back the rule too: the link it made for this mail, and the conversation once nothing of it is on the record. */
async function takeRuleAway(tx: Sql, row: FilingRow): Promise<void> {
  await tx
    .updateTable('mail_link')
    .set({ state: 'undone', decided_at: now(), decided_by: row.object_id })
    .where('tenant_id', '=', row.tenant_id)
    .where('internet_message_id', '=', row.internet_message_id)
    .where('module_id', '=', row.module_id)
    .where('record_id', '=', row.record_id)
    .where('state', 'in', ['linked', 'suggested'])
    .execute();
  const of = { moduleId: row.module_id, recordId: row.record_id, conversationId: row.conversation_id ?? '' };
  await stopFollowing(tx, row.tenant_id, of);
  await forgetUnlinked(tx, row.tenant_id, [row.internet_message_id]);
}

/** The link to a file of another record goes with the filing that made it. */
async function takeLinkAway({ database, audit }: Needs, row: FilingRow, id: string): Promise<void> {
  await database.transaction(async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('file_link')
      .set({ state: 'unlinked', updated_at: now() })
      .where('tenant_id', '=', row.tenant_id)
      .where('id', '=', id)
      .where('state', '!=', 'unlinked')
      .executeTakeFirst();
    if (numUpdatedRows > 0n)
      await audit.append(tx, { tenantId: row.tenant_id, actor: row.object_id, action: 'file.unlinked', target: id });
  });
}

/** Lets go of a stored file; gives it back when nobody else uses it, marked so that nobody begins to. */
async function detach({ database }: Needs, fileId: string, storedFileId: string | null) {
  return database.transaction(async (tx) => {
    const stored = storedFileId
      ? await tx.selectFrom('stored_file').selectAll().where('id', '=', storedFileId).forUpdate().executeTakeFirst()
      : undefined;
    const uses = stored
      ? await tx
          .selectFrom('filing_file')
          .select('id')
          .where('stored_file_id', '=', stored.id)
          .where('id', '!=', fileId)
          .execute()
      : [];
    if (!stored || uses.length > 0) {
      await tx.deleteFrom('filing_file').where('id', '=', fileId).execute();
      return undefined;
    }
    // A newer version of the same file is a row of its own: while that is used, the file stays.
    const newer = stored.item_id
      ? await tx
          .selectFrom('stored_file')
          .select('id')
          .where('tenant_id', '=', stored.tenant_id)
          .where('item_id', '=', stored.item_id)
          .where('id', '!=', stored.id)
          .execute()
      : [];
    await tx.updateTable('stored_file').set({ state: 'removing' }).where('id', '=', stored.id).execute();
    await tx.updateTable('filing_file').set({ state: 'removing' }).where('id', '=', fileId).execute();
    return { ...stored, isShared: newer.length > 0 };
  });
}

function ignoreGone(error: unknown): void {
  if (!(error instanceof AppError) || error.code !== 'not_found') throw error; // the mail is gone, and its category with it
}
