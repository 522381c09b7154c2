import { sql, type Selectable } from 'kysely';
import type { Body, CreatedRecord } from '../../contract/api.js';
import { sleep } from '../base/clock.js';
import { AppError } from '../base/errors.js';
import { newId, sha256 } from '../base/ids.js';
import type { Principal } from '../base/principal.js';
import { keepRenewing } from '../db/lease.js';
import type { Database } from '../db/database.js';
import type { Intent } from '../db/schema.js';
import { findOrCreate, LostAnswer } from './find-or-create.js';
import { readForm, type NewRecord } from './forms.js';
import { indexRecords } from './index-store.js';
import type { Views } from './view.js';
import type { ModuleRow, Workspaces } from './workspaces.js';

export interface WishNeeds {
  database: Database;
  workspaces: Workspaces;
  views: Views;
  audit: {
    append(
      tx: Parameters<Parameters<Database['transaction']>[0]>[0],
      row: { tenantId: string; actor: string; action: string; target: string },
    ): Promise<void>;
  };
  leaseSeconds: number;
}
type Row = Selectable<Intent>;

const personWaitsMs = 4_000;
const longestWaitSeconds = 15 * 60;
/** After a lost answer Coherence may still be creating; looking for the record earlier could find nothing and make a second. */
const lostAnswerSeconds = 10;
const isFree = sql<boolean>`(intent.lease_until is null or intent.lease_until < now())`;
const inSeconds = (seconds: number) => sql<Date>`now() + make_interval(secs => ${seconds})`;

/**
 * Creates a record once: the wish is a row first (unique by workspace, module and what tells the record apart), so a
 * repeated click, a time-out or a crash find it again, and one at a time works on it. When Coherence does not answer within
 * the person's patience the wish stays queued and is carried out later.
 */
export async function createRecord(
  needs: WishNeeds,
  principal: Principal,
  { module: slug, fields, anyway = false }: Body<'POST /records'>,
): Promise<CreatedRecord> {
  const { tenantId } = principal;
  const module = await needs.workspaces.module(tenantId, slug);
  const id = await keepWish(needs, principal, module, readForm(module, fields), anyway);
  const answered = new AbortController();
  const patience = sleep(personWaitsMs, answered.signal).then(() => readWish(needs, tenantId, id));
  const work = carryOut(needs, tenantId, id, true).then((done) => done ?? whenOthersAreDone(needs, tenantId, id));
  patience.catch(() => undefined);
  work.catch(() => undefined); // it goes on when the person's patience is over
  return Promise.race([work, patience]).finally(() => answered.abort());
}

/** Brings a wish that waits to its end; nothing happens when somebody works on it or its time has not come. */
export async function carryOutWish(needs: WishNeeds, tenantId: string, id: string): Promise<void> {
  await carryOut(needs, tenantId, id, false);
}

/** What became of a wish. */
export async function readWish(needs: WishNeeds, tenantId: string, id: string): Promise<CreatedRecord> {
  const { database, views } = needs;
  const row = await database.kysely
    .selectFrom('intent')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw new AppError('not_found', 'This wish is not there any more.');
  const ref = { moduleId: row.module_id, recordId: row.record_id ?? '' };
  const [record] = row.state === 'done' ? (await views.of(database.kysely, tenantId, [ref])).values() : [];
  if (record) return { state: 'created', record, existed: false };
  const told = { id: row.id, displayName: row.display_name };
  return row.state === 'failed'
    ? { state: 'failed', ...told, problem: row.problem ?? 'Coherence did not take it.' }
    : { state: 'queued', ...told, ...(row.problem ? { problem: row.problem } : {}) };
}

/** The row of this wish, queued: new, or the one that was wished before. One that is just worked on stays as it is. */
async function keepWish(
  { database }: WishNeeds,
  { tenantId, objectId }: Principal,
  module: ModuleRow,
  { displayName, values, address }: NewRecord,
  isAnyway: boolean,
): Promise<string> {
  const key = {
    tenant_id: tenantId,
    module_id: module.moduleId,
    natural_key:
      address || (module.role === 'task' ? sha256(JSON.stringify([displayName, values])) : displayName.toLowerCase()),
  };
  const wish = {
    display_name: displayName,
    fields: JSON.stringify(values),
    is_wished_anyway: isAnyway,
    state: 'queued',
    problem: null,
  };
  // One that waits is asked for again at once, but not so early that a lost answer would make a second record.
  const again = {
    ...wish,
    attempts: sql<number>`case when intent.state = 'queued' then intent.attempts else 0 end`,
    next_attempt_at: sql<Date>`case when intent.state = 'queued' and intent.attempts > 0
      then intent.updated_at + make_interval(secs => ${lostAnswerSeconds}) end`,
  };
  const kept = await database.kysely
    .insertInto('intent')
    .values({ id: newId(), ...key, ...wish, created_by: objectId, record_id: null, lease_until: null, lease_by: null })
    .onConflict((on) => on.columns(['tenant_id', 'module_id', 'natural_key']).doUpdateSet(again).where(isFree))
    .returning('id')
    .executeTakeFirst();
  if (kept) return kept.id;
  const busy = await database.kysely
    .selectFrom('intent')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('module_id', '=', module.moduleId)
    .where('natural_key', '=', key.natural_key)
    .executeTakeFirstOrThrow();
  return busy.id;
}

