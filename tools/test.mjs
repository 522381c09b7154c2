// `npm test`: everything that must be green, from a bare clone, ending in a line that counts.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readCapabilities, unproven } from './capabilities.mjs';
import { prepare, root } from './prepare.mjs';

const help = `npm test [-- options]

Installs and builds what is missing, then checks types, lint and the import law, and runs every test:
unit, pages, house rules, contract suites, flows (server and sandbox) and browser tests.

  --quick       leave out the browser tests
  --help        this text
Anything else is handed to Jest, for example: npm test -- --testPathPatterns filing`;

const args = process.argv.slice(2);
if (args.includes('--help')) {
  process.stdout.write(`${help}\n`);
  process.exit(0);
}
prepare();

const failures = [];
function check(what, args) {
  const begin = Date.now();
  const done = spawnSync('npm', ['run', '-s', ...args], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  process.stderr.write(
    `${done.status === 0 ? 'ok  ' : 'FAIL'} ${what} (${Math.round((Date.now() - begin) / 1000)} s)\n`,
  );
  if (done.status !== 0) failures.push(what);
}

const wanted = args.filter((a) => a !== '--quick');
if (wanted.length === 0) {
  check('types', ['types']);
  check('lint', ['lint']);
  check('import law', ['law']);
  check('manifests', ['validate']);
  check('first screen within its budget', ['size']);
}

const outputFile = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'coherence-test-')), 'jest.json');
const projects = ['unit', 'dom', 'house', 'contract', 'flows', ...(args.includes('--quick') ? [] : ['e2e'])];
spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    path.join(root, 'node_modules/jest/bin/jest.js'),
    '--json',
    '--outputFile',
    outputFile,
    '--selectProjects',
    ...projects,
    ...wanted,
  ],
  { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
);

if (!fs.existsSync(outputFile)) {
  process.stdout.write('\nJest did not finish.\n0 passed, 1 failed\n');
  process.exit(1);
}
const result = JSON.parse(fs.readFileSync(outputFile, 'utf8'));
const skipped = result.testResults.flatMap((file) =>
  file.assertionResults
    .filter((t) => t.status === 'pending')
    .map((t) => `${path.relative(root, file.name)}: ${t.fullName}`),
);
for (const name of skipped) process.stdout.write(`skipped  ${name}\n`);
if (process.env.CI && skipped.length > 0) failures.push('tests were skipped although CI is set');
const passedNames = result.testResults.flatMap((file) =>
  file.assertionResults.filter((t) => t.status === 'passed').map((t) => t.fullName),
);
if (args.length === 0)
  for (const { id } of unproven(readCapabilities(), passedNames))
    failures.push(`docs/capabilities.md says M${id} works, but no passing test names it`);
const brokenFiles = result.testResults.filter(
  (file) => file.status === 'failed' && file.assertionResults.every((t) => t.status !== 'failed'),
).length;
const failed = result.numFailedTests + brokenFiles + failures.length;
for (const name of failures) process.stdout.write(`failed   ${name}\n`);
process.stdout.write(`\n${result.numPassedTests} passed, ${failed} failed, ${skipped.length} skipped\n`);
process.exit(failed === 0 && result.numPassedTests > 0 ? 0 : 1);
