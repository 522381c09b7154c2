import { randomBytes, randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, importJWK, jwtVerify, SignJWT, type JWK, type JWTPayload } from 'jose';
import type { Clock } from '../base/clock.js';
import type { Store } from '../base/store.js';
import type { Organisation, Person } from '../tenant/company.js';
import { graphResource } from './directory.js';
import { RefreshTokens } from './refresh-tokens.js';

export interface Caller {
  tid: string;
  oid?: string;
  appid: string;
  scp: string[];
  roles: string[];
  /** Declared that it understands claims challenges: it is asked again at once when rules change. */
  isChallengeable?: boolean;
  factorRound?: number;
}
/** What a token says of the sign-in it comes from. */
export interface SignInFacts {
  factorRound: number;
  isChallengeable: boolean;
}
/** The template of the role that may do everything in a directory. */
export const globalAdministrator = '62e90394-69f5-4237-9190-012177145e10';

/** Signs and checks tokens with a key of this sandbox. Lifetimes run by the sandbox's clock. */
export class Tokens {
  /** Access tokens live an hour at Microsoft; a test may ask for less. */
  lifetimeSeconds = 3600;
  readonly refreshTokens: RefreshTokens;

  private constructor(
    readonly issuerBase: () => string,
    readonly clock: Clock,
    readonly store: Store,
    readonly privateKey: CryptoKey,
    readonly publicKey: CryptoKey,
    readonly publicJwk: JWK,
  ) {
    this.refreshTokens = new RefreshTokens(store, clock);
  }

  static async create(issuerBase: () => string, clock: Clock, store: Store): Promise<Tokens> {
    const saved = store.table<{ jwk?: JWK }>('entra.key', () => ({}));
    if (!saved.jwk) {
      const { privateKey } = await generateKeyPair('RS256', { extractable: true });
      saved.jwk = { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: 'RS256', use: 'sig' };
      store.touch();
    }
    const { kty, n, e, kid } = saved.jwk;
    const publicJwk = { kty: kty ?? 'RSA', n: n ?? '', e: e ?? '', kid: kid ?? '', alg: 'RS256', use: 'sig' };
    return new Tokens(
      issuerBase,
      clock,
      store,
      (await importJWK(saved.jwk, 'RS256')) as CryptoKey,
      (await importJWK(publicJwk, 'RS256')) as CryptoKey,
      publicJwk,
    );
  }

  issuer(tenantId: string): string {
    return `${this.issuerBase()}/${tenantId}/v2.0`;
  }

  /** A signed access token for `audience` (a client id, or Graph). */
  access(
    organisation: Organisation,
    person: Person,
    clientId: string,
    audience: string,
    scopes: string[],
    { factorRound, isChallengeable }: SignInFacts = { factorRound: 0, isChallengeable: false },
  ): Promise<string> {
    return this.sign(organisation.tenantId, audience, {
      ...identity(organisation, person),
      azp: clientId,
      appid: clientId,
      scp: scopes.map((scope) => scope.replace(/^api:\/\/[^/]+\//, '')).join(' '),
      amr: factorRound > 0 ? ['pwd', 'mfa'] : ['pwd'],
      ...(factorRound > 0 ? { sandbox_factor: factorRound } : {}),
      ...(isChallengeable ? { xms_cc: ['cp1'] } : {}),
      ...(person.role === 'administrator' ? { wids: [globalAdministrator] } : {}),
    });
  }
  appOnly(tenantId: string, clientId: string, audience: string, roles: string[]): Promise<string> {
    return this.sign(tenantId, audience, {
      oid: clientId,
      sub: clientId,
      tid: tenantId,
      azp: clientId,
      appid: clientId,
      roles,
      idtyp: 'app',
      ver: '2.0',
    });
  }
  id(organisation: Organisation, person: Person, clientId: string, nonce?: string): Promise<string> {
    return this.sign(organisation.tenantId, clientId, {
      ...identity(organisation, person),
      ...(nonce ? { nonce } : {}),
    });
  }

  async sign(tenantId: string, audience: string, claims: JWTPayload): Promise<string> {
    const now = this.clock.seconds();
    return new SignJWT({ ...claims, uti: randomBytes(12).toString('base64url') })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: this.publicJwk.kid ?? '' })
      .setIssuer(this.issuer(tenantId))
      .setAudience(audience)
      .setIssuedAt(now)
      .setNotBefore(now)
      .setExpirationTime(now + this.lifetimeSeconds)
      .sign(this.privateKey);
  }

  /** The claims of one of our tokens; throws when it is not ours, for another audience, or over. */
  async verify(token: string, audience?: string): Promise<JWTPayload> {
    const { payload } = await jwtVerify(token, this.publicKey, {
      algorithms: ['RS256'],
      currentDate: this.clock.now(),
      ...(audience ? { audience } : {}),
    });
    if (payload.iss !== this.issuer(String(payload.tid))) throw new Error('issuer');
    return payload;
  }

  /** Who calls Graph; throws when the header carries no token that Graph would take. */
  async caller(authorization: string | undefined): Promise<Caller> {
    const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
    if (!token) throw new Error('missing');
    const claims = await this.verify(token, graphResource);
    const words = (value: unknown) =>
      typeof value === 'string' ? value.split(' ').filter(Boolean) : Array.isArray(value) ? value.map(String) : [];
    const isApp = claims.idtyp === 'app';
    return {
      tid: String(claims.tid),
      ...(isApp ? {} : { oid: String(claims.oid) }),
      appid: String(claims.appid),
      scp: words(claims.scp),
      roles: words(claims.roles),
      isChallengeable: words(claims.xms_cc).includes('cp1'),
      factorRound: Number(claims.sandbox_factor ?? 0),
    };
  }

  /** Ends every session of a person, as a password reset does. */
  revokeSessions(objectId: string): void {
    this.refreshTokens.revokeSessions(objectId);
  }
  onRevoked(listener: (objectId: string) => void): void {
    this.refreshTokens.onRevoked(listener);
  }
}

const identity = ({ tenantId }: Organisation, person: Person): JWTPayload => ({
  oid: person.id,
  tid: tenantId,
  sub: Buffer.from(person.id).toString('base64url').slice(0, 43),
  name: person.name,
  preferred_username: person.userPrincipalName,
  ver: '2.0',
});
export const clientInfo = ({ tenantId }: Organisation, person: Person): string =>
  Buffer.from(JSON.stringify({ uid: person.id, utid: tenantId })).toString('base64url');
