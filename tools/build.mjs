// `npm run build`: what production runs, into dist/.
import { spawnSync } from 'node:child_process';
import { answerHelp } from './help.mjs';
import { install, markBuilt, root } from './prepare.mjs';

answerHelp(`npm run build

Builds into dist/, always anew: public/ (the pages, their scripts compressed), server/ and contract/ (what npm run serve
runs), sandbox/ (not needed in production). Installs packages where they are missing.`);
install();
for (const part of ['browser', 'node']) {
  const done = spawnSync('npm', ['run', '-s', `build:${part}`], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (done.status !== 0) process.exit(done.status ?? 1);
  markBuilt(part);
}
