import type { OutgoingKind, RecordRef, Reply, Sender } from '../../../../contract/api.js';
import { sql } from 'kysely';
import { AppError } from '../../../base/errors.js';
import type { Principal } from '../../../base/principal.js';
import { normaliseAddress } from '../../../records/addresses.js';
import type { StoredRef } from '../../../records/view.js';
import { mailOfEntry } from '../entry.js';
import { largestBytes } from './check.js';
import type { Needs } from './needs.js';
import { sendersOf } from './senders.js';
import { sourceIn } from './source.js';

type Prepared = Reply<'POST /outgoing/prepare'>;
type People = Prepared['to'];
interface RawRecipient {
  emailAddress?: { name?: string | null; address?: string | null } | null;
}
interface RawSource {
  subject?: string | null;
  from?: RawRecipient | null;
  replyTo?: RawRecipient[] | null;
  toRecipients?: RawRecipient[] | null;
  ccRecipients?: RawRecipient[] | null;
}
const mostPeople = 30;

/** What a new mail on a record begins with, or an answer: the record's people, or those of the mail, read now by the person's right. */
export async function prepare(
  needs: Needs,
  viewer: Principal,
  { record, kind, entry }: { record: RecordRef; kind: OutgoingKind; entry?: string | undefined },
): Promise<Prepared> {
  const of = await needs.records.resolve(viewer.tenantId, record, 'mail');
  const [senders, people] = await Promise.all([sendersOf(needs, viewer), peopleOf(needs, viewer.tenantId, of)]);
  const begun = { senders, people: people.all, largestBytes };
  const usable = senders.find((it) => !it.problem);
  if (kind === 'new' || entry === undefined)
    return { ...begun, ...(usable ? { mailbox: usable.mailbox } : {}), to: people.own, cc: [], subject: '' };
  const source = await readSource(needs, viewer, of, entry, senders);
  return { ...begun, ...answerOf(source, kind, senders) };
}

/** Addresses of the record itself. */
export async function addressesOf({ database }: Needs, tenantId: string, { moduleId, recordId }: StoredRef) {
  const { rows } = await sql<{ address: string; name: string }>`
    select a.address, r.display_name as name from record_address a
    join record_index r on r.tenant_id = a.tenant_id and r.module_id = a.module_id and r.record_id = a.record_id
    where a.tenant_id = ${tenantId} and a.module_id = ${moduleId} and a.record_id = ${recordId} order by a.address`.execute(
    database.kysely,
  );
  return rows;
}

/** Addresses of the record itself, and of those it lately exchanged mail with. */
async function peopleOf(needs: Needs, tenantId: string, of: StoredRef) {
  const { moduleId, recordId } = of;
  const on = needs.database.kysely;
  const own = await addressesOf(needs, tenantId, of);
  const { rows: met } = await sql<{ address: string; name: string }>`
    select p.address, max(p.name) as name from mail_participant p join mail_message m on m.id = p.message_id
    where m.tenant_id = ${tenantId} and p.role <> 'bcc' and m.internet_message_id in (
      select internet_message_id from mail_link where tenant_id = ${tenantId} and module_id = ${moduleId}
        and record_id = ${recordId} and state = 'linked' order by received_at desc limit 100)
    group by p.address order by count(*) desc, p.address limit ${mostPeople}`.execute(on);
  const all = [...new Map([...met, ...own].map((it) => [it.address, it])).values()];
  return { own: own.slice(0, 1), all: all.slice(0, mostPeople) };
}

async function readSource(
  needs: Needs,
  viewer: Principal,
  of: StoredRef,
  entry: string,
  senders: Sender[],
): Promise<{ mail: RawSource; sender: Sender }> {
  const mail = await mailOfEntry(needs.database.kysely, viewer, of, entry);
  const has = (it: Sender) => mail.places.some((place) => place.mailbox.toLowerCase() === it.address.toLowerCase());
  const inOrder = [...senders.filter(has), ...senders.filter((it) => !has(it) && it.kind === 'own')];
  for (const sender of inOrder.filter((it) => it.problem?.kind !== 'unsupported')) {
    const row = await needs.mailboxes.row(viewer, sender.mailbox);
    const ask: Parameters<typeof sourceIn>[1] = (request) => needs.mailboxes.ask(row, request);
    const found = await sourceIn(mail, ask, row)
      .then((id) =>
        ask<RawSource>({
          path: `/messages/${encodeURIComponent(id)}`,
          query: { $select: 'subject,from,replyTo,toRecipients,ccRecipients' },
        }),
      )
      .catch((error: unknown) => {
        if (error instanceof AppError && ['not_found', 'invalid_request'].includes(error.code)) return undefined;
        throw error;
      });
    if (found) return { mail: found, sender };
  }
  throw new AppError(
    'access_denied',
    'Only somebody who has this email in a connected mailbox can answer it or hand it on. Write a new one instead.',
    { source: 'request' },
  );
}

/** As Outlook addresses an answer: to who wrote, or to whom one wrote oneself; everybody else in copy, but not oneself. */
function answerOf({ mail, sender }: { mail: RawSource; sender: Sender }, kind: OutgoingKind, senders: Sender[]) {
  const own = new Set(senders.map((it) => normaliseAddress(it.address)));
  const from = people([mail.from ?? {}]);
  const wroteIt = from.some((it) => own.has(normaliseAddress(it.address)));
  const author = mail.replyTo?.length ? people(mail.replyTo) : from;
  const first = wroteIt ? people(mail.toRecipients) : author;
  const seen = new Set(own);
  const others = (list: People) =>
    list.filter((it) => {
      const key = normaliseAddress(it.address);
      return !seen.has(key) && Boolean(seen.add(key));
    });
  const prefix = kind === 'forward' ? 'FW' : 'RE';
  const bare = (mail.subject ?? '').replace(/^((re|fw|fwd|aw|wg|tr|r|i):\s*)+/i, '');
  const base = { mailbox: sender.mailbox, subject: `${prefix}: ${bare}`.slice(0, 255) };
  if (kind === 'forward') return { ...base, to: [], cc: [] };
  if (kind === 'reply') return { ...base, to: first, cc: [] };
  const to = others([...first, ...(wroteIt ? [] : people(mail.toRecipients))]);
  return { ...base, to, cc: others(people(mail.ccRecipients)) };
}
const people = (list: RawRecipient[] | null | undefined): People =>
  (list ?? []).flatMap(({ emailAddress }) =>
    emailAddress?.address
      ? [{ address: emailAddress.address, ...(emailAddress.name ? { name: emailAddress.name } : {}) }]
      : [],
  );
