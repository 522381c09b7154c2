import { sql } from 'kysely';
import type { Mailbox } from '../../../contract/connection.js';
import type { Audit } from '../../audit/audit.js';
import { AppError } from '../../base/errors.js';
import type { Principal } from '../../base/principal.js';
import type { Mailboxes } from '../../connections/mailboxes.js';
import type { Database } from '../../db/database.js';
import type { Queue } from '../../db/queue.js';
import { queueWaiting } from '../../sync/wish.js';

export interface ControlNeeds {
  database: Database;
  mailboxes: Mailboxes;
  audit: Audit;
  queue: Pick<Queue, 'add'>;
}
export type Order = 'pause' | 'resume' | 'sync';

/** Pauses, goes on, or asks for a run now. Only states and wishes are written; the engine reads them. Twice is once. */
export async function orderMailbox(
  { database, mailboxes, audit, queue }: ControlNeeds,
  principal: Principal,
  id: string,
  order: Order,
): Promise<Mailbox> {
  const row = await mailboxes.row(principal, id);
  if (!row.settings)
    throw new AppError('conflict', 'Nothing is synced yet. Save the settings of this mailbox first.', {
      source: 'request',
    });
  if (row.state !== 'following' && row.state !== 'paused')
    throw new AppError('conflict', row.problem?.sentence ?? 'This mailbox is not followed now. Connect it again.', {
      source: 'request',
    });
  await database.transaction(async (tx) => {
    if (order !== 'sync')
      await tx
        .updateTable('mailbox')
        .set({ state: order === 'pause' ? 'paused' : 'following', updated_at: sql`now()` })
        .where('id', '=', row.id)
        .execute();
    if (order !== 'pause')
      await tx
        .updateTable('sync_state')
        .set({ wished_at: sql`now()`, next_attempt_at: null })
        .where('mailbox_id', '=', row.id)
        .where('stage', '<>', 'stopped')
        .execute();
    if (order !== 'sync')
      await audit.append(tx, {
        tenantId: row.tenant_id,
        actor: principal.objectId,
        action: order === 'pause' ? 'mailbox.paused' : 'mailbox.resumed',
        target: String(row.id),
      });
  });
  if (order !== 'pause') await queueWaiting({ database, queue });
  return mailboxes.get(principal, id);
}
