import { sql, type Kysely } from 'kysely';

/** What following mail needs besides: what was planned, how far it was read, keys of tenants, addresses that became known. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table mailbox add column planned_version integer not null default 0, add column planned_rules text`,
  `alter table sync_state add column covered_from timestamptz, add column covered_to timestamptz,
     add column pages integer not null default 0, add column swept integer not null default 1`,
  `alter table mail_message add column gone_at timestamptz, add column modified_at timestamptz`,
  `create unique index subscription_resource on subscription (mailbox_id, resource)`,
  `create index subscription_expires on subscription (expires_at)`,
  `create table tenant_key (
     tenant_id text primary key, key_id text not null, sealed text not null, created_at timestamptz not null default now())`,
  // Addresses and "@domains" that came into the index of records: mail that has them is to be read again.
  `create table fresh_address (
     tenant_id text not null, address text not null, at timestamptz not null default now(), primary key (tenant_id, address))`,
];
