import { sql, type UpdateObject } from 'kysely';
import { AppError } from '../../../base/errors.js';
import { newId } from '../../../base/ids.js';
import { backoffSeconds, leaseEnd, NotOurs } from '../../../db/lease.js';
import type { Tables } from '../../../db/schema.js';
import type { OutgoingProblem } from '../../../db/schema-outgoing.js';
import type { Note } from './draft.js';
import type { Needs } from './needs.js';
import type { MailRow } from './row.js';

const longestWaitSeconds = 10 * 60;

/** The mail, for this worker alone until its lease ends; each run has a lease of its own. */
export async function takeLease(needs: Needs, id: string): Promise<MailRow | undefined> {
  return needs.database.kysely
    .updateTable('outgoing_mail')
    .set({
      lease_by: newId(),
      lease_until: leaseEnd(needs.settings.leaseSeconds),
      state: sql<'sending'>`case when state = 'waiting' then 'sending' else state end`,
    })
    .where('id', '=', id)
    .where(isWork)
    .returningAll()
    .executeTakeFirst();
}
/** Has work left that nobody is at, and whose time has come. */
export const isWork = sql<boolean>`(state in ('sending', 'discarded') or (state = 'waiting' and send_at <= now())
    or (state = 'sent' and not is_settled))
  and (lease_until is null or lease_until < now()) and (next_attempt_at is null or next_attempt_at <= now())`;

/** What only a person can change is told to them, with everything kept; the rest is tried again by itself. */
export async function putOff(row: MailRow, note: Note, error: AppError): Promise<void> {
  const problem: OutgoingProblem = {
    code: codeOf(error),
    sentence: error.message,
    ...fieldOf(error),
    ...(error.reference ? { reference: error.reference } : {}),
  };
  const isOver = row.state === 'sending' && error.spec.retry === 'never';
  const waitSeconds = backoffSeconds(longestWaitSeconds, error, row.attempts);
  await note({
    ...(isOver ? { state: 'failed' as const, send_at: null } : {}),
    ...(row.state === 'sending' ? { problem: JSON.stringify(problem) } : {}),
    attempts: row.attempts + 1,
    next_attempt_at: sql<Date>`now() + make_interval(secs => ${waitSeconds})`,
    lease_by: null,
    lease_until: null,
  });
}
/** It is not known whether it left (send.ts). */
export class Unknown extends AppError {}
const codeOf = (error: AppError): string =>
  error instanceof Unknown
    ? 'unknown'
    : ['sign_in_required', 'step_up_required', 'consent_required'].includes(error.code)
      ? 'sign_in'
      : error.code;
/** Which field helps, where Microsoft's refusal says so. */
function fieldOf({ field, code, source }: AppError): { field?: string } {
  if (field) return { field };
  if (source !== 'graph') return {};
  if (code === 'too_large') return { field: 'files' };
  if (code === 'access_denied') return { field: 'mailbox' };
  return code === 'invalid_request' ? { field: 'to' } : {};
}

/** Writes down what a step did, as long as the lease is ours; throws `NotOurs` otherwise. */
export const noting =
  ({ database }: Needs, row: MailRow): Note =>
  async (values) => {
    const done = await database.kysely
      .updateTable('outgoing_mail')
      .set({ ...values, updated_at: sql<Date>`now()` } as UpdateObject<Tables, 'outgoing_mail'>)
      .where('id', '=', row.id)
      .where('lease_by', '=', row.lease_by)
      .executeTakeFirst();
    if (done.numUpdatedRows === 0n) throw new NotOurs();
    Object.assign(row, values);
  };
