import { sql } from 'kysely';
import { alder } from '../../sandbox/tenant/company.js';
import { storeMailbox } from '../support/mail-rows.js';
import { startWorld, type Caller } from '../support/world.js';
import { spread, time } from './numbers.js';

const rowsAtOnce = 5_000;

/** A page of a record that has very many mails: the first, one far back, and a search; beside the smallest question to the database. */
export async function measureTimeline(
  kind: 'embedded' | 'postgres',
  { entries, pages }: { entries: number; pages: number },
): Promise<object> {
  const world = await startWorld({ kind });
  try {
    const { server } = world;
    if (!server) throw new Error('The server did not start.');
    const ada = await world.as('Ada');
    await ada.call('GET /me');
    const on = server.database.kysely;
    const mailbox = await storeMailbox(on, alder.tenantId, ada.person.id, ada.person.userPrincipalName);
    const { module_id: module } = await on
      .selectFrom('module')
      .select('module_id')
      .where('tenant_id', '=', alder.tenantId)
      .where('role', '=', 'person')
      .executeTakeFirstOrThrow();
    for (let from = 0; from < entries; from += rowsAtOnce) {
      const [first, last] = [from + 1, Math.min(from + rowsAtOnce, entries)];
      // Three mails a conversation, one every seven minutes back in time.
      await sql`insert into mail_message (tenant_id, mailbox_id, graph_id, change_key, internet_message_id, conversation_id, received_at,
          address_keys, generation, subject, preview, sent_at, has_attachments, importance, sensitivity, categories, is_draft)
        select ${alder.tenantId}, ${mailbox}::bigint, 'g' || n, 'c', '<' || n || '@measured>', 'conv' || n / 3,
          now() - make_interval(mins => n * 7), '{}', 1, 'Measured ' || n, 'A preview', now(), false, 'normal', 'normal', '{}', false
        from generate_series(${first}::integer, ${last}::integer) n`.execute(on);
      await sql`insert into mail_participant (message_id, tenant_id, role, address, name)
        select id, tenant_id, 'from', 'jana.novak@lumenworks.example', 'Jana Novák' from mail_message
        where mailbox_id = ${mailbox} and graph_id = any(select 'g' || n from generate_series(${first}::integer, ${last}::integer) n)`.execute(
        on,
      );
      await sql`insert into mail_link (id, tenant_id, internet_message_id, module_id, record_id, state, confidence, reason, conversation_id,
          mailbox_id, received_at)
        select 'l' || n, ${alder.tenantId}, '<' || n || '@measured>', ${module}, 'rec_jana', 'linked', 'high', '{"kind":"address","value":"x"}',
          'conv' || n / 3, ${mailbox}::bigint, now() - make_interval(mins => n * 7)
        from generate_series(${first}::integer, ${last}::integer) n`.execute(on);
    }
    if (kind === 'postgres') await server.database.executeSql('analyze');
    const far = await walk(ada, 40);
    const [first, deep, search, selects] = [[] as number[], [] as number[], [] as number[], [] as number[]];
    for (let i = 0; i < pages; i += 1) {
      first.push(await time(() => page(ada)));
      deep.push(await time(() => page(ada, far)));
      selects.push(await time(() => sql`select 1`.execute(on)));
    }
    for (let i = 0; i < Math.max(3, pages / 10); i += 1)
      search.push(
        await time(() =>
          ada.call('POST /records/:module/:id/timeline', {
            params: ofJana,
            body: { search: `Measured ${Math.floor(entries / 2) + i}` },
          }),
        ),
      );
    return {
      entries,
      firstPage: spread(first),
      farPage: spread(deep),
      search: spread(search),
      select1: spread(selects),
    };
  } finally {
    await world.stop();
  }
}

const ofJana = { module: 'people', id: 'rec_jana' };
const page = (caller: Caller, before?: string) =>
  caller.call('GET /records/:module/:id/timeline', { params: ofJana, query: before ? { before } : {} });
/** The place after so many pages. */
async function walk(caller: Caller, pages: number): Promise<string> {
  let place: string | undefined;
  for (let i = 0; i < pages; i += 1) {
    const { entries, next } = await page(caller, place);
    if (entries.length === 0 || !next) break;
    place = next;
  }
  if (!place) throw new Error('The record has one page only.');
  return place;
}
