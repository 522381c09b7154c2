import { sql, type Transaction } from 'kysely';
import { sha256 } from '../../base/ids.js';
import type { Database } from '../../db/database.js';
import type { HistoryRange } from '../../db/schema-mail.js';
import type { Tables } from '../../db/schema.js';
import { missingParts } from '../../sync/history.js';
import type { MailboxRow, StreamRow } from '../../sync/lease.js';
import { forgetFolder } from './store.js';

/** The service's clock may be ahead of ours, and the history should end after what is newest. */
const aheadMs = 24 * 3600_000;
interface Window {
  from: Date;
  to: Date;
  isOpen: boolean;
}

/**
 * Brings the streams of a mailbox to its saved settings: a wider range adds only the part that was not asked for before, other
 * rules are held against everything once more, folders nobody follows stop. Gives the streams that have work. A turn under
 * way loses its lease here and begins again with the new plan; at most a page is read twice. Twice is once.
 */
export async function planMailbox(database: Database, mailboxId: number): Promise<number[]> {
  return database.transaction(async (tx) => {
    const mailbox = await tx
      .selectFrom('mailbox')
      .selectAll()
      .where('id', '=', mailboxId)
      .forUpdate()
      .executeTakeFirst();
    if (!mailbox?.settings || !mailbox.range_from || mailbox.planned_version === mailbox.settings_version) return [];
    const rulesHash = sha256(JSON.stringify(mailbox.settings.rules));
    const hasOtherRules = mailbox.planned_rules !== null && mailbox.planned_rules !== rulesHash;
    const streams = await tx
      .selectFrom('sync_state')
      .selectAll()
      .where('mailbox_id', '=', mailboxId)
      .where('workload', '=', 'mail')
      .orderBy('id')
      .forUpdate()
      .execute();
    for (const stream of streams)
      if (stream.stage === 'stopped') await clear(tx, stream);
      else await planStream(tx, stream, windowOf(mailbox), hasOtherRules);
    await forgetFolder(
      tx,
      mailboxId,
      streams.filter((it) => it.stage === 'stopped').map((it) => it.resource),
    );
    await sql`insert into sync_state (tenant_id, mailbox_id, workload, resource, stage, wished_at)
      values (${mailbox.tenant_id}, ${mailboxId}, 'mail-folders', '', 'baseline', now())
      on conflict (mailbox_id, workload, resource) do update set wished_at = now()`.execute(tx);
    await tx
      .updateTable('mailbox')
      .set({ planned_version: mailbox.settings_version, planned_rules: rulesHash })
      .where('id', '=', mailboxId)
      .execute();
    const working = await tx
      .selectFrom('sync_state')
      .select('id')
      .where('mailbox_id', '=', mailboxId)
      .where('stage', '<>', 'stopped')
      .execute();
    return working.map((it) => it.id);
  });
}

/** Follows folders that came below one whose new folders are followed. Gives their streams. */
export async function followFolders(
  tx: Transaction<Tables>,
  mailbox: MailboxRow,
  folders: { graphId: string; total: number }[],
): Promise<number[]> {
  const ids: number[] = [];
  for (const { graphId, total } of folders) {
    const { rows } = await sql<StreamRow>`
      insert into sync_state (tenant_id, mailbox_id, workload, resource, stage, expected, wished_at)
      values (${mailbox.tenant_id}, ${mailbox.id}, 'mail', ${graphId}, 'baseline', ${total}, now())
      on conflict (mailbox_id, workload, resource) do update set stage = 'baseline', wished_at = now(), next_attempt_at = null
      returning *`.execute(tx);
    const stream = rows[0];
    if (!stream) continue;
    await planStream(tx, stream, windowOf(mailbox), false);
    ids.push(stream.id);
  }
  return ids;
}

/** Stops streams of folders that are gone or not chosen any more, and lets go of what was only kept for finding it later. */
export async function stopFollowing(tx: Transaction<Tables>, mailboxId: number, graphIds: string[]): Promise<void> {
  if (graphIds.length === 0) return;
  const streams = await tx
    .selectFrom('sync_state')
    .selectAll()
    .where('mailbox_id', '=', mailboxId)
    .where('workload', '=', 'mail')
    .where('resource', 'in', graphIds)
    .forUpdate()
    .execute();
  for (const stream of streams) await clear(tx, stream);
  await forgetFolder(tx, mailboxId, graphIds);
}

const windowOf = ({ range_from: from, range_to: to }: MailboxRow): Window => ({
  from: new Date(from ?? 0),
  to: to ? new Date(to) : new Date(Date.now() + aheadMs),
  isOpen: !to,
});

async function planStream(
  tx: Transaction<Tables>,
  stream: StreamRow,
  window: Window,
  hasOtherRules: boolean,
): Promise<void> {
  const isFirst = stream.covered_from === null;
  const wasOpen = !isFirst && stream.covered_to === null;
  const covered = isFirst
    ? undefined
    : { from: new Date(stream.covered_from ?? 0), to: stream.covered_to ? new Date(stream.covered_to) : window.to };
  const missing = missingParts(window, hasOtherRules ? undefined : covered);
  const added: HistoryRange[] = missing.map((it) => (isFirst ? it : { ...it, isWidening: true }));
  // Without an end again after a while with one: what changed meanwhile nobody told us.
  const mustBegin = window.isOpen && !isFirst && !wasOpen;
  await tx
    .updateTable('sync_state')
    .set({
      history: JSON.stringify([...(hasOtherRules ? [] : within(stream.history, window)), ...added]),
      covered_from: window.from,
      covered_to: window.isOpen ? null : window.to,
      ...(mustBegin ? { stage: 'baseline', cursor: null, pages: 0, generation: stream.generation + 1 } : {}),
      lease_by: null,
      lease_until: null,
      next_attempt_at: null,
      attempts: 0,
      checked_at: sql`now()`,
      wished_at: sql`now()`,
      updated_at: sql`now()`,
    })
    .where('id', '=', stream.id)
    .execute();
}

/** What is still to be read of an older plan, as far as it is wished now. */
const within = (history: HistoryRange[], { from, to }: Window): HistoryRange[] =>
  history.flatMap((it) => {
    const part = {
      ...it,
      from: new Date(Math.max(Date.parse(it.from), from.getTime())).toISOString(),
      to: new Date(Math.min(Date.parse(it.to), to.getTime())).toISOString(),
    };
    return part.from <= part.to ? [part] : [];
  });

async function clear(tx: Transaction<Tables>, { id }: StreamRow): Promise<void> {
  await tx
    .updateTable('sync_state')
    .set({
      stage: 'stopped',
      cursor: null,
      pages: 0,
      history: '[]',
      covered_from: null,
      covered_to: null,
      stored: 0,
      excluded: 0,
      seen: 0,
      oldest_at: null,
      newest_at: null,
      wished_at: null,
      next_attempt_at: null,
      attempts: 0,
      problem: null,
      lease_by: null,
      lease_until: null,
      generation: sql`generation + 1`,
      swept: sql`generation`, // followed again, what is still kept of it is looked at
      updated_at: sql`now()`,
    })
    .where('id', '=', id)
    .execute();
}
