import type { Sql } from '../db/database.js';

const usualDays = 90;

/** How many days the audit of an organisation is kept; null keeps it for ever. */
export async function auditDays(on: Sql, tenantId: string): Promise<number | null> {
  const row = await on
    .selectFrom('audit_setting')
    .select('retention_days')
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst();
  return row ? row.retention_days : usualDays;
}
