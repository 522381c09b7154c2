import { sql, type Selectable } from 'kysely';
import type { CalendarAccount, CalendarChoice, CalendarSettings } from '../../../contract/calendar.js';
import type { Audit } from '../../audit/audit.js';
import { now } from '../../base/clock.js';
import { AppError } from '../../base/errors.js';
import { isPersonal, type Principal } from '../../base/principal.js';
import type { MailboxRow, Mailboxes } from '../../connections/mailboxes.js';
import type { Database } from '../../db/database.js';
import type { Queue } from '../../db/queue.js';
import type { CalendarSettingTable } from '../../db/schema-calendar.js';
import type { SyncState } from '../../db/schema-mail.js';
import type { Permissions } from '../../identity/permissions.js';
import { isGranted } from '../../identity/scopes.js';
import type { TokenStore } from '../../identity/token-store.js';
import { calendarsOf, isShared, putCalendars, readCalendars, type CalendarRow } from './calendars.js';
import { windowAt } from './plan.js';

export interface CalendarSettingsNeeds {
  database: Database;
  mailboxes: Mailboxes;
  tokens: Pick<TokenStore, 'granted'>;
  permissions: Permissions;
  connections: { find(tenantId: string, objectId: string): Promise<Principal | undefined> };
  audit: Audit;
  queue: Pick<Queue, 'add'>;
}
type SettingRow = Selectable<CalendarSettingTable>;
const listedForMs = 30_000;
const proposal: Omit<CalendarSettings, 'calendars' | 'primary'> = {
  direction: 'both',
  takesPrivate: true,
  takesDeclined: false,
  takesAllDay: true,
};

/** The calendars of a person's own mailboxes, and how they are followed. Asks Graph for the list, at most every half minute. */
export async function calendarAccounts(
  needs: CalendarSettingsNeeds,
  viewer: Principal,
): Promise<{ accounts: CalendarAccount[]; timeZone: string }> {
  const own = (await needs.mailboxes.list(viewer)).filter((it) => it.kind === 'own' && it.state !== 'disconnected');
  const accounts: CalendarAccount[] = [];
  for (const { id } of own) accounts.push(await accountOf(needs, viewer, await needs.mailboxes.row(viewer, id)));
  return { accounts, timeZone: own[0]?.timeZone ?? 'UTC' };
}

async function accountOf(needs: CalendarSettingsNeeds, viewer: Principal, row: MailboxRow): Promise<CalendarAccount> {
  const { database, mailboxes, tokens } = needs;
  const granted = await tokens.granted({ tenantId: row.tenant_id, objectId: row.object_id });
  const isAllowed = isGranted('calendar', granted);
  const isWell = ['connected', 'following', 'paused'].includes(row.state);
  if (isAllowed && isWell) await refreshList(needs, row);
  const [setting, calendars, streams, mailbox] = await Promise.all([
    settingOf(database, row.id),
    calendarsOf(database, [row.id]),
    database.kysely
      .selectFrom('sync_state')
      .selectAll()
      .where('mailbox_id', '=', row.id)
      .where('workload', '=', 'calendar')
      .execute(),
    mailboxes.view(viewer, row),
  ]);
  const there = calendars.filter((it) => !it.is_gone);
  // What was chosen a moment ago has no stream yet.
  const isToBePlanned =
    setting !== undefined && setting.direction !== 'write' && setting.planned_version !== setting.version;
  const primary = there.find((it) => it.is_primary);
  const window = windowAt(now());
  return {
    mailbox,
    state: !isAllowed ? 'not_allowed' : isWell ? 'ready' : 'needs_attention',
    isConfigured: setting !== undefined,
    version: setting?.version ?? 0,
    settings: {
      ...(setting
        ? {
            direction: setting.direction,
            takesPrivate: setting.takes_private,
            takesDeclined: setting.takes_declined,
            takesAllDay: setting.takes_all_day,
          }
        : proposal),
      calendars: there.filter((it) => (setting ? it.is_chosen : it.is_default)).map((it) => it.graph_id),
      ...(primary ? { primary: primary.graph_id } : {}),
    },
    calendars: there.map((it) => toChoice(it, row, streams, isGranted('sharedCalendars', granted), isToBePlanned)),
    lacks: lacksOf(row, there),
    fromDateTime: window.from.toISOString(),
    toDateTime: window.to.toISOString(),
  };
}

