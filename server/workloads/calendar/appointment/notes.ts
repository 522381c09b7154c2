import { sql } from 'kysely';
import type { MeetingNotes } from '../../../../contract/appointment.js';
import type { Audit } from '../../../audit/audit.js';
import { AppError } from '../../../base/errors.js';
import type { Principal } from '../../../base/principal.js';
import type { Database, Sql } from '../../../db/database.js';
import { eventLevel, eventSeenLevel } from '../visibility.js';

export interface NoteNeeds {
  database: Database;
  audit: Audit;
}
export interface EventKey {
  uid: string;
  occurrence: string;
}
/** For how long somebody is asked what came of a meeting. */
const askedDays = 14;

/** The event by our id, if the viewer may know what it is about; throws `not_found` otherwise. */
async function eventFor(on: Sql, viewer: Principal, id: string): Promise<EventKey & { level: number }> {
  const { rows } = await sql<
    EventKey & { level: number }
  >`select e.ical_uid as uid, e.occurrence, ${eventSeenLevel(viewer)} as level
    from calendar_event e where e.tenant_id = ${viewer.tenantId} and e.id = ${/^\d{1,15}$/.test(id) ? Number(id) : 0}`.execute(
    on,
  );
  const [found] = rows;
  if (!found || found.level < eventLevel.subject)
    throw new AppError('not_found', 'This meeting is not there any more, or not for you.', { source: 'request' });
  return found;
}

/** What the viewer writes about a meeting; an empty text means that they write nothing and are not asked again. Twice is once. */
export async function keepNotes(
  { database, audit }: NoteNeeds,
  viewer: Principal,
  id: string,
  text: string,
): Promise<MeetingNotes> {
  const { tenantId, objectId, name } = viewer;
  const words = text.trim() || null;
  const key = await database.transaction(async (tx) => {
    const event = await eventFor(tx, viewer, id);
    const { rows } =
      await sql`insert into meeting_note as n (tenant_id, ical_uid, occurrence, object_id, author_name, text)
      values (${tenantId}, ${event.uid}, ${event.occurrence}, ${objectId}, ${name}, ${words})
      on conflict (tenant_id, ical_uid, occurrence, object_id) do update
        set text = excluded.text, author_name = excluded.author_name, updated_at = now()
        where n.text is distinct from excluded.text
      returning object_id`.execute(tx);
    if (rows.length > 0)
      await audit.append(tx, {
        tenantId,
        actor: objectId,
        action: words ? 'meeting.noted' : 'meeting.notNoted',
        target: id,
      });
    return event;
  });
  return (await notesOf(database.kysely, viewer, [key])).get(keyOf(key)) ?? { others: [], isAsked: false };
}

export const keyOf = ({ uid, occurrence }: EventKey): string => `${uid} ${occurrence}`;
interface NoteRow {
  uid: string;
  occurrence: string;
  object_id: string;
  author_name: string;
  text: string | null;
  updated_at: Date;
}
/**
 * What was written about these meetings, which the viewer may see, and whether they are asked to write: when one is over that they did
 * not decline, for two weeks, until they wrote or chose not to.
 */
export async function notesOf(
  on: Sql,
  { tenantId, objectId }: Principal,
  keys: readonly EventKey[],
): Promise<Map<string, MeetingNotes>> {
  const uids = sql`${keys.map((it) => it.uid)}::text[]`;
  const dates = sql`${keys.map((it) => it.occurrence)}::text[]`;
  const wanted = sql`(select * from unnest(${uids}, ${dates}) as t (uid, occurrence))`;
  const { rows } =
    await sql<NoteRow>`select n.ical_uid as uid, n.occurrence, n.object_id, n.author_name, n.text, n.updated_at
    from meeting_note n join ${wanted} w on w.uid = n.ical_uid and w.occurrence = n.occurrence
    where n.tenant_id = ${tenantId} order by n.created_at, n.object_id`.execute(on);
  const { rows: asked } = await sql<
    EventKey & { logged_at: Date }
  >`select g.ical_uid as uid, g.occurrence, g.logged_at from meeting_log g
    join ${wanted} w on w.uid = g.ical_uid and w.occurrence = g.occurrence
    where g.tenant_id = ${tenantId} and g.state = 'logged' and g.ends_at > g.logged_at - make_interval(days => ${askedDays})
      and g.logged_at > now() - make_interval(days => ${askedDays})
      and exists (select 1 from calendar_event e join calendar_copy c on c.event_id = e.id join mailbox b on b.id = c.mailbox_id
        where e.tenant_id = g.tenant_id and e.ical_uid = g.ical_uid and e.occurrence = g.occurrence
          and b.object_id = ${objectId} and b.kind = 'own' and c.response <> 'declined')`.execute(on);
  return new Map(
    keys.map((key) => {
      const notes = rows.filter((it) => keyOf(it) === keyOf(key));
      const own = notes.find((it) => it.object_id === objectId);
      return [
        keyOf(key),
        {
          ...(own?.text ? { own: { text: own.text, dateTime: own.updated_at.toISOString() } } : {}),
          others: notes.flatMap((it) =>
            it === own || !it.text
              ? []
              : [{ name: it.author_name, text: it.text, dateTime: it.updated_at.toISOString() }],
          ),
          isAsked: !own && asked.some((it) => keyOf(it) === keyOf(key)),
        },
      ];
    }),
  );
}
