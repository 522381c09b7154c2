import type { Database } from '../../db/database.js';
import { bearerOf, readSecret, writeSecret, type Bearer } from './bearer.js';
import type { CoherenceOAuth, CoherenceTokens } from './oauth.js';

interface Sealing {
  seal(plain: string, context: string): { keyId: string; sealed: string };
  open(sealed: { keyId: string; sealed: string }, context: string): string;
}
export interface KeySlot {
  slot: 1 | 2;
  isSet: boolean;
  isInUse: boolean;
  kind: 'key' | 'sign_in';
  hint: string;
}
type Row = { second_key_id: string | null; sealed_second_key: string | null };
type Secret = string | CoherenceTokens;

/** The second of the two ways into a workspace: a key, or a sign-in whose tokens are renewed here. Sealed with the tenant as context. */
export function createSecondSlot({
  database: { kysely },
  seal,
  oauth,
}: {
  database: Database;
  seal: Sealing;
  oauth: CoherenceOAuth | undefined;
}) {
  const contextOf = (tenantId: string) => `coherence ${tenantId}`;
  const row = (tenantId: string) =>
    kysely.selectFrom('coherence_connection').selectAll().where('tenant_id', '=', tenantId).executeTakeFirstOrThrow();
  const open = (it: Row, tenantId: string): Secret =>
    readSecret(seal.open({ keyId: it.second_key_id ?? '', sealed: it.sealed_second_key ?? '' }, contextOf(tenantId)));
  async function tokensOf(tenantId: string): Promise<{ tokens?: CoherenceTokens; sealed: string }> {
    const it = await row(tenantId);
    const there = it.sealed_second_key ? open(it, tenantId) : '';
    return { ...(typeof there === 'string' ? {} : { tokens: there }), sealed: it.sealed_second_key ?? '' };
  }
  /** Where `over` is given, only over that. */
  async function keep(tenantId: string, secret: Secret, over?: string): Promise<void> {
    const { keyId, sealed } = seal.seal(writeSecret(secret), contextOf(tenantId));
    const update = kysely
      .updateTable('coherence_connection')
      .set({ second_key_id: keyId, sealed_second_key: sealed })
      .where('tenant_id', '=', tenantId);
    await (over ? update.where('sealed_second_key', '=', over) : update).execute();
  }
  return {
    row,
    open,
    keep,
    /** What a call carries. */
    carried(tenantId: string, secret: Secret): string | Bearer {
      if (typeof secret === 'string') return secret;
      return bearerOf(secret, oauth, {
        read: async () => (await tokensOf(tenantId)).tokens,
        async replace(before, next) {
          const { tokens, sealed } = await tokensOf(tenantId);
          if (tokens?.access === before.access) await keep(tenantId, next, sealed);
        },
      });
    },
    /** Takes a sign-in back at Coherence; a key is for whoever made it. */
    async revoke(tenantId: string): Promise<void> {
      const { tokens } = await tokensOf(tenantId);
      if (tokens) await oauth?.revoke(tokens);
    },
  };
}

/** Enough to tell two keys apart, too little to use. */
export const hint = (key: string): string => `${key.slice(0, 8)}…${key.slice(-4)}`;