/** Personal accounts have neither rooms nor schedules of others nor Teams; some accounts at work have no Teams. */
export function lacksOf(
  row: Pick<MailboxRow, 'tenant_id' | 'address'>,
  calendars: Pick<CalendarRow, 'owner_address' | 'online_providers'>[],
): CalendarAccount['lacks'] {
  if (isPersonal({ tenantId: row.tenant_id })) return ['rooms', 'schedules', 'teams'];
  const own = calendars.filter((it) => !isShared(it, row));
  return own.length > 0 && own.every((it) => !it.online_providers.includes('teamsForBusiness')) ? ['teams'] : [];
}

function toChoice(
  it: CalendarRow,
  row: MailboxRow,
  streams: Selectable<SyncState>[],
  isSharedAllowed: boolean,
  isToBePlanned: boolean,
): CalendarChoice {
  const stream = it.is_chosen ? streams.find((by) => by.resource === it.graph_id && by.stage !== 'stopped') : undefined;
  return {
    id: it.graph_id,
    name: it.name,
    color: it.color,
    owner: { name: it.owner_name, address: it.owner_address },
    isOwn: !isShared(it, row),
    isAllowed: isSharedAllowed || !isShared(it, row),
    canEdit: it.can_edit,
    isDefault: it.is_default,
    hasTeams: it.online_providers.includes('teamsForBusiness'),
    ...(it.is_chosen && !stream && isToBePlanned ? { progress: { state: 'reading' as const, events: 0 } } : {}),
    ...(stream
      ? {
          progress: {
            state: stream.problem ? 'waiting' : stream.stage === 'live' ? 'live' : 'reading',
            events: Number(stream.stored),
            ...(stream.last_run_at ? { lastRunDateTime: new Date(stream.last_run_at).toISOString() } : {}),
            ...(stream.problem ? { problem: stream.problem } : {}),
          },
        }
      : {}),
  };
}

const settingOf = ({ kysely }: Database, mailboxId: number): Promise<SettingRow | undefined> =>
  kysely.selectFrom('calendar_setting').selectAll().where('mailbox_id', '=', mailboxId).executeTakeFirst();

const listedAt = new Map<string, number>();
/** The list as the mailbox has it now; read again at once where it lacks a calendar that is wanted. */
async function refreshList(
  { database, mailboxes }: CalendarSettingsNeeds,
  row: MailboxRow,
  wanted: readonly string[] = [],
): Promise<void> {
  const key = `${row.tenant_id} ${row.id}`;
  const known = await database.kysely
    .selectFrom('calendar')
    .select('graph_id')
    .where('mailbox_id', '=', row.id)
    .where('is_gone', '=', false)
    .execute();
  const isListed = known.length > 0 && wanted.every((id) => known.some((it) => it.graph_id === id));
  if (isListed && Date.now() - (listedAt.get(key) ?? 0) < listedForMs) return;
  const listed = await readCalendars(mailboxes, row);
  await database.transaction((tx) => putCalendars(tx, row, listed));
  if (listedAt.size > 10_000) listedAt.clear();
  listedAt.set(key, Date.now());
}

/**
 * Saves which calendars are followed and how; from here on they are. Throws `invalid_request` with the field, `conflict` when somebody
 * saved meanwhile. Saving the same twice is once.
 */
