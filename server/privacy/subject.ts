import { sql } from 'kysely';
import type { PrivacySubject } from '../../contract/privacy.js';
import { AppError } from '../base/errors.js';
import type { Database, Sql } from '../db/database.js';
import type { Seal } from '../identity/seal.js';
import { normaliseAddress } from '../records/addresses.js';
import { openMail } from '../workloads/mail/outgoing/row.js';

export interface Subject {
  kind: PrivacySubject['kind'];
  address: string;
  /** Of a user. */
  objectId?: string;
  /** Names found beside the address, most frequent first. */
  names: string[];
}

/** Who is meant. Throws where an address is none, or nobody signs in with the id. */
export async function findSubject(
  { kysely }: Pick<Database, 'kysely'>,
  tenantId: string,
  asked: PrivacySubject,
): Promise<Subject> {
  if (asked.kind === 'address') {
    const address = normaliseAddress(asked.address);
    if (!/^[^\s@]+@[^\s@]+$/.test(address))
      throw new AppError('invalid_request', 'This is not an email address. Write it in full, like name@example.com.', {
        source: 'request',
        field: 'subject.address',
      });
    // Somebody who signs in here is found by their address too.
    const user = await kysely
      .selectFrom('connection')
      .select('object_id as id')
      .where('tenant_id', '=', tenantId)
      .where('address', '=', address)
      .executeTakeFirst();
    if (user) return findSubject({ kysely }, tenantId, { kind: 'user', id: user.id });
    return { kind: 'address', address, names: await namesBeside(kysely, tenantId, address) };
  }
  const user = await kysely
    .selectFrom('connection')
    .select(['object_id', 'address', 'display_name'])
    .where('tenant_id', '=', tenantId)
    .where('object_id', '=', asked.id)
    .executeTakeFirst();
  if (!user) throw new AppError('not_found', 'Nobody signs in here with this id.', { source: 'request' });
  const beside = await namesBeside(kysely, tenantId, user.address);
  return {
    kind: 'user',
    address: user.address,
    objectId: user.object_id,
    names: [...new Set([user.display_name, ...beside].filter((it) => it.length > 2))],
  };
}

async function namesBeside(on: Sql, tenantId: string, address: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from (
      select name from mail_participant where tenant_id = ${tenantId} and lower(address) = ${address}
      union all select name from calendar_attendee where tenant_id = ${tenantId} and lower(address) = ${address}
      union all select from_name from filing where tenant_id = ${tenantId} and lower(from_address) = ${address}
      union all select name from coherence_user where tenant_id = ${tenantId} and lower(address) = ${address}
      union all select i.display_name from record_index i join record_address a using (tenant_id, module_id, record_id)
        join module m using (tenant_id, module_id) where i.tenant_id = ${tenantId} and a.address = ${address} and m.role = 'person'
    ) n where length(name) > 2 and name not like '%@%' group by name order by count(*) desc, name limit 10`.execute(on);
  return rows.map((it) => it.name);
}

/** Unsent mail is sealed: it is opened to see whether somebody stands in it. */
export async function sealedMailOf(
  { kysely }: Database,
  seal: Seal,
  tenantId: string,
  terms: string[],
): Promise<string[]> {
  const rows = await kysely
    .selectFrom('outgoing_mail')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('sealed', '<>', '')
    .execute();
  const wanted = terms.map((it) => it.toLocaleLowerCase());
  return rows
    .filter((row) => {
      const text = textOf(() => JSON.stringify(openMail(seal, row)));
      return wanted.some((it) => text.includes(it));
    })
    .map((it) => it.id);
}
function textOf(open: () => string | undefined): string {
  try {
    return (open() ?? '').toLocaleLowerCase();
  } catch {
    return ''; // sealed with a key that is gone: nobody reads it any more
  }
}
