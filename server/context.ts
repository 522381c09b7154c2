import type { AddressInfo } from 'node:net';
import { createActivity } from './audit/activity.js';
import { createAudit } from './audit/audit.js';
import { signAnew } from './audit/verify.js';
import { auditPage, auditTable } from './administration/audit-page.js';
import { coherencePage, keepKey, setRole, useKey } from './administration/coherence.js';
import { figures } from './administration/figures.js';
import { mailboxHealth } from './administration/health.js';
import { decidePolicy, policyPage, previewPolicy } from './administration/policy-page.js';
import { setupGuide } from './administration/setup.js';
import { auditSettings, keepAuditSettings, pruneAudits, verifyAudit } from './administration/retention.js';
import { tellActivity } from './administration/tell.js';
import { createLog, type Log } from './base/log.js';
import type { Principal } from './base/principal.js';
import { createOutbound } from './base/outbound.js';
import type { Config, Secrets } from './config.js';
import { createConnect } from './connections/connect.js';
import { createConnections } from './connections/connections.js';
import { createMailboxes } from './connections/mailboxes.js';
import { connectionOf } from './connections/status.js';
import { openDatabase, type Database } from './db/database.js';
import { startQueue } from './db/queue.js';
import { openSlots } from './db/slots.js';
import { fileMessage } from './filing/file-message.js';
import { filingsOf, getFiling } from './filing/filings.js';
import { answerFile, keepAttachments } from './filing/keep-attachments.js';
import { knownFiles } from './filing/known-files.js';
import { openAttachment } from './filing/open-attachment.js';
import { openMail } from './filing/open-mail.js';
import { settle } from './filing/settle.js';
import { searchBesideRecord } from './filing/search-mailbox.js';
import { timeline, timelineOverview } from './filing/timeline.js';
import { removal, retry, unfile } from './filing/unfile.js';
import { createGraph } from './graph/graph.js';
import { createOperation } from './http/operation.js';
import { createHttp } from './http/server.js';
import { notificationPath } from './http/webhooks.js';
import { createAdministrators } from './identity/administrators.js';
import { createEntra } from './identity/entra.js';
import { createVerify } from './identity/keys.js';
import { apiScope, graphScopeNames } from './identity/scopes.js';
import { createPermissions } from './identity/permissions.js';
import { resealAll } from './identity/rotate.js';
import { createHandOver } from './identity/hand-over.js';
import { createSeal } from './identity/seal.js';
import { createTenantKeys } from './identity/tenant-keys.js';
import { createSignIn } from './identity/sign-in.js';
import { createTokenStore } from './identity/token-store.js';
import { createValidator } from './identity/validate.js';
import { createWindowSignIn } from './identity/window-sign-in.js';
import { startWorker } from './jobs/worker.js';
import { signInEnded } from './privacy/ended.js';
import { leave, leavingOf } from './privacy/leaving.js';
import { allowPrivacy, erasePrivacy, exportPrivacy, previewPrivacy, rectifyName } from './privacy/privacy.js';
import { processingRecord } from './privacy/processing.js';
import { keepRetention, privacyPage, pruneData } from './privacy/retention.js';
import { createOwnDomains } from './records/own-domains.js';
import { createRecords, type Records } from './records/records.js';
import { createViews } from './records/view.js';
import { createWorkspaces } from './records/workspaces.js';
import { createEngine } from './sync/engine.js';
import type { SyncNeeds } from './sync/needs.js';
import { createNotices } from './sync/notices.js';
import { wishStreams } from './sync/wish.js';
import { createAppointments } from './workloads/calendar/appointment/appointments.js';
import type { LogNeeds } from './workloads/calendar/appointment/log.js';
import { createCalendar } from './workloads/calendar/calendar.js';
import { forgetCalendars } from './workloads/calendar/settings.js';
import { createCalendarWorkload } from './workloads/calendar/workload.js';
import { createFolders } from './workloads/files/folders.js';
import { renewDriveSubscriptions, wishDrives } from './workloads/files/drive/subscription.js';
import { followDrive } from './workloads/files/drive/workload.js';
import { createFileLinking } from './workloads/files/linking.js';
import { createAccess } from './workloads/files/access/access.js';
import { settleAccess } from './workloads/files/access/settle.js';
import { createFolderWorkload } from './workloads/mail/folder-tree.js';
import { createFollowing } from './workloads/mail/following.js';
import { beginPreview, cancelPreview, getPreview, runPreview } from './workloads/mail/preview.js';
import { organiseMail } from './workloads/mail/organise/organise.js';
import { organised, putAllBack } from './workloads/mail/organise/undo.js';
import { createOutgoing } from './workloads/mail/outgoing/outgoing.js';
import { undoLink } from './workloads/mail/links.js';
import { linksOfMail } from './workloads/mail/links-of-mail.js';
import { createReview } from './workloads/mail/reviewing.js';
import { whyNotHere } from './workloads/mail/why.js';
import { answerThread } from './workloads/mail/thread-answer.js';
import { createBookings } from './workloads/calendar/booking/booking.js';
import { createMailWorkload } from './workloads/mail/workload.js';

