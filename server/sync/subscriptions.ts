import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { sha256 } from '../base/ids.js';
import type { Principal } from '../base/principal.js';
import type { Sql } from '../db/database.js';
import { goesOnWithout, prolong, subscribe, unsubscribe, type NoticeSettings } from '../graph/subscriptions.js';
import { logSync } from './log.js';
import type { SyncNeeds } from './needs.js';
import type { AnyWorkload, Scope } from './workload.js';

const doubtedAfterSeconds = 10;

/**
 * Sees to it that Microsoft tells us when the stream has news. Without a subscription (shared mailboxes allow none, Microsoft
 * may refuse one) the clock still finds everything, only later.
 */
export async function ensureSubscription(needs: SyncNeeds, workload: AnyWorkload, scope: Scope): Promise<void> {
  const { mailbox } = scope;
  const path = await workload.subscription?.(scope);
  if (!path) return;
  const known = await needs.database.kysely
    .selectFrom('subscription')
    .select('id')
    .where('mailbox_id', '=', mailbox.id)
    .where('resource', '=', scope.resource)
    .where('state', '<>', 'removed')
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst();
  if (known) return;
  try {
    await createSubscription(needs, scope, path);
  } catch (error) {
    if (!goesOnWithout(error)) throw error;
    await logSync(needs.database.kysely, {
      tenantId: mailbox.tenantId,
      mailboxId: mailbox.id,
      kind: 'subscription',
      code: 'C7',
      detail: { why: error.code },
    });
  }
}

/** Asks for a subscription and keeps it; of two that were made at the same time one stays. */
export async function createSubscription(
  { database, graph, settings }: SyncNeeds,
  { mailbox, resource, as, signal, stateId }: Scope,
  path: string,
): Promise<void> {
  const made = await subscribe(
    graph,
    { as, mailbox: mailbox.address, signal },
    { resource: path, changeType: 'created,updated,deleted' },
    settings,
  );
  const old = await database.transaction(async (tx) => {
    const before = await tx
      .deleteFrom('subscription')
      .where('mailbox_id', '=', mailbox.id)
      .where('resource', '=', resource)
      .returning('id')
      .execute();
    await tx
      .insertInto('subscription')
      .values({
        id: made.id,
        tenant_id: mailbox.tenantId,
        mailbox_id: mailbox.id,
        resource,
        secret_hash: sha256(made.secret),
        expires_at: made.expiresAt,
        state: 'live',
      })
      .execute();
    if (await cameEarly(tx, made.id))
      await tx
        .updateTable('sync_state')
        .set({ wished_at: sql`now()` })
        .where('id', '=', stateId)
        .execute();
    return before;
  });
  for (const { id } of old) await unsubscribe(graph, { as, mailbox: mailbox.address }, id);
}

/** Whether Microsoft told something before we knew the subscription's name. Asked once. */
export async function cameEarly(on: Sql, id: string): Promise<boolean> {
  const early = await on.deleteFrom('early_notification').where('subscription_id', '=', id).executeTakeFirst();
  return early.numDeletedRows > 0n;
}

/** Which subscriptions belong to a stream: of a mailbox, or of a drive. */
export const ofMailbox = (mailboxId: number, resource: string): RawBuilder<SqlBool> =>
  sql<SqlBool>`mailbox_id = ${mailboxId} and resource = ${resource}`;
export const ofDrive = (streamId: string): RawBuilder<SqlBool> => sql<SqlBool>`drive_stream_id = ${streamId}`;

/**
 * The stream had news that nobody told us of: the subscription may have ended without a word, or be silent. It is renewed soon, and
 * made again where Microsoft does not know it any more. What was told within the last minutes may be on its way.
 */
export async function doubtSubscription(
  { database, queue }: Pick<SyncNeeds, 'database' | 'queue'>,
  whose: RawBuilder<SqlBool>,
): Promise<void> {
  const { rows } = await sql`
    update subscription set state = 'reauthorize' where ${whose} and state = 'live'
      and greatest(noticed_at, created_at) < now() - make_interval(secs => ${doubtedAfterSeconds}) returning id`.execute(
    database.kysely,
  );
  if (rows.length > 0) await queue.add('renew-subscriptions', {}, { key: 'renew-subscriptions' });
}

/** Renews what is known here and at Microsoft. False when Microsoft does not know it any more. */
export async function renewSubscription(
  { graph, database, settings }: Pick<SyncNeeds, 'graph' | 'database'> & { settings: NoticeSettings },
  whose: { as: Principal; mailbox?: string },
  id: string,
): Promise<boolean> {
  const expiresAt = await prolong(graph, whose, id, settings);
  if (expiresAt === undefined) return false;
  await database.kysely
    .updateTable('subscription')
    .set({ expires_at: expiresAt, state: 'live' })
    .where('id', '=', id)
    .execute();
  return true;
}
