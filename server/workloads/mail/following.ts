import type { Audit } from '../../audit/audit.js';
import type { Principal } from '../../base/principal.js';
import type { MailboxRow, Mailboxes } from '../../connections/mailboxes.js';
import type { Database } from '../../db/database.js';
import type { Queue } from '../../db/queue.js';
import type { TokenStore } from '../../identity/token-store.js';
import { orderMailbox, type Order } from './control.js';
import { disconnect, removalOf } from './disconnect.js';
import { estimate } from './estimate.js';
import { findWellKnown, listFolders, walkFolders, type AskMailbox, type WellKnownIds } from './folders.js';
import { progressOf } from './progress.js';
import { saveSettings, settingsOf } from './settings.js';
import { answerEntry, logTable, readLog } from './sync-log.js';

interface Needs {
  database: Database;
  mailboxes: Mailboxes;
  tokens: TokenStore;
  audit: Audit;
  queue: Pick<Queue, 'add'>;
}
const mostFound = 100;

/** What a person decides about a mailbox that is followed, and what they see of it. */
export function createFollowing(needs: Needs) {
  const { mailboxes } = needs;
  const askOf =
    (row: MailboxRow): AskMailbox =>
    (request) =>
      mailboxes.ask(row, request);
  const known = new Map<string, WellKnownIds>();
  const wellKnownOf = async (row: MailboxRow): Promise<WellKnownIds> => {
    const found = known.get(String(row.id)) ?? (await findWellKnown(askOf(row)));
    known.set(String(row.id), found);
    return found;
  };
  return {
    async folders(viewer: Principal, id: string, parent?: string) {
      const row = await mailboxes.row(viewer, id);
      return listFolders(askOf(row), await wellKnownOf(row), parent ? { id: parent } : undefined);
    },
    async searchFolders(viewer: Principal, id: string, query: string) {
      const row = await mailboxes.row(viewer, id);
      const all = await walkFolders(askOf(row), await wellKnownOf(row));
      const wanted = query.toLocaleLowerCase();
      return all.filter((it) => it.displayName.toLocaleLowerCase().includes(wanted)).slice(0, mostFound);
    },
    get: (viewer: Principal, id: string) => settingsOf(needs, viewer, id),
    save: (principal: Principal, id: string, body: Parameters<typeof saveSettings>[3]) =>
      saveSettings(needs, principal, id, body),
    estimate: (viewer: Principal, id: string, choice: Parameters<typeof estimate>[3]) =>
      estimate(needs, viewer, id, choice),
    order: (principal: Principal, id: string, order: Order) => orderMailbox(needs, principal, id, order),
    progress: (viewer: Principal, id: string) => progressOf(needs, viewer, id),
    removal: (viewer: Principal, id: string) => removalOf(needs, viewer, id),
    disconnect: (principal: Principal, id: string, links: 'keep' | 'delete') => disconnect(needs, principal, id, links),
    log: (viewer: Principal, id: string, wish: Parameters<typeof readLog>[3]) => readLog(needs, viewer, id, wish),
    logTable: (viewer: Principal, id: string, filter: Parameters<typeof logTable>[3]) =>
      logTable(needs, viewer, id, filter),
    answerEntry: (principal: Principal, id: string, entry: string, answer: 'retry' | 'skip') =>
      answerEntry(needs, principal, id, entry, answer),
  };
}
