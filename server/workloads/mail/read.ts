import type { Database } from '../../db/database.js';
import type { Graph } from '../../graph/graph.js';
import type { TenantKeys } from '../../identity/tenant-keys.js';
import { changesOf } from '../../sync/answers.js';
import type { Broken, RawItem, Reading, Scope } from '../../sync/workload.js';
import { messageQuery } from './select.js';
import { knownMessages, type KnownMessage } from './store.js';
import { translate, type Here } from './translate.js';

export type MailChange = Here | { kind: 'gone'; graphId: string } | { kind: 'seen'; graphId: string };
export interface ReadNeeds {
  database: Database;
  graph: Graph;
  tenantKeys: TenantKeys;
}
export interface ReadChanges {
  changes: MailChange[];
  broken: Broken[];
}

/**
 * A page of Graph as changes. What we have as it is costs nothing more: a history and the stream of changes both show it. Three kinds
 * of items do not speak for themselves and are read whole, several in a batch: those that came with some members only;
 * those that were taken out of the folder (they may be elsewhere, or back again: with immutable ids Microsoft tells of the going
 * only); and, in a check, those we do not have as they are.
 */
export async function readItems(
  needs: ReadNeeds,
  scope: Scope,
  items: RawItem[],
  reading: Reading,
): Promise<ReadChanges> {
  await needs.tenantKeys.keyOf(scope.mailbox.tenantId); // the transaction that follows cannot ask for it
  const changes: MailChange[] = [];
  const broken: Broken[] = [];
  const wanted: string[] = [];
  const compared = items.filter((it) => reading !== 'anew' || it['@removed']).map((it) => it.id);
  const known =
    compared.length > 0
      ? await knownMessages(needs.database.kysely, scope.mailbox, compared)
      : new Map<string, never>();
  const isKnown = (mine: KnownMessage | undefined, raw: RawItem) =>
    reading !== 'anew' &&
    mine !== undefined &&
    !mine.isGone &&
    mine.changeKey !== '' &&
    mine.changeKey === raw.changeKey &&
    mine.folderGraphId === raw.parentFolderId &&
    // Decided by rules that may be older: a first history looks at it, the stream of changes need not.
    (reading !== 'history' || mine.generation >= scope.generation);
  for (const raw of items) {
    const mine = known.get(raw.id);
    if (raw['@removed']) {
      // Another folder of ours told meanwhile that it is there.
      const hasMovedOn = mine && !mine.isGone && mine.folderGraphId !== null && mine.folderGraphId !== scope.resource;
      if (!hasMovedOn) wanted.push(raw.id);
    } else if (isKnown(mine, raw)) {
      changes.push({ kind: 'seen', graphId: raw.id });
    } else if (reading === 'check') {
      wanted.push(raw.id);
    } else {
      const it = translate(raw);
      if (it.kind === 'here') changes.push(it);
      else if (it.kind === 'broken') broken.push(it);
      else wanted.push(it.graphId);
    }
  }
  const read = await readMessages(needs, scope, [...new Set(wanted)]);
  return { changes: [...changes, ...read.changes], broken: [...broken, ...read.broken] };
}

/** Messages by id as they are now, in whatever folder; one that is not in the mailbox any more is gone. */
export async function readMessages(
  { graph, tenantKeys }: ReadNeeds,
  scope: Scope,
  ids: string[],
): Promise<ReadChanges> {
  if (ids.length === 0) return { changes: [], broken: [] };
  const { as, mailbox, signal } = scope;
  await tenantKeys.keyOf(mailbox.tenantId);
  const answers = await graph.batch<RawItem>(
    as,
    ids.map((id) => ({ path: `${rootOf(scope)}/messages/${encodeURIComponent(id)}`, query: messageQuery })),
    { mailbox: mailbox.address, priority: 'job', signal },
  );
  return changesOf(ids, answers, translate, (it) => it);
}

export interface Wanted {
  graphId: string;
  receivedAt: Date;
}
const fewEnough = 8;
const listedAtOnce = 500;

/**
 * Some of these messages of a folder (newest first) as they are now: a few by id; of many, those that one page of the folder's list
 * shows, because each message by itself would cost a request. Those that the page should show and does not are asked for by id.
 */
export async function readWanted(needs: ReadNeeds, scope: Scope, wanted: Wanted[]): Promise<ReadChanges> {
  const [newest, oldest] = [wanted[0], wanted.at(-1)];
  if (!newest || !oldest || wanted.length <= fewEnough)
    return readMessages(
      needs,
      scope,
      wanted.map((it) => it.graphId),
    );
  await needs.tenantKeys.keyOf(scope.mailbox.tenantId);
  const { body } = await needs.graph.page<{ value: RawItem[] }>(scope.as, {
    path: `${rootOf(scope)}/mailFolders/${encodeURIComponent(scope.resource)}/messages`,
    query: {
      ...messageQuery,
      $filter: `receivedDateTime ge ${oldest.receivedAt.toISOString()} and receivedDateTime le ${newest.receivedAt.toISOString()}`,
      $orderby: 'receivedDateTime desc',
      $top: String(listedAtOnce),
    },
    priority: 'job',
    signal: scope.signal,
  });
  const ids = new Set(wanted.map((it) => it.graphId));
  const changes = body.value.flatMap((raw): MailChange[] => {
    const it = ids.has(raw.id) ? translate(raw) : undefined;
    return it?.kind === 'here' ? [it] : [];
  });
  const seen = new Set(changes.map((it) => it.graphId));
  const times = body.value.map((it) => Date.parse(String(it.receivedDateTime)));
  const end = body.value.length < listedAtOnce ? 0 : Math.min(...times);
  const missing = wanted.filter((it) => !seen.has(it.graphId) && it.receivedAt.getTime() >= end).slice(0, fewEnough);
  const rest = await readMessages(
    needs,
    scope,
    missing.map((it) => it.graphId),
  );
  return { changes: [...changes, ...rest.changes], broken: rest.broken };
}

/** Where the mailbox begins in Graph. */
export const rootOf = ({ mailbox }: { mailbox: { kind: 'own' | 'shared'; address: string } }): string =>
  mailbox.kind === 'own' ? '/me' : `/users/${encodeURIComponent(mailbox.address)}`;
