import { sql } from 'kysely';
import { AppError } from '../base/errors.js';
import { randomToken, sha256 } from '../base/ids.js';
import type { Principal } from '../base/principal.js';
import { logSync } from './log.js';
import type { SyncNeeds } from './needs.js';
import type { AnyWorkload, Scope } from './workload.js';

interface RawSubscription {
  id: string;
  expirationDateTime: string;
}
const doubtedAfterSeconds = 10;
/** Refusals after which it goes on without notifications: the clock looks in its own time. */
const bearable = ['access_denied', 'invalid_request', 'upstream_unavailable', 'conflict', 'not_found'];

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
    if (!(error instanceof AppError) || !bearable.includes(error.code)) throw error;
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
  const secret = randomToken();
  const made = await graph.request<RawSubscription>(as, {
    method: 'POST',
    path: '/subscriptions',
    mailbox: mailbox.address,
    priority: 'job',
    signal,
    body: {
      changeType: 'created,updated,deleted',
      notificationUrl: settings.notificationUrl,
      lifecycleNotificationUrl: settings.notificationUrl,
      resource: path,
      expirationDateTime: expiry(settings.subscriptionMinutes),
      clientState: secret,
    },
  });
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
        secret_hash: sha256(secret),
        expires_at: made.expirationDateTime,
        state: 'live',
      })
      .execute();
    // Microsoft may have told something before we knew its name.
    const early = await tx.deleteFrom('early_notification').where('subscription_id', '=', made.id).executeTakeFirst();
    if (early.numDeletedRows > 0n)
      await tx
        .updateTable('sync_state')
        .set({ wished_at: sql`now()` })
        .where('id', '=', stateId)
        .execute();
    return before;
  });
  for (const { id } of old) await endSubscription({ graph }, as, mailbox.address, id);
}

/**
 * The stream had news that nobody told us of: the subscription may have ended without a word, or be silent. It is renewed soon, and
 * made again where Microsoft does not know it any more. What was told within the last minutes may be on its way.
 */
export async function doubtSubscription(
  { database, queue }: Pick<SyncNeeds, 'database' | 'queue'>,
  { mailbox, resource }: Scope,
): Promise<void> {
  const { rows } = await sql`
    update subscription set state = 'reauthorize' where mailbox_id = ${mailbox.id} and resource = ${resource} and state = 'live'
      and greatest(noticed_at, created_at) < now() - make_interval(secs => ${doubtedAfterSeconds}) returning id`.execute(
    database.kysely,
  );
  if (rows.length > 0) await queue.add('renew-subscriptions', {}, { key: 'renew-subscriptions' });
}

/** Renews, and by that also says again that we may be told. False when Microsoft does not know it any more. */
export async function renewSubscription(
  { graph, database, settings }: SyncNeeds,
  as: Principal,
  mailbox: string,
  id: string,
): Promise<boolean> {
  try {
    const renewed = await graph.request<RawSubscription>(as, {
      method: 'PATCH',
      path: `/subscriptions/${encodeURIComponent(id)}`,
      mailbox,
      priority: 'job',
      body: { expirationDateTime: expiry(settings.subscriptionMinutes) },
    });
    await database.kysely
      .updateTable('subscription')
      .set({ expires_at: renewed.expirationDateTime, state: 'live' })
      .where('id', '=', id)
      .execute();
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return false;
    throw error;
  }
}

/** Ends a subscription at Microsoft; one that is not there is ended already. */
export async function endSubscription(
  { graph }: Pick<SyncNeeds, 'graph'>,
  as: Principal,
  mailbox: string,
  id: string,
): Promise<void> {
  await graph
    .request(as, { method: 'DELETE', path: `/subscriptions/${encodeURIComponent(id)}`, mailbox, priority: 'job' })
    .catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error; // it ends by itself
    });
}

const expiry = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();
