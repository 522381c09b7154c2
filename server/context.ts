import type { AddressInfo } from 'node:net';
import { createLog, type Log } from './base/log.js';
import { openDoors } from './composition/doors.js';
import { layGround } from './composition/ground.js';
import { furnishRooms } from './composition/rooms.js';
import { buildSite } from './composition/site.js';
import { workOf } from './composition/work.js';
import type { Config, Secrets } from './config.js';
import type { Database } from './db/database.js';
import { startWorker } from './jobs/worker.js';
import type { Records } from './records/records.js';
import type { LogNeeds } from './workloads/calendar/appointment/log.js';

export interface Server {
  url: string;
  database: Database;
  records: Records;
  /** What the log of meetings works with, to run it at will. */
  meetings: LogNeeds;
  stop(): Promise<void>;
}
export interface ServerOptions {
  log?: Log;
  /** One that is open already, instead of opening what the configuration names; it is closed with the server. */
  database?: Database;
  checkReplies?: boolean;
  requestsPerMinute?: number;
}

/** Builds every part once, from the ground up, and starts what the role asks for. */
export async function startServer(
  config: Config,
  secrets: Secrets,
  { log = createLog(config.logLevel), database: open, ...site }: ServerOptions = {},
): Promise<Server> {
  const rooms = furnishRooms(await openDoors(await layGround(config, secrets, log, open)));
  const { database, records, meetings, engine, folders, notices, queue, slots, activity, closeOutbound } = rooms;
  const app = await buildSite(rooms, site);
  if (config.role !== 'web') await startWorker(workOf(rooms));
  if (config.role !== 'worker') await app.listen({ host: config.host, port: config.port });
  const address = app.server.address() as AddressInfo | null;
  return {
    url: `http://${config.host}:${address?.port ?? 0}`,
    database,
    records,
    meetings,
    async stop() {
      engine.drain();
      folders.drain();
      await app.close();
      await notices.flush();
      await queue.stop();
      await slots?.close();
      await activity.stop();
      await database.close();
      await closeOutbound();
    },
  };
}
