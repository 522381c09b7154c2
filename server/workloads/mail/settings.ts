import { sql, type Transaction } from 'kysely';
import type { MailFolder, MailSettings, SavedSettings } from '../../../contract/connection.js';
import type { Audit } from '../../audit/audit.js';
import { now } from '../../base/clock.js';
import { AppError } from '../../base/errors.js';
import type { Principal } from '../../base/principal.js';
import type { MailboxRow, Mailboxes } from '../../connections/mailboxes.js';
import type { Database } from '../../db/database.js';
import type { Queue } from '../../db/queue.js';
import type { Tables } from '../../db/schema.js';
import { findWellKnown, foldersBelow, walkFolders } from './folders.js';
import { rangeOf } from './range.js';

export interface SettingsNeeds {
  database: Database;
  mailboxes: Mailboxes;
  audit: Audit;
  queue: Pick<Queue, 'add'>;
}

/** What a new mailbox is offered: 30 days of Inbox and Sent Items, nothing in Outlook changed, subjects to colleagues. */
const proposal = (folders: string[]): MailSettings => ({
  range: { kind: 'days', days: 30 },
  folders: folders.map((id) => ({ id, includeSubfolders: false, includeNewSubfolders: false })),
  rules: {
    neverFile: [],
    bulk: 'skip',
    internal: 'skip',
    private: 'skip',
    invitations: 'skip',
    categories: { kind: 'off', names: [] },
  },
  visibility: 'subject',
  organization: { kind: 'off' },
});

/** What is saved for the mailbox, or what we propose before the first save. */
export async function settingsOf(needs: SettingsNeeds, viewer: Principal, id: string): Promise<SavedSettings> {
  const row = await needs.mailboxes.row(viewer, id);
  return toSaved(needs, viewer, row);
}

async function toSaved(needs: SettingsNeeds, viewer: Principal, row: MailboxRow): Promise<SavedSettings> {
  const mailbox = await needs.mailboxes.view(viewer, row);
  const known = await needs.database.kysely
    .selectFrom('mail_folder')
    .select(['graph_id', 'display_name', 'is_gone'])
    .where('mailbox_id', '=', row.id)
    .execute();
  if (!row.settings) {
    const wellKnown = await findWellKnown((request) => needs.mailboxes.ask(row, request));
    const chosen = [...wellKnown].filter(([, name]) => name === 'inbox' || name === 'sentitems').map(([id]) => id);
    return { mailbox, settings: proposal(chosen), version: row.settings_version, goneFolders: [], folderNames: {} };
  }
  const settings = row.settings;
  const chosen = known.filter((it) => settings.folders.some((choice) => choice.id === it.graph_id));
  return {
    mailbox,
    settings,
    version: row.settings_version,
    ...(row.range_from ? { fromDateTime: new Date(row.range_from).toISOString() } : {}),
    ...(row.range_to ? { toDateTime: new Date(row.range_to).toISOString() } : {}),
    goneFolders: chosen.filter((it) => it.is_gone).map((it) => it.display_name),
    folderNames: Object.fromEntries(chosen.map((it) => [it.graph_id, it.display_name])),
  };
}

/**
 * Saves what is followed, the chosen folders and the wish to run, all or nothing; from here on the mailbox is followed.
 * The history is planned from it by the engine, which reads only what was not asked for before. Saving the same twice is
 * once. Throws `invalid_request` with the field, `conflict` when somebody saved meanwhile.
 */
