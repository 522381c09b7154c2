import { randomUUID } from 'node:crypto';
import type { Answer } from '../base/exchange.js';

/** A refusal as Entra words it. The number belongs to the text; `error` and `suberror` are what clients decide by. */
export class EntraError extends Error {
  constructor(
    readonly error: string,
    readonly number: number,
    readonly description: string,
    readonly more: { status?: number; suberror?: string; claims?: string } = {},
  ) {
    super(description);
  }

  get text(): string {
    return `AADSTS${this.number}: ${this.description}`;
  }

  toAnswer(now: Date): Answer {
    const { status = 400, suberror, claims } = this.more;
    return {
      status,
      body: {
        error: this.error,
        error_description: `${this.text} Trace ID: ${randomUUID()} Correlation ID: ${randomUUID()} Timestamp: ${now.toISOString()}`,
        error_codes: [this.number],
        timestamp: now.toISOString().replace('T', ' ').replace(/\..*/, 'Z'),
        trace_id: randomUUID(),
        correlation_id: randomUUID(),
        error_uri: `https://login.microsoftonline.com/error?code=${this.number}`,
        ...(suberror ? { suberror } : {}),
        ...(claims ? { claims } : {}),
      },
    };
  }
}

export const unknownApplication = (id: string) =>
  new EntraError('unauthorized_client', 700016, `Application with identifier '${id}' was not found in the directory.`);
export const wrongSecret = () =>
  new EntraError('invalid_client', 7000215, 'Invalid client secret provided.', { status: 401 });
export const expiredSecret = (app: string) =>
  new EntraError(
    'invalid_client',
    7000222,
    `The provided client secret keys for app '${app}' are expired. Visit the Azure portal to create new keys for your app.`,
    { status: 401 },
  );
export const consentMissing = (app: string) =>
  new EntraError(
    'invalid_grant',
    65001,
    `The user or administrator has not consented to use the application '${app}'. Send an interactive authorization request for this user and resource.`,
    { suberror: 'consent_required' },
  );
export const badRequest = (number: number, text: string) => new EntraError('invalid_request', number, text);
export const badGrant = (number: number, text: string, more = {}) =>
  new EntraError('invalid_grant', number, text, more);
