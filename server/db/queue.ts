import PgBoss from 'pg-boss';
import type { Transaction } from 'kysely';
import { executeIn, type Database } from './database.js';
import type { Tables } from './schema.js';

/** Payloads are ids, never content. */
export interface JobPayloads {
  'settle-filing': { tenantId: string; filingId: string };
  'create-record': { tenantId: string; intentId: string };
  'index-records': { tenantId: string };
  'preview-mail': { tenantId: string; previewId: string };
  sweep: Record<string, never>;
}
export type JobName = keyof JobPayloads;
const names: JobName[] = ['settle-filing', 'create-record', 'index-records', 'preview-mail', 'sweep'];

export interface Queue {
  /** Asks for a job. With the same key, waiting jobs are one. With `tx` it exists only if the transaction does. */
  add<J extends JobName>(
    job: J,
    payload: JobPayloads[J],
    options: { key: string; afterSeconds?: number; tx?: Transaction<Tables> },
  ): Promise<void>;
  /** Takes jobs of this name, up to `atOnce` together. A handler that throws is reported and not repeated: rows say what is still wished, and the sweep asks again. */
  work<J extends JobName>(job: J, atOnce: number, handler: (payload: JobPayloads[J]) => Promise<void>): Promise<void>;
  /** Asks for the job again and again. */
  every(job: 'sweep', seconds: number): void;
  stop(): Promise<void>;
}

/**
 * pg-boss on either database. Truth never lives here: what a crash loses, the sweep finds again in the rows, so a job
 * left active by a killed process needs no rescue.
 */
export async function startQueue(database: Database, onError: (job: string, error: unknown) => void): Promise<Queue> {
  const boss = new PgBoss({
    db: { executeSql: (text, values: unknown[] = []) => database.executeSql(text, values) },
    schedule: false,
    supervise: true,
  });
  boss.on('error', (error) => onError('queue', error));
  await boss.start();
  for (const name of names)
    await boss.createQueue(name, { name, policy: 'short', retryLimit: 0, deleteAfterSeconds: 3600 } as PgBoss.Queue);
  const timers: NodeJS.Timeout[] = [];
  let isStopping = false;

  const queue: Queue = {
    async add(job, payload, { key, afterSeconds, tx }) {
      if (isStopping) return;
      const db = tx && { executeSql: (text: string, values: unknown[]) => executeIn(tx, text, values) };
      await boss.send(job, payload, {
        singletonKey: key,
        ...(afterSeconds ? { startAfter: afterSeconds } : {}),
        ...(db ? { db } : {}),
      });
    },
    async work(job, atOnce, handler) {
      for (let i = 0; i < atOnce; i += 1) {
        await boss.work<object>(job, { pollingIntervalSeconds: 0.5, batchSize: 1 }, async (jobs) => {
          for (const { data } of jobs) {
            try {
              await handler(data as JobPayloads[typeof job]);
            } catch (error) {
              onError(job, error);
            }
          }
        });
      }
    },
    every(job, seconds) {
      const ask = () => {
        queue.add(job, {}, { key: job }).catch((error: unknown) => {
          if (!isStopping) onError(job, error);
        });
      };
      ask();
      timers.push(setInterval(ask, seconds * 1000));
    },
    async stop() {
      isStopping = true;
      for (const timer of timers) clearInterval(timer);
      await boss.stop({ graceful: true, wait: true, timeout: 10_000, close: false });
    },
  };
  return queue;
}
