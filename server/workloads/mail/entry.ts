import { AppError } from '../../base/errors.js';
import type { Principal } from '../../base/principal.js';
import type { Sql } from '../../db/database.js';
import type { StoredRef } from '../../records/view.js';
import { ownCopies, type CopyPlace } from './body.js';

export interface EntryMail {
  internetMessageId: string;
  /** Where the viewer finds a copy by their own right, as far as known. */
  places: CopyPlace[];
}

/** The mail of an entry of a record's timeline. Throws `not_found` when it is not on that record. */
export async function mailOfEntry(
  on: Sql,
  viewer: Principal,
  { moduleId, recordId }: StoredRef,
  entry: string,
): Promise<EntryMail> {
  const { tenantId, objectId } = viewer;
  const link = await on
    .selectFrom('mail_link')
    .select('internet_message_id')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', entry)
    .where('module_id', '=', moduleId)
    .where('record_id', '=', recordId)
    .where('state', '=', 'linked')
    .executeTakeFirst();
  const filings = on
    .selectFrom('filing')
    .select(['id', 'internet_message_id', 'object_id', 'mailbox', 'message_id'])
    .where('tenant_id', '=', tenantId)
    .where('module_id', '=', moduleId)
    .where('record_id', '=', recordId)
    .where('state', '!=', 'unfiled');
  const filing = await (
    link ? filings.where('internet_message_id', '=', link.internet_message_id) : filings.where('id', '=', entry)
  ).executeTakeFirst();
  const internetMessageId = link?.internet_message_id ?? filing?.internet_message_id;
  if (internetMessageId === undefined) throw new AppError('not_found', 'This email is not on the record any more.');
  const places = await ownCopies(on, viewer, internetMessageId);
  if (filing?.object_id === objectId) places.push({ mailbox: filing.mailbox, graphId: filing.message_id });
  return { internetMessageId, places };
}
