// `npm run check`: types, lint, import law and unit tests side by side; what one waits before each commit.
import { spawn } from 'node:child_process';
import { root } from './prepare.mjs';

const steps = [
  ['types', ['types']],
  ['lint', ['lint']],
  ['import law', ['law']],
  ['unit', ['unit']],
];
const run = ([name, args]) =>
  new Promise((done) => {
    const begin = Date.now();
    let output = '';
    const child = spawn('npm', ['run', '-s', ...args], { cwd: root, shell: process.platform === 'win32' });
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
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
