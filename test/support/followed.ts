import { sql } from 'kysely';
import type { Mailbox as ConnectedMailbox, MailSettings } from '../../contract/connection.js';
import { organisations } from '../../sandbox/tenant/company.js';
import type { StoredMessage } from '../../sandbox/tenant/mailboxes.js';
import type { Database } from '../../server/db/database.js';
import type { MailItem } from '../../server/workloads/mail/mail-item.js';
import { readHeaders } from '../../server/workloads/mail/headers.js';
import { decide } from '../../server/workloads/mail/rules.js';
import { connectedMailbox } from './connect.js';
import { until } from './until.js';
import type { Caller, World } from './world.js';

/** A mailbox that is followed, and what our rows say of it beside what is really there. */
export interface Followed {
  mailbox: ConnectedMailbox;
  /** Saves other settings; gives them as saved. */
  save(change: (settings: MailSettings) => void): Promise<MailSettings>;
  /** Waits until no stream has work left. */
  settled(limitMs?: number): Promise<void>;
  /** Asks every stream for a run, as the button does. */
  syncNow(): Promise<void>;
  /** Internet message ids our rows hold as kept, of followed folders. */
  kept(): Promise<string[]>;
  /** The same read directly from the mailbox and filtered by the rules. */
  listing(): Promise<string[]>;
}

export const databaseOf = (world: World): Database => {
  if (!world.server) throw new Error('The server runs elsewhere.');
  return world.server.database;
};

/** Connects the person's own Outlook and saves settings: everything is kept unless the test says otherwise. */
export async function follow(
  world: World,
  caller: Caller,
  change: (settings: MailSettings) => void = () => undefined,
  on: () => Database = () => databaseOf(world),
): Promise<Followed> {
  const mailbox = await connectedMailbox(world, caller);
  const of = { params: { mailbox: mailbox.id } };
  const followed: Followed = {
    mailbox,
    async save(how) {
      const { settings, version } = await caller.call('GET /mailboxes/:mailbox/settings', of);
      how(settings);
      return (await caller.call('PUT /mailboxes/:mailbox/settings', { ...of, body: { settings, version } })).settings;
    },
    async settled(limitMs = 180_000) {
      await until(
        () => unsettled(on(), mailbox.id),
        (left) => left.length === 0,
        limitMs,
      );
    },
    async syncNow() {
      await caller.call('POST /mailboxes/:mailbox/sync', { ...of, body: {} });
    },
    kept: () => keptRows(on(), mailbox.id),
    listing: () => directListing(on(), caller, mailbox.id),
  };
  await followed.save((settings) => {
    settings.rules = { ...settings.rules, bulk: 'keep', internal: 'keep', private: 'keep', invitations: 'keep' };
    change(settings);
  });
  return followed;
}

/** Streams that still have something to do, or a plan that was not made yet. */
export async function unsettled(database: Database, mailboxId: string) {
  const { rows } = await sql<Record<string, unknown>>`
    select s.id, s.stage, s.history, s.wished_at, s.lease_by, s.problem, m.state, m.planned_version, m.settings_version
    from mailbox m left join sync_state s on s.mailbox_id = m.id and s.stage <> 'stopped'
    where m.id = ${Number(mailboxId)} and (m.planned_version <> m.settings_version or s.stage = 'baseline' or s.history <> '[]'::jsonb
      or s.wished_at is not null or s.lease_until > now() or s.generation > s.swept)`.execute(database.kysely);
  return rows;
}

async function keptRows(database: Database, mailboxId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select m.internet_message_id as id from mail_message m join mail_folder f on f.id = m.folder_id
    join mailbox b on b.id = m.mailbox_id
    where m.mailbox_id = ${Number(mailboxId)} and m.excluded_by is null and m.gone_at is null and f.is_selected
      and m.received_at >= b.range_from and (b.range_to is null or m.received_at <= b.range_to)
    order by m.internet_message_id collate "C"`.execute(database.kysely);
  return rows.map((it) => it.id);
}

async function directListing(database: Database, caller: Caller, mailboxId: string): Promise<string[]> {
  const row = await database.kysely
    .selectFrom('mailbox')
    .selectAll()
    .where('id', '=', Number(mailboxId))
    .executeTakeFirstOrThrow();
  const folders = await database.kysely
    .selectFrom('mail_folder')
    .select('graph_id')
    .where('mailbox_id', '=', row.id)
    .where('is_selected', '=', true)
    .execute();
  const chosen = new Set(folders.map((it) => it.graph_id));
  const settings = row.settings as MailSettings;
  const domains = organisations
    .find((it) => it.tenantId === row.tenant_id)
    ?.people.map((it) => domainOf(it.userPrincipalName));
  const of = {
    address: row.address,
    ownDomains: new Set(domains),
    from: new Date(row.range_from ?? 0),
    ...(row.range_to ? { to: new Date(row.range_to) } : {}),
  };
  return caller.mailbox.messages
    .filter((it) => chosen.has(it.folderId) && decide(toItem(it), settings.rules, of).isKept)
    .map((it) => it.graph.internetMessageId ?? '')
    .sort();
}
const domainOf = (address: string) => address.split('@')[1] ?? '';

/** What is in the mailbox, read without the product's own translation. */
function toItem({ graph, headers, folderId, immutableId }: StoredMessage): MailItem {
  const person = (role: MailItem['participants'][number]['role']) => (it: NonNullable<typeof graph.from>) => ({
    role,
    address: it.emailAddress?.address ?? '',
    name: it.emailAddress?.name ?? '',
  });
  const from = graph.from ? person('from')(graph.from) : undefined;
  const sensitivity = headers.find((it) => it.name.toLowerCase() === 'sensitivity')?.value.toLowerCase() ?? 'normal';
  return {
    graphId: immutableId,
    changeKey: '',
    internetMessageId: graph.internetMessageId ?? '',
    conversationId: graph.conversationId ?? '',
    folderGraphId: folderId,
    receivedDateTime: graph.receivedDateTime ?? '',
    sentDateTime: graph.sentDateTime ?? '',
    subject: graph.subject ?? '',
    preview: graph.bodyPreview ?? '',
    ...(from ? { from } : {}),
    participants: [
      ...(from ? [from] : []),
      ...(graph.toRecipients ?? []).map(person('to')),
      ...(graph.ccRecipients ?? []).map(person('cc')),
      ...(graph.bccRecipients ?? []).map(person('bcc')),
    ],
    hasAttachments: graph.hasAttachments ?? false,
    importance: graph.importance ?? 'normal',
    sensitivity: (sensitivity === 'company-confidential' ? 'confidential' : sensitivity) as MailItem['sensitivity'],
    categories: graph.categories ?? [],
    isDraft: graph.isDraft ?? false,
    ...readHeaders(headers),
    isInvitation: '@odata.type' in graph && /eventMessage/i.test(String(graph['@odata.type'])),
  };
}
