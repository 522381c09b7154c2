import { parentPort, workerData } from 'node:worker_threads';
import { createPGlite, type Answered, type Asked } from './pglite-open.js';

/*
 * The embedded database in a thread of its own: it computes without giving way, and the server has people to answer meanwhile.
 * `pglite-open.ts` is the other end.
 */
const { folder } = workerData as { folder: string };
const answer = (it: Answered) => parentPort?.postMessage(it);
const refuse = (id: number, thrown: unknown) => {
  const { message, code } = thrown as { message?: string; code?: string };
  answer({ id, error: { message: message ?? String(thrown), ...(code ? { code } : {}) } });
};

createPGlite(folder).then(
  (db) => {
    parentPort?.on('message', ({ id, what, text = '', values = [] }: Asked) => {
      const work =
        what === 'query'
          ? db.query(text, values).then(({ rows, affectedRows }) => ({ rows, affectedRows }))
          : what === 'exec'
            ? db.exec(text).then((results) => results.map(({ rows }) => ({ rows })))
            : db.close();
      work.then(
        (result) => answer({ id, result }),
        (thrown: unknown) => refuse(id, thrown),
      );
    });
    answer({ id: 0 });
  },
  (thrown: unknown) => refuse(0, thrown),
);
