import { sql, type Kysely } from 'kysely';

/**
 * A second key for Coherence, so that one can be replaced without a moment without; what an administrator says a module is for, and
 * records of erased people left out by the database itself. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table coherence_connection add column second_key_id text, add column sealed_second_key text,
    add column key_in_use integer not null default 1`.execute(db);
  await sql`alter table module add column role_set text`.execute(db);
  await sql`create function leave_erased_name_out() returns trigger language plpgsql as $$
    begin
      if is_suppressed(new.tenant_id, new.display_name) then return null; end if;
      return new;
    end $$`.execute(db);
  await sql`create trigger record_index_erased before insert or update of display_name on record_index
    for each row execute function leave_erased_name_out()`.execute(db);
}