export async function saveSettings(
  needs: SettingsNeeds,
  principal: Principal,
  id: string,
  { settings, version }: { settings: MailSettings; version: number },
): Promise<SavedSettings> {
  const row = await needs.mailboxes.row(principal, id);
  if (row.state === 'unsupported' || row.state === 'needs_sign_in')
    throw new AppError(
      row.state === 'unsupported' ? 'mailbox_unsupported' : 'access_denied',
      row.problem?.sentence ?? 'This mailbox cannot be followed now. Connect it again.',
    );
  const { from, to } = rangeOf(settings.range, now(), row.time_zone);
  const ask = <T>(request: Parameters<Mailboxes['ask']>[1]) => needs.mailboxes.ask<T>(row, request);
  const all = await walkFolders(ask, await findWellKnown(ask));
  const followed = chooseFolders(all, settings);
  const saved = await needs.database.transaction(async (tx) => {
    const updated = await tx
      .updateTable('mailbox')
      .set({
        settings: JSON.stringify(settings),
        settings_version: sql`settings_version + 1`,
        state: row.state === 'paused' ? 'paused' : 'following',
        visibility: settings.visibility,
        range_from: from,
        range_to: to ?? null,
        updated_at: sql`now()`,
      })
      .where('id', '=', row.id)
      .where('settings_version', '=', version)
      .returningAll()
      .executeTakeFirst();
    if (!updated)
      throw new AppError(
        'conflict',
        'These settings were changed meanwhile, perhaps in another window or by a colleague. Look at what is saved now, then change it again.',
        { source: 'request', field: 'version' },
      );
    await writeFolders(tx, row, all, followed);
    await needs.queue.add('plan-mailbox', { mailboxId: row.id }, { key: String(row.id), tx });
    await needs.audit.append(tx, {
      tenantId: row.tenant_id,
      actor: principal.objectId,
      action: 'mailbox.settings_saved',
      target: String(row.id),
      detail: { version: updated.settings_version, folders: followed.size, visibility: settings.visibility },
    });
    return updated;
  });
  return toSaved(needs, principal, saved);
}

/** Folders to follow, by Graph's id, and whether new ones below are followed too. Throws at the folder that cannot be. */
export function chooseFolders(all: MailFolder[], { folders }: Pick<MailSettings, 'folders'>): Map<string, boolean> {
  const followed = new Map<string, boolean>();
  const follow = ({ id }: MailFolder, includesNew: boolean) =>
    followed.set(id, includesNew || (followed.get(id) ?? false));
  folders.forEach((choice, index) => {
    const folder = all.find((it) => it.id === choice.id);
    const refuse = (sentence: string) =>
      new AppError('invalid_request', sentence, { source: 'request', field: `folders.${index}` });
    if (!folder)
      throw refuse(
        'A chosen folder is no longer in the mailbox: it was deleted meanwhile. Take it out and save again.',
      );
    if (folder.refusal)
      throw refuse(`"${folder.displayName}" cannot be followed: it holds junk, deleted or unsent mail.`);
    follow(folder, choice.includeNewSubfolders);
    if (choice.includeSubfolders)
      for (const below of foldersBelow(all, folder.id)) if (!below.refusal) follow(below, choice.includeNewSubfolders);
  });
  return followed;
}

async function writeFolders(
  tx: Transaction<Tables>,
  { id: mailboxId, tenant_id: tenantId }: MailboxRow,
  all: MailFolder[],
  followed: Map<string, boolean>,
): Promise<void> {
  const rows = all.map((it) => ({
    tenant_id: tenantId,
    mailbox_id: mailboxId,
    graph_id: it.id,
    parent_graph_id: it.parentId ?? null,
    well_known: it.wellKnown ?? null,
    display_name: it.displayName,
    total_count: it.messageCount,
    is_selected: followed.has(it.id),
    includes_new: followed.get(it.id) ?? false,
    is_gone: false,
  }));
  for (let from = 0; from < rows.length; from += 500)
    await tx
      .insertInto('mail_folder')
      .values(rows.slice(from, from + 500))
      .onConflict((on) =>
        on.columns(['mailbox_id', 'graph_id']).doUpdateSet((eb) => ({
          parent_graph_id: eb.ref('excluded.parent_graph_id'),
          well_known: eb.ref('excluded.well_known'),
          display_name: eb.ref('excluded.display_name'),
          total_count: eb.ref('excluded.total_count'),
          is_selected: eb.ref('excluded.is_selected'),
          includes_new: eb.ref('excluded.includes_new'),
          is_gone: eb.ref('excluded.is_gone'),
        })),
      )
      .execute();
  const ids = [...followed.keys()];
  await sql`insert into sync_state (tenant_id, mailbox_id, workload, resource, stage, expected, wished_at)
    select ${tenantId}, ${mailboxId}, 'mail', f.graph_id, 'baseline', f.total_count, now()
    from mail_folder f where f.mailbox_id = ${mailboxId} and f.graph_id = any(${ids}::text[])
    on conflict (mailbox_id, workload, resource) do update set wished_at = now(), next_attempt_at = null,
      stage = case when sync_state.stage = 'stopped' then 'baseline' else sync_state.stage end, updated_at = now()`.execute(
    tx,
  );
  await sql`update sync_state set stage = 'stopped', updated_at = now()
    where mailbox_id = ${mailboxId} and workload = 'mail' and not resource = any(${ids}::text[])`.execute(tx);
}
