import type { Database } from '../db/database.js';
import type { JobPayloads, Queue } from '../db/queue.js';
import { queueStreams } from '../sync/wish.js';
import { planCalendars } from '../workloads/calendar/plan.js';
import { planMailbox as planMail } from '../workloads/mail/plan.js';

/** After settings were saved: what is to be followed and read from now on. */
export async function planMailbox(
  { database, queue }: { database: Database; queue: Queue },
  { mailboxId }: JobPayloads['plan-mailbox'],
): Promise<void> {
  await queueStreams(queue, await planMail(database, mailboxId));
  await queueStreams(queue, await planCalendars(database, mailboxId));
}
