import type { Selectable } from 'kysely';
import type { Mailbox } from '../../contract/connection.js';
import type { Principal } from '../base/principal.js';
import type { Database } from '../db/database.js';
import type { MailboxTable } from '../db/schema-mail.js';

/** Mailboxes as the contract has them, with the names of colleagues; a constant number of queries. */
export async function viewMailboxes(
  { kysely }: Database,
  { tenantId, objectId }: Principal,
  rows: Selectable<MailboxTable>[],
): Promise<Mailbox[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((it) => it.id);
  const members = await kysely
    .selectFrom('mailbox_member')
    .select(['mailbox_id', 'object_id'])
    .where('mailbox_id', 'in', ids)
    .orderBy('object_id')
    .execute();
  const wanted = [...new Set([...rows, ...members].map((it) => it.object_id))];
  const people = await kysely
    .selectFrom('connection')
    .select(['object_id', 'display_name', 'address'])
    .where('tenant_id', '=', tenantId)
    .where('object_id', 'in', wanted)
    .execute();
  const person = (id: string) => {
    const known = people.find((it) => it.object_id === id);
    return { name: known?.display_name ?? '', address: known?.address ?? '', isYou: id === objectId };
  };
  return rows.map((it) => {
    const { name, isYou } = person(it.object_id);
    return {
      id: String(it.id),
      kind: it.kind,
      address: it.address,
      displayName: it.display_name,
      state: it.state,
      ...(it.problem ? { problem: it.problem } : {}),
      timeZone: it.time_zone,
      isConfigured: it.settings !== null,
      ...(it.wait_until && new Date(it.wait_until) > new Date()
        ? { waitUntilDateTime: new Date(it.wait_until).toISOString() }
        : {}),
      connectedBy: { name, isYou },
      members: members.filter((m) => Number(m.mailbox_id) === Number(it.id)).map((m) => person(m.object_id)),
    };
  });
}
