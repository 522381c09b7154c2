import { openDatabase, type Database } from '../../server/db/database.js';
import { startPostgres } from './postgres.js';
import { borrowMemoryDatabase } from './process/memory-database.js';

export const databaseKinds = ['embedded', 'postgres'] as const;

/** An empty database of a kind, forgotten afterwards. */
export async function emptyDatabase(
  kind: (typeof databaseKinds)[number],
): Promise<{ database: Database; stop(): Promise<void> }> {
  const postgres = kind === 'postgres' ? await startPostgres() : undefined;
  const database = await openDatabase(postgres ? { url: postgres.url } : { opened: await borrowMemoryDatabase() });
  return {
    database,
    async stop() {
      await database.close();
      await postgres?.stop();
    },
  };
}
