/** Permissions of Graph that personal accounts do not have (the permissions reference). */
const workOnly =
  /^(Sites|Place|Group|GroupMember|OrgContact|AuditLog|Application|AppRoleAssignment|Directory|DelegatedPermissionGrant|RoleManagement|Organization|OnlineMeetings?|User\.(Read|ReadWrite|ReadBasic)\.All$|Mail\.\w+\.Shared|Calendars\.\w+\.Shared|Contacts\.\w+\.Shared)/;

export const notForConsumers = (scopes: readonly string[]): string[] => scopes.filter((it) => workOnly.test(it));
