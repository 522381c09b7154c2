import type { Audit } from '../audit/audit.js';
import type { Database } from '../db/database.js';

type Person = { tenantId: string; objectId: string };

/**
 * Microsoft no longer lets us in for a person: access was removed there, or the sign-in ended. Every stream that reads with it is asked for a
 * turn, in which it finds no sign-in and stops without asking Microsoft once more.
 */
export async function signInEnded(
  { database, audit, wish }: { database: Database; audit: Audit; wish(ids: number[]): Promise<void> },
  { tenantId, objectId }: Person,
): Promise<void> {
  const streams = await database.kysely
    .selectFrom('sync_state as s')
    .innerJoin('mailbox as m', 'm.id', 's.mailbox_id')
    .select('s.id')
    .where('m.tenant_id', '=', tenantId)
    .where('m.object_id', '=', objectId)
    .where('m.state', '=', 'following')
    .execute();
  await database.transaction((tx) =>
    audit.append(tx, { tenantId, actor: 'job', action: 'connection.ended_at_microsoft', target: objectId }),
  );
  await wish(streams.map((it) => Number(it.id)));
}
