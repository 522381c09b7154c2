import { randomBytes } from 'node:crypto';
import type { Clock } from '../base/clock.js';
import type { Store } from '../base/store.js';
import { badGrant } from './errors.js';

export interface RefreshToken {
  clientId: string;
  tenantId: string;
  objectId: string;
  scopes: string[];
  /** By the sandbox's clock, in seconds. */
  goodUntil: number;
  /** Given to a page in a browser: for a day from signing in, however often it is renewed. */
  isBrowser?: boolean;
  isRevoked?: boolean;
  /** The round of second factors in which this sign-in was. */
  factorRound?: number;
}
const unusedDays = 90;
const browserHours = 24;

/** Refresh tokens: each use gives a new one, an unused one ends after ninety days, and a revoked one at once. */
export class RefreshTokens {
  readonly #all: Record<string, RefreshToken>;
  readonly #onRevoked: ((objectId: string) => void)[] = [];

  constructor(
    readonly store: Store,
    readonly clock: Clock,
  ) {
    this.#all = store.table('entra.refresh', () => ({}));
  }

  give(of: Omit<RefreshToken, 'goodUntil'> & { goodUntil?: number }): string {
    const token = `0.${randomBytes(48).toString('base64url')}`;
    const life = of.isBrowser ? browserHours * 3600 : unusedDays * 86_400;
    this.#all[token] = { ...of, goodUntil: of.goodUntil ?? this.clock.seconds() + life };
    this.store.touch();
    return token;
  }

  /** What a token stands for; refused in Entra's words when it is over, revoked, or another application's. */
  read(token: string, clientId: string): RefreshToken {
    const found = this.#all[token];
    if (!found || found.clientId !== clientId)
      throw badGrant(9002313, 'Invalid request. Request is malformed or invalid.', { suberror: 'bad_token' });
    if (found.isRevoked)
      throw badGrant(
        50173,
        'The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password.',
        { suberror: 'bad_token' },
      );
    if (found.goodUntil < this.clock.seconds())
      throw found.isBrowser
        ? badGrant(
            700084,
            'The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of 1.00:00:00, which cannot be extended. It is now expired and a new sign in request must be sent by the SPA to the sign in page.',
            { suberror: 'bad_token' },
          )
        : badGrant(700082, 'The refresh token has expired due to inactivity.', { suberror: 'bad_token' });
    return found;
  }

  /** Called when the sessions of a person end: what was made with their tokens ends too. */
  onRevoked(listener: (objectId: string) => void): void {
    this.#onRevoked.push(listener);
  }
  /** Ends every session of a person, as a password reset does. Access tokens live on until they are over. */
  revokeSessions(objectId: string): void {
    for (const it of Object.values(this.#all)) if (it.objectId === objectId) it.isRevoked = true;
    this.store.touch();
    for (const listener of this.#onRevoked) listener(objectId);
  }
}
