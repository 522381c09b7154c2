import { createHmac, timingSafeEqual } from 'node:crypto';
import { sql } from 'kysely';
import { now } from '../../base/clock.js';
import type { Database } from '../../db/database.js';
import type { Queue } from '../../db/queue.js';
import { decodeDelivery } from '../coherence/decode.js';
import type { Sealing, Workspaces } from '../workspaces.js';
import { anyRecord, noteChanged, queueChanges } from './changed.js';
import { sealedAs } from './listen.js';

export interface HearNeeds {
  database: Database;
  queue: Pick<Queue, 'add'>;
  workspaces: Pick<Workspaces, 'modules'>;
  seal: Pick<Sealing, 'open'>;
}
export interface Delivery {
  /** The last part of the address it came to. */
  door: string;
  /** As it came: `t=<seconds>,v1=<hex>`. */
  signature: string | undefined;
  body: string;
}
const oldestSeconds = 300;

/**
 * Takes a delivery of Coherence as a hint: what it speaks of is read again with our own key, whatever else it says. A door nobody was given, a
 * signature that is wrong or old: it is as if nothing had come. How Coherence signs is not known for certain (G8), so a delivery without
 * a signature at the right door is a hint as well.
 */
export async function hearCoherence(
  { database, queue, workspaces, seal }: HearNeeds,
  { door, signature, body }: Delivery,
): Promise<void> {
  const row = await database.kysely
    .selectFrom('coherence_webhook')
    .selectAll()
    .where('door', '=', door)
    .executeTakeFirst();
  if (!row) return;
  const { tenant_id: tenantId, key_id: keyId, sealed_secret: sealed } = row;
  const secret = keyId && sealed ? seal.open({ keyId, sealed }, sealedAs(tenantId)) : '';
  if (signature && secret && !isSigned(signature, secret, body)) return;
  const { module: named, recordId } = decodeDelivery(parse(body));
  const modules = await workspaces.modules(tenantId);
  const module = modules.find((it) => it.slug === named || it.moduleId === named);
  // Told of something without saying where: everything is looked at. A module that is not known yet is found by the next full reading.
  const meant = module ? [module] : named ? [] : modules;
  const isOneRecord = module !== undefined && recordId.length > 0 && recordId.length <= 200;
  for (const { moduleId } of meant) {
    await noteChanged(database.kysely, { tenantId, moduleId }, [isOneRecord ? recordId : anyRecord]);
    await queueChanges(queue, { tenantId, moduleId });
  }
  await database.kysely
    .updateTable('coherence_webhook')
    .set({ heard_at: sql`now()` })
    .where('tenant_id', '=', tenantId)
    .execute();
}

/** Whether one of the signatures in the header is of this body, by this secret, and fresh. */
export function isSigned(header: string, secret: string, body: string): boolean {
  const parts = header.split(',').map((it) => it.trim().split('=') as [string, string?]);
  const t = Number(parts.find(([name]) => name === 't')?.[1]);
  if (!(Math.abs(now().getTime() / 1000 - t) <= oldestSeconds)) return false;
  const expected = createHmac('sha256', secret).update(`${t}.${body}`).digest();
  return parts.some(([name, value = '']) => {
    const given = Buffer.from(value, 'hex');
    return name === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
