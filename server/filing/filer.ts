import { AppError } from '../base/errors.js';
import type { Principal } from '../base/principal.js';
import type { FilingRow } from './filings.js';
import type { Needs } from './needs.js';

/** In whose name the work of a filing is done: of who filed, or of somebody else who brought a file to it. */
export async function personOf(
  { connections }: Pick<Needs, 'connections'>,
  row: Pick<FilingRow, 'tenant_id' | 'object_id' | 'filed_by_name'>,
  objectId: string | null = row.object_id,
): Promise<Principal> {
  const as = await connections.find(row.tenant_id, objectId ?? row.object_id);
  if (!as)
    throw new AppError(
      'sign_in_required',
      `${objectId === row.object_id ? row.filed_by_name : 'Who saved a file here'} must sign in again, so that this can go on. Nothing is lost.`,
      { source: 'entra' },
    );
  return as;
}
