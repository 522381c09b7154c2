import type { Body, MailBody } from '../../contract/api.js';
import { AppError } from '../base/errors.js';
import type { Principal } from '../base/principal.js';
import { ownCopies, readBody } from '../workloads/mail/body.js';
import type { Needs } from './needs.js';

/** The text of an entry of a timeline. Only mail that is on the named record is opened, and only by the viewer's own right at Microsoft. */
export async function openMail(
  needs: Pick<Needs, 'database' | 'records' | 'graph' | 'audit'>,
  viewer: Principal,
  { record, entry }: Body<'POST /mail/body'>,
): Promise<MailBody> {
  const { database, records, graph, audit } = needs;
  const { tenantId, objectId } = viewer;
  const { moduleId, recordId } = await records.resolve(tenantId, record);
  const on = database.kysely;
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
  const message = link?.internet_message_id ?? filing?.internet_message_id;
  if (message === undefined) throw new AppError('not_found', 'This email is not on the record any more.');
  const places = await ownCopies(on, viewer, message);
  if (filing?.object_id === objectId) places.push({ mailbox: filing.mailbox, graphId: filing.message_id });
  const body = await readBody(graph, viewer, message, places);
  await database.transaction((tx) =>
    audit.append(tx, { tenantId, actor: objectId, action: 'mail.opened', target: entry }),
  );
  return body;
}
