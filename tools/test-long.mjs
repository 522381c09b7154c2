// `npm run test:long`: the tests that take their full size only when asked.
import { spawnSync } from 'node:child_process';
import { prepare, root } from './prepare.mjs';

if (process.argv.includes('--help')) {
  process.stdout.write(`npm run test:long

Runs the tests that are smaller in "npm test" at their full size: kills at each step of filing and sending, 10,000 messages and
50 kills, all on both databases, a thousand record folders with workers killed, 60 random worlds of access, a record of 100,000 mails, also scrolled in a browser, series in 37 zones changed on both sides,
a file of 150 MB into the sandbox and another through the server, 22,000 requests made from the contract. Takes a while.
`);
  process.exit(0);
}
prepare();
const files = [
  'crash-embedded',
  'crash-postgres',
  'compose-crash',
  'sync-kill',
  'sync-model',
  'folder-kill',
  'booking-kill',
  'access-model',
  'sandbox-files-large',
  'files-large',
  'timeline-large',
  'fuzz',
  'calendar-model',
]
  .map((it) => `test/flows/${it}`)
  .concat('test/e2e/record');
const done = spawnSync('npm', ['run', '-s', 'jest', '--', '--selectProjects', 'flows', 'e2e', '--', ...files], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, TEST_LONG: '1' },
  shell: process.platform === 'win32',
});
process.exit(done.status ?? 1);
