import { timingSafeEqual } from 'node:crypto';
import { sql } from 'kysely';
import type { Permission } from '../../contract/connection.js';
import type { Audit } from '../audit/audit.js';
import { now } from '../base/clock.js';
import { randomToken, sha256 } from '../base/ids.js';
import type { Principal } from '../base/principal.js';
import type { Database } from '../db/database.js';
import type { ConnectOutcome } from '../db/schema-mail.js';
import type { Seal } from '../identity/seal.js';
import { permissionScopes } from '../identity/scopes.js';
import type { Begun, SignedIn, SignIn } from '../identity/sign-in.js';
import { requireForAccount } from './lacks.js';
import type { Mailboxes } from './mailboxes.js';
import { outcomeOfError, outcomeOfRefusal, sentences, type Refusal } from './outcome.js';

export interface ConnectWish {
  permissions: Permission[];
  isAnother: boolean;
  chooseAccount: boolean;
}
/** What came back with the browser. */
export interface Returned {
  state?: string;
  code?: string;
  error?: string;
  errorDescription?: string;
  /** The secret of the browser that began. */
  browser?: string;
}
/** `settled`: good or bad, it was the person's own sign-in and they are told on the settings page. The others are nobody's we know. */
export type Finished = 'settled' | 'unknown' | 'used' | 'expired' | 'another_browser';
export interface Connect {
  /** Microsoft's page, and the secret that ties it to this browser. */
  begin(principal: Principal, wish: ConnectWish): Promise<{ url: string; browser: string }>;
  finish(returned: Returned): Promise<Finished>;
  lastAttempt(principal: Principal): Promise<ConnectOutcome | undefined>;
  dismiss(principal: Principal): Promise<void>;
}
interface Needs {
  database: Database;
  seal: Seal;
  signIn: SignIn;
  mailboxes: Pick<Mailboxes, 'ensureOwn'>;
  audit: Audit;
  keepPerson(person: SignedIn): Promise<void>;
  /** Told how a sign-in of a person ended. */
  onOutcome?(principal: Principal, outcome: ConnectOutcome['code']): void;
  /** Told of what went wrong after Microsoft's page, beside what the person is told. */
  onFailure(thrown: unknown): void;
}
type Kept = Pick<Begun, 'nonce' | 'verifier'> & ConnectWish & { browserHash: string; name: string; address: string };
const minutes = 10;

/**
 * Connecting Outlook: authorization code with PKCE, in the open browser. State is kept as a hash, verifier and nonce sealed;
 * each attempt ends once, within ten minutes, in the browser that began it, with the account that began it.
 */
export function createConnect({
  database,
  seal,
  signIn,
  mailboxes,
  audit,
  keepPerson,
  onFailure,
  onOutcome,
}: Needs): Connect {
  const contextOf = (tenantId: string, objectId: string) => `connect ${tenantId} ${objectId}`;
  const ofPerson = ({ tenantId, objectId }: Principal) =>
    database.kysely.deleteFrom('connect_attempt').where('tenant_id', '=', tenantId).where('object_id', '=', objectId);

  async function settle(principal: Principal, kept: Kept, returned: Returned): Promise<ConnectOutcome> {
    if (returned.error)
      return outcomeOfRefusal(
        returned as Refusal,
        kept.permissions.flatMap((it) => permissionScopes[it]),
      );
    try {
      const person = await signIn.redeem(returned.code ?? '', kept);
      if (person.tenantId !== principal.tenantId)
        return {
          code: 'another_organisation',
          sentence: sentences.another_organisation,
          address: person.address,
          diagnosis: { cause: 'account.foreign' },
        };
      if (person.objectId !== principal.objectId && !kept.isAnother)
        return {
          code: 'another_account',
          sentence: sentences.another_account,
          address: person.address,
          diagnosis: { cause: 'account.other' },
        };
      await person.keep();
      await keepPerson(person);
      await database.transaction((tx) =>
        audit.append(tx, {
          tenantId: principal.tenantId,
          actor: principal.objectId,
          action: 'connection.connected',
          target: person.objectId,
          detail: { permissions: kept.permissions.join(' ') },
        }),
      );
      if (kept.permissions.includes('mail'))
        await mailboxes.ensureOwn({ ...principal, ...person, scopes: [] }, principal);
      return { code: 'connected', sentence: sentences.connected };
    } catch (thrown) {
      onFailure(thrown);
      return outcomeOfError(thrown);
    }
  }

  return {
    async begin(principal, wish) {
      const { tenantId, objectId, name, address } = principal;
      requireForAccount(principal, wish.permissions);
      const begun = await signIn.begin({
        permissions: wish.permissions,
        chooseAccount: wish.chooseAccount || wish.isAnother,
        ...(wish.isAnother || wish.chooseAccount ? {} : { loginHint: address }),
      });
      const browser = randomToken();
      const { url, state, nonce, verifier } = begun;
      const kept: Kept = { ...wish, nonce, verifier, browserHash: sha256(browser), name, address };
      const { keyId, sealed } = seal.seal(JSON.stringify(kept), contextOf(tenantId, objectId));
      await ofPerson(principal)
        .where((eb) => eb.or([eb('expires_at', '<', now()), eb('outcome', 'is not', null)]))
        .execute();
      await database.kysely
        .insertInto('connect_attempt')
        .values({
          state_hash: sha256(state),
          tenant_id: tenantId,
          object_id: objectId,
          key_id: keyId,
          sealed,
          expires_at: new Date(Date.now() + minutes * 60_000),
          outcome: null,
        })
        .execute();
      return { url, browser };
    },

    async finish(returned) {
      const stateHash = sha256(returned.state ?? '');
      const row = await database.kysely
        .selectFrom('connect_attempt')
        .selectAll()
        .where('state_hash', '=', stateHash)
        .executeTakeFirst();
      if (!row) return 'unknown';
      if (row.outcome) return 'used';
      if (new Date(row.expires_at) < now()) return 'expired';
      const { tenant_id: tenantId, object_id: objectId } = row;
      const kept = JSON.parse(
        seal.open({ keyId: row.key_id, sealed: row.sealed }, contextOf(tenantId, objectId)),
      ) as Kept;
      if (!isSame(sha256(returned.browser ?? ''), kept.browserHash)) return 'another_browser';
      const write = (outcome: ConnectOutcome) =>
        database.kysely
          .updateTable('connect_attempt')
          .set({ outcome: JSON.stringify(outcome), sealed: '' })
          .where('state_hash', '=', stateHash);
      // Taken before the code is redeemed: of two that come at once, one goes on.
      const taken = await write({ code: 'failed', sentence: sentences.failed })
        .where('outcome', 'is', null)
        .executeTakeFirst();
      if (taken.numUpdatedRows === 0n) return 'used';
      const { name, address } = kept;
      const principal = { tenantId, objectId, name, address, scopes: [] };
      const outcome = await settle(principal, kept, returned);
      await write({ ...outcome, permissions: kept.permissions }).execute();
      onOutcome?.(principal, outcome.code);
      return 'settled';
    },

    async lastAttempt({ tenantId, objectId }) {
      const row = await database.kysely
        .selectFrom('connect_attempt')
        .select('outcome')
        .where('tenant_id', '=', tenantId)
        .where('object_id', '=', objectId)
        .where('outcome', 'is not', null)
        .where('expires_at', '>', sql<Date>`now() - interval '1 day'`)
        .orderBy('expires_at', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row?.outcome ?? undefined;
    },
    async dismiss(principal) {
      await ofPerson(principal).where('outcome', 'is not', null).execute();
    },
  };
}

const isSame = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
