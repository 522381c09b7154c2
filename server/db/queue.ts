import PgBoss from 'pg-boss';
import type { Transaction } from 'kysely';
import { executeIn, type Database } from './database.js';
import { inBackground, inForeground } from './priority.js';
import type { Tables } from './schema.js';

/** Payloads are ids, never content. A job's file in jobs/ has its name. */
export interface JobPayloads {
  'settle-filing': { tenantId: string; filingId: string };
  'send-mail': { mailId: string };
  'book-meeting': { bookingId: string };
  'organise-mail': Record<string, never>;
  'settle-access': { tenantId: string; folderId: string };
  'create-record': { tenantId: string; intentId: string };
  'index-records': { tenantId: string };
  'read-changes': { tenantId: string; moduleId: string };
  'listen-to-coherence': { tenantId: string };
  'preview-mail': { tenantId: string; previewId: string };
  'plan-mailbox': { mailboxId: number };
  'sync-resource': { stateId: number };
  'renew-subscriptions': Record<string, never>;
  rematch: { tenantId: string };
  'make-folders': { tenantId: string; runId: string };
  'follow-drive': { streamId: string };
  'log-meetings': Record<string, never>;
  'change-event': { changeId: string };
  poll: Record<string, never>;
  'prune-audit': Record<string, never>;
  sweep: Record<string, never>;
}
export type JobName = keyof JobPayloads;
/** Jobs the clock asks for. */
export type ClockJob = 'log-meetings' | 'prune-audit' | 'sweep' | 'poll' | 'renew-subscriptions';
/** Nobody looks at a screen for these: on the embedded database they give way. */
const patient: ReadonlySet<JobName> = new Set<JobName>([
  'organise-mail',
  'index-records',
  'read-changes',
  'listen-to-coherence',
  'sync-resource',
  'rematch',
  'make-folders',
  'follow-drive',
]);
const names: JobName[] = [
  'settle-filing',
  'send-mail',
  'book-meeting',
  'organise-mail',
  'settle-access',
  'create-record',
  'index-records',
  'read-changes',
  'listen-to-coherence',
  'preview-mail',
  'plan-mailbox',
  'sync-resource',
  'renew-subscriptions',
  'rematch',
  'make-folders',
  'follow-drive',
  'log-meetings',
  'change-event',
  'poll',
  'prune-audit',
  'sweep',
];

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
  every(job: ClockJob, seconds: number): void;
  /** Takes no more jobs and waits for those under way. */
  stop(): Promise<void>;
}
const lookEveryMs = 500;
/** By the condition under which pg-boss gives a job out. */
const dueNames = `select distinct name from pgboss.job where state < 'active' and start_after < now()`;
const drainMs = 15_000;

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
  const there = new Set((await boss.getQueues()).map((it) => it.name)); // making each again at every start took its time
  for (const name of names.filter((it) => !there.has(it)))
    await boss.createQueue(name, { name, policy: 'short', retryLimit: 0, deleteAfterSeconds: 3600 } as PgBoss.Queue);
  const timers: NodeJS.Timeout[] = [];
  const looks = new Map<string, () => Promise<void>>();
  const underWay = new Set<Promise<void>>();
  let isStopping = false;
  let isLookingAround = false;
  /** One statement for all names, of which most have nothing to do: taking from each in turn kept an idle embedded database busy. */
  async function lookAround(): Promise<void> {
    if (isLookingAround || isStopping || looks.size === 0) return;
    isLookingAround = true;
    try {
      const { rows } = await inBackground(() => database.executeSql(dueNames));
      for (const { name } of rows as { name: string }[]) void looks.get(name)?.();
    } catch (error) {
      if (!isStopping) onError('queue', error);
    } finally {
      isLookingAround = false;
    }
  }
  timers.push(setInterval(() => void lookAround(), lookEveryMs));

  const queue: Queue = {
    async add(job, payload, { key, afterSeconds, tx }) {
      if (isStopping) return;
      const db = tx && { executeSql: (text: string, values: unknown[]) => executeIn(tx, text, values) };
      await boss.send(job, payload, {
        singletonKey: key,
        ...(afterSeconds ? { startAfter: afterSeconds } : {}),
        ...(db ? { db } : {}),
      });
      const look = looks.get(job);
      if (look && !afterSeconds) setTimeout(() => void look(), 5); // what is added in a transaction is there a moment later
    },
    async work(job, atOnce, handler) {
      let running = 0;
      let isLooking = false;
      async function run({ id, data }: { id: string; data: unknown }): Promise<void> {
        try {
          const work = () => handler(data as JobPayloads[typeof job]);
          await (patient.has(job) ? inBackground(work) : inForeground(work));
        } catch (error) {
          onError(job, error);
        }
        await inBackground(() => boss.complete(job, id));
      }
      /** One look for all free places: a look for each would cost a statement each. */
      async function look(): Promise<void> {
        if (isLooking || isStopping) return;
        isLooking = true;
        try {
          while (running < atOnce && !isStopping) {
            const places = atOnce - running;
            const jobs = await inBackground(() => boss.fetch<object>(job, { batchSize: places }));
            if (jobs.length === 0) return;
            for (const it of jobs) {
              running += 1;
              const done = run(it)
                .catch((error: unknown) => onError(job, error))
                .finally(() => {
                  running -= 1;
                  underWay.delete(done);
                  void look();
                });
              underWay.add(done);
            }
          }
        } catch (error) {
          if (!isStopping) onError(job, error);
        } finally {
          isLooking = false;
        }
      }
      looks.set(job, look);
      await look();
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
      const late = new Promise((resolve) => {
        setTimeout(resolve, drainMs).unref();
      });
      await Promise.race([Promise.all(underWay), late]);
      await boss.stop({ graceful: true, wait: true, timeout: 10_000, close: false });
    },
  };
  return queue;
}
