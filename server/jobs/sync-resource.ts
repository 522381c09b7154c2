import type { JobPayloads } from '../db/queue.js';
import type { Engine } from '../sync/engine.js';

/** One turn of one stream, whoever asked for it. */
export const syncResource = (engine: Engine, { stateId }: JobPayloads['sync-resource']): Promise<void> =>
  engine.sync(stateId);
