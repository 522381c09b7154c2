import { AppError } from '../base/errors.js';
import type { Principal } from '../base/principal.js';
import { findByMessageId } from '../workloads/mail/body.js';
import { mailOfEntry } from '../workloads/mail/entry.js';
import { readMessage, type Message } from '../workloads/mail/message.js';
import type { Needs } from './needs.js';

/** The caller's own copy of a mail that is on a record. Attachments are kept from nobody else's mailbox. */
export async function ownCopyOf(
  { database, graph }: Pick<Needs, 'database' | 'graph'>,
  as: Principal,
  record: { moduleId: string; recordId: string },
  entry: string,
): Promise<Message> {
  const { internetMessageId, places } = await mailOfEntry(database.kysely, as, record, entry);
  const ids = places.filter((it) => it.mailbox === as.address).map((it) => it.graphId);
  for (const id of ids) {
    const message = await readMessage(graph, as, id).catch(nothingWhereGone);
    if (message) return message;
  }
  const found = await findByMessageId(graph, as, internetMessageId);
  if (found) return readMessage(graph, as, found.graphId);
  throw new AppError(
    'access_denied',
    'Attachments are kept from your own mailbox, and this email is not there. Ask somebody who received it.',
    { source: 'graph' },
  );
}

function nothingWhereGone(error: unknown): undefined {
  if (!(error instanceof AppError) || error.code !== 'not_found') throw error;
}
