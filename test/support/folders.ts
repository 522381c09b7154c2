import type { FileSettings, FolderRun } from '../../contract/files.js';
import { alder, birch } from '../../sandbox/tenant/company.js';
import type { Caller } from './world.js';

/** Environment of a world whose operator names these people as administrators, instead of the usual one. */
export const administeredBy = (...names: string[]) => ({
  ADMINISTRATORS: [...alder.people, ...birch.people]
    .filter((it) => names.some((name) => it.name.startsWith(name)))
    .map((it) => it.id)
    .join(' '),
});

export const usualFiles: FileSettings = {
  root: { kind: 'oneDrive' },
  template: 'Coherence/{Module}/{Record}',
  attachments: 'ask',
  sharing: 'none',
  clash: 'keepBoth',
  whenDeleted: 'recreate',
  autoModules: [],
  renameWithRecord: false,
};

/** Saves file settings over whatever is in force. */
export async function saveFiles(caller: Caller, more: Partial<FileSettings> = {}) {
  const { version } = await caller.call('GET /files/settings');
  return caller.call('PUT /files/settings', { body: { settings: { ...usualFiles, ...more }, version } });
}

/** Waits until a run is over, or as it is asked for. */
export async function runUntil(
  caller: Caller,
  id: string,
  isSo: (run: FolderRun) => boolean = ({ state }) => state === 'done',
  limitMs = 120_000,
  everyMs = 50,
): Promise<FolderRun> {
  for (const end = Date.now() + limitMs; ;) {
    const run = await caller.call('GET /files/runs/:run', { params: { run: id } });
    if (isSo(run)) return run;
    if (Date.now() > end) throw new Error(`The run did not come so far: ${JSON.stringify(run)}`);
    await new Promise((resolve) => {
      setTimeout(resolve, everyMs);
    });
  }
}
