// `npm run sideload`: this add-in in a real Outlook. Lives in a folder of its own (docs/decisions/0007-sideloading.md).
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { answerHelp } from './help.mjs';
import { root } from './prepare.mjs';

answerHelp(`npm run sideload [-- start|stop]

Registers manifest.xml with an Outlook on Windows or macOS (start, the default) or takes it back (stop), with Microsoft's
office-addin-debugging. Installs that package into tools/sideload the first time: about 450 MB. The manifest must name an
https address that Outlook reaches; on Linux there is no Outlook to start.`);

const folder = path.join(root, 'tools/sideload');
const run = (...args) => {
  const done = spawnSync('npm', args, { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' });
  if (done.status !== 0) process.exit(done.status ?? 1);
};
const what = process.argv[2] ?? 'start';
if (!['start', 'stop'].includes(what)) {
  process.stderr.write(`There is no "${what}"; npm run sideload -- --help\n`);
  process.exit(1);
}
if (!fs.existsSync(path.join(folder, 'node_modules'))) run('install', '--no-audit', '--no-fund');
run('run', what);