async function carryOut(needs: WishNeeds, tenantId: string, id: string, isPersonWaiting: boolean) {
  const { database, workspaces, leaseSeconds } = needs;
  const worker = newId();
  const row = await database.kysely
    .updateTable('intent')
    .set({ lease_until: inSeconds(leaseSeconds), lease_by: worker })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .where('state', '=', 'queued')
    .where(isFree)
    .where(sql<boolean>`(next_attempt_at is null or next_attempt_at <= now())`)
    .returningAll()
    .executeTakeFirst();
  if (!row) return undefined;
  const renew = () =>
    database.kysely
      .updateTable('intent')
      .set({ lease_until: inSeconds(leaseSeconds) })
      .where('id', '=', id)
      .where('lease_by', '=', worker)
      .execute();
  const stopRenewing = keepRenewing(leaseSeconds, renew);
  try {
    const module = await workspaces.moduleById(tenantId, row.module_id);
    if (!module) throw new AppError('not_found', 'This module is not available in your workspace any more.');
    return await finish(needs, row, module);
  } catch (thrown) {
    return await postpone(needs, row, thrown, isPersonWaiting);
  } finally {
    stopRenewing();
  }
}

async function finish(needs: WishNeeds, row: Row, module: ModuleRow): Promise<CreatedRecord> {
  const { database, workspaces, views, audit } = needs;
  const tenantId = row.tenant_id;
  const client = await workspaces.client(tenantId);
  const { record, existed } = await findOrCreate(client, module, {
    displayName: row.display_name,
    fields: row.fields,
    knownId: row.record_id,
    isAnyway: row.is_wished_anyway,
  });
  await database.transaction(async (tx) => {
    await indexRecords(tx, tenantId, module, [{ ...record, fields: { ...row.fields, ...record.fields } }]);
    if (row.record_id !== record.id)
      await audit.append(tx, {
        tenantId,
        actor: row.created_by,
        action: existed ? 'record.found' : 'record.created',
        target: `${module.moduleId}/${record.id}`,
      });
    await tx
      .updateTable('intent')
      .set({
        state: 'done',
        record_id: record.id,
        problem: null,
        lease_until: null,
        lease_by: null,
        updated_at: sql`now()`,
      })
      .where('id', '=', row.id)
      .execute();
  });
  return { state: 'created', record: views.from(module, await workspaces.appUrl(tenantId), record), existed };
}

/** Lets go of the wish: to try again later while Coherence is silent, or with the reason why it cannot be. */
async function postpone({ database }: WishNeeds, row: Row, thrown: unknown, isPersonWaiting: boolean) {
  const error = thrown instanceof AppError ? thrown : undefined;
  // A key that was revoked will be replaced: what waits since before must not be lost for it.
  const canWait = !error || error.spec.retry !== 'never' || (error.code === 'access_denied' && !isPersonWaiting);
  const isSilence = error?.code === 'coherence_unavailable';
  const backoff = error?.code === 'access_denied' ? longestWaitSeconds : 2 ** Math.min(row.attempts + 1, 10);
  const waitSeconds = Math.min(
    longestWaitSeconds,
    Math.max(error?.retryAfterSeconds ?? backoff, thrown instanceof LostAnswer ? lostAnswerSeconds : 0),
  );
  const problem = error && !isSilence ? error.message : null;
  await database.kysely
    .updateTable('intent')
    .set({
      lease_until: null,
      lease_by: null,
      attempts: row.attempts + 1,
      problem,
      ...(canWait ? { next_attempt_at: inSeconds(waitSeconds) } : { state: 'failed' }),
      updated_at: sql`now()`,
    })
    .where('id', '=', row.id)
    .where('lease_by', '=', row.lease_by)
    .execute();
  if (!error || (!canWait && isPersonWaiting)) throw thrown;
  const told = { id: row.id, displayName: row.display_name };
  return canWait
    ? ({ state: 'queued', ...told, ...(problem ? { problem } : {}) } as const)
    : ({ state: 'failed', ...told, problem: error.message } as const);
}

/** A second click waits for the first one's answer. */
async function whenOthersAreDone(needs: WishNeeds, tenantId: string, id: string): Promise<CreatedRecord> {
  for (;;) {
    const busy = await needs.database.kysely
      .selectFrom('intent')
      .select('id')
      .where('id', '=', id)
      .where('state', '=', 'queued')
      .where('lease_until', '>', sql<Date>`now()`)
      .executeTakeFirst();
    if (!busy) return readWish(needs, tenantId, id);
    await sleep(100);
  }
}
