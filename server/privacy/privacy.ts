import { sql } from 'kysely';
import type { Reply } from '../../contract/api.js';
import type { PrivacySubject } from '../../contract/privacy.js';
import type { Audit } from '../audit/audit.js';
import { now } from '../base/clock.js';
import { AppError } from '../base/errors.js';
import { newId, sha256 } from '../base/ids.js';
import type { Principal } from '../base/principal.js';
import type { Database } from '../db/database.js';
import { requireAdministrator, type IsAdministrator } from '../identity/administrators.js';
import type { Seal } from '../identity/seal.js';
import { allowAgain, eraseRows, proveGone } from './erase.js';
import { readable } from './readable.js';
import { rewriteFiles } from './rewrite.js';
import { countIn, patternOf, rowsIn, tablesOfTenants, wordFor } from './scan.js';
import { findSubject, sealedMailOf, type Subject } from './subject.js';

export interface PrivacyNeeds {
  database: Database;
  audit: Audit;
  seal: Seal;
  isAdministrator: IsAdministrator;
  /** Ends everything of Microsoft 365 of a user, with what came by itself. */
  leave(person: Principal): Promise<unknown>;
  /** Forgets what the process remembers of a tenant. */
  forget(tenantId: string): void;
}

const termsOf = ({ address }: Subject, names: string[]): string[] => [address, ...names];

async function countAll(database: Database, tenantId: string, pattern: string) {
  const found: { what: string; rows: number }[] = [];
  for (const { name } of await tablesOfTenants(database.kysely)) {
    const rows = await countIn(database.kysely, name, tenantId, pattern);
    if (rows > 0) found.push({ what: wordFor(name), rows });
  }
  return found;
}

export async function previewPrivacy(
  needs: PrivacyNeeds,
  viewer: Principal,
  { subject: asked, names }: { subject: PrivacySubject; names?: string[] | undefined },
): Promise<Reply<'POST /admin/privacy/preview'>> {
  await requireAdministrator(needs, viewer);
  const { tenantId } = viewer;
  const subject = await findSubject(needs.database, tenantId, asked);
  const terms = termsOf(subject, names ?? subject.names);
  const found = await countAll(needs.database, tenantId, patternOf(terms));
  const sealed = await sealedMailOf(needs.database, needs.seal, tenantId, terms);
  if (sealed.length > 0) found.push({ what: wordFor('outgoing_mail'), rows: sealed.length });
  const total = found.reduce((sum, it) => sum + it.rows, 0);
  return { address: subject.address, names: subject.names, found, total };
}

export async function exportPrivacy(
  needs: PrivacyNeeds,
  principal: Principal,
  { subject: asked, names }: { subject: PrivacySubject; names: string[] },
): Promise<Reply<'POST /admin/privacy/export'>> {
  await requireAdministrator(needs, principal);
  const { database } = needs;
  const { tenantId } = principal;
  const subject = await findSubject(database, tenantId, asked);
  const pattern = patternOf(termsOf(subject, names));
  const data: Record<string, object[]> = {};
  for (const { name } of await tablesOfTenants(database.kysely)) {
    const rows = await rowsIn(database.kysely, name, tenantId, pattern);
    if (rows.length > 0) data[name] = rows;
  }
  if (subject.objectId) data.audit = await auditOf(database, tenantId, subject.objectId);
  const rows = Object.values(data).reduce((sum, it) => sum + it.length, 0);
  await note(needs, principal, 'export', subject, { rows });
  const told = { about: subject.address, names, madeDateTime: now().toISOString(), data };
  return { json: JSON.stringify(told, undefined, 2), text: readable(told) };
}

/** What a user did and asked for; rows name them by their id only. */
async function auditOf({ kysely }: Database, tenantId: string, objectId: string): Promise<object[]> {
  const { rows } = await sql<{
    row: object;
  }>`select to_jsonb(e) - array['tenant_id', 'hash', 'previous_hash'] as row from (
      select at, action, target, detail, hash, previous_hash, tenant_id from audit_entry where tenant_id = ${tenantId} and actor = ${objectId}
      union all
      select at, trim(method || ' ' || path), target, detail, hash, previous_hash, tenant_id from activity
        where tenant_id = ${tenantId} and actor = ${objectId}) e order by at limit 20000`.execute(kysely);
  return rows.map((it) => it.row);
}

