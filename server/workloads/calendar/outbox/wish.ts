import { sql } from 'kysely';
import type { Body } from '../../../../contract/api.js';
import type { EventChange, EventFields, EventScope } from '../../../../contract/calendar.js';
import { sleep } from '../../../base/clock.js';
import { tell } from '../../../../contract/diagnoses.js';
import { AppError } from '../../../base/errors.js';
import type { Principal } from '../../../base/principal.js';
import { toChange } from '../changes.js';
import { seenEvent } from '../details.js';
import type { SeenEvent } from '../show.js';
import { carryOut } from './carry-out.js';
import { fieldsOfRow, instantsOf } from './fields.js';
import type { ChangeRow, OutboxNeeds } from './needs.js';
import { editable, placeFor } from './own-copy.js';

/** How long a person waits for Outlook; after that they are told that it waits. */
const patienceMs = 8_000;

/** Writes down a new event and brings it to Outlook. The same id again is the same event. */
export async function wishEvent(
  needs: OutboxNeeds,
  principal: Principal,
  body: Body<'POST /calendar/events'>,
): Promise<EventChange> {
  const { fields, repeats, records = [] } = body;
  checkFields(fields);
  const place = await placeFor(needs, principal, body);
  const links = await Promise.all(records.map((it) => needs.records.resolve(principal.tenantId, it, 'meetings')));
  return wish(needs, principal, {
    id: body.id,
    kind: 'create',
    scope: 'one',
    mailboxId: place.mailboxId,
    calendarId: place.calendarId,
    fields: { ...fields, ...(repeats ? { repeats } : {}) },
    links: links.map(({ moduleId, recordId }) => ({ moduleId, recordId })),
  });
}

/** Writes down a change of an event and brings it to Outlook; what Outlook has differently meanwhile is asked about. */
export async function wishChange(
  needs: OutboxNeeds,
  principal: Principal,
  event: string,
  { id, scope, fields, before }: Body<'POST /calendar/events/:event/change'>,
): Promise<EventChange> {
  checkFields(fields);
  const row = await seenEvent(needs, principal, event);
  const copy = await editable(needs, principal, row);
  if (!copy.is_organizer) {
    const about = row.organizer_name || row.organizer_address;
    throw new AppError('access_denied', tell('event.notOrganiser', about), {
      source: 'request',
      diagnosis: { cause: 'event.notOrganiser', about },
    });
  }
  const known = await fullyKnown(needs, row);
  return wish(needs, principal, {
    id,
    kind: 'update',
    scope: row.series_uid === null ? 'one' : scope,
    mailboxId: copy.mailbox_id,
    calendarId: copy.calendar_id,
    eventId: row.id,
    graphId: copy.graph_id,
    fields,
    base: { ...known, ...before },
  });
}

/** Writes down that an event is taken back, and does it. */
export async function wishCancel(
  needs: OutboxNeeds,
  principal: Principal,
  event: string,
  { id, scope, message }: Body<'POST /calendar/events/:event/cancel'>,
): Promise<EventChange> {
  const row = await seenEvent(needs, principal, event);
  const copy = await editable(needs, principal, row);
  if (scope === 'following' && !copy.is_organizer)
    throw new AppError(
      'invalid_request',
      'Only the organizer can end a series. Decline this date, or the whole series.',
      { source: 'request', field: 'scope' },
    );
  return wish(needs, principal, {
    id,
    kind: 'cancel',
    scope: row.series_uid === null ? 'one' : scope,
    mailboxId: copy.mailbox_id,
    calendarId: copy.calendar_id,
    eventId: row.id,
    graphId: copy.graph_id,
    fields: { ...(message ? { message } : {}) },
  });
}

/** Writes down another time for a meeting of somebody else, and proposes it to them. */
export async function wishProposal(
  needs: OutboxNeeds,
  principal: Principal,
  event: string,
  { id, time, message }: Body<'POST /calendar/events/:event/propose'>,
): Promise<EventChange> {
  const wished = { ...time, isAllDay: false };
  checkFields({ time: wished });
  const row = await seenEvent(needs, principal, event);
  const copy = await editable(needs, principal, row);
  if (copy.is_organizer)
    throw new AppError('invalid_request', 'This is your meeting: change its time instead.', {
      source: 'request',
      field: 'event',
    });
  return wish(needs, principal, {
    id,
    kind: 'propose',
    scope: 'one',
    mailboxId: copy.mailbox_id,
    calendarId: copy.calendar_id,
    eventId: row.id,
    graphId: copy.graph_id,
    fields: { time: wished, ...(message ? { message } : {}) },
  });
}

