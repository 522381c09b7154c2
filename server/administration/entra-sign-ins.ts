import type { EntraSignIns } from '../../contract/admin.js';
import { AppError, toAppError } from '../base/errors.js';
import type { Principal } from '../base/principal.js';
import { requireAdministrator } from '../identity/administrators.js';
import { signInLogScopes } from './scopes.js';
import type { SetupNeeds } from './setup.js';

const most = '50';

interface RawSignIn {
  id: string;
  createdDateTime: string;
  userDisplayName?: string | null;
  userPrincipalName?: string | null;
  ipAddress?: string | null;
  clientAppUsed?: string | null;
  resourceDisplayName?: string | null;
  correlationId?: string | null;
  isInteractive?: boolean | null;
  status?: { errorCode?: number | null; failureReason?: string | null } | null;
}

/**
 * Microsoft's own log of sign-ins to this application, read live with the administrator's right and kept nowhere. Where it may not be
 * read, or the organisation has no licence for it, that is said.
 */
export async function entraSignIns(needs: SetupNeeds, viewer: Principal): Promise<EntraSignIns> {
  await requireAdministrator(needs, viewer);
  try {
    return { state: 'there', signIns: (await readAllowed(needs, viewer)).map(toView) };
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.diagnosis?.cause === 'licence.directory')
      return { state: 'no_licence', sentence: error.message, signIns: [] };
    if (error.code === 'access_denied' || error.code === 'invalid_request')
      return {
        state: 'not_allowed',
        allowUrl: needs.consentUrl(viewer.tenantId, signInLogScopes),
        signIns: [],
      };
    throw error;
  }
}

async function readAllowed(needs: SetupNeeds, viewer: Principal): Promise<RawSignIn[]> {
  try {
    return await read(needs, viewer);
  } catch (error) {
    if (
      !(error instanceof AppError) ||
      error.code !== 'access_denied' ||
      error.diagnosis?.cause === 'licence.directory'
    )
      throw error;
    // The administrator may have allowed it since the token came.
    await needs.renew(viewer).catch(() => undefined);
    return read(needs, viewer);
  }
}

const read = async ({ graph, clientId }: SetupNeeds, viewer: Principal): Promise<RawSignIn[]> =>
  (
    await graph.request<{ value: RawSignIn[] }>(viewer, {
      path: '/auditLogs/signIns',
      query: { $filter: `appId eq '${clientId}'`, $top: most },
    })
  ).value;

const toView = (it: RawSignIn): EntraSignIns['signIns'][number] => ({
  id: it.id,
  dateTime: it.createdDateTime,
  name: it.userDisplayName ?? '',
  address: it.userPrincipalName ?? '',
  /** 0 is a sign-in that went well. */
  number: it.status?.errorCode ?? 0,
  ...(it.status?.errorCode && it.status.failureReason ? { reason: it.status.failureReason } : {}),
  isInteractive: it.isInteractive ?? false,
  network: it.ipAddress ?? '',
  client: it.clientAppUsed ?? '',
  resource: it.resourceDisplayName ?? '',
  correlationId: it.correlationId ?? '',
});
