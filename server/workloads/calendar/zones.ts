import { sql } from 'kysely';
import type { CalendarZones } from '../../../contract/calendar.js';
import { AppError } from '../../base/errors.js';
import type { Principal } from '../../base/principal.js';
import type { Database } from '../../db/database.js';
import type { Graph } from '../../graph/graph.js';
import { toIanaZone } from '../../graph/time-zone.js';

export interface ZoneNeeds {
  database: Database;
  graph: Pick<Graph, 'request'>;
}
interface Kept {
  mailbox_id: number;
  time_zone: string;
  uses_mailbox_zone: boolean;
}

/** What is kept of the viewer's own mailbox, where its calendar is followed. */
async function keptFor(
  { database }: Pick<ZoneNeeds, 'database'>,
  { tenantId, objectId }: Principal,
): Promise<Kept | undefined> {
  const { rows } = await sql<Kept>`select k.mailbox_id, b.time_zone, k.uses_mailbox_zone
    from mailbox b join calendar_setting k on k.mailbox_id = b.id
    where b.tenant_id = ${tenantId} and b.object_id = ${objectId} and b.kind = 'own' and b.state <> 'disconnected'`.execute(
    database.kysely,
  );
  return rows[0];
}

/** The zone the viewer chose to see times in; undefined is the browser's. Asks Microsoft nothing. */
export async function chosenZone(needs: Pick<ZoneNeeds, 'database'>, viewer: Principal): Promise<string | undefined> {
  const kept = await keptFor(needs, viewer);
  return kept?.uses_mailbox_zone ? kept.time_zone : undefined;
}

/** The zone of the mailbox as Outlook has it now, beside what is kept here. Who chose the mailbox's zone follows it by this look. */
export async function zonesOf(needs: ZoneNeeds, viewer: Principal): Promise<CalendarZones> {
  const kept = await required(needs, viewer);
  const mailbox = await readZone(needs, viewer);
  if (kept.uses_mailbox_zone && kept.time_zone !== mailbox) await keep(needs, kept, mailbox);
  return {
    mailbox,
    workspace: kept.uses_mailbox_zone ? mailbox : kept.time_zone,
    usesMailbox: kept.uses_mailbox_zone,
  };
}

/** From here on times are shown, and periods counted, in the zone of the mailbox. Twice is once. */
export async function useMailboxZone(needs: ZoneNeeds, viewer: Principal): Promise<CalendarZones> {
  const kept = await required(needs, viewer);
  const mailbox = await readZone(needs, viewer);
  await keep(needs, kept, mailbox);
  return { mailbox, workspace: mailbox, usesMailbox: true };
}

async function required(needs: ZoneNeeds, viewer: Principal): Promise<Kept> {
  const kept = await keptFor(needs, viewer);
  if (!kept) throw new AppError('not_found', 'Choose your calendars first.', { source: 'request' });
  return kept;
}
const readZone = async ({ graph }: ZoneNeeds, viewer: Principal): Promise<string> =>
  toIanaZone(
    (
      await graph.request<{ timeZone?: string }>(viewer, {
        path: '/me/mailboxSettings',
        query: { $select: 'timeZone' },
      })
    ).timeZone,
  );
const keep = ({ database }: ZoneNeeds, { mailbox_id }: Kept, zone: string): Promise<void> =>
  database.transaction(async (tx) => {
    await tx.updateTable('mailbox').set({ time_zone: zone }).where('id', '=', mailbox_id).execute();
    await tx
      .updateTable('calendar_setting')
      .set({ uses_mailbox_zone: true })
      .where('mailbox_id', '=', mailbox_id)
      .execute();
  });
