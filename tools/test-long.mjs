// `npm run test:long`: every test that starts a world, at its full size.
import { spawnSync } from 'node:child_process';
import { prepare, root } from './prepare.mjs';

if (process.argv.includes('--help')) {
  process.stdout.write(`npm run test:long [-- patterns]

Runs what starts a world in "npm test" and "npm run test:deep", at full size, and with a world that names no database on the
embedded one (there it is PostgreSQL, where there is one). Kills at every step of filing, sending and booking on both databases,
10,000 messages and 50 kills, a thousand record folders with workers killed, 60 random worlds of access, a record of 100,000 mails,
also scrolled in a browser, series in 37 zones changed on both sides, a file of 150 MB into the sandbox and another through the
server, 22,000 requests made from the contract, every screen in light and dark. Takes about an hour: before a release,
and after changes of what it proves.

  patterns              only files whose path fits one of them, for example: npm run test:long -- crash booking-kill
  --help                this text
`);
  process.exit(0);
}
prepare();
const patterns = process.argv.slice(2);
const done = spawnSync(
  'npm',
  [
    'run',
    '-s',
    'jest',
    '--',
    '--selectProjects',
    'contract',
    'flows',
    'e2e',
    'deep',
    ...(patterns.length ? ['--', ...patterns] : []),
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, TEST_LONG: '1', TEST_PICTURES: '1', TEST_KIND: process.env.TEST_KIND ?? 'embedded' },
    shell: process.platform === 'win32',
  },
);
process.exit(done.status ?? 1);
