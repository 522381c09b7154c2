import { randomBytes } from 'node:crypto';
import { sha256 } from '../base/ids.js';
import type { Sql } from '../db/database.js';

/* Addresses and names of people who were erased, and are not taken in again. Only salted hashes are kept; the database itself checks too. */

/** As the database computes it (`is_suppressed`): salt of the tenant, then address or name in small letters. */
export const suppressionHash = (salt: string, address: string): string =>
  sha256(`${salt}${address.trim().toLowerCase()}`);

/** Whether an address was erased. Nothing is asked of the database while none was. */
export async function readSuppressed(on: Sql, tenantId: string): Promise<(address: string) => boolean> {
  const rows = await on
    .selectFrom('suppression')
    .select(['salt', 'address_hash'])
    .where('tenant_id', '=', tenantId)
    .execute();
  const [first] = rows;
  if (!first) return () => false;
  const hashes = new Set(rows.map((it) => it.address_hash));
  return (address) => hashes.has(suppressionHash(first.salt, address));
}

/** One salt for each tenant, made with the first. Twice is once. */
export async function suppress(on: Sql, tenantId: string, address: string): Promise<void> {
  const salt = (await saltOf(on, tenantId)) ?? randomBytes(16).toString('hex');
  await on
    .insertInto('suppression')
    .values({ tenant_id: tenantId, salt, address_hash: suppressionHash(salt, address) })
    .onConflict((on_) => on_.doNothing())
    .execute();
}
export async function allowAgain(on: Sql, tenantId: string, address: string): Promise<void> {
  const salt = await saltOf(on, tenantId);
  if (!salt) return;
  await on
    .deleteFrom('suppression')
    .where('tenant_id', '=', tenantId)
    .where('address_hash', '=', suppressionHash(salt, address))
    .execute();
}
async function saltOf(on: Sql, tenantId: string): Promise<string | undefined> {
  const row = await on
    .selectFrom('suppression')
    .select('salt')
    .where('tenant_id', '=', tenantId)
    .limit(1)
    .executeTakeFirst();
  return row?.salt;
}

const mostWords = 4;
/** A text without names of people who were erased: one to four words in a row are looked at together. */
export function withoutErased(text: string, isErased: (name: string) => boolean): string {
  const words = text.split(/\s+/).filter(Boolean);
  const bare = (it: string[]) => it.join(' ').replace(/^[^\p{L}\d]+|[^\p{L}\d]+$/gu, '');
  const kept: string[] = [];
  for (let at = 0; at < words.length;) {
    let length = Math.min(mostWords, words.length - at);
    while (length > 0 && !isErased(bare(words.slice(at, at + length)))) length -= 1;
    kept.push(length > 0 ? '[erased]' : (words[at] ?? ''));
    at += Math.max(1, length);
  }
  return kept.includes('[erased]') ? kept.join(' ') : text;
}
