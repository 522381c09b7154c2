import { organisations, type Organisation } from '../company.js';
import type { Principal } from './drive-item.js';

/** A SharePoint site. Its three groups decide who may open it; libraries inherit from them. */
export interface Site {
  siteId: string;
  webId: string;
  tenantId: string;
  /** Server-relative, without a slash: `sites/Sales`, empty for the root site. */
  path: string;
  title: string;
  description: string;
  createdDateTime: string;
  /** The Microsoft 365 group it belongs to. */
  groupId?: string;
  owners: Principal[];
  members: Principal[];
  visitors: Principal[];
  /** What was given to applications that have Sites.Selected only. */
  applications: { id: string; appId: string; displayName: string; roles: string[] }[];
}
export type SiteGroup = 'owners' | 'members' | 'visitors';

/** `alderfinch` of `alderfinch.example`: the first label of an organisation's SharePoint hosts. */
export const hostLabel = (organisation: Organisation): string => organisation.domain.split('.')[0] ?? 'sandbox';
export const siteHost = (organisation: Organisation): string => `${hostLabel(organisation)}.sharepoint.example`;

export const hostOf = (tenantId: string): string => {
  const organisation = organisations.find((it) => it.tenantId === tenantId);
  return organisation ? siteHost(organisation) : 'sandbox.sharepoint.example';
};
export const siteKey = (site: Site): string => `${hostOf(site.tenantId)},${site.siteId},${site.webId}`;
