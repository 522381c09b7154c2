import { now } from '../base/clock.js';
import { randomToken, sha256 } from '../base/ids.js';
import type { Database } from '../db/database.js';
import type { HandOverTable } from '../db/schema-sign-in.js';
import type { Seal } from './seal.js';

type Kind = HandOverTable['kind'];
export type Refused = 'unknown' | 'used' | 'expired';
export interface HandOver {
  /** Keeps `value` sealed under a secret that is given back, or under one that is known already. */
  put<T>(kind: Kind, value: T, seconds: number, secret?: string): Promise<string>;
  /** Takes it out: of two who come with the same secret, one gets it. */
  take<T>(kind: Kind, secret: string): Promise<{ value: T } | { refused: Refused }>;
}
const remembersDays = 1;

/** Secrets that are good once and for a short time, in the database, so that any process can take what another put there. */
export function createHandOver(database: Database, seal: Seal): HandOver {
  const contextOf = (kind: Kind, hash: string) => `hand over ${kind} ${hash}`;
  return {
    async put(kind, value, seconds, secret = randomToken()) {
      const hash = sha256(secret);
      const { keyId, sealed } = seal.seal(JSON.stringify(value), contextOf(kind, hash));
      const forgetBefore = new Date(Date.now() - remembersDays * 86_400_000);
      await database.kysely.deleteFrom('hand_over').where('expires_at', '<', forgetBefore).execute();
      await database.kysely
        .insertInto('hand_over')
        .values({
          hash,
          kind,
          key_id: keyId,
          sealed,
          expires_at: new Date(Date.now() + seconds * 1000),
          taken_at: null,
        })
        .execute();
      return secret;
    },
    async take<T>(kind: Kind, secret: string) {
      const hash = sha256(secret);
      const row = await database.kysely
        .selectFrom('hand_over')
        .selectAll()
        .where('hash', '=', hash)
        .where('kind', '=', kind)
        .executeTakeFirst();
      if (!row) return { refused: 'unknown' };
      if (row.taken_at) return { refused: 'used' };
      if (new Date(row.expires_at) < now()) return { refused: 'expired' };
      const taken = await database.kysely
        .updateTable('hand_over')
        .set({ taken_at: now(), sealed: '' })
        .where('hash', '=', hash)
        .where('taken_at', 'is', null)
        .executeTakeFirst();
      if (taken.numUpdatedRows === 0n) return { refused: 'used' };
      return { value: JSON.parse(seal.open({ keyId: row.key_id, sealed: row.sealed }, contextOf(kind, hash))) as T };
    },
  };
}
