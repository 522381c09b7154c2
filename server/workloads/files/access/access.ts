import type { Body, RecordRef, Reply } from '../../../../contract/api.js';
import type { Principal } from '../../../base/principal.js';
import { checkAll, driftPage, driftTable, keepSchedule, repairDrift } from './drift-page.js';
import { accessOfRecord, changeAccess } from './folder-access.js';
import { keepMapping, readMappings, removeMapping, tolerateAnonymous } from './mappings.js';
import type { AccessNeeds } from './needs.js';

export interface Access {
  ofRecord(viewer: Principal, ref: RecordRef): Promise<Reply<'GET /records/:module/:id/access'>>;
  change(
    principal: Principal,
    params: RecordRef & { folder: string },
    body: Body<'POST /records/:module/:id/access/:folder'>,
  ): Promise<Reply<'POST /records/:module/:id/access/:folder'>>;
  mappings(viewer: Principal): Promise<Reply<'GET /access/mappings'>>;
  keepMapping(principal: Principal, body: Body<'POST /access/mappings'>): Promise<Reply<'POST /access/mappings'>>;
  removeMapping(principal: Principal, id: string): Promise<Reply<'POST /access/mappings/:mapping/remove'>>;
  tolerateAnonymous(principal: Principal, isAllowed: boolean): Promise<Reply<'PUT /access/anonymous'>>;
  drift(viewer: Principal, body: Body<'POST /access/drift'>): Promise<Reply<'POST /access/drift'>>;
  driftTable(viewer: Principal, body: Body<'POST /access/drift/csv'>): Promise<string>;
  checkAll(principal: Principal): Promise<Reply<'POST /access/drift/check'>>;
  repair(principal: Principal, body: Body<'POST /access/drift/repair'>): Promise<Reply<'POST /access/drift/repair'>>;
  keepSchedule(principal: Principal, body: Body<'PUT /access/schedule'>): Promise<Reply<'PUT /access/schedule'>>;
}

/** Access to the folders of records, as the doors above see it. */
export const createAccess = (needs: AccessNeeds): Access => ({
  ofRecord: (viewer, ref) => accessOfRecord(needs, viewer, ref),
  change: (principal, params, body) => changeAccess(needs, principal, params, body),
  mappings: (viewer) => readMappings(needs, viewer),
  keepMapping: (principal, body) => keepMapping(needs, principal, body),
  removeMapping: (principal, id) => removeMapping(needs, principal, id),
  tolerateAnonymous: (principal, isAllowed) => tolerateAnonymous(needs, principal, isAllowed),
  drift: (viewer, body) => driftPage(needs, viewer, body),
  driftTable: (viewer, body) => driftTable(needs, viewer, body),
  checkAll: (principal) => checkAll(needs, principal),
  repair: (principal, body) => repairDrift(needs, principal, body),
  keepSchedule: (principal, body) => keepSchedule(needs, principal, body),
});
