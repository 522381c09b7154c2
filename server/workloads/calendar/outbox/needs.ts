import type { Coming, RecordRef } from '../../../../contract/shapes.js';
import type { Audit } from '../../../audit/audit.js';
import type { Principal } from '../../../base/principal.js';
import type { MailboxRow, Mailboxes } from '../../../connections/mailboxes.js';
import type { Database } from '../../../db/database.js';
import type { Queue } from '../../../db/queue.js';
import type { Selectable } from 'kysely';
import type { CalendarChangeTable } from '../../../db/schema-calendar.js';
import type { Graph } from '../../../graph/graph.js';
import { mailboxPath } from '../../../graph/mailbox.js';
import type { RawEvent } from '../translate.js';

export interface OutboxNeeds {
  database: Database;
  graph: Graph;
  audit: Audit;
  queue: Pick<Queue, 'add'>;
  mailboxes: Pick<Mailboxes, 'list' | 'row'>;
  connections: { find(tenantId: string, objectId: string): Promise<Principal | undefined> };
  records: {
    resolve(tenantId: string, ref: RecordRef, what?: Coming): Promise<{ moduleId: string; recordId: string }>;
  };
  settings: { leaseSeconds: number };
  /** Asks the streams of a mailbox's calendars for a turn. */
  follow(mailboxId: number): Promise<void>;
}
export type ChangeRow = Selectable<CalendarChangeTable>;

/** A change that is worked on: whose mailbox it is in, and with whose sign-in. */
export interface Turn {
  row: ChangeRow;
  mailbox: MailboxRow;
  as: Principal;
  lease: string;
}
const inUtc = 'outlook.timezone="UTC"';
export const asText = [inUtc, 'outlook.body-content-type="text"'];
export const asHtml = [inUtc];

/** How events of the turn's mailbox are asked for and changed: each within a limit, a repeated change harmless by If-Match or transactionId. */
export function eventsOf({ graph }: Pick<OutboxNeeds, 'graph'>, { as, mailbox }: Turn) {
  const root = mailboxPath(as, mailbox.address);
  const of = { mailbox: mailbox.address, priority: 'person' as const };
  const path = (id: string) => `${root}/events/${encodeURIComponent(id)}`;
  return {
    get: (id: string, prefer: string[], query: Record<string, string> = {}) =>
      graph.request<RawEvent>(as, { path: path(id), query, prefer, ...of }),
    patch: (id: string, body: unknown, etag?: string) =>
      graph.request<RawEvent>(as, {
        method: 'PATCH',
        path: path(id),
        body,
        prefer: asText,
        ...(etag ? { headers: { 'if-match': etag } } : {}),
        ...of,
      }),
    create: (calendar: string | undefined, body: unknown) =>
      graph.request<RawEvent>(as, {
        method: 'POST',
        path: calendar ? `${root}/calendars/${encodeURIComponent(calendar)}/events` : `${root}/events`,
        body,
        prefer: asText,
        isRepeatable: true, // the transactionId makes it one
        ...of,
      }),
    remove: (id: string) => graph.request(as, { method: 'DELETE', path: path(id), ...of }),
    cancel: (id: string, comment: string) =>
      graph.request(as, { method: 'POST', path: `${path(id)}/cancel`, body: { comment }, ...of }),
    decline: (id: string, comment: string) =>
      graph.request(as, { method: 'POST', path: `${path(id)}/decline`, body: { comment, sendResponse: true }, ...of }),
    propose: (id: string, comment: string, time: { start: unknown; end: unknown }) =>
      graph.request(as, {
        method: 'POST',
        path: `${path(id)}/tentativelyAccept`,
        body: { comment, sendResponse: true, proposedNewTime: time },
        ...of,
      }),
    async instances(id: string, from: Date, to: Date, select = 'id,type,start,originalStart,iCalUId') {
      const found: RawEvent[] = [];
      let next: string | undefined;
      for (let pages = 0; pages < 50; pages += 1) {
        const page: { value: RawEvent[]; '@odata.nextLink'?: string } = await graph.request(as, {
          ...(next
            ? { link: next }
            : {
                path: `${path(id)}/instances`,
                query: {
                  startDateTime: from.toISOString(),
                  endDateTime: to.toISOString(),
                  $select: select,
                  $top: '200',
                },
              }),
          prefer: asHtml,
          ...of,
        });
        found.push(...page.value);
        next = page['@odata.nextLink'];
        if (!next) break;
      }
      return found;
    },
  };
}
export type Events = ReturnType<typeof eventsOf>;
