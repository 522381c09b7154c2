import type { Body, MailBody } from '../../contract/api.js';
import type { Principal } from '../base/principal.js';
import { readBody } from '../workloads/mail/body.js';
import { mailOfEntry } from '../workloads/mail/entry.js';
import type { Needs } from './needs.js';

/** The text of an entry of a timeline. Only mail that is on the named record is opened, and only by the viewer's own right at Microsoft. */
export async function openMail(
  { database, records, graph, audit }: Pick<Needs, 'database' | 'records' | 'graph' | 'audit'>,
  viewer: Principal,
  { record, entry }: Body<'POST /mail/body'>,
): Promise<MailBody> {
  const { tenantId, objectId } = viewer;
  const of = await records.resolve(tenantId, record, 'mail');
  const { internetMessageId, places } = await mailOfEntry(database.kysely, viewer, of, entry);
  const body = await readBody(graph, viewer, internetMessageId, places);
  await database.transaction((tx) =>
    audit.append(tx, { tenantId, actor: objectId, action: 'mail.opened', target: entry }),
  );
  return body;
}
