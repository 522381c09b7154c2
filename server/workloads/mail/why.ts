import type { RecordView, Why } from '../../../contract/api.js';
import { now } from '../../base/clock.js';
import { AppError } from '../../base/errors.js';
import type { Principal } from '../../base/principal.js';
import type { Database, Sql } from '../../db/database.js';
import type { Graph } from '../../graph/graph.js';
import type { OwnDomains } from '../../records/own-domains.js';
import type { StoredRef } from '../../records/view.js';
import { explain, type WhyFacts } from './explain.js';
import { readHeaders } from './headers.js';
import type { MailItem } from './mail-item.js';
import { rangeOf } from './range.js';
import { decide, neverFilePattern } from './rules.js';

export interface WhyNeeds {
  database: Database;
  graph: Graph;
  records: {
    ownDomains: OwnDomains;
    views(on: Sql, tenantId: string, refs: StoredRef[]): Promise<Map<string, RecordView>>;
  };
}
type RawRecipient = { emailAddress?: { name?: string | null; address?: string | null } | null };
interface RawMessage {
  id: string;
  '@odata.type'?: string;
  internetMessageId?: string | null;
  parentFolderId?: string | null;
  receivedDateTime?: string | null;
  from?: RawRecipient | null;
  toRecipients?: RawRecipient[] | null;
  ccRecipients?: RawRecipient[] | null;
  bccRecipients?: RawRecipient[] | null;
  categories?: string[] | null;
  isDraft?: boolean | null;
  internetMessageHeaders?: { name?: string | null; value?: string | null }[] | null;
}
const select =
  'id,internetMessageId,parentFolderId,receivedDateTime,from,toRecipients,ccRecipients,bccRecipients,categories,isDraft,internetMessageHeaders';

/**
 * Why the open mail of the viewer's own mailbox is not on a record, or on which it is. The mail is read once at Microsoft and asked the same
 * questions that syncing asks.
 */
export async function whyNotHere(
  needs: WhyNeeds,
  viewer: Principal,
  { messageId, internetMessageId }: { messageId: string; internetMessageId: string },
): Promise<Why> {
  const { database, graph, records } = needs;
  const { tenantId, objectId, address } = viewer;
  const on = database.kysely;
  const raw = await graph.request<RawMessage>(viewer, {
    path: `/me/messages/${encodeURIComponent(messageId)}`,
    query: { $select: select },
  });
  if (raw.internetMessageId !== internetMessageId)
    throw new AppError('conflict', 'You moved to another message. Open the message again.', {
      source: 'request',
      field: 'internetMessageId',
    });
  const pair = (table: 'mail_link' | 'filing', state: 'linked' | 'filed') =>
    on
      .selectFrom(table)
      .select(['module_id', 'record_id'])
      .where('tenant_id', '=', tenantId)
      .where('internet_message_id', '=', internetMessageId)
      .where('state', '=', state)
      .execute();
  const [linked, filed, mailbox, ownDomains] = await Promise.all([
    pair('mail_link', 'linked'),
    pair('filing', 'filed'),
    on
      .selectFrom('mailbox')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('object_id', '=', objectId)
      .where('kind', '=', 'own')
      .executeTakeFirst(),
    records.ownDomains(on, tenantId),
  ]);
  const refs = (rows: typeof linked) => rows.map((it) => ({ moduleId: it.module_id, recordId: it.record_id }));
  const [onLink, onFiling] = await Promise.all([
    records.views(on, tenantId, refs(linked)),
    records.views(on, tenantId, refs(filed)),
  ]);
  const settings = mailbox?.settings ?? null;
  const [folder, message, failed, streams] = mailbox
    ? await Promise.all([
        on
          .selectFrom('mail_folder')
          .selectAll()
          .where('mailbox_id', '=', mailbox.id)
          .where('graph_id', '=', raw.parentFolderId ?? '')
          .executeTakeFirst(),
        on
          .selectFrom('mail_message')
          .select('id')
          .where('mailbox_id', '=', mailbox.id)
          .where('internet_message_id', '=', internetMessageId)
          .where('excluded_by', 'is', null)
          .executeTakeFirst(),
        on
          .selectFrom('sync_log')
          .select('detail')
          .where('mailbox_id', '=', mailbox.id)
          .where('graph_id', '=', raw.id)
          .where('code', '=', 'C10')
          .where('state', '=', 'open')
          .executeTakeFirst(),
        on
          .selectFrom('sync_state')
          .select(['expected', 'seen', 'problem'])
          .where('mailbox_id', '=', mailbox.id)
          .execute(),
      ])
    : [undefined, undefined, undefined, []];
  const folderName = folder?.display_name ?? (await nameOf(graph, viewer, raw.parentFolderId));
  const isJunk = folder
    ? /^(junkemail|deleteditems|recoverableitemsdeletions)$/i.test(folder.well_known ?? '')
    : /^(junk email|deleted items)$/i.test(folderName);
  const item = toItem(raw);
  const window = settings ? rangeOf(settings.range, now(), mailbox?.time_zone ?? 'UTC') : undefined;
  const own = { address, ownDomains, ...window };
  const decision = settings ? decide(item, settings.rules, own) : ({ isKept: true } as const);
  const detail =
    !settings || decision.isKept
      ? undefined
      : decision.rule === 'neverFile'
        ? neverFilePattern(item, settings.rules, own)
        : decision.rule === 'range'
          ? window?.from.toISOString().slice(0, 10)
          : undefined;
  const problem = streams.map((it) => it.problem).find((it) => it !== null);
  const facts: WhyFacts = {
    records: { linked: names(onLink), filed: names(onFiling) },
    ...(mailbox
      ? {
          mailbox: {
            state: mailbox.state,
            hasSettings: settings !== null,
            ...(mailbox.problem ? { problem: mailbox.problem } : {}),
            ...(mailbox.wait_until && mailbox.wait_until > now()
              ? { waitUntil: mailbox.wait_until.toISOString() }
              : {}),
          },
        }
      : {}),
    folder: { name: folderName, isFollowed: folder?.is_selected ?? false, isJunk },
    decision,
    ...(detail ? { detail } : {}),
    message: message ? 'kept' : failed ? 'failed' : 'unknown',
    stream: {
      left: streams.reduce((sum, it) => sum + Math.max(0, Number(it.expected) - Number(it.seen)), 0),
      ...(problem ? { problem } : {}),
    },
  };
  return {
    ...explain(facts),
    records: [...new Map([...onFiling, ...onLink]).values()],
    ...(mailbox ? { mailbox: { id: String(mailbox.id), address: mailbox.address } } : {}),
  };
}

