import type { accessRoutes } from '../../../contract/access.js';
import type { Access } from '../../workloads/files/access/access.js';
import type { HandlersOf } from './route.js';

export interface AccessRouteNeeds {
  access: Access;
}

export const accessHandlers: HandlersOf<typeof accessRoutes, AccessRouteNeeds> = {
  'GET /records/:module/:id/access': (needs, { principal, params }) => needs.access.ofRecord(principal, params),
  'POST /records/:module/:id/access/:folder': (needs, { principal, params, body }) =>
    needs.access.change(principal, params, body),
  'GET /access/mappings': (needs, { principal }) => needs.access.mappings(principal),
  'POST /access/mappings': (needs, { principal, body }) => needs.access.keepMapping(principal, body),
  'POST /access/mappings/:mapping/remove': (needs, { principal, params }) =>
    needs.access.removeMapping(principal, params.mapping),
  'PUT /access/anonymous': (needs, { principal, body }) =>
    needs.access.tolerateAnonymous(principal, body.allowAnonymous),
  'POST /access/drift': (needs, { principal, body }) => needs.access.drift(principal, body),
  'POST /access/drift/csv': async (needs, { principal, body }) => ({
    csv: await needs.access.driftTable(principal, body),
  }),
  'POST /access/drift/check': (needs, { principal }) => needs.access.checkAll(principal),
  'POST /access/drift/repair': (needs, { principal, body }) => needs.access.repair(principal, body),
  'PUT /access/schedule': (needs, { principal, body }) => needs.access.keepSchedule(principal, body),
};
