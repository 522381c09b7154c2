import type { Selectable } from 'kysely';
import type { FolderProgress, Progress } from '../../../contract/connection.js';
import type { Principal } from '../../base/principal.js';
import type { Mailboxes } from '../../connections/mailboxes.js';
import type { Database } from '../../db/database.js';
import type { SyncState } from '../../db/schema-mail.js';

interface Needs {
  database: Database;
  mailboxes: Mailboxes;
}
type Stream = Selectable<SyncState> & { display_name: string | null; well_known: string | null };

/** How far each followed folder was read, counted from what the engine wrote down; nothing is asked of Microsoft. */
export async function progressOf({ database, mailboxes }: Needs, viewer: Principal, id: string): Promise<Progress> {
  const row = await mailboxes.row(viewer, id);
  const streams: Stream[] = await database.kysely
    .selectFrom('sync_state')
    .leftJoin('mail_folder', (join) =>
      join
        .onRef('mail_folder.mailbox_id', '=', 'sync_state.mailbox_id')
        .onRef('mail_folder.graph_id', '=', 'sync_state.resource'),
    )
    .selectAll('sync_state')
    .select(['mail_folder.display_name', 'mail_folder.well_known'])
    .where('sync_state.mailbox_id', '=', row.id)
    .where('sync_state.workload', '=', 'mail')
    .where('sync_state.stage', '<>', 'stopped')
    .orderBy('sync_state.id')
    .execute();
  const folders = streams.map(toProgress);
  const sum = (of: 'seen' | 'expected' | 'stored' | 'excluded') => folders.reduce((all, it) => all + it[of], 0);
  const times = (of: 'oldest_at' | 'newest_at' | 'last_run_at') =>
    streams.flatMap((it) => (it[of] ? [new Date(it[of]).getTime()] : []));
  const oldest = times('oldest_at');
  const newest = times('newest_at');
  const isLive = folders.length > 0 && folders.every((it) => it.stage === 'live');
  const runs = times('last_run_at');
  return {
    mailbox: await mailboxes.view(viewer, row),
    folders,
    seen: sum('seen'),
    expected: sum('expected'),
    stored: sum('stored'),
    excluded: sum('excluded'),
    isLive,
    ...(oldest.length > 0 ? { oldestDateTime: iso(Math.min(...oldest)) } : {}),
    ...(newest.length > 0 ? { lastItemDateTime: iso(Math.max(...newest)) } : {}),
    ...(isLive && runs.length === folders.length
      ? { lagSeconds: Math.max(0, Math.round((Date.now() - Math.min(...runs)) / 1000)) }
      : {}),
  };
}

type Counts = Pick<Selectable<SyncState>, 'stage' | 'history' | 'expected' | 'in_range' | 'stored' | 'excluded'>;
const isRead = ({ stage, history }: Counts) => stage === 'live' && history.length === 0;
/** Each message once, though the stream of changes and the history both show it. */
const readOf = ({ stored, excluded }: Counts) => Number(stored) + Number(excluded);
/** How many messages of a folder are still to be read, as far as known. */
export const leftIn = (it: Counts): number =>
  isRead(it) ? 0 : Math.max(0, Number(it.in_range ?? it.expected) - readOf(it));

function toProgress(it: Stream): FolderProgress {
  const seen = readOf(it);
  const time = (name: string, value: Date | string | null) => (value ? { [name]: iso(value) } : {});
  const stage = isRead(it) ? 'live' : it.last_run_at === null && Number(it.seen) === 0 ? 'waiting' : 'history';
  return {
    folder: it.display_name ?? '',
    ...(it.well_known ? { wellKnown: it.well_known } : {}),
    stage,
    seen,
    stored: Number(it.stored),
    excluded: Number(it.excluded),
    expected: seen + leftIn(it),
    ...time('oldestDateTime', it.oldest_at),
    ...time('newestDateTime', it.newest_at),
    ...time('lastRunDateTime', it.last_run_at),
    ...time('nextAttemptDateTime', it.next_attempt_at),
    ...(it.problem ? { problem: it.problem } : {}),
  };
}
const iso = (value: Date | string | number): string => new Date(value).toISOString();
