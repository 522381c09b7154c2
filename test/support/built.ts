import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createHash } from 'node:crypto';

/**
 * Leaves dist as new as the sources, for tests that run what ships: `node` is the server, `pages` what browsers load. Two test
 * files at once build once: the second waits for the first.
 */
export function ensureBuilt(what: 'node' | 'pages'): void {
  if (process.env.TEST_BUILT) return; // `npm test` built everything before it began
  const root = process.cwd();
  const lock = path.join(
    os.tmpdir(),
    `coherence-build-${createHash('sha256').update(root).digest('hex').slice(0, 12)}`,
  );
  for (const end = Date.now() + 180_000; ;) {
    try {
      fs.mkdirSync(lock);
      break;
    } catch {
      const age = Date.now() - (fs.statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      if (age > 170_000) fs.rmSync(lock, { recursive: true, force: true }); // left by a run that was killed
      if (Date.now() > end) throw new Error(`Somebody else builds for too long; remove ${lock}.`);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    }
  }
  try {
    const done = spawnSync(process.execPath, [path.join(root, 'tools/prepare.mjs'), what], {
      cwd: root,
      encoding: 'utf8',
    });
    if (done.status !== 0) throw new Error(`Building ${what} did not succeed:\n${done.stderr}`);
  } finally {
    fs.rmSync(lock, { recursive: true, force: true });
  }
}
