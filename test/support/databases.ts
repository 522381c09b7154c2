import { openDatabase, type Database } from '../../server/db/database.js';
import { startPostgresServer } from './postgres-server.js';
import { startPostgres } from './postgres.js';
import { beginFolder } from './process/database-image.js';
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

/** An empty database of a kind whose files nobody else writes to: an embedded one in `folder`, or a PostgreSQL of its own. */
export async function databaseOnDisk(
  kind: (typeof databaseKinds)[number],
  folder: string,
): Promise<{ database: Database; folder: string; stop(): Promise<void> }> {
  const server = kind === 'postgres' ? await startPostgresServer() : undefined;
  if (kind === 'postgres' && !server?.folder)
    throw new Error('No PostgreSQL for this test: it reads the files of a server of its own. Install its server.');
  if (!server) await beginFolder(folder);
  const database = await openDatabase(server ? { url: server.url } : { folder });
  return {
    database,
    folder: server?.folder ?? folder,
    async stop() {
      await database.close();
      await server?.stop();
    },
  };
}
