import type { Rule } from '../rule.js';

const any = /./;
const read = /^GET$/;
const applications = ['Application.Read.All', 'Application.ReadWrite.All', 'Directory.Read.All'];
const grants = ['DelegatedPermissionGrant.Read.All', 'DelegatedPermissionGrant.ReadWrite.All', 'Directory.Read.All'];
const roles = ['RoleManagement.Read.Directory', 'Directory.Read.All'];
const rule = (path: RegExp, method: RegExp, allowed: string[]): Rule => ({
  path,
  method,
  delegated: allowed,
  application: allowed,
});

/** Permissions for what an administrator looks at: the application in the organisation, consents, roles, sign-ins, licences. */
export const directoryRules: Rule[] = [
  rule(/^\/servicePrincipals\/[^/]+\/appRoleAssignedTo/i, any, [
    'AppRoleAssignment.ReadWrite.All',
    'Application.Read.All',
    'Directory.Read.All',
  ]),
  rule(/^\/applications/i, read, applications),
  rule(/^\/servicePrincipals/i, read, applications),
  rule(/^\/servicePrincipals/i, any, ['Application.ReadWrite.All']),
  rule(/^\/oauth2PermissionGrants/i, read, grants),
  rule(/^\/oauth2PermissionGrants/i, any, ['DelegatedPermissionGrant.ReadWrite.All']),
  rule(/^\/directoryRoles/i, read, roles),
  rule(/^\/auditLogs\/signIns/i, read, ['AuditLog.Read.All']),
  rule(/^\/subscribedSkus/i, read, ['Organization.Read.All', 'Directory.Read.All']),
  rule(/^\/users\/[^/]+\/licenseDetails/i, read, ['User.Read', 'User.Read.All', 'Directory.Read.All']),
  rule(/^\/users\/[^/]+\/transitiveMemberOf\/microsoft\.graph\.directoryRole/i, read, [
    'User.Read',
    'RoleManagement.Read.Directory',
    'Directory.Read.All',
  ]),
];
