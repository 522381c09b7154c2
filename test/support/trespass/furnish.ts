import { randomUUID } from 'node:crypto';
import type { Organisation } from '../../../sandbox/tenant/company.js';
import { asAdministrator } from '../administrator.js';
import { connectedMailbox } from '../connect.js';
import { runUntil, saveFiles } from '../folders.js';
import type { Caller, World } from '../world.js';
import { meetingOf, sharedFolder } from './rows.js';
import { planned, twin, written, type Side } from './side.js';

/** Gives a side a filing of the mail both received, one of its own mail, and a person created while Coherence was away. */
export async function furnish(
  world: World,
  organisation: Organisation,
  caller: Caller,
  record: { module: string; id: string },
  subject: string,
  { address, module, marks }: { address: string; module: string; marks: string[] },
): Promise<Side> {
  const shared = await caller.file('Market brief, November', record);
  const own = [await caller.file(subject, record), await caller.file(subject, twin)];
  for (const { id } of [shared, ...own]) await caller.settled(id);
  world.sandbox.faults.add({ service: 'coherence', method: 'POST', times: 0, answer: { status: 503 } });
  const wish = await caller.call('POST /records', {
    body: {
      module: 'people',
      fields: { fld_first_name: 'Wish', fld_last_name: organisation.name, fld_email: `wish@${organisation.domain}` },
    },
  });
  world.sandbox.faults.clear();
  if (wish.state !== 'queued') throw new Error('The wish was not queued.');
  const mailbox = await connectedMailbox(world, caller);
  const bookingId = randomUUID();
  await caller.call('PUT /bookings/:id', { params: { id: bookingId }, body: { ...planned(twin), version: 0 } });
  const outgoingId = randomUUID();
  await caller.call('PUT /outgoing/:id', {
    params: { id: outgoingId },
    body: { ...written(record, mailbox.id), subject: `Draft of ${organisation.name}`, version: 0 },
  });
  await asAdministrator(world, caller, organisation.tenantId, () => saveFiles(caller));
  const run = await caller.call('POST /files/runs', { body: { module: record.module } });
  await runUntil(caller, run.id);
  const { items } = await caller.call('POST /files/browse', { body: { place: { from: 'mine' } } });
  const { driveId, itemId, name } = items.find((it) => it.kind === 'folder' && it.name !== 'Coherence')!;
  const file = { driveId, itemId };
  const link = await caller.call('POST /records/:module/:id/files', { params: record, body: { file } });
  const { folderId, mappingId } = await sharedFolder(world, caller, organisation.tenantId);
  const { eventId, eventLinkId, changeId } = await meetingOf(world, caller, organisation, mailbox.id);
  const { restId, graph } = caller.message(subject);
  return {
    organisation,
    caller,
    record,
    filingIds: own.map((it) => it.id),
    wishId: wish.id,
    mailboxId: mailbox.id,
    outgoingId,
    bookingId,
    runId: run.id,
    file,
    ownDriveId: world.sandbox.tenants.drives.ofPerson(caller.person.id)?.id ?? '',
    fileLinkId: link.id,
    folderId,
    mappingId,
    eventId,
    eventLinkId,
    changeId,
    mail: { id: restId, internetMessageId: graph.internetMessageId ?? '', conversationId: graph.conversationId ?? '' },
    address,
    module,
    marks: [
      ...marks,
      subject,
      ...own.map((it) => it.id),
      shared.id,
      wish.id,
      run.id,
      link.id,
      file.itemId,
      `"${name}"`,
      caller.person.name,
      organisation.domain,
      `Wish ${organisation.name}`,
      `Draft of ${organisation.name}`,
      `Meeting of ${organisation.name}`,
    ],
  };
}
