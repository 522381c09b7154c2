import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bareLoopOf, requestsToGraph } from '../support/bare-folders.js';
import { administeredBy, runUntil, saveFiles } from '../support/folders.js';
import { startWorld, type World } from '../support/world.js';
import { round } from './numbers.js';

/** What a request takes on its way to Microsoft and back. */
const tripMs = 50;
const refused = { share: 0.02, statuses: [429, 503], retryAfterSeconds: 1 };

/**
 * A folder for each of many records in one run, by a server of its own process, while some parts are refused: HTTP requests to Graph and
 * wall time, beside a bare batch loop that makes as many folders on the same service.
 */
export async function measureFolders(kind: 'embedded' | 'postgres', { folders }: { folders: number }): Promise<object> {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'coherence-bench-'));
  const world = await startWorld({
    kind,
    inside: false,
    trafficLog: path.join(scratch, 'traffic'),
    environment: administeredBy('Ada'),
  });
  try {
    furnish(world, folders);
    const ada = await world.as('Ada');
    await world.spawnServer();
    for (const end = Date.now() + 120_000; ;) {
      const { modules } = await ada.call('GET /files/settings');
      if (modules.find((it) => it.slug === 'leads')?.records === folders) break;
      if (Date.now() > end) throw new Error('Coherence was not read within two minutes.');
      await new Promise((resolve) => {
        setTimeout(resolve, 500);
      });
    }
    await saveFiles(ada);
    world.sandbox.behaviour.change({ timing: { requestMs: tripMs, itemMs: 0 }, random: refused });
    const before = requestsToGraph(world, scratch);
    const began = Date.now();
    const { id } = await ada.call('POST /files/runs', { body: { module: 'leads' } });
    const run = await runUntil(ada, id, undefined, 600_000, 500);
    const seconds = round((Date.now() - began) / 1000);
    const requests = requestsToGraph(world, scratch) - before;
    const bareBatchLoop = await bareLoopOf(world, ada, folders);
    return {
      folders: run.created,
      failed: run.failed,
      tripMs,
      requests,
      seconds,
      bareBatchLoop,
      timesTheRequestsOfTheLoop: round((requests / bareBatchLoop.requests) * 100) / 100,
      timesTheSecondsOfTheLoop: round((seconds / bareBatchLoop.seconds) * 100) / 100,
    };
  } finally {
    await world.stop();
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

function furnish({ sandbox: { coherence } }: World, folders: number): void {
  const { workspaces } = coherence;
  const workspace = workspaces.of('Alder & Finch');
  workspace.records = workspace.records.filter((it) => it.moduleId !== 'mod_leads');
  for (let i = 0; i < folders; i += 1) workspaces.add(workspace, 'mod_leads', `Enquiry ${i}`, {});
}
