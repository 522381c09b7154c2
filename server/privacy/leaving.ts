import type { Reply } from '../../contract/api.js';
import { toAppError } from '../base/errors.js';
import { isPersonal, type Principal } from '../base/principal.js';
import type { Database } from '../db/database.js';
import { forgetCalendars } from '../workloads/calendar/forget.js';
import { disconnect, type DisconnectNeeds } from '../workloads/mail/disconnect.js';

type Removal = Reply<'GET /connection/removal'>;
type Left = Reply<'POST /connection/disconnect'>;

/** Where Microsoft lets people and administrators take a permission back. */
export const pagesOf = (tenantId: string): Left['pages'] =>
  isPersonal({ tenantId })
    ? [{ name: 'Your Microsoft account: apps and services', url: 'https://account.live.com/consent/Manage' }]
    : [
        { name: 'My Apps', url: 'https://myapps.microsoft.com' },
        { name: 'My Account', url: 'https://myaccount.microsoft.com' },
        {
          name: 'For administrators: Enterprise applications',
          url: 'https://entra.microsoft.com/#view/Microsoft_AAD_IAM/StartboardApplicationsMenuBlade/~/AppAppsPreview',
        },
      ];

async function countOf({ kysely }: Database, { tenantId, objectId }: Principal) {
  const own = kysely
    .selectFrom('mailbox')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('object_id', '=', objectId);
  const [links, events, drafts] = await Promise.all([
    kysely
      .selectFrom('mail_link')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('tenant_id', '=', tenantId)
      .where('state', '=', 'linked')
      .where('mailbox_id', 'in', own)
      .executeTakeFirst(),
    kysely
      .selectFrom('calendar_copy')
      .select((eb) => eb.fn.count<number>('event_id').distinct().as('count'))
      .where('tenant_id', '=', tenantId)
      .where('mailbox_id', 'in', own)
      .executeTakeFirst(),
    kysely
      .selectFrom('outgoing_mail')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('tenant_id', '=', tenantId)
      .where('object_id', '=', objectId)
      .where('state', 'in', ['draft', 'waiting', 'failed'])
      .executeTakeFirst(),
  ]);
  return { links: Number(links?.count ?? 0), events: Number(events?.count ?? 0), drafts: Number(drafts?.count ?? 0) };
}
const plural = (count: number, one: string, many: string) => (count === 1 ? `1 ${one}` : `${count} ${many}`);

export async function leavingOf({ database, mailboxes }: DisconnectNeeds, viewer: Principal): Promise<Removal> {
  const [boxes, { links, events, drafts }] = await Promise.all([mailboxes.list(viewer), countOf(database, viewer)]);
  const names = boxes.map((it) => it.address);
  return {
    stops: [
      ...names.map((it) => `New mail and meetings of ${it} no longer come to records`),
      'Imports, folders and uploads that are under way with your sign-in',
      'Mail that waits to be sent is called back and stays a draft',
      'Our sign-in for you at Microsoft is deleted; nothing is asked of Microsoft in your name any more',
    ],
    keeps: [
      'Everything in Outlook, OneDrive and SharePoint, as it is',
      'What you filed by hand, for those who may see it',
      'Settings and links, so that connecting again goes on where it was (unless you choose to delete)',
      'Shared mailboxes that colleagues use, with their sign-in',
    ],
    deletes: [
      `${plural(links, 'email', 'emails')} that came to records by themselves, with subject and people`,
      `${plural(events, 'event', 'events')} of your calendars, but for those somebody put on a record`,
      plural(drafts, 'unsent email', 'unsent emails'),
      'Settings of your mailboxes and what the sync log says about them',
    ],
  };
}

/**
 * Ends everything of Microsoft 365 for a person. Subscriptions are ended at Microsoft first, as far as it answers; sign-ins go in any case,
 * and without one no job can ask anything. Twice is once.
 */
export async function leave(needs: DisconnectNeeds, principal: Principal, links: 'keep' | 'delete'): Promise<Left> {
  const { database, mailboxes, tokens, audit } = needs;
  const { tenantId, objectId } = principal;
  const left: string[] = [];
  for (const { id, address } of await mailboxes.list(principal))
    if (links === 'delete')
      await disconnect(needs, principal, id, links).catch((thrown: unknown) =>
        left.push(`${address}: ${toAppError(thrown).message}`),
      );
    else
      await rest(needs, principal, Number(id), () =>
        left.push(`Notifications about ${address} end by themselves within days.`),
      );
  if (links === 'delete') await forgetOwnCalendars(database, principal);
  await database.transaction(async (tx) => {
    const own = (table: 'drive_stream' | 'connect_attempt' | 'outgoing_mail') =>
      tx.deleteFrom(table).where('tenant_id', '=', tenantId).where('object_id', '=', objectId);
    await own('drive_stream').execute();
    await own('connect_attempt').execute();
    if (links === 'delete') await own('outgoing_mail').where('state', 'in', ['draft', 'waiting', 'failed']).execute();
    else
      await tx
        .updateTable('outgoing_mail')
        .set({ state: 'draft', send_at: null })
        .where('tenant_id', '=', tenantId)
        .where('object_id', '=', objectId)
        .where('state', '=', 'waiting')
        .execute();
    await audit.append(tx, {
      tenantId,
      actor: objectId,
      action: 'connection.disconnected',
      target: objectId,
      detail: { links, left: left.length },
    });
  });
  await tokens.forget(principal);
  return { left, pages: pagesOf(tenantId) };
}

/** Of every mailbox that was disconnected, also by an attempt that did not come to its end. */
async function forgetOwnCalendars(database: Database, { tenantId, objectId }: Principal): Promise<void> {
  const boxes = await database.kysely
    .selectFrom('mailbox')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('object_id', '=', objectId)
    .where('state', '=', 'disconnected')
    .execute();
  for (const { id } of boxes) await forgetCalendars({ database }, Number(id), 'delete');
}

/** A mailbox whose settings and links stay: it waits for a sign-in, and its subscriptions end. */
async function rest(
  { database, mailboxes }: DisconnectNeeds,
  principal: Principal,
  id: number,
  onLeft: () => void,
): Promise<void> {
  const row = await mailboxes.row(principal, String(id));
  // One that a colleague reads goes on with their sign-in; whoever leaves only leaves.
  if (row.object_id !== principal.objectId) {
    await database.kysely
      .deleteFrom('mailbox_member')
      .where('mailbox_id', '=', id)
      .where('object_id', '=', principal.objectId)
      .execute();
    return;
  }
  const subscriptions = await database.kysely
    .selectFrom('subscription')
    .select('id')
    .where('mailbox_id', '=', id)
    .execute();
  const ended = await Promise.allSettled(
    subscriptions.map((it) =>
      mailboxes.askRoot(row, { method: 'DELETE', path: `/subscriptions/${encodeURIComponent(it.id)}` }),
    ),
  );
  if (ended.some((it) => it.status === 'rejected' && toAppError(it.reason).code !== 'not_found')) onLeft();
  await database.transaction(async (tx) => {
    await tx.deleteFrom('subscription').where('mailbox_id', '=', id).execute();
    await tx
      .updateTable('mailbox')
      .set({
        state: 'needs_sign_in',
        problem: JSON.stringify({
          code: 'C11',
          sentence: 'You disconnected Microsoft 365. Connect again to go on; settings and links are kept.',
        }),
        updated_at: new Date(),
      })
      .where('id', '=', id)
      .execute();
    await tx.updateTable('sync_state').set({ wished_at: null }).where('mailbox_id', '=', id).execute();
  });
}
