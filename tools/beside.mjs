import { spawn } from 'node:child_process';
import { root } from './prepare.mjs';

/** The checkers written in Go, which live for seconds, tidy their memory less often: a third less of processor. */
const env = { GOGC: '800', ...process.env };

/**
 * Runs npm scripts, or programs of Node with their arguments, beside each other; what one said is printed when it did not succeed.
 * Gives the names of those.
 */
export async function runBeside(steps) {
  const failed = [];
  await Promise.all(
    steps.map(
      ([name, step]) =>
        new Promise((done) => {
          const begin = Date.now();
          let output = '';
          const child =
            typeof step === 'string'
              ? spawn('npm', ['run', '-s', step], { cwd: root, env, shell: process.platform === 'win32' })
              : spawn(process.execPath, step, { cwd: root, env });
          for (const stream of [child.stdout, child.stderr])
            stream.on('data', (chunk) => {
              output += chunk;
            });
          child.on('close', (code) => {
            const seconds = Math.round((Date.now() - begin) / 1000);
            process.stderr.write(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)\n${code === 0 ? '' : output}`);
            if (code !== 0) failed.push(name);
            done();
          });
        }),
    ),
  );
  return failed;
}