export async function erasePrivacy(
  needs: PrivacyNeeds,
  principal: Principal,
  { subject: asked, names, confirm }: { subject: PrivacySubject; names: string[]; confirm: string },
): Promise<Reply<'POST /admin/privacy/erase'>> {
  await requireAdministrator(needs, principal);
  const { database } = needs;
  const { tenantId } = principal;
  const subject = await findSubject(database, tenantId, asked);
  if (confirm.trim().toLowerCase() !== subject.address)
    throw new AppError('invalid_request', 'Repeat the address exactly. Nothing was erased.', {
      source: 'request',
      field: 'confirm',
    });
  if (subject.objectId === principal.objectId)
    throw new AppError('invalid_request', 'Another administrator must erase you: you could not see the proof.', {
      source: 'request',
      field: 'subject',
    });
  const terms = termsOf(subject, names);
  const pattern = patternOf(terms);
  if (subject.objectId)
    await needs.leave({ tenantId, objectId: subject.objectId, name: '', address: subject.address, scopes: [] });
  const sealed = await sealedMailOf(database, needs.seal, tenantId, terms);
  const removed = await database.transaction((tx) => eraseRows(tx, tenantId, subject, names, pattern, sealed));
  const { isLogGone, areVersionsGone } = await rewriteFiles(database);
  needs.forget(tenantId);
  const proof = { ...(await proveGone(database, tenantId, pattern)), dateTime: now().toISOString() };
  const rows = removed.reduce((sum, it) => sum + it.rows, 0);
  const id = await note(needs, principal, 'erasure', subject, { rows }, proof);
  return {
    id,
    removed: removed.map(({ table, rows: count }) => ({ what: wordFor(table), rows: count })),
    proof,
    elsewhere: [
      'In Coherence: Settings > Data Privacy > erasure request for the same person. Until then their record stays there; it is not read in here.',
      'In Microsoft 365 nothing was changed. Mail, meetings and files there are for their owners, or for a content search of Microsoft Purview.',
      'Backups of the database made before now hold the person until they are overwritten.',
      ...(areVersionsGone
        ? []
        : [
            'Somebody read the database all the time since before the erasure, for example a backup: its files keep old versions of rows for them until PostgreSQL tidies up. Erase once more when it has ended.',
          ]),
      ...(isLogGone
        ? []
        : [
            'The write-ahead log of PostgreSQL may hold the person until it is overwritten: this server may not close it, or wal_recycle is on. The guide for administrators says how to change that.',
          ]),
    ],
  };
}

/** Writes down that it happened: about whom, only as a hash; the audit has the request's number. */
async function note(
  { database, audit }: PrivacyNeeds,
  { tenantId, objectId }: Principal,
  kind: 'export' | 'erasure',
  subject: Subject,
  counts: Record<string, number>,
  proof?: { isGone: boolean; tables: number; rows: number; dateTime: string },
): Promise<string> {
  const id = newId();
  await database.transaction(async (tx) => {
    await tx
      .insertInto('privacy_request')
      .values({
        id,
        tenant_id: tenantId,
        kind,
        subject_kind: subject.kind,
        subject_hash: sha256(`${id}${subject.address}`),
        asked_by: objectId,
        state: 'done',
        counts: JSON.stringify(counts),
        proof: proof ? JSON.stringify(proof) : null,
        done_at: now(),
      })
      .execute();
    await audit.append(tx, {
      tenantId,
      actor: objectId,
      action: kind === 'export' ? 'privacy.exported' : 'privacy.erased',
      target: id,
      detail: { ...counts, ...(proof ? { isGone: proof.isGone, tables: proof.tables } : {}) },
    });
  });
  return id;
}

export async function rectifyName(
  needs: PrivacyNeeds,
  principal: Principal,
  { address, name }: { address: string; name: string },
): Promise<{ changed: number }> {
  await requireAdministrator(needs, principal);
  const { tenantId, objectId } = principal;
  const subject = await findSubject(needs.database, tenantId, { kind: 'address', address });
  return needs.database.transaction(async (tx) => {
    let changed = 0;
    for (const [table, where, column] of [
      ['mail_participant', 'address', 'name'],
      ['calendar_attendee', 'address', 'name'],
      ['filing', 'from_address', 'from_name'],
      ['connection', 'address', 'display_name'],
    ] as const) {
      const { numAffectedRows } = await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${name}
        where tenant_id = ${tenantId} and lower(${sql.ref(where)}) = ${subject.address} and ${sql.ref(column)} <> ${name}`.execute(
        tx,
      );
      changed += Number(numAffectedRows ?? 0);
    }
    await needs.audit.append(tx, {
      tenantId,
      actor: objectId,
      action: 'privacy.rectified',
      target: 'name',
      detail: { rows: changed },
    });
    return { changed };
  });
}

export async function allowPrivacy(
  needs: PrivacyNeeds,
  principal: Principal,
  address: string,
): Promise<{ suppressed: number }> {
  await requireAdministrator(needs, principal);
  const { tenantId, objectId } = principal;
  await needs.database.transaction(async (tx) => {
    await allowAgain(tx, tenantId, address);
    await needs.audit.append(tx, { tenantId, actor: objectId, action: 'privacy.allowed_again', target: 'address' });
  });
  return { suppressed: await suppressedCount(needs.database, tenantId) };
}
export async function suppressedCount({ kysely }: Database, tenantId: string): Promise<number> {
  const row = await kysely
    .selectFrom('suppression')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}