/** How a wish stands; only the one who made it may look. */
export async function changeOf(
  { database }: Pick<OutboxNeeds, 'database'>,
  { tenantId, objectId }: Principal,
  id: string,
): Promise<ChangeRow> {
  const row = await database.kysely
    .selectFrom('calendar_change')
    .selectAll()
    .where('id', '=', id)
    .where('tenant_id', '=', tenantId)
    .where('object_id', '=', objectId)
    .executeTakeFirst();
  if (!row) throw new AppError('not_found', 'This change is not there any more.', { source: 'request' });
  return row;
}

/** The person's word about what both sides changed. Nothing is written before it. */
export async function answerConflict(
  needs: OutboxNeeds,
  principal: Principal,
  id: string,
  { keep, fields }: Body<'POST /calendar/changes/:change/answer'>,
): Promise<EventChange> {
  const row = await changeOf(needs, principal, id);
  if (row.state !== 'conflict') return toChange(row);
  const theirs = (row.theirs as { fields: EventFields } | null)?.fields ?? {};
  if (keep === 'merge') checkFields(fields ?? {});
  await needs.database.kysely
    .updateTable('calendar_change')
    .set({
      state: keep === 'outlook' ? 'dropped' : 'wished',
      fields: JSON.stringify(keep === 'merge' ? { ...row.fields, ...fields } : row.fields),
      // From here on what Outlook has now is what the person saw.
      base: JSON.stringify({ ...row.base, ...theirs }),
      theirs: null,
      next_attempt_at: null,
      updated_at: sql`now()`,
    })
    .where('id', '=', id)
    .where('state', '=', 'conflict')
    .execute();
  await needs.follow(row.mailbox_id);
  return keep === 'outlook' ? toChange(await changeOf(needs, principal, id)) : finish(needs, principal, id);
}

interface Wish {
  id: string;
  kind: ChangeRow['kind'];
  scope: EventScope;
  mailboxId: number;
  calendarId: number | null;
  eventId?: number;
  graphId?: string;
  fields: object;
  base?: object;
  links?: { moduleId: string; recordId: string }[];
}
async function wish(needs: OutboxNeeds, principal: Principal, it: Wish): Promise<EventChange> {
  await needs.database.transaction(async (tx) => {
    await tx
      .insertInto('calendar_change')
      .values({
        id: it.id,
        tenant_id: principal.tenantId,
        object_id: principal.objectId,
        mailbox_id: it.mailboxId,
        calendar_id: it.calendarId,
        event_id: it.eventId ?? null,
        graph_id: it.graphId ?? null,
        kind: it.kind,
        scope: it.scope,
        fields: JSON.stringify(it.fields),
        base: JSON.stringify(it.base ?? {}),
        links: JSON.stringify(it.links ?? []),
        state: 'wished',
      })
      .onConflict((on) => on.column('id').doNothing())
      .execute();
    await needs.queue.add('change-event', { changeId: it.id }, { key: it.id, tx, afterSeconds: 15 });
  });
  return finish(needs, principal, it.id);
}

/** Does it now, as long as a person waits; what takes longer goes on by itself. */
async function finish(needs: OutboxNeeds, principal: Principal, id: string): Promise<EventChange> {
  await changeOf(needs, principal, id); // somebody else's id is not carried out for them
  await Promise.race([carryOut(needs, id), sleep(patienceMs)]);
  return toChange(await changeOf(needs, principal, id));
}

/** What we know of the event, for members the person's page did not tell. */
async function fullyKnown({ database }: OutboxNeeds, row: SeenEvent): Promise<EventFields> {
  const people = await database.kysely
    .selectFrom('calendar_person')
    .select(['address', 'name', 'kind'])
    .where('event_id', '=', row.id)
    .execute();
  return { ...fieldsOfRow(row, row.text), people };
}

function checkFields({ time, subject }: EventFields): void {
  const refuse = (field: string, sentence: string) =>
    new AppError('invalid_request', sentence, { source: 'request', field });
  if (subject !== undefined && !subject.trim()) throw refuse('subject', 'Give the event a name.');
  if (!time) return;
  const { start, end } = instantsOf(time);
  if (Number.isNaN(start) || Number.isNaN(end)) throw refuse('time', 'This time or time zone is not known.');
  if (end < start || (time.isAllDay && end === start))
    throw refuse('time', 'It ends before it begins. Choose a later end.');
}
