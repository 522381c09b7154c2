import type { RouteKey } from '../../../contract/api.js';
import { sharedMessageId } from '../../../sandbox/tenant/seed.js';
import { ask, twin, type Attempt } from './side.js';

/** Records, who one is, and what needs no sign-in. */
export const records = {
  'GET /health': (_owner, by) => [ask(by, 'GET', '/health')],
  'GET /me': (_owner, by) => [ask(by, 'GET', '/me')],
  'POST /matches': ({ mail, address, organisation }, by) =>
    [mail.internetMessageId, sharedMessageId].map((internetMessageId) =>
      ask(by, 'POST', '/matches', {
        internetMessageId,
        conversationId: mail.conversationId,
        subject: '[D-1042] [E-31] B-0007',
        participants: [
          { role: 'from', address },
          { role: 'to', address: organisation.people[0]?.userPrincipalName.replace(organisation.domain, 'x.example') },
        ],
      }),
    ),
  'POST /records/search': (_owner, by) =>
    ['Owen', 'Harbour Light rollout', 'Zora', '(client)', 'E-31', '%', 'Wish'].map((query) =>
      ask(by, 'POST', '/records/search', { query }),
    ),
  'POST /records/form': ({ module, address }, by) => [ask(by, 'POST', '/records/form', { module, address })],
  'POST /records': ({ module, address }, by) => [
    ask(by, 'POST', '/records', { module, fields: { fld_email: address } }),
    ask(by, 'POST', '/records', { module: 'people', fields: { fld_first_name: 'New', fld_email: address } }),
  ],
  'GET /records/wishes/:id': ({ wishId }, by) => [ask(by, 'GET', `/records/wishes/${wishId}`)],
  'GET /records/:module/:id': ({ record, module }, by) => [
    ask(by, 'GET', `/records/${record.module}/${record.id}`),
    ask(by, 'GET', `/records/${twin.module}/${twin.id}`),
    ask(by, 'GET', `/records/${module}/rec_e1`),
  ],
  'GET /records/:module/:id/timeline': ({ record, module }, by) => [
    ask(by, 'GET', `/records/${record.module}/${record.id}/timeline`),
    ask(by, 'GET', `/records/${module}/rec_e1/timeline`),
    ask(by, 'GET', `/records/${twin.module}/${twin.id}/timeline`),
  ],
  'POST /records/:module/:id/timeline': ({ record, address }, by) => [
    ask(by, 'POST', `/records/${record.module}/${record.id}/timeline`, { search: 'e' }),
    ask(by, 'POST', `/records/${twin.module}/${twin.id}/timeline`, { search: 'e' }),
    ask(by, 'POST', `/records/${twin.module}/${twin.id}/timeline`, { person: address }),
  ],
  'GET /records/:module/:id/timeline/overview': ({ record }, by) => [
    ask(by, 'GET', `/records/${record.module}/${record.id}/timeline/overview`),
    ask(by, 'GET', `/records/${twin.module}/${twin.id}/timeline/overview`),
  ],
} satisfies Partial<Record<RouteKey, Attempt>>;
