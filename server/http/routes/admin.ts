import type { adminAuditRoutes, AuditFilter } from '../../../contract/admin.js';
import type { Body, Reply } from '../../../contract/api.js';
import type { Principal } from '../../base/principal.js';
import type { HandlersOf } from './route.js';

export interface AdminNeeds {
  administration: {
    audit(viewer: Principal, wish: Body<'POST /admin/audit'>): Promise<Reply<'POST /admin/audit'>>;
    auditTable(viewer: Principal, filter: AuditFilter): Promise<string>;
    verifyAudit(viewer: Principal): Promise<Reply<'POST /admin/audit/verify'>>;
    entraSignIns(viewer: Principal): Promise<Reply<'GET /admin/audit/entra'>>;
    auditSettings(viewer: Principal): Promise<Reply<'GET /admin/audit/settings'>>;
    keepAuditSettings(
      principal: Principal,
      body: Body<'PUT /admin/audit/settings'>,
    ): Promise<Reply<'PUT /admin/audit/settings'>>;
  };
}

export const adminAuditHandlers: HandlersOf<typeof adminAuditRoutes, AdminNeeds> = {
  'POST /admin/audit': ({ administration }, { principal, body }) => administration.audit(principal, body),
  'POST /admin/audit/csv': async ({ administration }, { principal, body }) => ({
    csv: await administration.auditTable(principal, body),
  }),
  'POST /admin/audit/verify': ({ administration }, { principal }) => administration.verifyAudit(principal),
  'GET /admin/audit/entra': ({ administration }, { principal }) => administration.entraSignIns(principal),
  'GET /admin/audit/settings': ({ administration }, { principal }) => administration.auditSettings(principal),
  'PUT /admin/audit/settings': ({ administration }, { principal, body }) =>
    administration.keepAuditSettings(principal, body),
};
