import type { RouteKey } from '../../../contract/api.js';
import { ask, type Attempt } from './side.js';

const ofMailbox =
  (method: string, path: string, body?: unknown): Attempt =>
  ({ mailboxId }, by) => [ask(by, method, `/mailboxes/${mailboxId}${path}`, body)];
const settings = {
  range: { kind: 'days', days: 30 },
  folders: [{ id: 'inbox', includeSubfolders: false, includeNewSubfolders: false }],
  rules: {
    neverFile: [],
    bulk: 'skip',
    internal: 'skip',
    private: 'skip',
    invitations: 'skip',
    categories: { kind: 'off', names: [] },
  },
  visibility: 'everything',
  organization: { kind: 'off' },
};

/** Signing in, connecting, and the settings of mailboxes. */
export const mailboxes = {
  // Asked by nobody in particular: they know no person and no organisation.
  'POST /sign-in/redeem': (_owner, by) => [
    ask(by, 'POST', '/sign-in/redeem', { ticket: 'a'.repeat(43), secret: 'b'.repeat(64) }),
  ],
  'POST /sign-in/links': (_owner, by) => [ask(by, 'POST', '/sign-in/links', {})],
  'GET /connection/kind': (_owner, by) => [ask(by, 'GET', '/connection/kind')],
  'GET /what-works': (_owner, by) => [ask(by, 'GET', '/what-works')],
  'GET /where-things-are': (_owner, by) => [ask(by, 'GET', '/where-things-are')],
  'GET /connection': (_owner, by) => [ask(by, 'GET', '/connection')],
  'POST /connection/connect': (_owner, by) => [
    ask(by, 'POST', '/connection/connect', { permissions: ['mail'], isAnother: true, chooseAccount: true }),
  ],
  'GET /connection/removal': (_owner, by) => [ask(by, 'GET', '/connection/removal')],
  // Only ever the intruder's own, which the tests after this one still need.
  'POST /connection/disconnect': (_owner, by) => [ask(by, 'POST', '/connection/disconnect', { links: 'neither' })],
  'POST /connection/dismiss': (_owner, by) => [ask(by, 'POST', '/connection/dismiss', {})],
  'POST /mailboxes/shared': ({ caller }, by) => [
    ask(by, 'POST', '/mailboxes/shared', { address: caller.person.userPrincipalName }),
  ],
  'GET /mailboxes/:mailbox': ofMailbox('GET', ''),
  'GET /mailboxes/:mailbox/removal': ofMailbox('GET', '/removal'),
  'POST /mailboxes/:mailbox/disconnect': ofMailbox('POST', '/disconnect', { links: 'delete' }),
  'GET /mailboxes/:mailbox/folders': ofMailbox('GET', '/folders'),
  'POST /mailboxes/:mailbox/folders/search': ofMailbox('POST', '/folders/search', { query: 'a' }),
  'GET /mailboxes/:mailbox/settings': ofMailbox('GET', '/settings'),
  'PUT /mailboxes/:mailbox/settings': ofMailbox('PUT', '/settings', { settings, version: 0 }),
  'POST /mailboxes/:mailbox/estimate': ofMailbox('POST', '/estimate', {
    range: settings.range,
    folders: settings.folders,
  }),
  'POST /mailboxes/:mailbox/pause': ofMailbox('POST', '/pause', {}),
  'POST /mailboxes/:mailbox/resume': ofMailbox('POST', '/resume', {}),
  'POST /mailboxes/:mailbox/sync': ofMailbox('POST', '/sync', {}),
  'GET /mailboxes/:mailbox/organization': ofMailbox('GET', '/organization'),
  'POST /mailboxes/:mailbox/organization/undo': ofMailbox('POST', '/organization/undo', {}),
  'GET /mailboxes/:mailbox/progress': ofMailbox('GET', '/progress'),
  'POST /mailboxes/:mailbox/preview': ofMailbox('POST', '/preview', { settings }),
  'GET /previews/:preview': ({ mailboxId }, by) => [ask(by, 'GET', `/previews/${mailboxId}`)],
  'POST /previews/:preview/cancel': ({ mailboxId }, by) => [ask(by, 'POST', `/previews/${mailboxId}/cancel`, {})],
  'POST /mailboxes/:mailbox/log': ofMailbox('POST', '/log', {}),
  'POST /mailboxes/:mailbox/log/csv': ofMailbox('POST', '/log/csv', {}),
  'POST /mailboxes/:mailbox/log/:entry/retry': ofMailbox('POST', '/log/1/retry', {}),
  'POST /mailboxes/:mailbox/log/:entry/skip': ofMailbox('POST', '/log/1/skip', {}),
} satisfies Partial<Record<RouteKey, Attempt>>;
