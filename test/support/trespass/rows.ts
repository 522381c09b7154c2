import type { Organisation } from '../../../sandbox/tenant/company.js';
import type { Caller, World } from '../world.js';
import { twin } from './side.js';

/** A folder whose access was looked at, and a line of the team mapping, as an administrator would have made them. */
export async function sharedFolder(
  world: World,
  { person }: Caller,
  tenantId: string,
): Promise<{ folderId: string; mappingId: string }> {
  const { kysely } = world.server!.database;
  const folderId = `folder ${person.id}`;
  await kysely
    .insertInto('record_folder')
    .values({
      id: folderId,
      tenant_id: tenantId,
      module_id: 'mod_people',
      record_id: 'rec_shared',
      object_id: person.id,
      drive_id: 'drive',
      item_id: 'item',
      web_url: `https://files.example/${person.id}`,
    })
    .execute();
  await kysely
    .insertInto('access_plan')
    .values({ folder_id: folderId, tenant_id: tenantId, checked_at: new Date(), more: 1, state: 'drift' })
    .execute();
  const mappingId = `mapping ${person.id}`;
  await kysely
    .insertInto('team_mapping')
    .values({
      id: mappingId,
      tenant_id: tenantId,
      source_kind: 'team',
      source_id: `Team of ${person.name}`,
      grantee_key: person.userPrincipalName,
      grantee: JSON.stringify({ kind: 'person', id: person.id, address: person.userPrincipalName, name: person.name }),
      role: 'write',
      updated_by: person.id,
    })
    .execute();
  return { folderId, mappingId };
}

/** An event of the mailbox that is on the record both have, and a change of it on its way. */
export async function meetingOf(
  world: World,
  { person }: Caller,
  { tenantId, name, domain }: Organisation,
  mailboxId: string,
) {
  const { kysely } = world.server!.database;
  const uid = `uid ${person.id}`;
  const event = await kysely
    .insertInto('calendar_event')
    .values({
      tenant_id: tenantId,
      ical_uid: uid,
      kind: 'single',
      subject: `Meeting of ${name}`,
      body_text: `Text of ${domain}`,
      starts_at: new Date(Date.now() + 3_600_000),
      ends_at: new Date(Date.now() + 7_200_000),
      zone: 'UTC',
      is_all_day: false,
      sensitivity: 'normal',
      show_as: 'busy',
      modified_at: new Date(),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const calendar = await kysely
    .insertInto('calendar')
    .values({
      tenant_id: tenantId,
      mailbox_id: Number(mailboxId),
      graph_id: `calendar of ${name}`,
      name: `Calendar of ${name}`,
      color: 'auto',
      owner_address: person.userPrincipalName,
      owner_name: person.name,
      can_edit: true,
      is_chosen: true,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await kysely
    .insertInto('calendar_copy')
    .values({
      tenant_id: tenantId,
      event_id: event.id,
      mailbox_id: Number(mailboxId),
      calendar_id: calendar.id,
      graph_id: `event of ${name}`,
      modified_at: new Date(),
    })
    .execute();
  const eventLinkId = `link ${person.id}`;
  await kysely
    .insertInto('calendar_link')
    .values({
      id: eventLinkId,
      tenant_id: tenantId,
      ical_uid: uid,
      module_id: 'mod_people',
      record_id: twin.id,
      state: 'linked',
      confidence: 'high',
      reason: JSON.stringify({ kind: 'person', value: '' }),
      object_id: person.id,
    })
    .execute();
  const changeId = `change ${person.id}`;
  await kysely
    .insertInto('calendar_change')
    .values({
      id: changeId,
      tenant_id: tenantId,
      object_id: person.id,
      mailbox_id: Number(mailboxId),
      event_id: event.id,
      kind: 'update',
      fields: JSON.stringify({ subject: `Other meeting of ${name}` }),
      base: '{}',
      links: '[]',
      state: 'conflict',
      theirs: JSON.stringify({ fields: { subject: `Meeting of ${name}` } }),
    })
    .execute();
  return { eventId: String(event.id), eventLinkId, changeId };
}
