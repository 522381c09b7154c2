import { randomUUID } from 'node:crypto';
import type { Answer } from '../base/exchange.js';

/** A refusal as Graph words it; the code's spelling depends on the family of the resource. */
export class GraphRefusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly headers: Record<string, string> = {},
    /** Files often name the reason more exactly inside. */
    readonly innerCode?: string,
  ) {
    super(message);
  }

  toAnswer(requestId: string, clientRequestId: string, now: Date): Answer {
    return {
      status: this.status,
      headers: this.headers,
      body: {
        error: {
          code: this.code,
          message: this.message,
          innerError: {
            ...(this.innerCode ? { code: this.innerCode } : {}),
            date: now.toISOString().slice(0, 19),
            'request-id': requestId,
            'client-request-id': clientRequestId,
          },
        },
      },
    };
  }
}

export const notFoundItem = () =>
  new GraphRefusal(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
export const notFoundFile = () => new GraphRefusal(404, 'itemNotFound', 'The resource could not be found.');
export const notFoundResource = (id: string) =>
  new GraphRefusal(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );
export const badQuery = (message: string) => new GraphRefusal(400, 'RequestBroker--ParseUri', message);
export const badRequest = (message: string, code = 'BadRequest', innerCode?: string) =>
  new GraphRefusal(400, code, message, {}, innerCode);
export const mailDenied = () =>
  new GraphRefusal(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
export const fileDenied = () =>
  new GraphRefusal(403, 'accessDenied', 'The caller does not have permission to perform the action.');
export const nameTaken = () =>
  new GraphRefusal(409, 'nameAlreadyExists', 'An item with the same name already exists under the parent.');
export const stale = () =>
  new GraphRefusal(
    412,
    'ErrorIrresolvableConflict',
    'The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.',
  );
export const notImitated = (method: string, path: string) =>
  new GraphRefusal(501, 'NotImplemented', `This imitation of Microsoft Graph does not answer ${method} ${path} yet.`);
export const unauthorized = (why: string, authority: string) =>
  new GraphRefusal(401, 'InvalidAuthenticationToken', why, {
    'www-authenticate': `Bearer realm="", authorization_uri="${authority}/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"`,
  });
/** The rules changed since the token was made: the claims say what the next one must bring (continuous access evaluation). */
export const insufficientClaims = (claims: string, authority: string) =>
  new GraphRefusal(
    401,
    'InvalidAuthenticationToken',
    'Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp',
    {
      'www-authenticate': `Bearer realm="", authorization_uri="${authority}/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000", error="insufficient_claims", claims="${Buffer.from(claims).toString('base64')}"`,
    },
  );
export const newRequestId = () => randomUUID();
