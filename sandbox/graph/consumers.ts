import { isConsumer } from '../tenant/company.js';
import { badRequest } from './errors.js';

export const notForConsumers = () => badRequest('This API is not supported for MSA accounts');

/** What Graph has for work and school accounts only (the support tables of each operation). */
const workOnly =
  /^\/(users$|groups|places|sites|directoryRoles|servicePrincipals|oauth2PermissionGrants|auditLogs|subscribedSkus|users\/[^/]+\/(onlineMeetings|findMeetingTimes|licenseDetails|memberOf|transitiveMemberOf|followedSites|calendars\/[^/]+\/getSchedule))/i;

/** Refuses what personal accounts do not have. */
export function requireAccountFor(tenantId: string | undefined, path: string): void {
  if (isConsumer(tenantId) && workOnly.test(path)) throw notForConsumers();
}
