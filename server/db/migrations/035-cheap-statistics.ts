import { sql, type Kysely } from 'kysely';

/**
 * Statistics of the words of mail took longer than all other statistics together, and nobody asks for them: the one function that looks
 * for words (032) never reads whole tables.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const index of ['mail_message_words', 'mail_participant_words'])
    for (const column of [1, 2])
      await sql.raw(`alter index ${index} alter column ${column} set statistics 0`).execute(db);
}
