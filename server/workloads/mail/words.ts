import { sql } from 'kysely';
import type { Sql } from '../../db/database.js';

/*
 * Which mails of an organisation have some words, by the indexes of migration 032: a first choice, in any order, of what a record's
 * timeline then looks at. Words are found from their beginning, whatever signs stand between them.
 */

/** As the migration's `signs`: they part words. */
const signs = `-_.@/\\:;,+'"()[]{}<>|&!?*%#=~^\`$`;

/** What a person typed as a question to the index: every word, the beginning is enough. Empty when there is no word in it. */
export const toQuery = (text: string): string =>
  [...text.toLowerCase()]
    .map((it) => (signs.includes(it) ? ' ' : it))
    .join('')
    .split(/\s+/)
    .filter((it) => /[\p{L}\p{N}]/u.test(it))
    .map((it) => `'${it}':*`)
    .join(' & ');

/** More than so many mails with the words are no help: then looking along the record soon finds some. */
const most = 5_000;

/** Internet message ids of mails with these words; undefined when there are too many, or the words are none. */
export async function mailsWithWords(on: Sql, tenantId: string, text: string): Promise<string[] | undefined> {
  const query = toQuery(text);
  if (!query) return undefined;
  const { rows } = await sql<{ id: string }>`
    select m.internet_message_id as id
    from mail_with_words(${tenantId}, to_tsquery('simple'::regconfig, ${query}), ${most + 1}::integer) f (id)
    cross join lateral (select internet_message_id from mail_message m where m.id = f.id and m.tenant_id = ${tenantId} limit 1) m`.execute(
    on,
  );
  return rows.length > most ? undefined : [...new Set(rows.map((it) => it.id))];
}
