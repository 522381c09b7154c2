import type { Lack, Reply } from '../../contract/connection-kinds.js';
import { AppError } from '../base/errors.js';
import { isPersonal, type Principal } from '../base/principal.js';
import type { Permission } from '../../contract/connection.js';
import type { Graph } from '../graph/graph.js';

type Kind = Reply<'GET /connection/kind'>;
type Feature = Lack['feature'];
interface RawLicence {
  servicePlans?: { servicePlanName?: string | null; provisioningStatus?: string | null }[] | null;
}

/** What Microsoft's personal accounts do not have (graph.md, section 10). */
const ofPersonal: Record<Feature, string> = {
  sites: 'A personal account has no SharePoint: your own OneDrive and what is shared with you can be used.',
  teams: 'Teams meetings need a work or school account. Add a link to join by hand.',
  rooms: 'A personal account has no meeting rooms.',
  schedules: 'A personal account shows only your own calendar: whether others are free is not known.',
  shared: 'A personal account has no shared mailboxes.',
  directory: 'A personal account has no company directory and no groups.',
  signInLog:
    'Microsoft keeps no sign-in log of personal accounts for others to read. Our own audit knows every sign-in here.',
};
/** Service plans that bring a feature, by the names Microsoft gives them; one of them is enough. */
const byPlan: Partial<Record<Feature, { plans: RegExp; sentence: string }>> = {
  teams: { plans: /^TEAMS/, sentence: 'Teams is not part of your licence, so meetings get no Teams link.' },
  sites: {
    plans: /^SHAREPOINT(STANDARD|ENTERPRISE|DESKLESS)/,
    sentence: 'SharePoint is not part of your licence: there are no sites and libraries to choose from.',
  },
  signInLog: {
    plans: /^AAD_PREMIUM/,
    sentence:
      'Microsoft’s own sign-in log needs Entra ID P1, which is not part of your licence. Our own audit knows every sign-in here.',
  },
};
/** Permissions that only lead to something where the feature is. */
const featureOf: Partial<Record<Permission, Feature>> = {
  sites: 'sites',
  shared: 'shared',
  rooms: 'rooms',
  teams: 'teams',
};
const on = ['Success', 'PendingProvisioning', 'PendingInput', 'PendingActivation'];

/**
 * What kind of account the viewer has, and what it lacks, each with the reason. For work accounts Microsoft is asked for the viewer's
 * own licences; where it does not say, nothing is said to be missing.
 */
export async function kindOfAccount(graph: Pick<Graph, 'request'>, viewer: Principal): Promise<Kind> {
  if (isPersonal(viewer))
    return {
      kind: 'personal',
      lacks: (Object.keys(ofPersonal) as Feature[]).map((feature) => ({
        feature,
        reason: 'personal',
        sentence: ofPersonal[feature],
      })),
    };
  const plans = await plansOf(graph, viewer);
  const lacks = (Object.keys(byPlan) as Feature[]).flatMap((feature): Lack[] => {
    const rule = byPlan[feature];
    return rule && plans && !plans.some((it) => rule.plans.test(it))
      ? [{ feature, reason: 'licence', sentence: rule.sentence }]
      : [];
  });
  return { kind: 'work', lacks };
}

/** Names of the service plans in force for the viewer; undefined where Microsoft tells of no licence, or nothing at all. */
async function plansOf(graph: Pick<Graph, 'request'>, viewer: Principal): Promise<string[] | undefined> {
  try {
    const { value } = await graph.request<{ value: RawLicence[] }>(viewer, { path: '/me/licenseDetails' });
    if (value.length === 0) return undefined;
    return value.flatMap((it) =>
      (it.servicePlans ?? [])
        .filter((plan) => on.includes(plan.provisioningStatus ?? ''))
        .map((plan) => plan.servicePlanName ?? ''),
    );
  } catch (error) {
    if (error instanceof AppError && error.source === 'graph') return undefined;
    throw error;
  }
}

/** Refuses what this kind of account does not have before Microsoft's page would refuse all of it. */
export function requireForAccount(person: Pick<Principal, 'tenantId'>, permissions: readonly Permission[]): void {
  if (!isPersonal(person)) return;
  const missing = permissions.map((it) => featureOf[it]).find((it) => it !== undefined);
  if (missing) throw new AppError('invalid_request', ofPersonal[missing], { source: 'request', field: 'permissions' });
}