export async function saveCalendarSettings(
  needs: CalendarSettingsNeeds,
  principal: Principal,
  mailboxId: string,
  { settings, version }: { settings: CalendarSettings; version: number },
): Promise<CalendarAccount> {
  const { database, queue, audit } = needs;
  const row = await needs.mailboxes.row(principal, mailboxId);
  if (!isGranted('calendar', await needs.tokens.granted({ tenantId: row.tenant_id, objectId: row.object_id })))
    throw new AppError('consent_required', 'Allow Coherence to use your calendar first.', { source: 'graph' });
  await refreshList(needs, row, settings.calendars);
  await requireShared(needs, principal, row, settings);
  await database.transaction(async (tx) => {
    const calendars = (await tx.selectFrom('calendar').selectAll().where('mailbox_id', '=', row.id).execute()).filter(
      (it) => !it.is_gone,
    );
    check(settings, calendars);
    const values = {
      direction: settings.direction,
      takes_private: settings.takesPrivate,
      takes_declined: settings.takesDeclined,
      takes_all_day: settings.takesAllDay,
      updated_by: principal.objectId,
    };
    const known = await tx
      .selectFrom('calendar_setting')
      .selectAll()
      .where('mailbox_id', '=', row.id)
      .forUpdate()
      .executeTakeFirst();
    if ((known?.version ?? 0) !== version)
      throw new AppError(
        'conflict',
        'These settings were changed meanwhile, perhaps in another window. Look at what is saved now, then change it again.',
        { source: 'request', field: 'version' },
      );
    if (known)
      await tx
        .updateTable('calendar_setting')
        .set({ ...values, version: sql`version + 1`, updated_at: sql`now()` })
        .where('mailbox_id', '=', row.id)
        .execute();
    else
      await tx
        .insertInto('calendar_setting')
        .values({ mailbox_id: row.id, tenant_id: row.tenant_id, ...values })
        .execute();
    await tx
      .updateTable('calendar')
      .set({ is_primary: false })
      .where('mailbox_id', '=', row.id)
      .where('is_primary', '=', true)
      .execute();
    for (const it of calendars)
      await tx
        .updateTable('calendar')
        .set({ is_chosen: settings.calendars.includes(it.graph_id), is_primary: it.graph_id === settings.primary })
        .where('id', '=', it.id)
        .execute();
    await queue.add('plan-mailbox', { mailboxId: row.id }, { key: String(row.id), tx });
    await audit.append(tx, {
      tenantId: row.tenant_id,
      actor: principal.objectId,
      action: 'calendar.settings_saved',
      target: String(row.id),
      detail: { calendars: settings.calendars.length, direction: settings.direction },
    });
  });
  return accountOf(needs, principal, row);
}

/** A calendar of a colleague needs a permission of its own, which is asked for once somebody chooses one. */
async function requireShared(
  { database, permissions, connections }: CalendarSettingsNeeds,
  principal: Principal,
  row: MailboxRow,
  { calendars, primary }: CalendarSettings,
): Promise<void> {
  const chosen = (await calendarsOf(database, [row.id])).filter(
    (it) => !it.is_gone && (calendars.includes(it.graph_id) || it.graph_id === primary),
  );
  const shared = chosen.find((it) => isShared(it, row));
  if (!shared) return;
  const as = (await connections.find(row.tenant_id, row.object_id)) ?? principal;
  if (await permissions.has(as, 'sharedCalendars')) return;
  throw new AppError(
    'consent_required',
    `“${shared.name}” belongs to ${shared.owner_name || shared.owner_address}. Allow Coherence to use calendars that colleagues share with you, then save again. Nothing was changed.`,
    { source: 'graph', field: 'calendars', consentUrl: permissions.allowUrl(as, 'sharedCalendars') },
  );
}

function check(settings: CalendarSettings, calendars: CalendarRow[]): void {
  const refuse = (field: string, sentence: string) =>
    new AppError('invalid_request', sentence, { source: 'request', field });
  const byId = new Map(calendars.map((it) => [it.graph_id, it]));
  if (settings.calendars.some((it) => !byId.has(it)))
    throw refuse(
      'calendars',
      'One of these calendars is not in the mailbox any more. Choose again from what is there.',
    );
  if (settings.primary === undefined) return;
  const primary = byId.get(settings.primary);
  if (!primary) throw refuse('primary', 'The calendar for new events is not in the mailbox any more. Choose another.');
  if (!primary.can_edit)
    throw refuse(
      'primary',
      `You may read “${primary.name}” but not change it, so new events cannot go there. Choose a calendar you may edit.`,
    );
}
