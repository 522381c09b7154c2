import { sql } from 'kysely';
import { AppError } from '../../../base/errors.js';
import { sha256 } from '../../../base/ids.js';
import type { Log } from '../../../base/log.js';
import type { Principal } from '../../../base/principal.js';
import type { Database } from '../../../db/database.js';
import type { Queue } from '../../../db/queue.js';
import type { Graph } from '../../../graph/graph.js';
import { goesOnWithout, subscribe, unsubscribe, type NoticeSettings } from '../../../graph/subscriptions.js';
import { cameEarly, renewSubscription } from '../../../sync/subscriptions.js';
import type { Stream } from './store.js';

export interface DriveSubscriptionNeeds {
  database: Database;
  graph: Graph;
  queue: Pick<Queue, 'add'>;
  log: Log;
  connections: { find(tenantId: string, objectId: string): Promise<Principal | undefined> };
  settings: NoticeSettings;
}

/**
 * Sees to it that Microsoft tells us of changes in a drive: of its root, with the right of who reads it, which is all a business drive
 * allows. Where that is refused (most drives of others), the clock still finds everything, only later.
 */
export async function ensureDriveSubscription(
  { database, graph, settings }: Pick<DriveSubscriptionNeeds, 'database' | 'graph' | 'settings'>,
  { id: streamId, tenantId, driveId }: Stream,
  as: Principal,
): Promise<void> {
  const known = await database.kysely
    .selectFrom('subscription')
    .select('id')
    .where('drive_stream_id', '=', streamId)
    .where('state', '<>', 'removed')
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst();
  if (known) return;
  const what = { resource: `drives/${driveId}/root`, changeType: 'updated' };
  const made = await subscribe(graph, { as }, what, settings).catch((error: unknown) => {
    if (!goesOnWithout(error)) throw error;
  });
  if (!made) return;
  const old = await database.transaction(async (tx) => {
    const before = await tx
      .deleteFrom('subscription')
      .where('drive_stream_id', '=', streamId)
      .returning('id')
      .execute();
    await tx
      .insertInto('subscription')
      .values({
        id: made.id,
        tenant_id: tenantId,
        drive_stream_id: streamId,
        resource: what.resource,
        secret_hash: sha256(made.secret),
        expires_at: made.expiresAt,
        state: 'live',
      })
      .execute();
    if (await cameEarly(tx, made.id))
      await tx.updateTable('drive_stream').set({ wished_at: new Date() }).where('id', '=', streamId).execute();
    return before;
  });
  for (const { id } of old) await unsubscribe(graph, { as }, id);
}

/** Microsoft told of news: the drives are read soon, but never before a wait it asked for is over. */
export async function wishDrives(
  { database, queue }: Pick<DriveSubscriptionNeeds, 'database' | 'queue'>,
  streamIds: string[],
): Promise<void> {
  if (streamIds.length === 0) return;
  await sql`update drive_stream set wished_at = now(), next_attempt_at = case when problem is null then now() else next_attempt_at end
    where id = any(${streamIds}::text[])`.execute(database.kysely);
  for (const id of streamIds) await queue.add('follow-drive', { streamId: id }, { key: id });
}

interface Due {
  id: string;
  state: 'live' | 'reauthorize' | 'removed';
  stream_id: string;
  tenant_id: string;
  object_id: string;
  is_wanted: boolean;
}
/**
 * Keeps subscriptions of drives alive as those of mailboxes are: renewed at half of their life or when Microsoft asks, ended where nothing
 * of the drive is on a record any more. One that was lost is made again by the next turn, which also reads what was missed.
 */
export async function renewDriveSubscriptions(needs: DriveSubscriptionNeeds): Promise<void> {
  const { database, settings } = needs;
  const { rows } = await sql<Due>`
    select * from (
      select b.id, b.state, b.expires_at, s.id as stream_id, s.tenant_id, s.object_id,
        exists (select 1 from file_link l where l.tenant_id = s.tenant_id and l.drive_id = s.drive_id and l.state <> 'unlinked')
        or exists (select 1 from record_folder f where f.tenant_id = s.tenant_id and f.drive_id = s.drive_id) as is_wanted
      from subscription b join drive_stream s on s.id = b.drive_stream_id) k
    where state <> 'live' or not is_wanted
      or expires_at < now() + make_interval(mins => ${Math.floor(settings.subscriptionMinutes / 2)})
    order by expires_at limit 500`.execute(database.kysely);
  for (const it of rows) await renewOne(needs, it);
}

async function renewOne(needs: DriveSubscriptionNeeds, it: Due): Promise<void> {
  const { database, graph, connections, log } = needs;
  const as = await connections.find(it.tenant_id, it.object_id);
  if (!as) return;
  try {
    if (it.is_wanted && it.state !== 'removed' && (await renewSubscription(needs, { as }, it.id))) return;
    await unsubscribe(graph, { as }, it.id);
    await database.kysely.deleteFrom('subscription').where('id', '=', it.id).execute();
    if (it.is_wanted) await wishDrives(needs, [it.stream_id]);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    log.warn('a subscription of a drive waits for its renewal', { streamId: it.stream_id, code: error.code });
  }
}
