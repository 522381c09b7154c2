import type { Database } from '../db/database.js';
import type { JobPayloads, Queue } from '../db/queue.js';
import type { TenantKeys } from '../identity/tenant-keys.js';
import { queueStreams } from '../sync/wish.js';
import type { OwnDomains } from '../records/own-domains.js';
import { matchEventsOfKnown } from '../workloads/calendar/rematch.js';
import { findMailOfFresh } from '../workloads/mail/rematch.js';

/** After people or companies became known: their earlier mail is found and read once more, and their events come to their records. */
export async function rematch(
  { queue, ...needs }: { database: Database; queue: Queue; tenantKeys: TenantKeys; ownDomains: OwnDomains },
  { tenantId }: JobPayloads['rematch'],
): Promise<void> {
  await queueStreams(queue, await findMailOfFresh(needs, tenantId));
  await matchEventsOfKnown(needs, tenantId);
}
