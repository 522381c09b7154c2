import type { RecordRef } from '../../../contract/api.js';
import type { MailboxHits, mailboxSearchRoutes } from '../../../contract/mailbox-search.js';
import type { Principal } from '../../base/principal.js';
import type { HandlersOf } from './route.js';

export interface MailboxSearchNeeds {
  searchMailbox(viewer: Principal, ref: RecordRef, search: string): Promise<MailboxHits>;
}

export const mailboxSearchHandlers: HandlersOf<typeof mailboxSearchRoutes, MailboxSearchNeeds> = {
  'POST /records/:module/:id/mailbox-search': (needs, { principal, params, body }) =>
    needs.searchMailbox(principal, params, body.search),
};
