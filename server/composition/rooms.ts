import type { Principal } from '../base/principal.js';
import { createConnect } from '../connections/connect.js';
import { createConnections } from '../connections/connections.js';
import { createMailboxes } from '../connections/mailboxes.js';
import { wakeFiles } from '../filing/wake-files.js';
import { notificationPath } from '../http/webhooks.js';
import { createHandOver } from '../identity/hand-over.js';
import { createSignIn } from '../identity/sign-in.js';
import { createTenantKeys } from '../identity/tenant-keys.js';
import { leave } from '../privacy/leaving.js';
import { createOwnDomains } from '../records/own-domains.js';
import { createRecords } from '../records/records.js';
import { createViews } from '../records/view.js';
import { createEngine } from '../sync/engine.js';
import type { SyncNeeds } from '../sync/needs.js';
import { createNotices } from '../sync/notices.js';
import { wishWorkload } from '../sync/wish.js';
import { createBookings } from '../workloads/calendar/booking/booking.js';
import { createCalendar } from '../workloads/calendar/calendar.js';
import { createCalendarWorkload } from '../workloads/calendar/workload.js';
import { wishDrives } from '../workloads/files/drive/subscription.js';
import { createFolderMarks } from '../workloads/files/folder-mark.js';
import { createFolders } from '../workloads/files/folders.js';
import { createFolderWorkload } from '../workloads/mail/folder-tree.js';
import { createFollowing } from '../workloads/mail/following.js';
import { createOutgoing } from '../workloads/mail/outgoing/outgoing.js';
import { createMailWorkload } from '../workloads/mail/workload.js';
import { causeOf } from './cause.js';
import type { Doors } from './doors.js';

export type Rooms = ReturnType<typeof furnishRooms>;

/** What the product does, room by room; nothing here is asked or runs yet. */
export function furnishRooms(doors: Doors) {
  const { config, log, seal, database, queue, audit, activity, tell } = doors;
  const { isAdministrator, workspaces, tokens, verify, registration, entra, graph, permissions } = doors;
  const connections = createConnections(database);
  const mailboxes = createMailboxes({ database, graph, tokens, connections, audit });
  const connect = createConnect({
    database,
    seal,
    signIn: createSignIn({ ...registration, verify }),
    mailboxes,
    audit,
    keepPerson: (it) => connections.keep(it),
    onOutcome: tell.connected,
    onFailure: (thrown) => log.warn('connecting did not end well', { cause: causeOf(thrown) }),
  });
  const following = createFollowing({ database, mailboxes, tokens, audit, queue });
  const ownDomains = createOwnDomains();
  const previewing = {
    database,
    queue,
    mailboxes,
    seal,
    ownDomains,
    views: createViews(config.publicUrl, workspaces),
  };
  const records = createRecords({
    publicUrl: config.publicUrl,
    database,
    workspaces,
    audit,
    leaseSeconds: config.leaseSeconds,
    coherencePollSeconds: config.coherencePollSeconds,
  });
  const mail = { database, graph, tenantKeys: createTenantKeys(database, seal), ownDomains };
  const sync: SyncNeeds = {
    database,
    graph,
    queue,
    connections,
    log: log.child('sync'),
    workloads: {
      mail: createMailWorkload(mail),
      'mail-folders': createFolderWorkload(mail),
      calendar: createCalendarWorkload(mail),
    },
    settings: {
      leaseSeconds: config.leaseSeconds,
      sliceSeconds: config.sliceSeconds,
      pollSeconds: config.pollSeconds,
      subscriptionMinutes: config.subscriptionMinutes,
      notificationUrl: `${config.publicUrl}${notificationPath}`,
    },
  };
  const engine = createEngine(sync);
  const notices = createNotices(sync, (ids) => wishDrives({ database, queue }, ids));
  const kept = { marks: createFolderMarks(mail.tenantKeys, config.clientId), wake: wakeFiles(queue) };
  const filing = {
    ...kept,
    database,
    graph,
    queue,
    audit,
    seal,
    records,
    connections,
    settings: { category: config.category, leaseSeconds: config.leaseSeconds },
  };
  const outgoing = createOutgoing({ ...filing, ...mail, mailboxes, tokens });
  const folders = createFolders({
    ...kept,
    database,
    graph,
    queue,
    audit,
    connections,
    tokens,
    isAdministrator,
    records: {
      modules: (it) => workspaces.modules(it),
      module: (it, id) => workspaces.moduleById(it, id),
      resolveModule: (it, slug) => workspaces.module(it, slug),
      resolve: (it, ref, what) => records.resolve(it, ref, what),
      views: (on, it, refs) => records.views(on, it, refs),
    },
    settings: { leaseSeconds: config.leaseSeconds },
  });
  const calendar = createCalendar({
    ...filing,
    mailboxes,
    tokens,
    permissions,
    follow: (mailboxId) => wishWorkload({ database, queue }, mailboxId, 'calendar'),
  });
  const bookings = createBookings({ ...filing, ownDomains, mailboxes, permissions });
  const access = {
    database,
    graph,
    queue,
    audit,
    records,
    connections,
    tokens,
    clientId: config.clientId,
    settings: { leaseSeconds: config.leaseSeconds },
    isAdministrator,
  };
  const handOver = createHandOver(database, seal);
  const administration = {
    database,
    queue,
    audit,
    activity,
    signing: seal,
    isAdministrator,
    graph,
    workspaces,
    clientId: config.clientId,
    publicUrl: config.publicUrl,
    entraUrl: config.entraUrl,
    adminCenterUrl: config.adminCenterUrl,
    oauth: doors.oauth,
    canSignIn: doors.oauth !== undefined,
    handOver,
    consentUrl: (tenantId: string, scopes?: readonly string[]) => entra.consentUrl(tenantId, scopes),
    renew: (it: Principal) => entra.graphToken(it, { force: true }),
    tryCoherence: async (tenantId: string) => void (await (await workspaces.client(tenantId)).identity()),
  };
  const meetings = { database, audit, graph, connections };
  const privacy = {
    database,
    audit,
    seal,
    isAdministrator,
    leave: (it: Principal) => leave({ database, mailboxes, tokens, audit }, it, 'delete'),
    forget: (tenantId: string) => workspaces.forgetModules(tenantId),
  };
  return {
    ...doors,
    connections,
    mailboxes,
    connect,
    following,
    ownDomains,
    previewing,
    records,
    mail,
    sync,
    engine,
    notices,
    filing,
    outgoing,
    folders,
    calendar,
    bookings,
    access,
    handOver,
    administration,
    meetings,
    privacy,
  };
}
