import { tell } from '../../contract/diagnoses.js';
import { AppError } from '../base/errors.js';
import { isPersonal, type Principal } from '../base/principal.js';
import { guid, tenantIn, text, type Verify } from './keys.js';
import { apiScope } from './scopes.js';

export interface ValidateOptions {
  clientId: string;
  verify: Verify;
  isKnownTenant(tenantId: string): Promise<boolean>;
  /** Object ids of the personal accounts that belong to a workspace: their tenant says nothing of who they are. */
  personalAccounts: readonly string[];
  /** Told of every refusal; with who it was, where the token itself was good. */
  onRefusal?(why: string, person?: { tenantId: string; objectId: string }): void;
}

/**
 * Says who calls, from a token of our own API. Checks the tenant's signature, issuer, audience, times, version, scope, and
 * that the tenant is one of ours. Every refusal reads the same outside (`sign_in_required`); why it was goes to `onRefusal`.
 */
export function createValidator({
  clientId,
  verify,
  isKnownTenant,
  personalAccounts,
  onRefusal,
}: ValidateOptions): (authorization: string | undefined) => Promise<Principal> {
  return async (authorization) => {
    const assertion = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization ?? '')?.[1];
    const refuse = (why: string, cause?: unknown, person?: { tenantId: string; objectId: string }): never => {
      onRefusal?.(why, person);
      throw new AppError(
        'sign_in_required',
        'Please sign in again: this sign-in is missing, over, or not meant for this service.',
        { source: 'request', cause },
      );
    };
    if (!assertion) return refuse('no_token');
    const tenantId = tenantIn(assertion) ?? refuse('not_a_token');
    // Every personal account of the world is of this one tenant: nothing is given away by saying that it is not taken here.
    const notTaken = () =>
      new AppError('blocked_by_policy', tell('account.unknown'), {
        source: 'request',
        diagnosis: { cause: 'account.unknown' },
      });
    if (isPersonal({ tenantId }) && personalAccounts.length === 0) throw notTaken();
    if (!guid.test(tenantId) || !(await isKnownTenant(tenantId))) return refuse('unknown_tenant');
    const payload = await verify(assertion, tenantId, [clientId, `api://${clientId}`]).catch(
      (cause: { code?: string }) => refuse(cause.code ?? 'unverified', cause),
    );
    const person = { tenantId, objectId: text(payload.oid) };
    if (payload.ver !== '2.0') return refuse('version', undefined, person);
    const scopes = typeof payload.scp === 'string' ? payload.scp.split(' ') : [];
    if (!scopes.includes(apiScope) || payload.idtyp === 'app') return refuse('scope', undefined, person);
    if (!guid.test(String(payload.oid))) return refuse('object_id');
    if (isPersonal(person) && !personalAccounts.includes(person.objectId)) {
      onRefusal?.('unknown_account', person);
      throw notTaken();
    }
    return {
      tenantId,
      objectId: String(payload.oid),
      name: text(payload.name) || text(payload.preferred_username),
      address: text(payload.preferred_username).toLowerCase(),
      scopes,
      assertion,
    };
  };
}
