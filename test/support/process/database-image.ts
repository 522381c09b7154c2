import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { createPGlite } from '../../../server/db/pglite-open.js';
import { openDatabase } from '../../../server/db/database.js';
import { startQueue } from '../../../server/db/queue.js';

const root = process.cwd();
const cache = path.join(root, 'node_modules/.cache');

/**
 * An embedded database at the newest schema, queue included, to begin others with: making one anew takes seconds, and most tests
 * want one. Made once for a state of server/db and its packages; two that make it at once make the same.
 */
export async function databaseImage(): Promise<Blob> {
  return new Blob([fs.readFileSync(path.join(await made(), 'image.tar'))], { type: 'application/x-tar' });
}

/** The same as a folder of data that is there already, as at a second start. */
export async function beginFolder(folder: string): Promise<void> {
  fs.cpSync(path.join(await made(), 'data'), folder, { recursive: true });
}

async function made(): Promise<string> {
  const folder = path.join(cache, `test-database-${fingerprint()}`);
  if (!fs.existsSync(folder)) await make(folder);
  return folder;
}

async function make(folder: string): Promise<void> {
  fs.mkdirSync(cache, { recursive: true });
  for (const old of fs.readdirSync(cache))
    // Of other states only: another process may just have made this one.
    if (/^test-database-[0-9a-f]{16}(\.tar)?$/.test(old) && old !== path.basename(folder))
      fs.rmSync(path.join(cache, old), { recursive: true, force: true });
  const mine = fs.mkdtempSync(`${folder}-`);
  const data = path.join(mine, 'data');
  try {
    const database = await openDatabase({ folder: data });
    const queue = await startQueue(database, (_job, error) => {
      throw error;
    });
    await queue.stop();
    await database.close();
    const pglite = await createPGlite(data);
    const dump = Buffer.from(await (await pglite.dumpDataDir('none')).arrayBuffer());
    await pglite.close();
    fs.writeFileSync(path.join(mine, 'image.tar'), dump);
    if (!fs.existsSync(folder)) fs.renameSync(mine, folder);
  } catch (error) {
    if (!fs.existsSync(folder)) throw error; // another one was quicker
  } finally {
    fs.rmSync(mine, { recursive: true, force: true });
  }
}

/** Says which state of server/db and its packages this is. */
export function fingerprint(): string {
  const hash = createHash('sha256');
  const of = (folder: string) =>
    fs
      .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((it) => it.endsWith('.ts'))
      .sort()
      .map((it) => path.join(folder, it));
  const packages = ['@electric-sql/pglite', 'pg-boss', 'kysely'].map((it) => `node_modules/${it}/package.json`);
  for (const it of [...of('server/db'), ...packages]) hash.update(it).update(fs.readFileSync(path.join(root, it)));
  return hash.digest('hex').slice(0, 16);
}
