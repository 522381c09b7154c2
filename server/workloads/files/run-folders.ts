import { sql } from 'kysely';
import { AppError, toAppError } from '../../base/errors.js';
import { keepRenewing } from '../../db/lease.js';
import type { ErrorCode } from '../../../contract/errors.js';
import { requireAllowed } from '../../records/module-limits.js';
import { listChildren } from './drive-items.js';
import { makeFolders } from './make-folders.js';
import { toListing, type Listing, type Made } from './making.js';
import { namesFor } from './names-for.js';
import { ensureParents, forgetParents, organisationRoot, type Root } from './root.js';
import { finish, isStillOurs, pauseFor, postpone, renew, takeRun, type RunNeeds, type RunRow } from './run-lease.js';
import { takenSentence } from './taken-folder.js';
import { namedRecords, type NamedRecord } from './named-records.js';

const inOneTrip = 20;
const tripsAtOnce = 3;
/** From so many on, what is there is listed once instead of asked for one by one. */
const manyItems = 40;
const mostAttempts = 8;
/** Somebody has to act before anything can go on. */
const stopping: ErrorCode[] = [
  'sign_in_required',
  'step_up_required',
  'consent_required',
  'admin_consent_required',
  'blocked_by_policy',
  'access_denied',
  'quota_exceeded',
];

/**
 * One turn of a run: makes folders until all are there, somebody pauses it, or Microsoft asks to wait. Truth is in the rows of
 * its records: a worker that dies loses nothing but the trip it was on, and who goes on finds what that trip made.
 */
export async function runFolders(needs: RunNeeds, tenantId: string, runId: string): Promise<void> {
  const run = await takeRun(needs, tenantId, runId);
  if (!run) return;
  const stopRenewing = keepRenewing(needs.settings.leaseSeconds, () => renew(needs, run));
  try {
    const waitSeconds = await work(needs, run);
    if (waitSeconds === undefined) await finish(needs, run);
    else if (waitSeconds >= 0) await postpone(needs, run, waitSeconds);
  } catch (thrown) {
    const error = sayPlace(toAppError(thrown));
    if (stopping.includes(error.code)) await pauseFor(needs, run, error);
    else await postpone(needs, run, error.retryAfterSeconds ?? backoffSeconds(run.attempts), error);
    if (error.code === 'internal') throw thrown;
  } finally {
    stopRenewing();
  }
}
/** What is not there, before any record is looked at, is the place itself. */
const sayPlace = (error: AppError): AppError =>
  error.code === 'not_found'
    ? new AppError(
        'access_denied',
        'The place of the record folders is not there any more, or may not be opened. Choose it anew in the settings, then go on.',
        { source: 'graph', cause: error },
      )
    : error;
const backoffSeconds = (attempts: number): number => Math.min(300, 2 ** Math.min(attempts + 1, 8));
/** All others wait while one record does: not for minutes, and a trip that died with its worker counts as tried too. */
const mostForOneSeconds = 30;

/** Undefined when everything is done; seconds to wait; -1 when the run is not ours any more. */
async function work(needs: RunNeeds, run: RunRow): Promise<number | undefined> {
  const { database } = needs;
  const root = await organisationRoot(needs, run.tenant_id);
  if (!root) throw new AppError('conflict', 'No place for record folders is chosen yet.', { source: 'server' });
  const module = await database.kysely
    .selectFrom('module')
    .select(['module_id', 'plural'])
    .where('tenant_id', '=', run.tenant_id)
    .where('module_id', '=', run.module_id)
    .executeTakeFirst();
  const of = { moduleId: run.module_id, plural: module?.plural ?? 'this module' };
  await requireAllowed(database.kysely, run.tenant_id, of, 'files');
  let listing: Listing;
  let listed = '';
  let wasLost = false;
  for (;;) {
    if (needs.isStopping() || !(await isStillOurs(needs, run))) return -1;
    const some = await takeItems(needs, run);
    if (some.length === 0) return undefined;
    const first = some.find((it) => it.record)?.record;
    const parentId = first ? await ensureParents(needs, root, namesFor(root.template, first).parents) : '';
    if (first && listed !== parentId && (await countOpen(needs, run)) >= manyItems) {
      const { items, trips } = await listChildren(needs.graph, root.as, { driveId: root.driveId, parentId });
      await countTrips(needs, run, trips);
      [listing, listed] = [toListing(items), parentId];
    }
    const made = await makeAll(needs, run, root, parentId, some, listing);
    const lost = some.some((it) => it.record && codeOf(made.get(it.recordId)) === 'not_found');
    const wait = await writeDown(needs, run, some, made, lost && !wasLost);
    if (lost) {
      await forgetParents(database, root); // the folder above was deleted or moved away: it is found or made anew
      [wasLost, listed, listing] = [true, '', undefined];
    }
    if (wait > 0) return wait;
  }
}

