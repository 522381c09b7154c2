import { sql } from 'kysely';
import type { Body } from '../../../../contract/api.js';
import type { BookingStart, Invited } from '../../../../contract/booking.js';
import { AppError } from '../../../base/errors.js';
import type { Principal } from '../../../base/principal.js';
import type { Sql } from '../../../db/database.js';
import { toIanaZone } from '../../../graph/time-zone.js';
import { normaliseAddress } from '../../../records/addresses.js';
import { keyOf, type StoredRef } from '../../../records/view.js';
import { joinLinksIn } from '../../../../contract/join-links.js';
import { helpsOf } from './helps.js';
import type { Needs } from './needs.js';

const mostOthers = 30;
const mostOfConversation = '25';
type Person = BookingStart['others'][number];
interface RawRecipient {
  emailAddress?: { name?: string | null; address?: string | null } | null;
}
interface RawMail {
  conversationId?: string | null;
  body?: { content?: string | null } | null;
  from?: RawRecipient | null;
  toRecipients?: RawRecipient[] | null;
  ccRecipients?: RawRecipient[] | null;
}
const people = 'from,toRecipients,ccRecipients';

/**
 * What a meeting begins with. From a mail: who wrote and who got it are required, copies are optional, and whoever else took part in
 * its conversation can be added. From a record: its people. A mail that cannot be read any more counts as the pane described it.
 */
export async function prepareBooking(
  needs: Needs,
  viewer: Principal,
  { record: ref, mail }: Body<'POST /bookings/prepare'>,
): Promise<BookingStart> {
  const of = ref && (await needs.records.resolve(viewer.tenantId, ref, 'meetings'));
  const [helps, timeZone, read, ofRecord] = await Promise.all([
    helpsOf(needs, viewer),
    zoneOf(needs, viewer),
    mail ? readMail(needs, viewer, mail.messageId) : undefined,
    of ? readRecord(needs, viewer, of) : undefined,
  ]);
  const own = normaliseAddress(viewer.address);
  const invited = mail ? fromMail(mail.participants, own) : (ofRecord?.people ?? []).slice(0, 1).map(toRequired);
  const known = new Set([own, ...invited.map((it) => normaliseAddress(it.address))]);
  const others = distinct([...(read?.people ?? []), ...(ofRecord?.people ?? [])], known).slice(0, mostOthers);
  const [joinLink] = joinLinksIn(`${mail?.subject ?? ''}\n${read?.body ?? ''}`);
  const record = ofRecord?.record;
  return {
    organizer: { name: viewer.name, address: viewer.address },
    timeZone,
    subject: (mail ? bare(mail.subject) : (record?.displayName ?? '')).slice(0, 255),
    people: invited,
    others,
    agenda: record ? `About ${record.displayName}` : '',
    ...(record ? { record } : {}),
    ...(joinLink ? { joinLink } : {}),
    ...helps,
  };
}
const bare = (subject: string): string => subject.replace(/^((re|fw|fwd|aw|wg|tr|r|i|sv|vs|antw):\s*)+/i, '').trim();
const toRequired = ({ address, name }: Person): Invited => ({ address, name, kind: 'required' });

type Participant = NonNullable<Body<'POST /bookings/prepare'>['mail']>['participants'][number];
/** Nobody who cannot answer is invited by itself. */
const isMachine = (key: string): boolean =>
  /^(no-?reply|do-?not-?reply|mailer-daemon|postmaster|bounces?)([+.-]|@)/.test(key);
function fromMail(participants: Participant[], own: string): Invited[] {
  const found = new Map<string, Invited>();
  for (const kind of ['required', 'optional'] as const)
    for (const it of participants) {
      const key = normaliseAddress(it.address);
      const isOfKind = (it.role === 'cc' || it.role === 'bcc') === (kind === 'optional');
      if (!isOfKind || !key || key === own || isMachine(key) || found.has(key)) continue;
      found.set(key, { address: it.address, ...(it.name ? { name: it.name } : {}), kind });
    }
  return [...found.values()];
}

function distinct(all: Person[], known: ReadonlySet<string>): Person[] {
  const found = new Map<string, Person>();
  for (const it of all) {
    const key = normaliseAddress(it.address);
    if (key && !known.has(key) && !found.has(key) && !isMachine(key)) found.set(key, it);
  }
  return [...found.values()];
}

async function readMail({ graph }: Needs, viewer: Principal, id: string): Promise<{ body: string; people: Person[] }> {
  try {
    const mail = await graph.request<RawMail>(viewer, {
      path: `/me/messages/${encodeURIComponent(id)}`,
      query: { $select: `conversationId,body,${people}` },
    });
    const { value = [] } = mail.conversationId
      ? await graph.request<{ value?: RawMail[] }>(viewer, {
          path: '/me/messages',
          query: {
            $filter: `conversationId eq '${mail.conversationId.replace(/'/g, "''")}'`,
            $select: people,
            $top: mostOfConversation,
          },
        })
      : {};
    return { body: mail.body?.content ?? '', people: [mail, ...value].flatMap(peopleOf) };
  } catch (error) {
    if (error instanceof AppError && ['not_found', 'access_denied', 'invalid_request'].includes(error.code))
      return { body: '', people: [] };
    throw error;
  }
}
const peopleOf = ({ from, toRecipients, ccRecipients }: RawMail): Person[] =>
  [from, ...(toRecipients ?? []), ...(ccRecipients ?? [])].flatMap((it) => {
    const { address, name } = it?.emailAddress ?? {};
    return address ? [{ address, name: name || address }] : [];
  });

/** The record itself, and its people: its own addresses first, then those that mail on it was lately exchanged with. */
async function readRecord({ database, records }: Needs, { tenantId }: Principal, of: StoredRef) {
  const on = database.kysely;
  const [views, people] = await Promise.all([records.views(on, tenantId, [of]), peopleOfRecord(on, tenantId, of)]);
  return { record: views.get(keyOf(of)), people };
}
async function peopleOfRecord(on: Sql, tenantId: string, { moduleId, recordId }: StoredRef): Promise<Person[]> {
  const { rows: own } = await sql<Person>`
    select a.address, r.display_name as name from record_address a
    join record_index r on r.tenant_id = a.tenant_id and r.module_id = a.module_id and r.record_id = a.record_id
    where a.tenant_id = ${tenantId} and a.module_id = ${moduleId} and a.record_id = ${recordId} order by a.address`.execute(
    on,
  );
  const { rows: met } = await sql<Person>`
    select p.address, max(p.name) as name from mail_participant p join mail_message m on m.id = p.message_id
    where m.tenant_id = ${tenantId} and p.role <> 'bcc' and m.internet_message_id in (
      select internet_message_id from mail_link where tenant_id = ${tenantId} and module_id = ${moduleId}
        and record_id = ${recordId} and state = 'linked' order by received_at desc limit 100)
    group by p.address order by count(*) desc, p.address limit ${mostOthers}`.execute(on);
  return [...own, ...met].map(({ address, name }) => ({ address, name: name || address }));
}

/** The zone Outlook shows; meetings are written in it. */
async function zoneOf({ graph }: Needs, viewer: Principal): Promise<string> {
  const { timeZone } = await graph.request<{ timeZone?: string }>(viewer, {
    path: '/me/mailboxSettings',
    query: { $select: 'timeZone' },
  });
  return toIanaZone(timeZone);
}
