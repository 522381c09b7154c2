import { sql } from 'kysely';
import type { Appointment, AppointmentQuestion, LinkScope } from '../../../../contract/appointment.js';
import type { Reason, RecordRef } from '../../../../contract/api.js';
import { AppError } from '../../../base/errors.js';
import { newId } from '../../../base/ids.js';
import type { Principal } from '../../../base/principal.js';
import type { Sql } from '../../../db/database.js';
import type { EventItem } from '../event-item.js';
import { putEvents } from '../event-rows.js';
import { linkEvent, undoEventLink, type EventLinkRow } from '../link-event.js';
import { datesOfSeries } from './dates-of-series.js';
import { describe, requireOwn } from './look.js';
import type { AppointmentNeeds } from './needs.js';
import { readOpened, type Opened } from './read-opened.js';

type Asked = AppointmentQuestion & { item: NonNullable<AppointmentQuestion['item']>; scope: LinkScope };

/**
 * Puts the open appointment on a record: one read at Microsoft, one transaction with the event, the caller's copy of it, the link and
 * the audit. Twice is once. Nothing of it is changed in Outlook.
 */
export async function linkOpened(
  needs: AppointmentNeeds,
  viewer: Principal,
  asked: Asked & { record: RecordRef; reason?: Reason | undefined },
): Promise<Appointment> {
  requireOwn(viewer, asked);
  const [opened, target] = await Promise.all([
    readOpened(needs.graph, viewer, asked.item),
    needs.records.resolve(viewer.tenantId, asked.record, 'meetings'),
  ]);
  const known = await needs.records.views(needs.database.kysely, viewer.tenantId, [target]);
  if (known.size === 0)
    throw new AppError('not_found', 'This record is not known here. Choose another.', {
      source: 'request',
      field: 'record',
    });
  const mailbox = await ownMailbox(needs, viewer);
  const { item } = opened;
  const isSeries = item.kind === 'master' || (asked.scope === 'series' && item.kind !== 'single');
  const seriesId = item.kind === 'master' ? item.graphId : item.seriesMasterId;
  const dates = isSeries && seriesId ? await datesOfSeries(needs.graph, viewer, seriesId, yesterday(needs)) : [];
  await needs.database.transaction(async (tx) => {
    await putEvents(tx, { id: mailbox, tenantId: viewer.tenantId }, await placeOf(tx, mailbox, item), [item, ...dates]);
    if (isSeries) await forgetTakenOff(tx, viewer, item, target);
    const event = isSeries ? { uid: item.uid, isSeries } : { uid: item.uid, occurrence: item.occurrence };
    const id = await linkEvent(tx, viewer, event, target, asked.reason);
    await audit(needs, tx, viewer, 'event.linked', id);
  });
  return answer(needs, viewer, asked, opened);
}

/** Takes it off a record: this date of a series alone, or the whole link. Twice is once. */
export async function unlinkOpened(
  needs: AppointmentNeeds,
  viewer: Principal,
  asked: Asked & { link: string },
): Promise<Appointment> {
  requireOwn(viewer, asked);
  const opened = await readOpened(needs.graph, viewer, asked.item);
  const { item } = opened;
  await needs.database.transaction(async (tx) => {
    const link = await tx
      .selectFrom('calendar_link')
      .selectAll()
      .where('tenant_id', '=', viewer.tenantId)
      .where('id', '=', asked.link)
      .where('ical_uid', '=', item.uid)
      .forUpdate()
      .executeTakeFirst();
    if (!link) throw new AppError('not_found', 'It is not on this record any more.', { source: 'request' });
    if (link.is_series && asked.scope === 'one' && item.occurrence)
      await takeDateOff(tx, viewer, link, item.occurrence);
    else await undoEventLink(tx, viewer, link.id);
    await audit(needs, tx, viewer, 'event.unlinked', link.id);
  });
  return answer(needs, viewer, asked, opened);
}

const yesterday = ({ graph }: AppointmentNeeds): Date => new Date(graph.now().getTime() - 86_400_000);
const audit = (needs: AppointmentNeeds, tx: Sql, { tenantId, objectId }: Principal, action: string, target: string) =>
  needs.audit.append(tx, { tenantId, actor: objectId, action, target });

async function answer(needs: AppointmentNeeds, viewer: Principal, asked: Asked, opened: Opened): Promise<Appointment> {
  const matched = await needs.records.match(viewer, { subject: asked.subject, participants: asked.people }, 'meetings');
  return describe(needs, viewer, asked, opened, matched);
}

/** The caller's own mailbox as a row, made when this is the first thing of it that is kept. Nothing of it is followed by that. */
async function ownMailbox({ database, mailboxes }: AppointmentNeeds, viewer: Principal): Promise<number> {
  const find = async () =>
    (
      await database.kysely
        .selectFrom('mailbox')
        .select('id')
        .where('tenant_id', '=', viewer.tenantId)
        .where('address', '=', viewer.address.toLowerCase())
        .where('kind', '=', 'own')
        .executeTakeFirst()
    )?.id;
  const known = await find();
  if (known !== undefined) return known;
  await mailboxes.ensureOwn(viewer, viewer);
  const made = await find();
  if (made === undefined)
    throw new AppError(
      'consent_required',
      'Allow Coherence to read your mailbox first: connect Outlook in the settings.',
      {
        source: 'graph',
      },
    );
  return made;
}

/** Where the copy is kept: as the stream of its calendar wrote it, where one did. */
async function placeOf(
  tx: Sql,
  mailbox: number,
  { graphId }: EventItem,
): Promise<{ calendarId: number | null; generation: number }> {
  const copy = await tx
    .selectFrom('calendar_copy')
    .select(['calendar_id', 'generation'])
    .where('mailbox_id', '=', mailbox)
    .where('graph_id', '=', graphId)
    .executeTakeFirst();
  return { calendarId: copy?.calendar_id ?? null, generation: copy?.generation ?? 1 };
}

/** A date that is taken off stays off, though its series is on the record. */
const takeDateOff = (tx: Sql, { tenantId, objectId, name }: Principal, link: EventLinkRow, occurrence: string) =>
  sql`insert into calendar_link (id, tenant_id, ical_uid, occurrence, is_series, module_id, record_id, state, confidence, reason,
      object_id, linked_by_name, decided_at, decided_by, undone_at)
    values (${newId()}, ${tenantId}, ${link.ical_uid}, ${occurrence}, false, ${link.module_id}, ${link.record_id}, 'undone', 'high',
      ${JSON.stringify(link.reason)}::jsonb, ${objectId}, ${name}, now(), ${objectId}, now())
    on conflict (tenant_id, ical_uid, occurrence, module_id, record_id) do update
      set state = 'undone', decided_at = now(), decided_by = excluded.decided_by, undone_at = now()`.execute(tx);
/** Who puts the whole series on the record means this date too. */
const forgetTakenOff = (
  tx: Sql,
  { tenantId }: Principal,
  { uid, occurrence }: EventItem,
  target: { moduleId: string; recordId: string },
) =>
  sql`delete from calendar_link where tenant_id = ${tenantId} and ical_uid = ${uid} and occurrence = ${occurrence} and occurrence <> ''
    and module_id = ${target.moduleId} and record_id = ${target.recordId} and state in ('undone', 'rejected')`.execute(
    tx,
  );
