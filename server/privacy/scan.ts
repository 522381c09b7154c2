import { sql, type RawBuilder } from 'kysely';
import type { Sql } from '../db/database.js';

/* Finding a person in the rows of a tenant, whatever the table: a table made tomorrow is looked through too. */

export interface Table {
  name: string;
  columns: { name: string; kind: 'text' | 'json' | 'list' }[];
}
/** Keeps ids, hashes and pseudonyms only, and must stay as it is; or holds no personal data but sealed. */
const leftOut = [
  'audit_entry',
  'activity',
  'audit_head',
  'suppression',
  'privacy_request',
  'tenant_key',
  'token_cache',
];

export async function tablesOfTenants(on: Sql): Promise<Table[]> {
  const { rows } = await sql<{ table_name: string; column_name: string; data_type: string }>`
    select c.table_name, c.column_name, case when c.data_type = 'ARRAY' then c.udt_name else c.data_type end as data_type from information_schema.columns c
    join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name and t.table_type = 'BASE TABLE'
    where c.table_schema = 'public' and exists (select 1 from information_schema.columns k
      where k.table_schema = 'public' and k.table_name = c.table_name and k.column_name = 'tenant_id')
    order by 1, c.ordinal_position`.execute(on);
  const kinds: Record<string, Table['columns'][number]['kind']> = {
    text: 'text',
    'character varying': 'text',
    jsonb: 'json',
    _text: 'list',
  };
  const tables = new Map<string, Table>();
  for (const { table_name: name, column_name: column, data_type: type } of rows) {
    if (leftOut.includes(name)) continue;
    const table = tables.get(name) ?? { name, columns: [] };
    tables.set(name, table);
    const kind = kinds[type];
    if (kind && column !== 'tenant_id') table.columns.push({ name: column, kind });
  }
  return [...tables.values()];
}

/** A regular expression of PostgreSQL that fits any of the terms, in whatever letters. */
export const patternOf = (terms: string[]): string =>
  terms
    .filter((it) => it.trim().length > 2)
    .map((it) => it.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .sort((a, b) => b.length - a.length)
    .join('|');

export const fits = (pattern: string) => sql<boolean>`to_jsonb(x)::text ~* ${pattern}`;

export async function countIn(on: Sql, table: string, tenantId: string, pattern: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from ${sql.table(table)} x
    where tenant_id = ${tenantId} and ${fits(pattern)}`.execute(on);
  return rows[0]?.count ?? 0;
}

/** What somebody keeps for themselves stays with them, whoever asks for a copy: that there was something at that time, and no more. */
const cutDown: Record<string, RawBuilder<unknown>> = {
  calendar_event: sql`case when x.sensitivity in ('private', 'confidential') or x.is_never_filed
    then array['subject', 'body_text', 'location', 'join_url', 'recurrence', 'organizer_address', 'organizer_name'] else array[]::text[] end`,
  calendar_change: sql`case when exists (select 1 from calendar_event e where e.id = x.event_id
      and (e.sensitivity in ('private', 'confidential') or e.is_never_filed))
      or x.fields ->> 'sensitivity' in ('private', 'confidential')
    then array['fields', 'base', 'theirs', 'plan'] else array[]::text[] end`,
};

/** Rows in which somebody stands, without what is sealed or hashed. */
export async function rowsIn(on: Sql, table: string, tenantId: string, pattern: string): Promise<object[]> {
  const { rows } = await sql<{
    row: object;
  }>`select to_jsonb(x) - array['sealed', 'sealed_key', 'key_id', 'tenant_id', 'secret_hash', 'address_keys',
      'lease_by', 'lease_until', 'sealed_upload', 'sealed_secret', 'door'] - ${cutDown[table] ?? sql`array[]::text[]`} as row from ${sql.table(table)} x
    where tenant_id = ${tenantId} and ${fits(pattern)} limit 20000`.execute(on);
  return rows.map((it) => it.row);
}

const words: Record<string, string> = {
  mail_participant: 'People of emails',
  mail_message: 'Emails on records',
  mail_link: 'Links of emails to records',
  mail_choice: 'Remembered choices between records',
  filing: 'Filed emails',
  record_index: 'Records of Coherence, as we know them',
  record_address: 'Addresses of records',
  fresh_address: 'New addresses to look for',
  calendar_attendee: 'People of meetings',
  calendar_event: 'Meetings',
  connection: 'People who sign in',
  mailbox: 'Mailboxes',
  coherence_user: 'Users of Coherence',
  file_link: 'Linked files',
  stored_file: 'Stored files',
  record_folder: 'Folders of records',
  folder_question: 'Folders that are not ours, and what is asked about them',
  access_plan: 'Who can open folders',
  access_grant: 'Permissions given',
  team_mapping: 'Who stands for whom',
  outgoing_mail: 'Unsent emails',
  expected_mail: 'Emails begun in Outlook for a record',
  intent: 'Records to be made',
  sync_log: 'Sync log',
  mail_preview: 'Dry runs',
};
export const wordFor = (table: string): string =>
  words[table] ?? table.replace(/_/g, ' ').replace(/^./, (it) => it.toUpperCase());
