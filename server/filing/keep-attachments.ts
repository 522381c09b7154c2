import type { Body, Filing } from '../../contract/api.js';
import type { Principal } from '../base/principal.js';
import type { Sql } from '../db/database.js';
import { readSetting } from '../workloads/files/root.js';
import { fileTo, follow } from './file-message.js';
import { getFiling } from './filings.js';
import { goOn } from './go-on.js';
import type { Needs } from './needs.js';
import { ownCopyOf } from './own-copy.js';
import { attachmentsBy, wishesOf, wishFiles, type Wish } from './wished-files.js';

/**
 * Keeps attachments of a mail that is on a record in the record's folder, from the caller's own copy. The mail is filed with it, where it
 * was on the record by a rule only; where somebody filed it, their filing gets the files. Twice is once.
 */
export async function keepAttachments(
  needs: Needs,
  principal: Principal,
  { record, entry, attachmentIds, answers }: Body<'POST /filings/attachments'>,
): Promise<Filing> {
  const { database, records } = needs;
  const { tenantId } = principal;
  const of = await records.resolve(tenantId, record, 'mail');
  await records.resolve(tenantId, record, 'files');
  const message = await ownCopyOf(needs, principal, of, entry);
  const choice = (await readSetting(database.kysely, tenantId))?.attachments;
  const chosen = choice === 'never' ? attachmentsBy(choice, message, { attachmentIds }) : attachmentIds;
  const wishes = wishesOf(message, { attachmentIds: chosen, saveCopy: false, answers });
  const target = { ...of, reason: { kind: 'context' as const, value: '' } };
  const id = await database.transaction(async (tx) => {
    const made = await fileTo(tx, principal, message, principal.address, target, 'pending', wishes);
    if (made.isNew) await follow(needs, tx, principal, made.id, wishes.length);
    else if (await addFiles(tx, principal, made.id, message.id, wishes)) {
      await goOn(tx, made.id);
      await needs.audit.append(tx, {
        tenantId,
        actor: principal.objectId,
        action: 'filing.files_added',
        target: made.id,
        detail: { files: wishes.length },
      });
      await needs.queue.add('settle-filing', { tenantId, filingId: made.id }, { key: made.id, tx });
    }
    return made.id;
  });
  return getFiling(needs, principal, id);
}

/** Those that the filing has not yet, and those that failed, are wished. */
async function addFiles(
  tx: Sql,
  { tenantId, objectId }: Principal,
  filingId: string,
  messageId: string,
  wishes: Wish[],
): Promise<boolean> {
  const { object_id: filer } = await tx
    .selectFrom('filing')
    .select('object_id')
    .where('id', '=', filingId)
    .executeTakeFirstOrThrow();
  const by = filer === objectId ? {} : { object_id: objectId, message_id: messageId };
  const there = await tx
    .selectFrom('filing_file')
    .select(['id', 'attachment_id', 'object_id', 'state'])
    .where('filing_id', '=', filingId)
    .execute();
  const known = (wish: Wish) =>
    there.find((it) => it.attachment_id === wish.attachmentId && (it.object_id ?? filer) === objectId);
  const again = wishes.flatMap((it) => known(it) ?? []).filter((it) => it.state === 'failed');
  if (again.length > 0)
    await tx
      .deleteFrom('filing_file')
      .where(
        'id',
        'in',
        again.map((it) => it.id),
      )
      .execute();
  const fresh = wishes.filter((it) => (known(it)?.state ?? 'failed') === 'failed');
  await wishFiles(tx, tenantId, filingId, fresh, by);
  return fresh.length > 0;
}
