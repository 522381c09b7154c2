import type { RouteKey } from '../../../contract/api.js';
import { ask, type Attempt } from './side.js';

/** A request of an administrator about a person, by the address or the id of somebody else's. */
const about =
  (path: string, more: object): Attempt =>
  ({ caller, address }, by) =>
    [
      { kind: 'address', address },
      { kind: 'user', id: caller.person.id },
    ].map((subject) => ask(by, 'POST', `/admin/privacy${path}`, { subject, ...more }));
const decision = { visibility: { floor: 'people', ceiling: 'subject' }, neverFile: [], anonymousLinks: false };

/** The audit and the pages of administrators. */
export const administration = {
  'GET /audit/verify': (_owner, by) => [ask(by, 'GET', '/audit/verify')],
  'GET /admin/setup': (_owner, by) => [ask(by, 'GET', '/admin/setup')],
  'GET /admin/mailboxes': (_owner, by) => [ask(by, 'GET', '/admin/mailboxes')],
  'GET /admin/policy': (_owner, by) => [ask(by, 'GET', '/admin/policy')],
  'PUT /admin/policy': (_owner, by) => [ask(by, 'PUT', '/admin/policy', { ...decision, version: 0 })],
  'POST /admin/policy/preview': ({ address }, by) => [
    ask(by, 'POST', '/admin/policy/preview', { ...decision, neverFile: [address] }),
  ],
  'GET /admin/coherence': (_owner, by) => [ask(by, 'GET', '/admin/coherence')],
  'PUT /admin/coherence/key': ({ organisation }, by) => [
    ask(by, 'PUT', '/admin/coherence/key', { apiKey: organisation.coherence.apiKey }),
  ],
  'POST /admin/coherence/sign-in': (_owner, by) => [ask(by, 'POST', '/admin/coherence/sign-in', {})],
  'POST /admin/coherence/forget': (_owner, by) => [ask(by, 'POST', '/admin/coherence/forget', {})],
  'POST /admin/coherence/use': (_owner, by) => [ask(by, 'POST', '/admin/coherence/use', { slot: 2 })],
  'PUT /admin/coherence/role': ({ module }, by) => [ask(by, 'PUT', '/admin/coherence/role', { module, role: 'other' })],
  'GET /admin/privacy': (_owner, by) => [ask(by, 'GET', '/admin/privacy')],
  'PUT /admin/privacy/retention': (_owner, by) => [
    ask(by, 'PUT', '/admin/privacy/retention', { mail: 7, syncLog: 7, previews: 7 }),
  ],
  'POST /admin/privacy/preview': about('/preview', {}),
  'POST /admin/privacy/export': about('/export', { names: [] }),
  'POST /admin/privacy/erase': about('/erase', { names: [], confirm: 'x' }),
  'POST /admin/privacy/rectify': ({ address }, by) => [
    ask(by, 'POST', '/admin/privacy/rectify', { address, name: 'Somebody Else' }),
  ],
  'POST /admin/privacy/allow': ({ address }, by) => [ask(by, 'POST', '/admin/privacy/allow', { address })],
  'GET /admin/privacy/record': (_owner, by) => [ask(by, 'GET', '/admin/privacy/record')],
  'POST /admin/audit': ({ caller }, by) => [
    ask(by, 'POST', '/admin/audit', {}),
    ask(by, 'POST', '/admin/audit', { actor: caller.person.id }),
  ],
  'POST /admin/audit/csv': (_owner, by) => [ask(by, 'POST', '/admin/audit/csv', {})],
  'POST /admin/audit/verify': (_owner, by) => [ask(by, 'POST', '/admin/audit/verify', {})],
  'GET /admin/audit/entra': (_owner, by) => [ask(by, 'GET', '/admin/audit/entra')],
  'GET /admin/audit/settings': (_owner, by) => [ask(by, 'GET', '/admin/audit/settings')],
  'PUT /admin/audit/settings': (_owner, by) => [ask(by, 'PUT', '/admin/audit/settings', { retentionDays: 31 })],
} satisfies Partial<Record<RouteKey, Attempt>>;
