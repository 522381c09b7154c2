import { sql } from 'kysely';
import type { Sql } from '../db/database.js';
import { isPublicDomain } from './addresses.js';

/** The domains of an organisation: those of its people and mailboxes. */
export type OwnDomains = (on: Sql, tenantId: string) => Promise<ReadonlySet<string>>;
const rememberedMs = 60_000;

/** Remembered for a minute. A provider anybody can have an address at is nobody's own domain. */
export function createOwnDomains(): OwnDomains {
  const remembered = new Map<string, { domains: ReadonlySet<string>; until: number }>();
  return async (on, tenantId) => {
    const known = remembered.get(tenantId);
    if (known && known.until > Date.now()) return known.domains;
    const { rows } = await sql<{ domain: string }>`
      select split_part(address, '@', 2) as domain from connection where tenant_id = ${tenantId}
      union select split_part(address, '@', 2) from mailbox where tenant_id = ${tenantId}`.execute(on);
    const domains = new Set(rows.map((it) => it.domain.toLowerCase()).filter((it) => it && !isPublicDomain(it)));
    remembered.set(tenantId, { domains, until: Date.now() + rememberedMs });
    return domains;
  };
}
