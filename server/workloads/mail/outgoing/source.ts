import { AppError } from '../../../base/errors.js';
import type { Principal } from '../../../base/principal.js';
import type { MailboxRow } from '../../../connections/mailboxes.js';
import type { Sql } from '../../../db/database.js';
import { mailOfEntry, type EntryMail } from '../entry.js';
import type { AskMailbox } from '../folders.js';
import type { Needs } from './needs.js';
import type { MailRow } from './row.js';

/** The mail that is answered, as this mailbox has it; the person must have it by their own right. */
export async function findSource(
  { database }: Pick<Needs, 'database'>,
  ask: AskMailbox,
  row: MailRow,
  mailbox: MailboxRow,
  entry: string,
): Promise<string> {
  const of = { moduleId: row.module_id ?? '', recordId: row.record_id ?? '' };
  const viewer = { tenantId: row.tenant_id, objectId: row.object_id } as Principal;
  return sourceIn(await entryOf(database.kysely, viewer, of, entry), ask, mailbox);
}

async function entryOf(on: Sql, viewer: Principal, of: { moduleId: string; recordId: string }, entry: string) {
  return mailOfEntry(on, viewer, of, entry).catch((error: unknown) => {
    throw error instanceof AppError && error.code === 'not_found'
      ? new AppError('invalid_request', 'The email this answers is no longer on the record. Write a new one instead.', {
          source: 'request',
          cause: error,
        })
      : error;
  });
}

export async function sourceIn(mail: EntryMail, ask: AskMailbox, mailbox: MailboxRow): Promise<string> {
  const known = mail.places.find((it) => it.mailbox.toLowerCase() === mailbox.address.toLowerCase());
  if (known) return known.graphId;
  const { value } = await ask<{ value: { id: string }[] }>({
    path: '/messages',
    query: {
      $filter: `internetMessageId eq '${mail.internetMessageId.replace(/'/g, "''")}'`,
      $select: 'id',
      $top: '1',
    },
  });
  if (value[0]) return value[0].id;
  throw new AppError(
    'invalid_request',
    `The email this belongs to is not in ${mailbox.address}. Choose the mailbox that has it, or write a new one.`,
    { source: 'request', field: 'mailbox' },
  );
}
