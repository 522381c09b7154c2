import type { Permission } from '../../../../contract/connection.js';
import { AppError } from '../../../base/errors.js';
import type { Principal } from '../../../base/principal.js';
import type { Permissions } from '../../../identity/permissions.js';

interface Words {
  /** What the person can allow, and what then works. */
  missing: string;
  /** Why Microsoft refuses although it is allowed. */
  refused?: string;
}
/** Does what needs a permission; where Microsoft refuses, says whether the person can allow it, and where. */
export async function withPermission<T>(
  permissions: Permissions,
  viewer: Principal,
  permission: Permission,
  { missing, refused }: Words,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'access_denied' || thrown.source !== 'graph') throw thrown;
    if (!(await permissions.has(viewer, permission)))
      throw new AppError('consent_required', missing, {
        source: 'graph',
        cause: thrown,
        consentUrl: permissions.allowUrl(viewer, permission),
      });
    throw refused ? new AppError('access_denied', refused, { source: 'graph', cause: thrown }) : thrown;
  }
}
