import { mailboxPath } from '../../graph/mailbox.js';
import type { Graph } from '../../graph/graph.js';
import type { Database } from '../../db/database.js';
import { changesOf } from '../../sync/answers.js';
import type { Broken, RawItem, Scope } from '../../sync/workload.js';
import type { EventItem } from './event-item.js';
import { dateOfSeries, translate, type RawEvent, type SparseDate } from './translate.js';

export type EventChange =
  | { kind: 'here'; graphId: string; item: EventItem }
  | { kind: 'gone'; graphId: string }
  | { kind: 'seen'; graphId: string };
export interface ReadNeeds {
  database: Database;
  graph: Graph;
}
export interface ReadEvents {
  changes: EventChange[];
  broken: Broken[];
}
/** Text is searched, and shown without anything that acts; what is written back is read anew (outbox). */
export const prefer = ['outlook.timezone="UTC"', 'outlook.body-content-type="text"'];
const preferHeader = { prefer: `IdType="ImmutableId", ${prefer.join(', ')}` };
export const rootOf = ({ as, mailbox }: Pick<Scope, 'as' | 'mailbox'>): string => mailboxPath(as, mailbox.address);

/**
 * A page of a calendar's stream as changes. Of a date of a series comes its time only: the rest is taken from its master, in the
 * same page, in what we have, or read. What is told as removed may only have left the window, so it is asked for.
 */
export async function readEvents(needs: ReadNeeds, scope: Scope, items: RawItem[]): Promise<ReadEvents> {
  const here: EventItem[] = [];
  const dates: SparseDate[] = [];
  const broken: Broken[] = [];
  const wanted = new Set<string>();
  for (const raw of items) {
    if (raw['@removed']) {
      wanted.add(raw.id);
      continue;
    }
    const it = translate(raw);
    if (it.kind === 'here') here.push(it.item);
    else if (it.kind === 'date') dates.push(it.date);
    else if (it.kind === 'partial') wanted.add(it.graphId);
    else broken.push(it);
  }
  const masters = new Map(here.filter((it) => it.kind === 'master').map((it) => [it.graphId, it]));
  const missing = [...new Set(dates.map((it) => it.seriesMasterId))].filter((it) => !masters.has(it));
  const read = await readByIds(needs, scope, [...wanted, ...missing]);
  for (const it of read.changes) if (it.kind === 'here' && it.item.kind === 'master') masters.set(it.graphId, it.item);
  const known = new Set(missing);
  const changes: EventChange[] = [
    ...here.map(toHere),
    ...read.changes.filter((it) => it.kind !== 'gone' || !known.has(it.graphId)),
  ];
  for (const date of dates) {
    const master = masters.get(date.seriesMasterId);
    if (master) changes.push(toHere(dateOfSeries(master, date)));
    else if (read.changes.some((it) => it.graphId === date.seriesMasterId))
      changes.push({ kind: 'gone', graphId: date.graphId });
    else broken.push({ graphId: date.graphId, why: 'no master' });
  }
  return { changes, broken: [...broken, ...read.broken] };
}
const toHere = (item: EventItem): EventChange => ({ kind: 'here', graphId: item.graphId, item });

/** Events by id as they are now; one that is not there any more is gone. */
export async function readByIds({ graph }: ReadNeeds, scope: Scope, ids: string[]): Promise<ReadEvents> {
  if (ids.length === 0) return { changes: [], broken: [] };
  const answers = await graph.batch<RawEvent>(
    scope.as,
    ids.map((id) => ({ path: `${rootOf(scope)}/events/${encodeURIComponent(id)}`, headers: preferHeader })),
    { mailbox: scope.mailbox.address, priority: 'job', signal: scope.signal },
  );
  return changesOf(ids, answers, translate, (it) => toHere(it.item));
}

interface InstancesPage {
  value: { id: string }[];
  '@odata.nextLink'?: string;
}
const mostPages = 50;
/** The dates a series has within the window, by id; undefined when the series is gone. */
export async function datesOfSeries(
  { graph }: ReadNeeds,
  scope: Scope,
  masterId: string,
  { from, to }: { from: Date; to: Date },
): Promise<Set<string> | undefined> {
  const ids = new Set<string>();
  let link: string | undefined;
  for (let pages = 0; pages < mostPages; pages += 1) {
    const asked = { mailbox: scope.mailbox.address, priority: 'job' as const, signal: scope.signal };
    const page: InstancesPage | undefined = await graph
      .request<InstancesPage>(
        scope.as,
        link
          ? { link, ...asked }
          : {
              path: `${rootOf(scope)}/events/${encodeURIComponent(masterId)}/instances`,
              query: { startDateTime: from.toISOString(), endDateTime: to.toISOString(), $select: 'id', $top: '500' },
              ...asked,
            },
      )
      .catch((error: unknown) => {
        if ((error as { code?: string }).code === 'not_found') return undefined;
        throw error;
      });
    if (!page) return undefined;
    for (const { id } of page.value) ids.add(id);
    link = page['@odata.nextLink'];
    if (!link) break;
  }
  return ids;
}