const names = (views: Map<string, RecordView>): string[] => [...views.values()].map((it) => it.displayName);

async function nameOf(graph: Graph, viewer: Principal, folderId: string | null | undefined): Promise<string> {
  if (!folderId) return 'a folder';
  const folder = await graph
    .request<{ displayName?: string }>(viewer, {
      path: `/me/mailFolders/${encodeURIComponent(folderId)}`,
      query: { $select: 'displayName' },
    })
    .catch(() => undefined);
  return folder?.displayName ?? 'a folder';
}

function toItem(raw: RawMessage): MailItem {
  const headers = raw.internetMessageHeaders ?? [];
  const mark = headers.find((it) => it.name?.toLowerCase() === 'sensitivity')?.value?.toLowerCase() ?? '';
  const role = (kind: 'from' | 'to' | 'cc' | 'bcc', people: RawRecipient[]) =>
    people.map(({ emailAddress }) => ({
      role: kind,
      address: emailAddress?.address ?? '',
      name: emailAddress?.name ?? '',
    }));
  return {
    graphId: raw.id,
    changeKey: '',
    internetMessageId: raw.internetMessageId ?? '',
    conversationId: '',
    folderGraphId: raw.parentFolderId ?? '',
    receivedDateTime: raw.receivedDateTime ?? '',
    sentDateTime: raw.receivedDateTime ?? '',
    subject: '',
    preview: '',
    participants: [
      ...role('from', raw.from ? [raw.from] : []),
      ...role('to', raw.toRecipients ?? []),
      ...role('cc', raw.ccRecipients ?? []),
      ...role('bcc', raw.bccRecipients ?? []),
    ],
    hasAttachments: false,
    importance: 'normal',
    sensitivity:
      mark === 'personal' || mark === 'private' ? mark : mark.includes('confidential') ? 'confidential' : 'normal',
    categories: raw.categories ?? [],
    isDraft: raw.isDraft ?? false,
    isInvitation: /eventMessage/i.test(raw['@odata.type'] ?? ''),
    ...readHeaders(headers),
  };
}