export interface Server {
  url: string;
  database: Database;
  records: Records;
  /** What the log of meetings works with, to run it at will. */
  meetings: LogNeeds;
  stop(): Promise<void>;
}
export interface ServerOptions {
  log?: Log;
  /** One that is open already, instead of opening what the configuration names; it is closed with the server. */
  database?: Database;
  checkReplies?: boolean;
  requestsPerMinute?: number;
}

/** Builds every part once, from the ground up, and starts what the role asks for. */
export async function startServer(
  config: Config,
  secrets: Secrets,
  { log = createLog(config.logLevel), database: open, checkReplies, requestsPerMinute }: ServerOptions = {},
): Promise<Server> {
  const seal = createSeal(secrets.encryptionKeys);
  const {
    outbound,
    allow,
    close: closeOutbound,
  } = createOutbound({
    ...(config.caFile ? { caFile: config.caFile } : {}),
    configured: [config.entraUrl, config.graphUrl],
    named: [...config.fileOrigins, ...config.transferOrigins],
    onRefused: (origin) => log.warn('a call to where nobody named was refused', { origin }),
  });
  const database = open ?? (await openDatabase(config.database));
  const queue = await startQueue(database, (job, error) =>
    log.error('a job failed', {
      job,
      cause: causeOf(error),
    }),
  );
  const audit = createAudit(database, seal);
  await signAnew(database, seal);
  const activity = createActivity(database, seal, (rows) => log.error('activity was not written', { rows }));
  const tell = tellActivity(activity);
  const isHealthy = () =>
    database.executeSql('select 1').then(
      () => true,
      () => false,
    );
  const operation = createOperation({
    isReady: isHealthy,
    figures: () => figures(database),
    ...(secrets.metricsToken ? { metricsToken: secrets.metricsToken } : {}),
  });
  const isAdministrator = createAdministrators(database, config.administrators);
  const workspaces = createWorkspaces({
    database,
    seal,
    outbound,
    allow,
    onCall: (tenantId, call) => {
      operation.metrics.called('coherence', call.status, call.durationMs);
      tell.coherence(tenantId, call);
    },
  });
  await workspaces.connect(secrets.coherenceConnections);
  const tokens = createTokenStore(database, seal);
  const resealed = await resealAll(database, seal);
  if (resealed > 0) log.info('secrets were sealed with the newest key', { count: resealed });
  const verify = createVerify({ entraUrl: config.entraUrl, outbound });
  const registration = {
    entraUrl: config.entraUrl,
    clientId: config.clientId,
    clientSecret: secrets.clientSecret,
    publicUrl: config.publicUrl,
    outbound,
    tokens,
  };
  const entra = createEntra({
    ...registration,
    onAnswer: tell.entra,
    onEnded: (person) => signInEnded({ database, audit, wish: (ids) => wishStreams({ database, queue }, ids) }, person),
  });
  const graphLog = log.child('graph');
  const slots = config.database.url ? openSlots(config.database.url) : undefined;
  const graph = createGraph({
    graphUrl: config.graphUrl,
    version: config.version,
    outbound,
    token: (as, options) => entra.graphToken(as, options),
    onCall: ({ as, priority, ...call }) => {
      graphLog.info('called', call);
      operation.metrics.called('graph', call.status, call.durationMs);
      tell.graph(as, priority, call);
    },
    ...(slots ? { slots } : {}),
  });
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
  const filing = {
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
      resolve: (it, ref) => records.resolve(it, ref),
      views: (on, it, refs) => records.views(on, it, refs),
    },
    settings: { leaseSeconds: config.leaseSeconds },
  });
  const calendar = createCalendar({
    ...filing,
    mailboxes,
    tokens,
    async follow(mailboxId) {
      const streams = await database.kysely
        .selectFrom('sync_state')
        .select('id')
        .where('mailbox_id', '=', mailboxId)
        .where('workload', '=', 'calendar')
        .where('stage', '<>', 'stopped')
        .execute();
      await wishStreams(
        { database, queue },
        streams.map((it) => it.id),
      );
    },
  });
  const permissions = createPermissions({
    tokens,
    graphToken: (it, options) => entra.graphToken(it, options),
    consentUrl: (tenantId, scopes) => entra.consentUrl(tenantId, scopes),
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
  const administration = {
    database,
    audit,
    activity,
    signing: seal,
    isAdministrator,
    graph,
    workspaces,
    clientId: config.clientId,
    publicUrl: config.publicUrl,
    entraUrl: config.entraUrl,
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
  const refusals = log.child('identity');
  const app = await createHttp({
    log,
    ...(checkReplies ? { checkReplies } : {}),
    ...(requestsPerMinute ? { requestsPerMinute } : {}),
    validate: createValidator({
      clientId: config.clientId,
      verify,
      isKnownTenant: (it) => workspaces.isKnown(it),
      onRefusal: (why, person) => {
        refusals.info('a token was refused', { why });
        if (person) tell.refused(person, why);
      },
    }),
    remember: (it) => connections.remember(it),
    publicUrl: config.publicUrl,
    onAnswer: tell.answered,
    operation,
    connect,
    notices,
    needs: {
      version: config.version,
      category: config.category,
      records,
      audit,
      isAdministrator,
      organisation: {
        setup: (it) => setupGuide(administration, it),
        mailboxes: (it) => mailboxHealth(administration, it),
        policy: (it) => policyPage(administration, it),
        decide: (it, body) => decidePolicy(administration, it, body),
        previewPolicy: (it, body) => previewPolicy(administration, it, body),
        coherence: (it) => coherencePage(administration, it),
        keepKey: (it, apiKey) => keepKey(administration, it, apiKey),
        useKey: (it, slot) => useKey(administration, it, slot),
        setRole: (it, body) => setRole(administration, it, body),
      },
      privacy: {
        page: (it) => privacyPage(privacy, it),
        keepRetention: (it, body) => keepRetention(privacy, it, body),
        preview: (it, body) => previewPrivacy(privacy, it, body),
        export: (it, body) => exportPrivacy(privacy, it, body),
        erase: (it, body) => erasePrivacy(privacy, it, body),
        rectify: (it, body) => rectifyName(privacy, it, body),
        allow: (it, address) => allowPrivacy(privacy, it, address),
        record: (it) => processingRecord(privacy, it),
      },
      leaving: {
        of: (it) => leavingOf({ database, mailboxes, tokens, audit }, it),
        leave: (it, links) => leave({ database, mailboxes, tokens, audit }, it, links),
      },
      administration: {
        audit: (it, wish) => auditPage(administration, it, wish),
        auditTable: (it, filter) => auditTable(administration, it, filter),
        verifyAudit: (it) => verifyAudit(administration, it),
        auditSettings: (it) => auditSettings(administration, it),
        keepAuditSettings: (it, body) => keepAuditSettings(administration, it, body),
      },
      access: createAccess(access),
      connect,
      mailboxes,
      windowSignIn: createWindowSignIn({ ...registration, verify, handOver: createHandOver(database, seal) }),
      folders,
      mailSettings: {
        ...following,
        async disconnect(principal, id, links) {
          await following.disconnect(principal, id, links);
          await forgetCalendars({ database }, Number(id));
        },
        status: (viewer) => connectionOf({ tokens, connect, mailboxes }, viewer),
      },
      previews: {
        begin: (it, id, settings) => beginPreview(previewing, it, id, settings),
        get: (it, id) => getPreview(previewing, it, id),
        cancel: (it, id) => cancelPreview(previewing, it, id),
      },
      isHealthy,
      filing: {
        file: (it, request) => fileMessage(filing, it, request),
        get: (it, id) => getFiling(filing, it, id),
        of: (it, id) => filingsOf(filing, it, id),
        removal: (it, id) => removal(filing, it, id),
        unfile: (it, id) => unfile(filing, it, id),
        retry: (it, id) => retry(filing, it, id),
        known: (it, body) => knownFiles(filing, it, body),
        keep: (it, body) => keepAttachments(filing, it, body),
        answer: (it, at, answer) => answerFile(filing, it, at, answer),
      },
      calendar,
      outgoing,
      appointments: createAppointments({ database, graph, audit, mailboxes, permissions, records }),
      bookings,
      organization: {
        of: (it, id) => organised({ ...filing, mailboxes }, it, id),
        putBack: (it, id) => putAllBack({ ...filing, mailboxes }, it, id),
      },
      files: createFileLinking({
        database,
        graph,
        seal,
        audit,
        records,
        permissions,
        isAdministrator,
        fileOrigins: config.fileOrigins,
      }),
      links: { of: (it, mail) => linksOfMail(filing, it, mail) },
      searchMailbox: (it, ref, search) => searchBesideRecord(filing, it, ref, search),
      review: {
        why: (it, mail) => whyNotHere(filing, it, mail),
        ...createReview({ ...filing, wish: (ids) => wishStreams({ database, queue }, ids) }),
        answerThread: (it, id, answer) => answerThread(filing, it, id, answer),
      },
      timeline: {
        page: (it, ref, wish) => timeline(filing, it, ref, wish),
        overview: (it, ref) => timelineOverview(filing, it, ref),
        open: (it, body) => openMail(filing, it, body),
        attachment: (it, wish, signal) => openAttachment(filing, it, wish, signal),
        undoLink: (it, id) => undoLink(filing, it, id),
      },
    },
    pages: {
      folder: config.pagesFolder,
      entraUrl: config.entraUrl,
      frameAncestors: config.frameAncestors,
      fileOrigins: config.fileOrigins,
      configuration: {
        clientId: config.clientId,
        authority: `${config.entraUrl}/organizations`,
        scope: `api://${config.clientId}/${apiScope}`,
        graphScopes: graphScopeNames,
        version: config.version,
      },
    },
  });
  if (config.role !== 'web')
    await startWorker({
      database,
      queue,
      log: log.child('jobs'),
      leaseSeconds: config.leaseSeconds,
      tenantKeys: mail.tenantKeys,
      ownDomains,
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
    });
  if (config.role !== 'worker') await app.listen({ host: config.host, port: config.port });
  const address = app.server.address() as AddressInfo | null;
  return {
    url: `http://${config.host}:${address?.port ?? 0}`,
    database,
    records,
    meetings,
    async stop() {
      engine.drain();
      folders.drain();
      await app.close();
      await notices.flush();
      await queue.stop();
      await slots?.close();
      await activity.stop();
      await database.close();
      await closeOutbound();
    },
  };
}

/** The stack, and in a line what was behind it. */
const causeOf = (error: unknown): string =>
  (error instanceof Error
    ? `${error.cause instanceof Error ? `${error.cause.message} < ` : ''}${error.stack ?? error.message}`
    : String(error)
  ).slice(0, 1500);
