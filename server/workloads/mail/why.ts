import type { RecordView, Why } from '../../../contract/api.js';
import type { Coming } from '../../../contract/shapes.js';
import { now } from '../../base/clock.js';
import { AppError } from '../../base/errors.js';
import type { Principal } from '../../base/principal.js';
import type { Database, Sql } from '../../db/database.js';
import type { Graph } from '../../graph/graph.js';
import type { OwnDomains } from '../../records/own-domains.js';
import { notAllowed, readWithheld } from '../../records/module-limits.js';
import type { StoredRef } from '../../records/view.js';
import { explain, type WhyFacts } from './explain.js';
import { select, toItem, type RawMessage } from './open-message.js';
import type { MailItem } from './mail-item.js';
import { leftIn } from './progress.js';
import { rangeOf } from './range.js';
import { neverFilePattern } from '../../records/never-file.js';
import { decide } from './rules.js';
import { sentenceOf } from './sync-sentences.js';

export interface WhyNeeds {
  database: Database;
  graph: Graph;
  records: {
    ownDomains: OwnDomains;
    views(on: Sql, tenantId: string, refs: StoredRef[], what?: Coming): Promise<Map<string, RecordView>>;
    module(tenantId: string, moduleId: string): Promise<{ plural: string } | undefined>;
    /** What of it administrators do not allow, where that is why nothing is suggested. */
    match(
      viewer: Principal,
      mail: { subject: string; participants: MailItem['participants'] },
    ): Promise<{ notAllowed?: string | undefined }>;
  };
}
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
  const raw = await graph
    .request<RawMessage>(viewer, { path: `/me/messages/${encodeURIComponent(messageId)}`, query: { $select: select } })
    .catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'mailbox_unsupported') return undefined;
      throw error;
    });
  if (!raw)
    return {
      code: 'C9',
      sentence:
        'This mailbox is on a server that Microsoft Graph cannot reach, so nothing of it can be synced. An administrator can move it to Exchange Online.',
      remedies: ['askAdmin'],
      records: [],
    };
  if (raw.internetMessageId !== internetMessageId)
    throw new AppError('conflict', 'You moved to another message. Open the message again.', {
      source: 'request',
      field: 'internetMessageId',
    });
  const of = (table: 'mail_link' | 'filing') =>
    on
      .selectFrom(table)
      .select(['module_id', 'record_id', 'state', 'object_id'])
      .where('tenant_id', '=', tenantId)
      .where('internet_message_id', '=', internetMessageId)
      .execute();
  const [links, filings, mailbox, ownDomains] = await Promise.all([
    of('mail_link'),
    of('filing'),
    on
      .selectFrom('mailbox')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('object_id', '=', objectId)
      .where('kind', '=', 'own')
      .executeTakeFirst(),
    records.ownDomains(on, tenantId),
  ]);
  const views = (rows: typeof links) =>
    records.views(
      on,
      tenantId,
      rows.map((it) => ({ moduleId: it.module_id, recordId: it.record_id })),
      'mail',
    );
  const isMine = (it: { object_id: string | null }) => it.object_id === objectId;
  const [linked, filed, asked, undone] = await Promise.all([
    views(links.filter((it) => it.state === 'linked')),
    views(filings.filter((it) => it.state === 'filed')),
    views(links.filter((it) => it.state === 'suggested' && isMine(it))),
    views([
      ...links.filter((it) => it.state === 'undone' || it.state === 'rejected'),
      ...filings.filter((it) => it.state === 'unfiled' || it.state === 'unfiling'),
    ]),
  ]);
  const settings = mailbox?.settings ?? null;
  const [folder, message, failed, stream, silence] = mailbox
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
          .select(['id', 'detail'])
          .where('mailbox_id', '=', mailbox.id)
          .where('graph_id', '=', raw.id)
          .where('code', '=', 'C10')
          .where('state', '=', 'open')
          .executeTakeFirst(),
        on
          .selectFrom('sync_state')
          .select(['expected', 'in_range', 'stored', 'excluded', 'history', 'problem', 'stage', 'generation'])
          .where('mailbox_id', '=', mailbox.id)
          .where('workload', '=', 'mail')
          .where('resource', '=', raw.parentFolderId ?? '')
          .executeTakeFirst(),
        on
          .selectFrom('sync_log')
          .select('id')
          .where('mailbox_id', '=', mailbox.id)
          .where('code', '=', 'C7')
          .where('at', '>', new Date(now().getTime() - silentLatelyMs))
          .executeTakeFirst(),
      ])
    : [];
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
          ? outside(Date.parse(item.receivedDateTime), window, mailbox?.time_zone)
          : undefined;
  const there = await withheldPlurals(
    needs,
    tenantId,
    [...links, ...filings].filter((it) => isMine(it) && ['linked', 'suggested', 'filed'].includes(it.state)),
  );
  const { notAllowed: here } = await records.match(viewer, { subject: '', participants: item.participants });
  const facts: WhyFacts = {
    records: { linked: names(linked), filed: names(filed), asked: names(asked), undone: names(undone) },
    ...(mailbox
      ? {
          mailbox: {
            state: mailbox.state,
            hasSettings: settings !== null,
            ...(mailbox.problem ? { problem: mailbox.problem } : {}),
            ...(mailbox.wait_until && mailbox.wait_until > now()
              ? { waitUntil: mailbox.wait_until.toISOString() }
              : {}),
            ...(silence ? { wasSilent: true } : {}),
          },
        }
      : {}),
    folder: { name: folderName, isFollowed: folder?.is_selected ?? false, isJunk },
    decision,
    ...(detail ? { detail } : {}),
    message: message ? 'kept' : failed ? 'failed' : 'unknown',
    ...(failed ? { failure: sentenceOf('C10', failed.detail) } : {}),
    ...(there.length > 0
      ? { notAllowed: { sentence: notAllowed('mail', there), isThere: true } }
      : here
        ? { notAllowed: { sentence: here, isThere: false } }
        : {}),
    ...(stream
      ? {
          stream: {
            left: leftIn(stream),
            isRebuilding: stream.stage === 'baseline' && stream.generation > 1,
            ...(stream.problem ? { problem: stream.problem } : {}),
          },
        }
      : {}),
  };
  return {
    ...explain(facts),
    records: [...new Map([...filed, ...linked, ...(filed.size + linked.size > 0 ? [] : asked)]).values()],
    ...(mailbox ? { mailbox: { id: String(mailbox.id), address: mailbox.address } } : {}),
    ...(raw.parentFolderId ? { folder: { id: raw.parentFolderId, name: folderName } } : {}),
    ...(failed ? { entry: String(failed.id) } : {}),
  };
}
/** The modules of these that take no emails, in the words of people. */
async function withheldPlurals(
  { database, records }: WhyNeeds,
  tenantId: string,
  rows: { module_id: string }[],
): Promise<string[]> {
  if (rows.length === 0) return [];
  const withheld = await readWithheld(database.kysely, tenantId, 'mail');
  const ids = [...new Set(rows.map((it) => it.module_id))].filter((it) => withheld.has(it));
  const modules = await Promise.all(ids.map((it) => records.module(tenantId, it)));
  return modules.flatMap((it) => (it ? [it.plural] : []));
}

const silentLatelyMs = 60 * 60_000;

/** On which side of the range a mail is, in words. */
function outside(
  received: number,
  window: { from: Date; to?: Date } | undefined,
  timeZone = 'UTC',
): string | undefined {
  if (!window) return undefined;
  const day = (it: Date) => new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone }).format(it);
  return received < window.from.getTime()
    ? `older than ${day(window.from)}`
    : window.to && `newer than ${day(new Date(window.to.getTime() - 1))}`;
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
