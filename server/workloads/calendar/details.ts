import { sql } from 'kysely';
import type { CalendarEvent, EventDetails, EventPerson } from '../../../contract/calendar.js';
import type { RecordRef } from '../../../contract/api.js';
import type { Audit } from '../../audit/audit.js';
import { AppError } from '../../base/errors.js';
import type { Principal } from '../../base/principal.js';
import type { Database } from '../../db/database.js';
import type { Records } from '../../records/records.js';
import { keyOf } from '../../records/view.js';
import { changesOfEvent } from './changes.js';
import { linkEvent, linksOfEvent, undoEventLink } from './link-event.js';
import { ownText } from './outbox/body.js';
import { notesOf, keyOf as noteKeyOf } from './appointment/notes.js';
import { readEventsFor, toEvents, type SeenEvent } from './show.js';
import { partiesOf } from './match-events.js';

export interface DetailsNeeds {
  database: Database;
  records: Pick<Records, 'match' | 'views' | 'resolve'>;
  audit: Audit;
}

/** The event's row as the viewer sees it. Throws `not_found` for what they neither have nor can see on a record. */
export async function seenEvent(
  { database }: Pick<DetailsNeeds, 'database'>,
  viewer: Principal,
  id: string,
): Promise<SeenEvent> {
  const [row] = await readEventsFor(database.kysely, viewer, sql`e.id = ${id}::bigint`, { order: sql`e.id`, limit: 1 });
  const isThere =
    row &&
    (row.own ||
      (await linksOfEvent(database.kysely, viewer.tenantId, { uid: row.ical_uid, occurrence: row.occurrence })).length >
        0);
  if (!isThere)
    throw new AppError('not_found', 'This event is not there any more, or not for you.', { source: 'request' });
  return row;
}

/** One event with its people, who they are in Coherence, the records it is on, and changes on their way. */
export async function eventDetails(needs: DetailsNeeds, viewer: Principal, id: string): Promise<EventDetails> {
  const { database, records } = needs;
  const on = database.kysely;
  const row = await seenEvent(needs, viewer, id);
  const [event] = (await toEvents(on, [row])) as [CalendarEvent];
  const of = { uid: row.ical_uid, occurrence: row.occurrence };
  const links = await linksOfEvent(on, viewer.tenantId, of);
  const views = await records.views(
    on,
    viewer.tenantId,
    links.map((it) => ({ moduleId: it.module_id, recordId: it.record_id })),
    'meetings',
  );
  const matched = await matchPeople(needs, viewer, row, event);
  const linked = new Set([...views.values()].map((it) => `${it.module} ${it.id}`));
  return {
    ...event,
    ...(row.level >= 3 ? { text: ownText(row.text) } : {}),
    ...(row.level >= 4 ? { sensitivity: row.sensitivity } : {}),
    ...(matched ? { people: matched.people } : {}),
    links: links.flatMap((it) => {
      const record = views.get(keyOf({ moduleId: it.module_id, recordId: it.record_id }));
      // The words of a reason come from the event: who does not see it whole gets the kind alone.
      const reason = { kind: it.reason.kind, value: row.level >= 4 ? it.reason.value : '' };
      const canUndo = row.own !== null || it.decided_by === viewer.objectId;
      return record ? [{ id: it.id, record, isSeries: it.is_series, confidence: it.confidence, reason, canUndo }] : [];
    }),
    suggestions: (matched?.suggestions ?? []).filter(({ record }) => !linked.has(`${record.module} ${record.id}`)),
    changes: row.own ? await changesOfEvent(on, viewer, row.id) : [],
    isReadOnly: row.own?.direction === 'read',
    notes: (row.level >= 2 ? await notesOf(on, viewer, [of]) : undefined)?.get(noteKeyOf(of)) ?? {
      others: [],
      isAsked: false,
    },
  };
}

/** Who takes part, by the index of records; rooms are nobody. Only for who has the event. */
async function matchPeople({ records }: DetailsNeeds, viewer: Principal, row: SeenEvent, event: CalendarEvent) {
  if (row.level < 1 || !event.people) return undefined;
  const organizer = event.organizer ?? { address: '', name: '' };
  const names = new Map([organizer, ...event.people].map((it) => [it.address, it.name]));
  const parties = partiesOf({ organizer, attendees: event.people }).map((it) => ({
    ...it,
    name: names.get(it.address) ?? '',
  }));
  const { people, suggestions } = await records.match(
    viewer,
    {
      subject: row.level >= 4 ? row.subject : '',
      participants: parties.slice(0, 200),
    },
    'meetings',
  );
  const byAddress = new Map(people.map((it) => [it.address, it]));
  return {
    people: event.people.map((it): EventPerson => {
      if (it.kind === 'resource') return { ...it, state: 'resource' };
      const known = byAddress.get(it.address);
      return known ? { ...it, state: known.state, records: known.records } : it;
    }),
    suggestions:
      row.own && !event.isPrivate
        ? suggestions.map(({ record, confidence, reason }) => ({ record, confidence, reason: reason }))
        : [],
  };
}

/** Puts an event, or its series, on a record: who has it may, and only they. */
export async function putOnRecord(
  needs: DetailsNeeds,
  principal: Principal,
  id: string,
  { record, isSeries }: { record: RecordRef; isSeries: boolean },
): Promise<EventDetails> {
  const row = await seenEvent(needs, principal, id);
  if (!row.own || row.level < 4)
    throw new AppError('access_denied', 'Only somebody who has this event can put it on a record.', {
      source: 'request',
    });
  const { moduleId, recordId } = await needs.records.resolve(principal.tenantId, record, 'meetings');
  const whole = isSeries && row.series_uid !== null;
  await needs.database.transaction(async (tx) => {
    const link = await linkEvent(
      tx,
      principal,
      { uid: row.ical_uid, occurrence: whole ? '' : row.occurrence, isSeries: whole },
      { moduleId, recordId },
    );
    await needs.audit.append(tx, {
      tenantId: principal.tenantId,
      actor: principal.objectId,
      action: 'event.linked',
      target: link,
      detail: { isSeries: whole },
    });
  });
  return eventDetails(needs, principal, id);
}

/** Takes an event off a record: who has it may, and who put it there. */
export async function takeOffRecord(
  { database, audit }: DetailsNeeds,
  principal: Principal,
  id: string,
): Promise<void> {
  const { tenantId, objectId } = principal;
  const link = await database.kysely
    .selectFrom('calendar_link')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!link) throw new AppError('not_found', 'This link is not there any more.', { source: 'request' });
  const mine = await readEventsFor(
    database.kysely,
    principal,
    sql`e.ical_uid = ${link.ical_uid} and (e.occurrence = ${link.occurrence} or ${link.is_series})`,
    { order: sql`e.id`, limit: 1 },
  );
  if (!mine[0]?.own && link.decided_by !== objectId)
    throw new AppError('access_denied', 'Only somebody who has this event can take it off the record.', {
      source: 'request',
    });
  await database.transaction(async (tx) => {
    await undoEventLink(tx, principal, id);
    await audit.append(tx, { tenantId, actor: objectId, action: 'event.unlinked', target: id });
  });
}
