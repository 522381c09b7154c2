import { randomBytes } from 'node:crypto';

export interface Authorization {
  clientId: string;
  objectId: string;
  redirectUri: string;
  scope: string;
  challenge?: string;
  nonce?: string;
  /** The round of second factors this sign-in carries; 0 without one. */
  factorRound: number;
  endsAt: number;
}

/** Codes that were handed out: good once, for ten minutes. */
export class Authorizations {
  readonly #codes = new Map<string, Authorization | 'used'>();

  give(authorization: Omit<Authorization, 'endsAt'>): string {
    const code = `1.${randomBytes(32).toString('base64url')}`;
    this.#codes.set(code, { ...authorization, endsAt: Date.now() + 600_000 });
    return code;
  }

  take(code: string): Authorization | 'used' | undefined {
    const found = this.#codes.get(code);
    if (found && found !== 'used') this.#codes.set(code, 'used');
    return found && found !== 'used' && found.endsAt < Date.now() ? undefined : found;
  }
}
