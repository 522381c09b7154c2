import { AppError } from '../../../base/errors.js';
import type { MailboxRow } from '../../../connections/mailboxes.js';
import type { AskMailbox } from '../folders.js';
import type { Note } from './draft.js';
import { findMarked, orNothing, readMarked } from './mark.js';
import type { Needs } from './needs.js';
import { renameCopy } from './onto-record.js';
import type { MailRow } from './row.js';

const mostLooks = 8;

/**
 * After sending: finds the copy under the id it has now, and takes away drafts that an interrupted attempt left. A mail that cannot
 * be seen yet is looked for a few times; on the record it is already.
 */
export async function settleCopy(
  { database }: Needs,
  ask: AskMailbox,
  mailbox: MailboxRow,
  row: MailRow,
  note: Note,
): Promise<void> {
  const known = await readMarked(ask, row.graph_id ?? '');
  const isThere = known?.isDraft === false;
  if (!isThere || row.drafts_tried > 1) {
    const found = await findMarked(ask, row.id);
    const copy = isThere ? known : found.find((it) => !it.isDraft);
    if (!copy && row.attempts < mostLooks)
      throw new AppError('upstream_unavailable', 'The copy in Sent Items cannot be seen yet.', { source: 'graph' });
    if (copy && copy.id !== row.graph_id)
      await database.transaction((tx) => renameCopy(tx, mailbox.id, row.graph_id ?? '', copy.id));
    for (const it of found.filter((left) => left.isDraft && left.id !== copy?.id))
      await ask({ method: 'DELETE', path: `/messages/${encodeURIComponent(it.id)}` }).catch(orNothing);
    if (copy) await note({ graph_id: copy.id });
  }
  await note({ is_settled: true });
}
