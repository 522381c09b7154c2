import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { openDatabase } from '../../server/db/database.js';
import { startQueue } from '../../server/db/queue.js';
import { startPostgresServer, type Postgres } from './postgres-server.js';
import { fingerprint } from './process/database-image.js';

export type { Postgres } from './postgres-server.js';

/**
 * A throw-away PostgreSQL database at the newest schema: on TEST_DATABASE_URL, or on a server of our own. Fails where neither can
 * be had: a test of PostgreSQL that silently runs without it proves nothing.
 */
export async function startPostgres(): Promise<Postgres> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) return newDatabase(given);
  const server = await startPostgresServer();
  if (!server) throw new Error('No PostgreSQL for the tests. Install its server, or name one in TEST_DATABASE_URL.');
  const { url } = await newDatabase(server.url);
  return { url, stop: () => server.stop() };
}

/** Copied from a template that was migrated once: that takes a second or two. */
async function newDatabase(given: string): Promise<Postgres> {
  const name = `coherence_${randomUUID().replace(/-/g, '')}`;
  const template = `coherence_template_${fingerprint()}`;
  await asOperator(given, async (run) => {
    await run('select pg_advisory_lock(1129270345)'); // one makes the template, and nobody copies it meanwhile
    const { rows } = await run('select 1 from pg_database where datname = $1', [template]);
    if (rows.length === 0) await makeTemplate(given, template, run);
    // Copied as files: by way of the log, which is the usual one since version 15, it takes ten times the processor.
    const { rows: versions } = await run("select current_setting('server_version_num')::int >= 150000 as has_strategy");
    const { has_strategy } = versions[0] as { has_strategy: boolean };
    await run(`create database ${name} template ${template}${has_strategy ? ' strategy file_copy' : ''}`);
  });
  return {
    url: at(given, name),
    stop: () => asOperator(given, async (run) => void (await run(`drop database ${name} with (force)`))),
  };
}

async function makeTemplate(given: string, template: string, run: Run): Promise<void> {
  const unfinished = `${template}_${randomUUID().slice(0, 8)}`;
  await run(`create database ${unfinished}`);
  const database = await openDatabase({ url: at(given, unfinished) });
  const queue = await startQueue(database, (_job, error) => {
    throw error;
  });
  await queue.stop();
  await database.close();
  await run(`alter database ${unfinished} rename to ${template}`);
}

type Run = (statement: string, values?: unknown[]) => Promise<{ rows: unknown[] }>;
async function asOperator(given: string, work: (run: Run) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: given });
  await client.connect();
  try {
    await work((statement, values) => client.query(statement, values));
  } finally {
    await client.end();
  }
}

function at(given: string, name: string): string {
  const url = new URL(given);
  url.pathname = `/${name}`;
  return url.href;
}
