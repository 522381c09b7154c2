import { sql } from 'kysely';
import { tell } from '../../../../contract/diagnoses.js';
import { AppError } from '../../../base/errors.js';
import type { Principal } from '../../../base/principal.js';
import type { SeenEvent } from '../show.js';
import { isOwnMailbox } from '../visibility.js';
import type { OutboxNeeds } from './needs.js';

/** Where a new event goes: the calendar that is asked for, or the primary one of the person's mailbox. */
export async function placeFor(
  { database, mailboxes }: OutboxNeeds,
  principal: Principal,
  { mailbox, calendar }: { mailbox?: string | undefined; calendar?: string | undefined },
): Promise<{ mailboxId: number; calendarId: number | null }> {
  const own = (await mailboxes.list(principal)).filter(
    (it) => it.kind === 'own' && ['connected', 'following', 'paused'].includes(it.state),
  );
  const chosen = mailbox ? own.find((it) => it.id === mailbox) : (own.find((it) => it.connectedBy.isYou) ?? own[0]);
  if (!chosen)
    throw new AppError('invalid_request', 'Connect your Outlook first, then make events here.', {
      source: 'request',
      field: 'mailbox',
    });
  const mailboxId = Number(chosen.id);
  const setting = await database.kysely
    .selectFrom('calendar_setting')
    .select('direction')
    .where('mailbox_id', '=', mailboxId)
    .executeTakeFirst();
  refuseReadOnly(setting?.direction);
  const found = await database.kysely
    .selectFrom('calendar')
    .select(['id', 'can_edit', 'name'])
    .where('mailbox_id', '=', mailboxId)
    .where('is_gone', '=', false)
    .where((eb) => (calendar ? eb('graph_id', '=', calendar) : eb('is_primary', '=', true)))
    .executeTakeFirst();
  if (calendar && !found)
    throw new AppError('invalid_request', 'This calendar is not in the mailbox any more.', {
      source: 'request',
      field: 'calendar',
    });
  if (found && !found.can_edit)
    throw new AppError('invalid_request', `You may read “${found.name}” but not change it.`, {
      source: 'request',
      field: 'calendar',
    });
  return { mailboxId, calendarId: found?.id ?? null };
}

/** The person's own copy, in a calendar they may change. */
export async function editable({ database }: OutboxNeeds, principal: Principal, row: SeenEvent) {
  const { rows } = await sql<{
    mailbox_id: number;
    calendar_id: number | null;
    graph_id: string;
    is_organizer: boolean;
    can_edit: boolean | null;
    direction: string | null;
  }>`
    select c.mailbox_id, c.calendar_id, c.graph_id, c.is_organizer, k.can_edit, s.direction
    from calendar_copy c join mailbox b on b.id = c.mailbox_id left join calendar k on k.id = c.calendar_id
    left join calendar_setting s on s.mailbox_id = c.mailbox_id
    where c.event_id = ${row.id} and c.gone_at is null and c.seen = 4 and ${isOwnMailbox(principal.objectId)}
    order by k.can_edit desc nulls last, c.is_organizer desc, c.id limit 1`.execute(database.kysely);
  const [copy] = rows;
  if (!copy || copy.can_edit === false)
    throw new AppError('access_denied', 'You may look at this event but not change it.', { source: 'request' });
  refuseReadOnly(copy.direction);
  return copy;
}
function refuseReadOnly(direction: string | null | undefined): void {
  if (direction === 'read')
    throw new AppError('access_denied', tell('calendar.readOnly'), {
      source: 'request',
      diagnosis: { cause: 'calendar.readOnly' },
    });
}
