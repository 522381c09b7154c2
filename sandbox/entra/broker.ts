import { readScopes } from './directory.js';
import { EntraError } from './errors.js';
import { tokenBody, type IssuingParts } from './issue.js';

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
  parts: IssuingParts,
  { objectId, clientId, scope }: BrokerRequest,
): Promise<BrokerAnswer> {
  const { directory, tokens, rules } = parts;
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
    const body = await tokenBody(parts, app, who, {
      asked: readScopes(scope),
      identity: ['openid', 'profile'],
      step: 'page',
      factorRound: rules.person(objectId).factorRound ?? 0,
      isChallengeable: false,
    });
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
    const isAsked = ['interaction_required', 'invalid_grant', 'login_required'].includes(thrown.error);
    return {
      success: false,
      error: {
        status: isAsked ? 'USER_INTERACTION_REQUIRED' : 'PERSISTENT_ERROR',
        code: thrown.error,
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
