import { readScopes, type Directory } from './directory.js';
import { EntraError } from './errors.js';
import { tokenBody } from './token-endpoint.js';
import type { Tokens } from './tokens.js';

export interface BrokerRequest {
  objectId: string;
  clientId: string;
  scope: string;
}
/** What a nested application's broker answers (the shapes msal-browser reads in its naa folder). */
export type BrokerAnswer =
  | {
      success: true;
      token: { access_token: string; id_token: string; expires_in: number; scope: string; properties: null };
      account: object;
    }
  | { success: false; error: { status: string; code: string; subError?: string; description: string } };

/** A token for an application inside Outlook, under the same consent as any other sign-in. */
export async function issueForBroker(
  { directory, tokens }: { directory: Directory; tokens: Tokens },
  { objectId, clientId, scope }: BrokerRequest,
): Promise<BrokerAnswer> {
  const app = directory.application(clientId);
  const who = directory.person(objectId);
  if (!app || !who)
    return {
      success: false,
      error: {
        status: 'PERSISTENT_ERROR',
        code: 'unauthorized_client',
        description: `AADSTS700016: Application with identifier '${clientId}' was not found in the directory.`,
      },
    };
  try {
    const body = await tokenBody({ directory, tokens }, app, who, readScopes(scope), ['openid', 'profile']);
    return {
      success: true,
      token: {
        access_token: body.access_token,
        id_token: body.id_token ?? '',
        expires_in: body.expires_in,
        scope: body.scope,
        properties: null,
      },
      account: account(
        who.organisation.tenantId,
        who.person.id,
        who.person.userPrincipalName,
        who.person.name,
        new URL(tokens.issuerBase()).host,
      ),
    };
  } catch (thrown) {
    if (!(thrown instanceof EntraError)) throw thrown;
    return {
      success: false,
      error: {
        status: 'USER_INTERACTION_REQUIRED',
        code: 'interaction_required',
        ...(thrown.more.suberror ? { subError: thrown.more.suberror } : {}),
        description: thrown.text,
      },
    };
  }
}

export const account = (tenantId: string, objectId: string, username: string, name: string, environment: string) => ({
  homeAccountId: `${objectId}.${tenantId}`,
  environment,
  tenantId,
  username,
  localAccountId: objectId,
  name,
  loginHint: username,
});
