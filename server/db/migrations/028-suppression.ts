import { sql, type Kysely } from 'kysely';

/**
 * People who were erased are not taken in again, whoever writes: the database itself leaves their rows out. Only salted hashes of addresses and
 * names are kept.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const leftOut = ['mail_participant', 'calendar_attendee', 'record_address', 'fresh_address', 'coherence_user'];
const statements = [
  `drop table suppression`,
  `create table suppression (
     tenant_id text not null, salt text not null, address_hash text not null, created_at timestamptz not null default now(),
     primary key (tenant_id, address_hash))`,
  `create function is_suppressed(of_tenant text, value text) returns boolean language sql stable as $$
     select exists (select 1 from suppression s where s.tenant_id = of_tenant
       and s.address_hash = encode(sha256(convert_to(s.salt || lower(trim(value)), 'UTF8')), 'hex')) $$`,
  `create function leave_erased_out() returns trigger language plpgsql as $$
     begin
       if is_suppressed(new.tenant_id, new.address) then return null; end if;
       return new;
     end $$`,
  ...leftOut.map(
    (it) =>
      `create trigger ${it}_erased before insert or update on ${it} for each row execute function leave_erased_out()`,
  ),
  `create function blank_erased_sender() returns trigger language plpgsql as $$
     begin
       if is_suppressed(new.tenant_id, new.from_address) then
         new.from_address := '';
         new.from_name := '';
       end if;
       return new;
     end $$`,
  `create trigger filing_erased before insert or update of from_address on filing for each row execute function blank_erased_sender()`,
  `create function blank_erased_organizer() returns trigger language plpgsql as $$
     begin
       if is_suppressed(new.tenant_id, new.organizer_address) then
         new.organizer_address := '';
         new.organizer_name := '';
       end if;
       return new;
     end $$`,
  `create trigger calendar_event_erased before insert or update of organizer_address on calendar_event for each row execute function blank_erased_organizer()`,
];
