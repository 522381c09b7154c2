import { AppError } from '../base/errors.js';
import type { Log } from '../base/log.js';
import type { Database } from '../db/database.js';
import type { Queue } from '../db/queue.js';
import type { Engine } from '../sync/engine.js';
import type { TenantKeys } from '../identity/tenant-keys.js';
import type { ModuleRef } from '../records/changes/changed.js';
import type { OwnDomains } from '../records/own-domains.js';
import type { SyncNeeds } from '../sync/needs.js';
import type { LogNeeds } from '../workloads/calendar/appointment/log.js';
import type { Folders } from '../workloads/files/folders.js';
import { logMeetings } from './log-meetings.js';
import { planMailbox } from './plan-mailbox.js';
import { poll } from './poll.js';
import { rematch } from './rematch.js';
import { renewSubscriptions } from './renew-subscriptions.js';
import { sweep } from './sweep.js';
import { syncResource } from './sync-resource.js';

export interface WorkerNeeds {
  database: Database;
  queue: Queue;
  log: Log;
  settle(tenantId: string, filingId: string): Promise<void>;
  sendMail(mailId: string): Promise<void>;
  bookMeeting(bookingId: string): Promise<void>;
  organiseMail(): Promise<void>;
  settleAccess(tenantId: string, folderId: string): Promise<void>;
  carryOutWish(tenantId: string, id: string): Promise<void>;
  refreshIndex(tenantId: string): Promise<void>;
  readChanges(ref: ModuleRef): Promise<void>;
  listenToCoherence(tenantId: string): Promise<void>;
  coherencePollSeconds: number;
  runPreview(tenantId: string, id: string): Promise<void>;
  followDrive(streamId: string): Promise<void>;
  changeEvent(changeId: string): Promise<void>;
  renewDriveSubscriptions(): Promise<void>;
  tenants(): Promise<string[]>;
  pruneAudits(): Promise<void>;
  leaseSeconds: number;
  tenantKeys: TenantKeys;
  ownDomains: OwnDomains;
  meetings: LogNeeds;
  folders: Pick<Folders, 'carryOn' | 'wish' | 'waitingModules'>;
  engine: Engine;
  sync: SyncNeeds;
}
/** Streams at work in one process; each waits for Microsoft most of the time. */
const streamsAtOnce = 8;
/** Folders whose access is looked at together; reading permissions is what SharePoint counts dearest. */
const foldersAtOnce = 3;
const drivesAtOnce = 3;

/** Takes the jobs of this process. Safe to run in any number of processes: rows and leases decide who does what. */
export async function startWorker(needs: WorkerNeeds): Promise<void> {
  const {
    queue,
    log,
    settle,
    sendMail,
    organiseMail,
    carryOutWish,
    refreshIndex,
    runPreview,
    leaseSeconds,
    engine,
    sync,
  } = needs;
  await queue.work('settle-filing', 4, ({ tenantId, filingId }) => settle(tenantId, filingId));
  await queue.work('send-mail', 4, ({ mailId }) => sendMail(mailId));
  await queue.work('book-meeting', 4, ({ bookingId }) => needs.bookMeeting(bookingId));
  await queue.work('settle-access', foldersAtOnce, ({ tenantId, folderId }) => needs.settleAccess(tenantId, folderId));
  await queue.work('organise-mail', 1, () => organiseMail());
  await queue.work('create-record', 1, ({ tenantId, intentId }) => carryOutWish(tenantId, intentId));
  await queue.work('preview-mail', 2, ({ tenantId, previewId }) => runPreview(tenantId, previewId));
  await queue.work('make-folders', 2, ({ tenantId, runId }) => needs.folders.carryOn(tenantId, runId));
  // Coherence is silent or the day's share is spent: the sweep asks again.
  const waits = (what: string, tenantId: string) => (error: unknown) => {
    if (!(error instanceof AppError)) throw error;
    log.warn(what, { tenantId, code: error.code });
  };
  await queue.work('index-records', 1, ({ tenantId }) =>
    refreshIndex(tenantId).catch(waits('the index of records waits', tenantId)),
  );
  await queue.work('read-changes', 2, (it) => needs.readChanges(it).catch(waits('changed records wait', it.tenantId)));
  await queue.work('listen-to-coherence', 1, ({ tenantId }) =>
    needs.listenToCoherence(tenantId).catch(waits('listening to Coherence waits', tenantId)),
  );
  await queue.work('plan-mailbox', 2, (payload) => planMailbox(needs, payload));
  await queue.work('change-event', 4, ({ changeId }) => needs.changeEvent(changeId));
  await queue.work('follow-drive', drivesAtOnce, ({ streamId }) => needs.followDrive(streamId));
  await queue.work('rematch', 1, (payload) => rematch(needs, payload));
  await queue.work('sync-resource', streamsAtOnce, (payload) => syncResource(engine, payload));
  await queue.work('log-meetings', 1, () => logMeetings(needs.meetings));
  await queue.work('renew-subscriptions', 1, async () => {
    await renewSubscriptions(sync);
    await needs.renewDriveSubscriptions();
  });
  await queue.work('poll', 1, () => poll(sync));
  await queue.work('prune-audit', 1, () => needs.pruneAudits());
  await queue.work('sweep', 1, () => sweep(needs));
  queue.every('sweep', Math.min(5, Math.max(1, leaseSeconds / 3)));
  queue.every('poll', Math.max(1, Math.min(60, sync.settings.pollSeconds / 3)));
  queue.every('log-meetings', Math.max(1, Math.min(60, sync.settings.pollSeconds / 3)));
  queue.every('renew-subscriptions', 60);
  queue.every('prune-audit', 3_600);
}
