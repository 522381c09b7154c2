import { sql } from 'kysely';
import type { Reply } from '../../../../contract/api.js';
import type { Audit } from '../../../audit/audit.js';
import type { Principal } from '../../../base/principal.js';
import type { Mailboxes } from '../../../connections/mailboxes.js';
import type { Database } from '../../../db/database.js';
import type { Queue } from '../../../db/queue.js';

interface Needs {
  database: Database;
  mailboxes: Pick<Mailboxes, 'row'>;
  audit: Audit;
  queue: Pick<Queue, 'add'>;
}
type Organised = Reply<'GET /mailboxes/:mailbox/organization'>;

/** What was done in a mailbox to mail that came to records. */
export async function organised({ database, mailboxes }: Needs, viewer: Principal, id: string): Promise<Organised> {
  const row = await mailboxes.row(viewer, id);
  const { rows } = await sql<{ moved: string; categorised: string; waiting: string; problem: string | null }>`
    select count(*) filter (where wish = 'put' and state = 'done' and kind = 'move' and from_folder is not null) as moved,
      count(*) filter (where wish = 'put' and state = 'done' and kind = 'category') as categorised,
      count(*) filter (where state = 'wished') as waiting, max(problem) filter (where state = 'wished') as problem
    from organised_mail where mailbox_id = ${row.id}`.execute(database.kysely);
  const [it] = rows;
  return {
    moved: Number(it?.moved ?? 0),
    categorised: Number(it?.categorised ?? 0),
    waiting: Number(it?.waiting ?? 0),
    ...(it?.problem ? { problem: it.problem } : {}),
  };
}

/** Everything in the mailbox is to be as it was; links stay. Nothing of it is done again by itself. Twice is once. */
export async function putAllBack(needs: Needs, principal: Principal, id: string): Promise<Organised> {
  const { database, mailboxes, audit, queue } = needs;
  const row = await mailboxes.row(principal, id);
  await database.transaction(async (tx) => {
    const done = await tx
      .updateTable('organised_mail')
      .set({ wish: 'back', state: 'wished', is_by_person: true, attempts: 0, next_attempt_at: null })
      .where('mailbox_id', '=', row.id)
      .where('wish', '=', 'put')
      .executeTakeFirst();
    await audit.append(tx, {
      tenantId: principal.tenantId,
      actor: principal.objectId,
      action: 'organization.undone',
      target: id,
      detail: { mails: Number(done.numUpdatedRows) },
    });
    await queue.add('organise-mail', {}, { key: 'organise-mail', tx });
  });
  return organised(needs, principal, id);
}
