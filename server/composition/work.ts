import { pruneAudits } from '../administration/retention.js';
import { settle } from '../filing/settle.js';
import type { WorkerNeeds } from '../jobs/worker.js';
import { pruneData } from '../privacy/retention.js';
import { listenToCoherence } from '../records/changes/listen.js';
import { settleAccess } from '../workloads/files/access/settle.js';
import { renewDriveSubscriptions } from '../workloads/files/drive/subscription.js';
import { followDrive } from '../workloads/files/drive/workload.js';
import { organiseMail } from '../workloads/mail/organise/organise.js';
import { runPreview } from '../workloads/mail/preview.js';
import type { Rooms } from './rooms.js';

/** What the jobs ask of the rooms. */
export function workOf(rooms: Rooms): WorkerNeeds {
  const { config, log, seal, database, queue, graph, audit, connections, workspaces, records, sync, mail, engine } =
    rooms;
  const { filing, outgoing, folders, calendar, bookings, access, administration, meetings, previewing } = rooms;
  return {
    database,
    queue,
    log: log.child('jobs'),
    leaseSeconds: config.leaseSeconds,
    tenantKeys: mail.tenantKeys,
    ownDomains: mail.ownDomains,
    meetings,
    engine,
    sync,
    folders,
    settle: (tenantId, id) => settle(filing, tenantId, id),
    organiseMail: () => organiseMail(filing),
    sendMail: (it) => outgoing.carryOut(it),
    bookMeeting: (it) => bookings.carryOut(it),
    settleAccess: (tenantId, id) => settleAccess(access, tenantId, id),
    changeEvent: (id) => calendar.carryOut(id),
    carryOutWish: (tenantId, id) => records.carryOutWish(tenantId, id),
    refreshIndex: (it) => records.refreshIndex(it),
    readChanges: (it) => records.readChanges(it),
    coherencePollSeconds: config.coherencePollSeconds,
    listenToCoherence: (it) => listenToCoherence({ database, workspaces, seal, publicUrl: config.publicUrl }, it),
    followDrive: (id) =>
      followDrive({ database, graph, queue, connections, settings: { ...sync.settings, leaseSeconds: 60 } }, id),
    renewDriveSubscriptions: () =>
      renewDriveSubscriptions({ database, graph, queue, connections, log: sync.log, settings: sync.settings }),
    runPreview: (tenantId, id) => runPreview(previewing, tenantId, id),
    tenants: () => workspaces.tenants(),
    pruneAudits: async () => {
      const tenants = await workspaces.tenants();
      await pruneData({ database, audit }, tenants);
      await pruneAudits(administration, tenants);
    },
  };
}
