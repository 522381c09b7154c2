import { sql } from 'kysely';
import { newId } from '../../../base/ids.js';
import type { Database } from '../../../db/database.js';
import type { Diagnosis } from '../../../db/schema-mail.js';
import type { ChangeRow } from './needs.js';

const isDue = sql<boolean>`(state = 'wished' and (lease_until is null or lease_until < now())
  and (next_attempt_at is null or next_attempt_at <= now()))`;

/** Wishes that nobody is at: a crash, or a wait that is over. */
export async function changesDue({ kysely }: Database): Promise<string[]> {
  const { rows } = await sql<{
    id: string;
  }>`select id from calendar_change where ${isDue} order by created_at limit 200`.execute(kysely);
  return rows.map((it) => it.id);
}

/** Takes a wish for this worker; undefined when another has it, or nothing is left to do. Wishes about one event go in their order. */
export async function takeChange(
  { database, settings }: { database: Database; settings: { leaseSeconds: number } },
  id: string,
): Promise<{ row: ChangeRow; lease: string } | undefined> {
  const lease = newId();
  const { rows } = await sql<ChangeRow>`
    update calendar_change w set lease_by = ${lease}, lease_until = now() + make_interval(secs => ${settings.leaseSeconds * 4})
    where id = ${id} and ${isDue} and not exists (select 1 from calendar_change o where o.event_id = w.event_id and o.id <> w.id
      and o.state in ('wished', 'conflict') and (o.created_at, o.id) < (w.created_at, w.id))
    returning *`.execute(database.kysely);
  return rows[0] && { row: rows[0], lease };
}

/** Writes down what comes next before it is done; false when the lease was lost. */
export async function notePlan(
  { database }: { database: Database },
  { row, lease }: { row: ChangeRow; lease: string },
  plan: object,
): Promise<boolean> {
  const done = await database.kysely
    .updateTable('calendar_change')
    .set({ plan: JSON.stringify(plan), updated_at: sql`now()` })
    .where('id', '=', row.id)
    .where('lease_by', '=', lease)
    .executeTakeFirst();
  return done.numUpdatedRows > 0n;
}

export async function waitLonger(
  { database }: { database: Database },
  { row, lease }: { row: ChangeRow; lease: string },
  problem: Diagnosis,
  seconds: number,
): Promise<void> {
  await database.kysely
    .updateTable('calendar_change')
    .set({
      problem: JSON.stringify(problem),
      attempts: sql`attempts + 1`,
      next_attempt_at: sql<Date>`now() + make_interval(secs => ${seconds})`,
      lease_by: null,
      lease_until: null,
      updated_at: sql`now()`,
    })
    .where('id', '=', row.id)
    .where('lease_by', '=', lease)
    .execute();
}
