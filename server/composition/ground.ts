import { figures } from '../administration/figures.js';
import { tellActivity } from '../administration/tell.js';
import { createActivity } from '../audit/activity.js';
import { createAudit } from '../audit/audit.js';
import { signAnew } from '../audit/verify.js';
import type { Log } from '../base/log.js';
import { createOutbound } from '../base/outbound.js';
import type { Config, Secrets } from '../config.js';
import { openDatabase, type Database } from '../db/database.js';
import { startQueue } from '../db/queue.js';
import { createOperation } from '../http/operation.js';
import { createSeal } from '../identity/seal.js';
import { causeOf } from './cause.js';

export type Ground = Awaited<ReturnType<typeof layGround>>;

/** What everything else stands on: the ways out, the database with its queue, the audit, and what an operator asks for. */
export async function layGround(config: Config, secrets: Secrets, log: Log, open?: Database) {
  const seal = createSeal(secrets.encryptionKeys);
  const {
    outbound,
    allow,
    close: closeOutbound,
  } = createOutbound({
    ...(config.caFile ? { caFile: config.caFile } : {}),
    configured: [config.entraUrl, config.graphUrl],
    named: [...config.fileOrigins, ...config.transferOrigins],
    onRefused: (origin) => log.warn('a call to where nobody named was refused', { origin }),
  });
  const database = open ?? (await openDatabase(config.database));
  const queue = await startQueue(database, (job, error) =>
    log.error('a job failed', {
      job,
      cause: causeOf(error),
    }),
  );
  const audit = createAudit(database, seal);
  await signAnew(database, seal);
  const activity = createActivity(database, seal, (rows) => log.error('activity was not written', { rows }));
  const tell = tellActivity(activity);
  const isHealthy = () =>
    database.executeSql('select 1').then(
      () => true,
      () => false,
    );
  const operation = createOperation({
    isReady: isHealthy,
    figures: () => figures(database),
    ...(secrets.metricsToken ? { metricsToken: secrets.metricsToken } : {}),
  });
  return {
    config,
    secrets,
    log,
    seal,
    outbound,
    allow,
    closeOutbound,
    database,
    queue,
    audit,
    activity,
    tell,
    isHealthy,
    operation,
  };
}
