import type { Calendar } from '@microsoft/microsoft-graph-types';
import { sql, type Selectable } from 'kysely';
import type { MailboxRow, Mailboxes } from '../../connections/mailboxes.js';
import type { Database, Sql } from '../../db/database.js';
import type { CalendarTable } from '../../db/schema-calendar.js';

export type CalendarRow = Selectable<CalendarTable>;
interface ListPage {
  value: (Calendar & { id: string })[];
  '@odata.nextLink'?: string;
}
const mostPages = 20;

/** All calendars of a mailbox as Graph lists them, those included that others share with its owner. */
export async function readCalendars(
  mailboxes: Pick<Mailboxes, 'ask' | 'askRoot'>,
  row: MailboxRow,
): Promise<ListPage['value']> {
  const found: ListPage['value'] = [];
  let page = await mailboxes.ask<ListPage>(row, { path: '/calendars', query: { $top: '100' } });
  for (let pages = 1; ; pages += 1) {
    found.push(...page.value);
    const link = page['@odata.nextLink'];
    if (!link || pages >= mostPages) return found;
    page = await mailboxes.askRoot<ListPage>(row, { link, mailbox: row.address });
  }
}

/**
 * Brings our list to what the mailbox has. What a person chose stays; a calendar that is not there any more is marked. The first time
 * Outlook's own default calendar is proposed for new events.
 */
export async function putCalendars(
  on: Sql,
  row: Pick<MailboxRow, 'id' | 'tenant_id'>,
  listed: ListPage['value'],
): Promise<void> {
  for (const it of listed) {
    const values = {
      name: it.name ?? '',
      color: it.hexColor || it.color || 'auto',
      owner_address: (it.owner?.address ?? '').toLowerCase(),
      owner_name: it.owner?.name ?? '',
      can_edit: it.canEdit === true,
      can_view_private: it.canViewPrivateItems === true,
      is_default: it.isDefaultCalendar === true,
      online_providers: it.allowedOnlineMeetingProviders?.map(String) ?? [],
      online_provider: it.defaultOnlineMeetingProvider ?? 'unknown',
      is_gone: false,
    };
    await on
      .insertInto('calendar')
      .values({ tenant_id: row.tenant_id, mailbox_id: row.id, graph_id: it.id, ...values })
      .onConflict((conflict) =>
        conflict.columns(['mailbox_id', 'graph_id']).doUpdateSet({ ...values, updated_at: sql`now()` }),
      )
      .execute();
  }
  await on
    .updateTable('calendar')
    .set({ is_gone: true, is_primary: false, updated_at: sql`now()` })
    .where('mailbox_id', '=', row.id)
    .where('graph_id', 'not in', ['', ...listed.map((it) => it.id)])
    .execute();
  await sql`update calendar set is_primary = true where mailbox_id = ${row.id} and is_default and can_edit and not is_gone
    and not exists (select 1 from calendar o where o.mailbox_id = ${row.id} and o.is_primary)`.execute(on);
}

/** The calendars of these mailboxes, the default one first. */
export const calendarsOf = ({ kysely }: Database, mailboxIds: number[]): Promise<CalendarRow[]> =>
  kysely
    .selectFrom('calendar')
    .selectAll()
    .where('mailbox_id', 'in', [0, ...mailboxIds])
    .orderBy('mailbox_id')
    .orderBy('is_default', 'desc')
    .orderBy('name')
    .execute();

/** Whether a calendar belongs to somebody else, who shares it with the owner of the mailbox. */
export const isShared = (it: Pick<CalendarRow, 'owner_address'>, mailbox: { address: string }): boolean =>
  it.owner_address !== '' && it.owner_address !== mailbox.address.toLowerCase();
