import { sql } from 'kysely';
import type { Database } from '../../db/database.js';

/**
 * Lets go of everything that was followed of a disconnected mailbox's calendars; events on records stay. With `delete` those go too that came
 * to a record by themselves, where no other mailbox has them. Nothing at Microsoft changes. Twice is once.
 */
export async function forgetCalendars(
  { database }: { database: Database },
  mailboxId: number,
  links: 'keep' | 'delete',
): Promise<void> {
  await database.transaction(async (tx) => {
    // Of a shared mailbox that colleagues go on with, one only leaves.
    const row = await tx.selectFrom('mailbox').select('state').where('id', '=', mailboxId).executeTakeFirst();
    if (row?.state !== 'disconnected') return;
    await sql`delete from sync_state where mailbox_id = ${mailboxId} and workload = 'calendar'`.execute(tx);
    await sql`delete from calendar_setting where mailbox_id = ${mailboxId}`.execute(tx);
    if (links === 'delete') {
      await sql`delete from calendar_link l where l.decided_by is null
        and exists (select 1 from calendar_event e join calendar_copy c on c.event_id = e.id
          where e.tenant_id = l.tenant_id and e.ical_uid = l.ical_uid and c.mailbox_id = ${mailboxId})
        and not exists (select 1 from calendar_event e join calendar_copy c on c.event_id = e.id
          where e.tenant_id = l.tenant_id and e.ical_uid = l.ical_uid and c.mailbox_id <> ${mailboxId})`.execute(tx);
      await sql`delete from calendar_change where mailbox_id = ${mailboxId}`.execute(tx);
    }
    await sql`delete from calendar_event e where exists (select 1 from calendar_copy c where c.event_id = e.id and c.mailbox_id = ${mailboxId})
      and not exists (select 1 from calendar_copy c where c.event_id = e.id and c.mailbox_id <> ${mailboxId})
      and not exists (select 1 from calendar_link l where l.tenant_id = e.tenant_id and l.ical_uid = e.ical_uid and l.state = 'linked')`.execute(
      tx,
    );
    await sql`delete from calendar_copy where mailbox_id = ${mailboxId}`.execute(tx);
    await sql`delete from calendar where mailbox_id = ${mailboxId}`.execute(tx);
  });
}