const codeOf = (made: Made | undefined) => (made?.state === 'failed' ? made.error.code : undefined);
interface Item {
  recordId: string;
  attempts: number;
  record: NamedRecord | undefined;
}
/** The next records, noted as tried before anything is asked for them. */
async function takeItems({ database }: RunNeeds, run: RunRow): Promise<Item[]> {
  const { rows } = await sql<{ record_id: string; attempts: number }>`
    update folder_run_item set attempts = attempts + 1, updated_at = now()
    where run_id = ${run.id} and record_id in (select record_id from folder_run_item
      where run_id = ${run.id} and state = 'waiting' order by position limit ${inOneTrip * tripsAtOnce})
    returning record_id, attempts, position`.execute(database.kysely);
  const records = await namedRecords(
    database.kysely,
    run.tenant_id,
    run.module_id,
    rows.map((it) => it.record_id),
  );
  return rows.map((it) => ({ recordId: it.record_id, attempts: it.attempts, record: records.get(it.record_id) }));
}

async function makeAll(
  needs: RunNeeds,
  run: RunRow,
  root: Root,
  parentId: string,
  items: Item[],
  listing: Listing,
): Promise<Map<string, Made>> {
  let trips = 0;
  const onTrip = () => {
    trips += 1;
  };
  const wanted = items.flatMap((it) =>
    it.record ? [{ ...it.record, ...(it.attempts > 1 ? { triedSince: new Date(run.created_at) } : {}) }] : [],
  );
  const parts = Array.from({ length: Math.ceil(wanted.length / inOneTrip) }, (_, i) =>
    wanted.slice(i * inOneTrip, (i + 1) * inOneTrip),
  );
  const made = await Promise.all(parts.map((it) => makeFolders({ ...needs, onTrip }, root, parentId, it, listing)));
  if (trips > 0) await countTrips(needs, run, trips);
  const gone: Made = {
    state: 'failed',
    error: new AppError('not_found', 'The record is not in Coherence any more.', { source: 'coherence' }),
  };
  return new Map([
    ...made.flatMap((it) => [...it]),
    ...items.filter((it) => !it.record).map((it) => [it.recordId, gone] as const),
  ]);
}

/** What became of each record, in one statement; gives the seconds to wait before the rest. Throws what stops the run. */
async function writeDown(
  { database }: RunNeeds,
  run: RunRow,
  items: Item[],
  made: Map<string, Made>,
  isParentLost: boolean,
): Promise<number> {
  let wait = 0;
  let stop: AppError | undefined;
  const done: { id: string; state: string; code: string | null; reason: string | null; name: string | null }[] = [];
  for (const { recordId: id, attempts, record } of items) {
    const it = made.get(id);
    if (!it) continue;
    if (it.state === 'asking') {
      const reason = takenSentence(it.taken.name, it.wasRefused);
      done.push({ id, state: it.state, code: 'conflict', reason, name: it.taken.name });
      continue;
    }
    if (it.state !== 'failed') {
      done.push({ id, state: it.state, code: null, reason: it.reason ?? null, name: it.name });
      continue;
    }
    const { error } = it;
    const passes = error.spec.retry === 'after' || error.spec.retry === 'backoff';
    if (stopping.includes(error.code)) stop = error;
    else if (error.code === 'not_found' && record && isParentLost) continue;
    else if (error.code === 'throttled' || (passes && attempts < mostAttempts))
      wait = Math.max(wait, error.retryAfterSeconds ?? Math.min(mostForOneSeconds, backoffSeconds(attempts - 1)));
    else done.push({ id, state: 'failed', code: error.code, reason: error.message, name: null });
  }
  if (done.length > 0) {
    run.attempts = 0; // it gets on: what went wrong before makes no later wait longer
    await sql`update folder_run_item i set state = t.state, code = t.code, reason = t.reason, name = t.name, updated_at = now()
      from unnest(${done.map((it) => it.id)}::text[], ${done.map((it) => it.state)}::text[], ${done.map((it) => it.code)}::text[],
        ${done.map((it) => it.reason)}::text[], ${done.map((it) => it.name)}::text[]) as t (id, state, code, reason, name)
      where i.run_id = ${run.id} and i.record_id = t.id`.execute(database.kysely);
  }
  if (stop) throw stop;
  return wait;
}

async function countOpen({ database }: RunNeeds, run: RunRow): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from folder_run_item where run_id = ${run.id} and state = 'waiting'`.execute(
    database.kysely,
  );
  return rows[0]?.n ?? 0;
}
const countTrips = ({ database }: RunNeeds, run: RunRow, trips: number) =>
  database.kysely
    .updateTable('folder_run')
    .set((eb) => ({ requests: eb('requests', '+', trips) }))
    .where('id', '=', run.id)
    .execute();
