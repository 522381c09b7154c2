// `npm run check`: types, style, import law and unit tests side by side; what one waits for before each commit.
import { spawn } from 'node:child_process';
import { answerHelp } from './help.mjs';
import { install, root } from './prepare.mjs';

answerHelp(`npm run check

Types, style, import law and unit tests side by side. Says nothing but the time where all is well; npm run format mends style.`);
install();

const steps = [
  ['types', 'types'],
  ['style', 'lint'],
  ['import law', 'law'],
  ['units and pages', 'unit'],
];
const run = ([name, script]) =>
  new Promise((done) => {
    const begin = Date.now();
    let output = '';
    const child = spawn('npm', ['run', '-s', script], { cwd: root, shell: process.platform === 'win32' });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        output += chunk;
      });
    child.on('close', (code) => {
      process.stdout.write(
        `${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${Math.round((Date.now() - begin) / 1000)} s)\n${code === 0 ? '' : output}`,
      );
      done(code === 0);
    });
  });
const results = await Promise.all(steps.map(run));
process.exit(results.every(Boolean) ? 0 : 1);
