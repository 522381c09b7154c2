import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { btree_gin } from '@electric-sql/pglite/contrib/btree_gin';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';

/** What we use of an embedded database, wherever it computes. One caller at a time. */
export interface Embedded {
  query<R>(text: string, values?: unknown[]): Promise<{ rows: R[]; affectedRows?: number | undefined }>;
  /** Several statements; gives what each of them gave. */
  exec(text: string): Promise<{ rows: unknown[] }[]>;
  close(): Promise<void>;
}

/** What is said to the thread, and by it. */
export interface Asked {
  id: number;
  what: 'query' | 'exec' | 'close';
  text?: string;
  values?: unknown[];
}
export interface Answered {
  /** 0 says that the database is open, or why not. */
  id: number;
  result?: unknown;
  error?: { message: string; code?: string };
}

/** A PGlite in this thread; a new one begins empty, or with an image as its `dumpDataDir` gives it: making it takes seconds. */
export const createPGlite = (folder: string, image?: Blob): Promise<PGlite> =>
  PGlite.create({
    dataDir: folder === ':memory:' ? 'memory://' : folder,
    extensions: { btree_gin, pg_trgm },
    ...(image ? { loadDataDir: image } : {}),
  });

/**
 * Opens the database of a folder, or one in memory. One that is not there yet begins empty. A
 * folder's database computes in a thread of its own, so that people are answered meanwhile; run from the sources, where there is
 * no built file for a thread, it computes here.
 */
export async function openPGlite(folder: string): Promise<Embedded> {
  const thread = fileURLToPath(new URL('./pglite-thread.js', import.meta.url));
  return folder === ':memory:' || !fs.existsSync(thread) ? createPGlite(folder) : openInThread(thread, folder);
}

type Waiting = { resolve(result: unknown): void; reject(error: Error): void };

async function openInThread(thread: string, folder: string): Promise<Embedded> {
  const worker = new Worker(thread, { workerData: { folder } });
  const waiting = new Map<number, Waiting>();
  let last = 0;
  // A thread that dies takes the process with it (nobody listens to its error): the next start finds everything in the rows.
  worker.on('message', ({ id, result, error }: Answered) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (waiting.size === 0) worker.unref(); // an open database alone keeps no process alive
    if (error) asked?.reject(Object.assign(new Error(error.message), error.code ? { code: error.code } : {}));
    else asked?.resolve(result);
  });
  const expect = (id: number) =>
    new Promise<unknown>((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      worker.ref();
    });
  const ask = async <T>(question: Omit<Asked, 'id'>): Promise<T> => {
    last += 1;
    const answer = expect(last);
    worker.postMessage({ id: last, ...question } satisfies Asked);
    return (await answer) as T;
  };
  await expect(0);
  return {
    query: (text, values = []) => ask({ what: 'query', text, values }),
    exec: (text) => ask({ what: 'exec', text }),
    async close() {
      await ask({ what: 'close' });
      await worker.terminate();
    },
  };
}
