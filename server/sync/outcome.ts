import { sql, type Transaction } from 'kysely';
import { causes } from '../../contract/diagnoses.js';
import type { ErrorCode } from '../../contract/errors.js';
import type { AppError } from '../base/errors.js';
import { backoffSeconds } from '../db/lease.js';
import type { Diagnosis, MailboxTable } from '../db/schema-mail.js';
import type { Tables } from '../db/schema.js';
import { EndlessPaging } from './changes.js';
import type { Lease } from './lease.js';
import { logSync } from './log.js';
import type { SyncNeeds } from './needs.js';
import type { AnyWorkload, Scope } from './workload.js';

const longestWaitSeconds = 15 * 60;
const needsPerson: ErrorCode[] = [
  'sign_in_required',
  'step_up_required',
  'consent_required',
  'admin_consent_required',
  'blocked_by_policy',
];

/**
 * What a failed turn means for the stream and its mailbox. A wait that Microsoft asked for holds the whole mailbox; who must
 * sign in again is told once and nothing is tried meanwhile; everything else is tried again later, soon where the turn had
 * brought news all the same (`hasNews`: the history goes on while the stream of changes fails). No data goes.
 */
export async function accept(
  needs: SyncNeeds,
  lease: Lease,
  workload: AnyWorkload | undefined,
  scope: Scope | undefined,
  error: AppError,
  hasNews = false,
): Promise<void> {
  needs.log.info('a stream waits', { stateId: lease.row.id, code: error.code, ...reference(error) });
  await needs.database.transaction(async (tx) => {
    if (error.code === 'throttled') await wait(tx, lease, error);
    else if (error.code === 'mailbox_unsupported') await stopMailbox(tx, lease, 'unsupported', 'C9', error);
    else if (needsPerson.includes(error.code)) await stopMailbox(tx, lease, 'needs_sign_in', 'C11', error);
    else if (error.code === 'not_found' && workload && scope) await workload.gone(tx, scope);
    else await tryLater(tx, lease, error, hasNews);
  });
}

const reference = (error: AppError) => (error.reference ? { reference: error.reference } : {});
const diagnosis = (code: string, error: AppError): Diagnosis => ({
  code,
  sentence: error.message,
  ...reference(error),
});

async function wait(tx: Transaction<Tables>, { row }: Lease, error: AppError): Promise<void> {
  const seconds = error.retryAfterSeconds ?? 30;
  await tx
    .updateTable('mailbox')
    .set({ wait_until: sql`greatest(wait_until, now() + make_interval(secs => ${seconds}))` })
    .where('id', '=', row.mailbox_id)
    .execute();
  await tx
    .updateTable('sync_state')
    .set({
      next_attempt_at: sql`now() + make_interval(secs => ${seconds})`,
      problem: JSON.stringify(diagnosis('C6', error)),
    })
    .where('id', '=', row.id)
    .execute();
}

/** What was allowed when the mailbox was connected is asked for anew: somebody took it back meanwhile (M100). */
const isAccessRemoved = ({ diagnosis: told }: AppError): boolean =>
  told !== undefined && causes[told.cause].code === 'B1';
const accessRemoved =
  'Access for Coherence was removed at Microsoft. Connect again to allow it anew; settings and links are kept.';

/**
 * Stops the mailbox until somebody acts, told once. Not where its person has a newer sign-in than the turn began with: what failed
 * is the one of before, and the next turn tries the new one. Of two streams that fail at once one may only find that no token is left; what Microsoft said takes its place.
 */
async function stopMailbox(
  tx: Transaction<Tables>,
  { row, mailbox, takenAt }: Lease,
  state: MailboxTable['state'],
  code: string,
  error: AppError,
): Promise<void> {
  const sentence = isAccessRemoved(error) ? accessRemoved : error.message;
  const problem = JSON.stringify({ ...diagnosis(code, error), sentence });
  const stopped = await tx
    .updateTable('mailbox')
    .set({ state, problem, updated_at: sql`now()` })
    .where('id', '=', row.mailbox_id)
    .where('state', 'in', ['connected', 'following'])
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('token_cache')
            .select('object_id')
            .where('tenant_id', '=', mailbox.tenant_id)
            .where('object_id', '=', mailbox.object_id)
            .where('updated_at', '>', takenAt),
        ),
      ),
    )
    .executeTakeFirst();
  if (stopped.numUpdatedRows === 0n) {
    if (error.reference)
      await tx
        .updateTable('mailbox')
        .set({ problem })
        .where('id', '=', row.mailbox_id)
        .where('state', '=', state)
        .where(sql<boolean>`problem ->> 'reference' is null`)
        .execute();
    return; // told already, by another of its streams
  }
  await logSync(tx, { tenantId: row.tenant_id, mailboxId: row.mailbox_id, kind: 'mailbox', code, state: 'open' });
}

async function tryLater(
  tx: Transaction<Tables>,
  { row, id: lease }: Lease,
  error: AppError,
  hasNews: boolean,
): Promise<void> {
  const isDenied = error.code === 'access_denied';
  const attempts = hasNews ? 0 : row.attempts;
  const seconds = isDenied ? longestWaitSeconds : backoffSeconds(longestWaitSeconds, error, attempts + 1);
  const isEndless = error.cause instanceof EndlessPaging;
  await tx
    .updateTable('sync_state')
    .set({
      attempts: attempts + 1,
      next_attempt_at: sql`now() + make_interval(secs => ${seconds})`,
      problem: JSON.stringify(
        diagnosis(isDenied ? 'E2' : isEndless || error.code === 'delta_expired' ? 'C8' : 'C6', error),
      ),
      // Until the stream ends again, the list of the last days says what is new.
      ...(isEndless ? { history: JSON.stringify(withRecentDays(row.history)) } : {}),
    })
    .where('id', '=', row.id)
    .where('lease_by', '=', lease)
    .execute();
  if (isDenied)
    await logSync(tx, {
      tenantId: row.tenant_id,
      mailboxId: row.mailbox_id,
      kind: 'stream',
      code: 'E2',
      state: 'open',
    });
}

function withRecentDays(history: Lease['row']['history']) {
  if (history.length > 0) return history;
  const day = 86_400_000;
  const at = (days: number) => new Date(Date.now() + days * day).toISOString();
  return [{ from: at(-3), to: at(1), isCheck: true }];
}
