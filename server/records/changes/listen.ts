import { sql } from 'kysely';
import { AppError } from '../../base/errors.js';
import { randomToken } from '../../base/ids.js';
import type { Database } from '../../db/database.js';
import type { Queue } from '../../db/queue.js';
import type { CoherenceClient } from '../coherence/client.js';
import type { Sealing, Workspaces } from '../workspaces.js';

/** Where Coherence tells of changes, below PUBLIC_URL; a door of its own for each organisation follows. */
export const coherencePath = '/webhooks/coherence';
const events = ['record.created', 'record.updated', 'record.deleted'];
const description = 'Coherence for Microsoft 365: folders and access follow their records';

export interface ListenNeeds {
  database: Database;
  workspaces: Pick<Workspaces, 'client'>;
  seal: Sealing;
  publicUrl: string;
}
export const sealedAs = (tenantId: string): string => `coherence webhook ${tenantId}`;

/** Organisations whose Coherence was not asked for an hour whether it tells us of changes; after a silence, for five minutes. */
export async function queueDueListening({ database, queue }: { database: Database; queue: Queue }): Promise<void> {
  const { rows } = await sql<{ tenant_id: string }>`select c.tenant_id from coherence_connection c
    left join coherence_webhook w using (tenant_id)
    where w.asked_at is null or w.asked_at < now() - interval '1 hour'`.execute(database.kysely);
  for (const { tenant_id: tenantId } of rows) await queue.add('listen-to-coherence', { tenantId }, { key: tenantId });
}

/**
 * Makes sure that Coherence tells us of changed records, where it can. Twice is once, and of several processes one does it: the door is written down
 * before Coherence is asked, so what a crash left behind is known by its address and replaced.
 */
export async function listenToCoherence(needs: ListenNeeds, tenantId: string): Promise<void> {
  const { database, workspaces, seal, publicUrl } = needs;
  const row = await takeTurn(database, tenantId);
  if (!row) return;
  const note = (values: { state: string; webhook_id?: string; key_id?: string; sealed_secret?: string }) =>
    database.kysely.updateTable('coherence_webhook').set(values).where('tenant_id', '=', tenantId).execute();
  try {
    const client = await workspaces.client(tenantId, true);
    const known = await client.webhooks();
    if (!known) return void (await note({ state: 'unavailable' }));
    const ours = known.filter((it) => it.url.startsWith(`${publicUrl}${coherencePath}/`));
    if (ours.some((it) => it.id === row.webhook_id && it.isActive)) return void (await note({ state: 'listening' }));
    for (const { id } of ours) await client.removeWebhook(id);
    const made = await makeWebhook(client, `${publicUrl}${coherencePath}/${row.door}`);
    if (!made) return void (await note({ state: 'unavailable' }));
    const { keyId, sealed } = seal.seal(made.secret, sealedAs(tenantId));
    await note({ state: 'listening', webhook_id: made.id, key_id: keyId, sealed_secret: sealed });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    await sql`update coherence_webhook set asked_at = now() - interval '55 minutes' where tenant_id = ${tenantId}`.execute(
      database.kysely,
    );
    throw error;
  }
}

async function takeTurn(database: Database, tenantId: string) {
  const { rows } = await sql<{ door: string; webhook_id: string | null }>`
    insert into coherence_webhook (tenant_id, door, asked_at) values (${tenantId}, ${randomToken()}, now())
    on conflict (tenant_id) do update set asked_at = now()
      where coherence_webhook.asked_at is null or coherence_webhook.asked_at < now() - interval '1 hour'
    returning door, webhook_id`.execute(database.kysely);
  return rows[0];
}

/** Undefined where this key may not, or this Coherence does not take our wish. */
async function makeWebhook(client: CoherenceClient, url: string) {
  try {
    return await client.addWebhook({ url, events, description });
  } catch (error) {
    const isRefused =
      error instanceof AppError && ['invalid_request', 'access_denied', 'not_found', 'conflict'].includes(error.code);
    if (isRefused) return undefined;
    throw error;
  }
}
