import type { Body, Reply } from '../../../contract/api.js';
import type { SyncLogEntry, SyncLogFilter, syncLogRoutes } from '../../../contract/sync-log.js';
import type { kindRoutes } from '../../../contract/connection-kinds.js';
import type { connectionRoutes, Mailbox, MailFolder, Progress, SavedSettings } from '../../../contract/connection.js';
import type { Principal } from '../../base/principal.js';
import type { Connect } from '../../connections/connect.js';
import type { Mailboxes } from '../../connections/mailboxes.js';
import type { Records } from '../../records/records.js';
import { browserCookie } from '../connect-page.js';
import type { HandlersOf } from './route.js';

export interface ConnectionNeeds {
  organization: {
    of(viewer: Principal, id: string): Promise<Reply<'GET /mailboxes/:mailbox/organization'>>;
    putBack(principal: Principal, id: string): Promise<Reply<'GET /mailboxes/:mailbox/organization'>>;
  };
  records: Pick<Records, 'workspace'>;
  connect: Pick<Connect, 'begin' | 'dismiss'>;
  mailboxes: Pick<Mailboxes, 'get' | 'addShared'>;
  mailSettings: {
    status(viewer: Principal): Promise<Omit<Reply<'GET /connection'>, 'workspace'>>;
    kind(viewer: Principal): Promise<Reply<'GET /connection/kind'>>;
    folders(viewer: Principal, id: string, parent?: string): Promise<MailFolder[]>;
    searchFolders(viewer: Principal, id: string, query: string): Promise<MailFolder[]>;
    get(viewer: Principal, id: string): Promise<SavedSettings>;
    save(principal: Principal, id: string, body: Body<'PUT /mailboxes/:mailbox/settings'>): Promise<SavedSettings>;
    estimate(
      viewer: Principal,
      id: string,
      choice: Body<'POST /mailboxes/:mailbox/estimate'>,
    ): Promise<Reply<'POST /mailboxes/:mailbox/estimate'>>;
    order(principal: Principal, id: string, order: 'pause' | 'resume' | 'sync'): Promise<Mailbox>;
    progress(viewer: Principal, id: string): Promise<Progress>;
    removal(viewer: Principal, id: string): Promise<Reply<'GET /mailboxes/:mailbox/removal'>>;
    disconnect(principal: Principal, id: string, links: 'keep' | 'delete'): Promise<void>;
    log(
      viewer: Principal,
      id: string,
      wish: Body<'POST /mailboxes/:mailbox/log'>,
    ): Promise<Reply<'POST /mailboxes/:mailbox/log'>>;
    logTable(viewer: Principal, id: string, filter: SyncLogFilter): Promise<string>;
    answerEntry(principal: Principal, id: string, entry: string, answer: 'retry' | 'skip'): Promise<SyncLogEntry>;
  };
}

export const kindHandlers: HandlersOf<typeof kindRoutes, ConnectionNeeds> = {
  'GET /connection/kind': (needs, { principal }) => needs.mailSettings.kind(principal),
};

export const connectionHandlers: HandlersOf<typeof connectionRoutes, ConnectionNeeds> = {
  'GET /connection': async (needs, { principal }) => {
    const [{ workspace }, status] = await Promise.all([
      needs.records.workspace(principal.tenantId),
      needs.mailSettings.status(principal),
    ]);
    return { workspace, ...status };
  },
  'POST /connection/connect': async (needs, { principal, body, setCookie }) => {
    const { url, browser } = await needs.connect.begin(principal, body);
    setCookie(browserCookie.name, browser, browserCookie.options);
    return { url };
  },
  'POST /connection/dismiss': async (needs, { principal }) => {
    await needs.connect.dismiss(principal);
    return {};
  },
  'POST /mailboxes/shared': (needs, { principal, body }) => needs.mailboxes.addShared(principal, body.address),
  'GET /mailboxes/:mailbox': (needs, { principal, params }) => needs.mailboxes.get(principal, params.mailbox),
  'GET /mailboxes/:mailbox/removal': (needs, { principal, params }) =>
    needs.mailSettings.removal(principal, params.mailbox),
  'POST /mailboxes/:mailbox/disconnect': async (needs, { principal, params, body }) => {
    await needs.mailSettings.disconnect(principal, params.mailbox, body.links);
    return {};
  },
  'GET /mailboxes/:mailbox/folders': async (needs, { principal, params, query }) => ({
    folders: await needs.mailSettings.folders(principal, params.mailbox, query.parent),
  }),
  'POST /mailboxes/:mailbox/folders/search': async (needs, { principal, params, body }) => ({
    folders: await needs.mailSettings.searchFolders(principal, params.mailbox, body.query),
  }),
  'GET /mailboxes/:mailbox/settings': (needs, { principal, params }) =>
    needs.mailSettings.get(principal, params.mailbox),
  'PUT /mailboxes/:mailbox/settings': (needs, { principal, params, body }) =>
    needs.mailSettings.save(principal, params.mailbox, body),
  'POST /mailboxes/:mailbox/estimate': (needs, { principal, params, body }) =>
    needs.mailSettings.estimate(principal, params.mailbox, body),
  'POST /mailboxes/:mailbox/pause': (needs, { principal, params }) =>
    needs.mailSettings.order(principal, params.mailbox, 'pause'),
  'POST /mailboxes/:mailbox/resume': (needs, { principal, params }) =>
    needs.mailSettings.order(principal, params.mailbox, 'resume'),
  'POST /mailboxes/:mailbox/sync': (needs, { principal, params }) =>
    needs.mailSettings.order(principal, params.mailbox, 'sync'),
  'GET /mailboxes/:mailbox/organization': (needs, { principal, params }) =>
    needs.organization.of(principal, params.mailbox),
  'POST /mailboxes/:mailbox/organization/undo': (needs, { principal, params }) =>
    needs.organization.putBack(principal, params.mailbox),
  'GET /mailboxes/:mailbox/progress': (needs, { principal, params }) =>
    needs.mailSettings.progress(principal, params.mailbox),
};

export const syncLogHandlers: HandlersOf<typeof syncLogRoutes, ConnectionNeeds> = {
  'POST /mailboxes/:mailbox/log': (needs, { principal, params, body }) =>
    needs.mailSettings.log(principal, params.mailbox, body),
  'POST /mailboxes/:mailbox/log/csv': async (needs, { principal, params, body }) => ({
    csv: await needs.mailSettings.logTable(principal, params.mailbox, body),
  }),
  'POST /mailboxes/:mailbox/log/:entry/retry': (needs, { principal, params }) =>
    needs.mailSettings.answerEntry(principal, params.mailbox, params.entry, 'retry'),
  'POST /mailboxes/:mailbox/log/:entry/skip': (needs, { principal, params }) =>
    needs.mailSettings.answerEntry(principal, params.mailbox, params.entry, 'skip'),
};
