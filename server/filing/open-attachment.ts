import type { AttachmentWish } from '../../contract/api.js';
import { AppError } from '../base/errors.js';
import type { Principal } from '../base/principal.js';
import { findAttachment, streamAttachment, type OpenedAttachment } from '../workloads/mail/attachment.js';
import { findByMessageId } from '../workloads/mail/body.js';
import { mailOfEntry } from '../workloads/mail/entry.js';
import type { Needs } from './needs.js';

export type { OpenedAttachment } from '../workloads/mail/attachment.js';

/**
 * An attachment of an entry of a timeline, as it comes from Microsoft and kept nowhere. Only of mail that is on the named record, and only
 * by the viewer's own right: from their mailbox, or a shared one they are a member of.
 */
export async function openAttachment(
  { database, records, graph, audit }: Pick<Needs, 'database' | 'records' | 'graph' | 'audit'>,
  viewer: Principal,
  { record, entry, attachment }: AttachmentWish,
  signal: AbortSignal,
): Promise<OpenedAttachment> {
  const { tenantId, objectId } = viewer;
  const of = await records.resolve(tenantId, record, 'mail');
  const { internetMessageId, places } = await mailOfEntry(database.kysely, viewer, of, entry);
  const elsewhere = places.length === 0 ? await findByMessageId(graph, viewer, internetMessageId) : undefined;
  for (const place of elsewhere ? [elsewhere] : places) {
    const found = await findAttachment(graph, viewer, place, attachment);
    if (!found) continue;
    const opened = await streamAttachment(graph, viewer, found, signal);
    await database.transaction((tx) =>
      audit.append(tx, { tenantId, actor: objectId, action: 'attachment.opened', target: entry }),
    );
    return opened;
  }
  throw elsewhere || places.length > 0
    ? new AppError(
        'not_found',
        'This attachment is no longer in the email: it was taken out, or the email was deleted.',
        {
          source: 'graph',
        },
      )
    : new AppError(
        'access_denied',
        'Attachments are read from your own mailbox, and this email is not there. Ask somebody who received it.',
        { source: 'graph' },
      );
}
