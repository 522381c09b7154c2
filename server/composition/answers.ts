import { auditPage, auditTable } from '../administration/audit-page.js';
import { beginCoherenceSignIn } from '../administration/coherence-sign-in.js';
import { coherencePage, forgetKey, keepKey, setRole, useKey } from '../administration/coherence.js';
import { mailboxHealth } from '../administration/health.js';
import { decidePolicy, policyPage, previewPolicy } from '../administration/policy-page.js';
import { entraSignIns } from '../administration/entra-sign-ins.js';
import { auditSettings, keepAuditSettings, verifyAudit } from '../administration/retention.js';
import { setupGuide } from '../administration/setup.js';
import { createProbe } from '../administration/what-works/facts.js';
import { whatWorks } from '../administration/what-works/what-works.js';
import { kindOfAccount } from '../connections/lacks.js';
import { connectionOf } from '../connections/status.js';
import { fileMessage } from '../filing/file-message.js';
import { filingsOf, getFiling } from '../filing/filings.js';
import { answerFile } from '../filing/answer-file.js';
import { keepAttachments } from '../filing/keep-attachments.js';
import { knownFiles } from '../filing/known-files.js';
import { openAttachment } from '../filing/open-attachment.js';
import { openMail } from '../filing/open-mail.js';
import { searchBesideRecord } from '../filing/search-mailbox.js';
import { timeline, timelineOverview } from '../filing/timeline.js';
import { removal, retry, unfile } from '../filing/unfile.js';
import type { Needs } from '../http/handlers.js';
import { createWindowSignIn } from '../identity/window-sign-in.js';
import { leave, leavingOf } from '../privacy/leaving.js';
import { allowPrivacy, erasePrivacy, exportPrivacy, previewPrivacy, rectifyName } from '../privacy/privacy.js';
import { whereThingsAre } from '../privacy/kept.js';
import { processingRecord } from '../privacy/processing.js';
import { keepRetention, privacyPage } from '../privacy/retention.js';
import { createAppointments } from '../workloads/calendar/appointment/appointments.js';
import { forgetCalendars } from '../workloads/calendar/forget.js';
import { createAccess } from '../workloads/files/access/access.js';
import { createFileLinking } from '../workloads/files/linking.js';
import { linksOfMail } from '../workloads/mail/links-of-mail.js';
import { undoLink } from '../workloads/mail/links.js';
import { createMailPlace } from '../workloads/mail/organise/by-person.js';
import { organised, putAllBack } from '../workloads/mail/organise/undo.js';
import { beginPreview, cancelPreview, getPreview } from '../workloads/mail/preview.js';
import { createReview } from '../workloads/mail/reviewing.js';
import { answerThread } from '../workloads/mail/thread-answer.js';
import { whyNotHere } from '../workloads/mail/why.js';
import type { Rooms } from './rooms.js';

/** What the routes ask of the rooms, under the names the routes know. */
export function answersOf(rooms: Rooms): Needs {
  const { config, database, graph, seal, audit, records, tokens, mailboxes, permissions } = rooms;
  const { isAdministrator, isHealthy, administration, privacy, access, connect, registration, verify, handOver, wish } =
    rooms;
  const { folders, following, previewing, filing, calendar, outgoing, bookings } = rooms;
  const leaving = { database, mailboxes, tokens, audit };
  const probe = createProbe(rooms.workspaces);
  return {
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
      beginSignIn: (it) => beginCoherenceSignIn(administration, it),
      forgetKey: (it) => forgetKey(administration, it),
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
      of: (it) => leavingOf(leaving, it),
      leave: (it, links) => leave(leaving, it, links),
    },
    administration: {
      audit: (it, wish) => auditPage(administration, it, wish),
      auditTable: (it, filter) => auditTable(administration, it, filter),
      verifyAudit: (it) => verifyAudit(administration, it),
      entraSignIns: (it) => entraSignIns(administration, it),
      auditSettings: (it) => auditSettings(administration, it),
      keepAuditSettings: (it, body) => keepAuditSettings(administration, it, body),
    },
    access: createAccess(access),
    connect,
    mailboxes,
    windowSignIn: createWindowSignIn({ ...registration, verify, handOver }),
    folders,
    mailSettings: {
      ...following,
      async disconnect(principal, id, links) {
        await following.disconnect(principal, id, links);
        await forgetCalendars({ database }, Number(id), links);
      },
      status: (viewer) => connectionOf({ tokens, connect, mailboxes }, viewer),
      kind: (viewer) => kindOfAccount(graph, viewer),
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
      answer: (it, at, answer) => answerFile(filing, it, at, answer, folders),
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
    mailPlace: createMailPlace({ ...filing, mailboxes }),
    whatWorks: (it) => whatWorks({ ...administration, tokens, permissions, mailboxes, connect, probe }, it),
    whereThingsAre: (it) => whereThingsAre({ database }, it),
    searchMailbox: (it, ref, search) => searchBesideRecord(filing, it, ref, search),
    review: {
      why: (it, mail) => whyNotHere(filing, it, mail),
      ...createReview({ ...filing, wish }),
      answerThread: (it, id, answer) => answerThread(filing, it, id, answer),
    },
    timeline: {
      page: (it, ref, wish) => timeline(filing, it, ref, wish),
      overview: (it, ref) => timelineOverview(filing, it, ref),
      open: (it, body) => openMail(filing, it, body),
      attachment: (it, wish, signal) => openAttachment(filing, it, wish, signal),
      undoLink: (it, id) => undoLink(filing, it, id),
    },
  };
}
