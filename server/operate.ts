import fs from 'node:fs';
import { pipeline as pipe, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { Config } from './config.js';
import { backUp, restore } from './db/backup.js';
import { openDatabase } from './db/database.js';

export const commands = ['migrate', 'backup', 'restore'] as const;
export type Command = (typeof commands)[number];
export const commandHelp = `Commands, in place of serving:

  migrate                 brings the database to the newest schema and ends
  backup FILE             writes everything to FILE (.ndjson.gz); the server may go on meanwhile with PostgreSQL
  restore FILE            fills an empty database from FILE; the server must not run meanwhile
`;

/** Runs a command of an operator; answers what it says. Throws a sentence. */
export async function operate(
  command: Command,
  file: string | undefined,
  config: Pick<Config, 'database'>,
): Promise<string> {
  if (command !== 'migrate' && !file) throw new Error(`Name a file: ${command} FILE`);
  const database = await openDatabase(config.database);
  try {
    if (command === 'migrate') return 'The database has the newest schema.';
    const rows = command === 'backup' ? await toFile(file ?? '') : await fromFile(file ?? '');
    const count = Object.values(rows).reduce((sum, it) => sum + it, 0);
    return `${command === 'backup' ? 'Backed up' : 'Restored'} ${count} rows of ${Object.keys(rows).length} tables.`;
  } finally {
    await database.close();
  }

  /** Beside the name first, so that a backup that broke off is never taken for one. */
  async function toFile(name: string): Promise<Record<string, number>> {
    const lines = new LineQueue();
    const written = pipeline(Readable.from(lines), createGzip(), fs.createWriteStream(`${name}.part`, { mode: 0o600 }));
    try {
      const rows = await backUp(database, (line) => lines.put(line));
      lines.end();
      await written;
      fs.renameSync(`${name}.part`, name);
      return rows;
    } catch (error) {
      lines.end();
      await written.catch(() => undefined);
      fs.rmSync(`${name}.part`, { force: true });
      throw error;
    }
  }
  function fromFile(name: string): Promise<Record<string, number>> {
    if (!fs.existsSync(name)) throw new Error(`${name} is not there.`);
    return restore(database, linesOf(name));
  }
}

/** Read only as far as lines are asked for: whoever asks looks at the database first, and none may be lost meanwhile. */
async function* linesOf(name: string): AsyncGenerator<string> {
  const text = pipe(fs.createReadStream(name), createGunzip(), () => undefined).setEncoding('utf8');
  let rest = '';
  try {
    for await (const piece of text as AsyncIterable<string>) {
      const lines = (rest + piece).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (thrown) {
    if (!String((thrown as NodeJS.ErrnoException).code).startsWith('Z_')) throw thrown;
    throw new Error(`${name} is not a backup of Coherence for Microsoft 365, or it is damaged. Nothing was restored.`);
  }
  if (rest) yield rest;
}

/** Lines from who writes to who reads, one waiting for the other. */
class LineQueue implements AsyncIterable<string> {
  #line: string | undefined;
  #isOver = false;
  #wake: () => void = () => undefined;
  #taken: () => void = () => undefined;
  put(line: string): Promise<void> {
    this.#line = line;
    this.#wake();
    return new Promise((resolve) => {
      this.#taken = resolve;
    });
  }
  end(): void {
    this.#isOver = true;
    this.#wake();
    this.#taken();
  }
  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    for (;;) {
      if (this.#line !== undefined) {
        const line = this.#line;
        this.#line = undefined;
        yield line;
        this.#taken();
      } else if (this.#isOver) return;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }
}
