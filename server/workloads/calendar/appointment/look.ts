import { sql } from 'kysely';
import type {
  Appointment,
  AppointmentLink,
  AppointmentQuestion,
  OpenMeeting,
} from '../../../../contract/appointment.js';
import { AppError } from '../../../base/errors.js';
import type { Principal } from '../../../base/principal.js';
import { toIanaZone } from '../../../graph/time-zone.js';
import { keyOf as recordKeyOf } from '../../../records/view.js';
import { whyLeftOut } from '../left-out.js';
import { linksOfEvent } from '../link-event.js';
import type { AppointmentNeeds } from './needs.js';
import { keyOf, notesOf } from './notes.js';
import { readOpened, type Opened } from './read-opened.js';

const nothing = { others: [], isAsked: false };

/** What is known of the open appointment, for whoever has it open. Nothing is written by looking. */
export async function lookAt(
  needs: AppointmentNeeds,
  viewer: Principal,
  question: AppointmentQuestion,
): Promise<Appointment> {
  requireOwn(viewer, question);
  const [opened, matched] = await Promise.all([
    question.item ? readOpened(needs.graph, viewer, question.item) : undefined,
    needs.records.match(viewer, { subject: question.subject, participants: question.people }, 'meetings'),
  ]);
  return describe(needs, viewer, question, opened, matched);
}

export function requireOwn({ address }: Principal, { mailbox }: Pick<AppointmentQuestion, 'mailbox'>): void {
  if (mailbox.toLowerCase() !== address.toLowerCase())
    throw new AppError('access_denied', 'For now, only meetings of your own calendar can be linked.', {
      source: 'request',
      field: 'mailbox',
    });
}

export async function describe(
  needs: AppointmentNeeds,
  viewer: Principal,
  question: AppointmentQuestion,
  opened: Opened | undefined,
  matched: Awaited<ReturnType<AppointmentNeeds['records']['match']>>,
): Promise<Appointment> {
  const on = needs.database.kysely;
  if (!opened) return { links: [], notes: nothing, ...matched };
  const { tenantId, objectId } = viewer;
  const { uid, occurrence } = opened.item;
  const [links, known, notes] = await Promise.all([
    linksOfEvent(on, tenantId, { uid, occurrence }),
    knownAs(needs, viewer, opened),
    notesOf(on, viewer, [{ uid, occurrence }]),
  ]);
  const kept = known.is_followed ? { isComing: false } : await whyLeftOut(needs, viewer, opened.item);
  const views = await needs.records.views(
    on,
    tenantId,
    links.map((it) => ({ moduleId: it.module_id, recordId: it.record_id })),
    'meetings',
  );
  return {
    ...matched,
    meeting: { ...meetingOf(opened, known, question), ...kept },
    links: links.flatMap((it): AppointmentLink[] => {
      const record = views.get(recordKeyOf({ moduleId: it.module_id, recordId: it.record_id }));
      const isYou = it.object_id === objectId;
      return record
        ? [
            {
              id: it.id,
              record,
              scope: it.is_series ? 'series' : 'one',
              reason: it.reason,
              linkedBy: { name: isYou ? viewer.name : it.linked_by_name, isYou },
              canUndo: true, // it is in the viewer's own calendar
            },
          ]
        : [];
    }),
    notes: notes.get(keyOf({ uid, occurrence })) ?? nothing,
  };
}

interface Known {
  id: number | null;
  is_followed: boolean;
  logged_at: Date | null;
}
async function knownAs(
  { database }: AppointmentNeeds,
  { tenantId, objectId }: Principal,
  { item }: Opened,
): Promise<Known> {
  const { rows } = await sql<Known>`select
    (select e.id from calendar_event e where e.tenant_id = ${tenantId} and e.ical_uid = ${item.uid} and e.occurrence = ${item.occurrence}) as id,
    exists (select 1 from calendar_copy c join mailbox b on b.id = c.mailbox_id join calendar k on k.id = c.calendar_id
      where c.tenant_id = ${tenantId} and b.object_id = ${objectId} and c.graph_id = ${item.graphId} and k.is_chosen) as is_followed,
    (select g.logged_at from meeting_log g where g.tenant_id = ${tenantId} and g.ical_uid = ${item.uid}
      and g.occurrence = ${item.occurrence} and g.state = 'logged') as logged_at`.execute(database.kysely);
  return rows[0] ?? { id: null, is_followed: false, logged_at: null };
}

function meetingOf(
  { item, seriesTime }: Opened,
  { id, is_followed, logged_at }: Known,
  { timeZone }: AppointmentQuestion,
): Omit<OpenMeeting, 'isComing' | 'leftOut'> {
  return {
    ...(id === null ? {} : { id: String(id) }),
    graphId: item.graphId,
    startDateTime: item.startDateTime,
    endDateTime: item.endDateTime,
    isAllDay: item.isAllDay,
    isCancelled: item.isCancelled,
    isPrivate: item.sensitivity === 'private' || item.sensitivity === 'confidential',
    isOrganizer: item.isOrganizer,
    series: item.kind === 'single' ? 'none' : item.kind === 'master' ? 'whole' : 'part',
    ...(item.seriesMasterId ? { seriesId: item.seriesMasterId } : {}),
    ...(seriesTime ? { seriesTime } : {}),
    ...(item.joinUrl ? { joinUrl: item.joinUrl } : {}),
    zones: { planned: item.zone, own: timeZone ? toIanaZone(timeZone) : item.zone },
    isFollowed: is_followed,
    ...(logged_at ? { loggedDateTime: logged_at.toISOString() } : {}),
  };
}
