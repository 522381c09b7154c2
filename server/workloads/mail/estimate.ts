import type { MailSettings } from '../../../contract/connection.js';
import type { Reply } from '../../../contract/api.js';
import { now } from '../../base/clock.js';
import type { Principal } from '../../base/principal.js';
import type { Mailboxes } from '../../connections/mailboxes.js';
import { findWellKnown, walkFolders, type AskMailbox } from './folders.js';
import { rangeOf, type Window } from './range.js';
import { chooseFolders } from './settings.js';

/** Each folder is a request; beyond this the folders' own totals must do. */
const askedOneByOne = 60;

/** About how many messages a choice holds, before anything is saved. Counts only; no message is read. */
export async function estimate(
  { mailboxes }: { mailboxes: Mailboxes },
  viewer: Principal,
  id: string,
  choice: Pick<MailSettings, 'range' | 'folders'>,
): Promise<Reply<'POST /mailboxes/:mailbox/estimate'>> {
  const row = await mailboxes.row(viewer, id);
  const window = rangeOf(choice.range, now(), row.time_zone);
  const ask: AskMailbox = (request) => mailboxes.ask(row, request);
  const all = await walkFolders(ask, await findWellKnown(ask));
  const chosen = chooseFolders(all, choice);
  const folders = all.filter((it) => chosen.has(it.id) && it.messageCount > 0);
  const isUpperBound = folders.length > askedOneByOne;
  const counts = isUpperBound
    ? folders.map((it) => it.messageCount)
    : await Promise.all(folders.map((it) => countIn(ask, it.id, window)));
  return {
    messages: counts.reduce((sum, it) => sum + it, 0),
    fromDateTime: window.from.toISOString(),
    ...(window.to ? { toDateTime: window.to.toISOString() } : {}),
    isUpperBound,
  };
}

export async function countIn(ask: AskMailbox, folderId: string, { from, to }: Window): Promise<number> {
  const { '@odata.count': count = 0 } = await ask<{ '@odata.count'?: number }>({
    path: `/mailFolders/${encodeURIComponent(folderId)}/messages`,
    query: { $filter: filterOf({ from, ...(to ? { to } : {}) }), $count: 'true', $top: '1', $select: 'id' },
  });
  return count;
}

/** Mail of a window, for `$filter` of messages (not of delta, which takes only its beginning). */
export const filterOf = ({ from, to }: Window): string =>
  `receivedDateTime ge ${instant(from)}${to ? ` and receivedDateTime le ${instant(to)}` : ''}`;
const instant = (date: Date): string => date.toISOString().replace('.000Z', 'Z');
