import { countTests, tellTimes } from './test-report.mjs';

const test1 = (status: string, ...failureMessages: string[]) => ({ status, fullName: status, failureMessages });
const file = (name: string, ...assertionResults: ReturnType<typeof test1>[]) => ({
  name: `/root/${name}`,
  status: assertionResults.every((it) => it.status === 'passed') ? 'passed' : 'failed',
  message: 'Cannot find module',
  assertionResults,
});
const count = (...testResults: ReturnType<typeof file>[]) => countTests({ testResults }, '/root');

test('a test that this machine cannot run is skipped by name with what is missing, never passed', () => {
  const message = 'Error: No browser for the tests. Install Chromium.\n    at startBrowser';
  expect(count(file('a.ts', test1('failed', message)))).toEqual({
    passed: [],
    failed: [],
    skipped: ['a.ts: failed (No browser for the tests. Install Chromium.)'],
    brokenFiles: [],
  });
});

test('a test that fails as well for another reason has failed', () => {
  const { failed } = count(
    file('a.ts', test1('failed', 'Error: No PostgreSQL for the tests. Install', 'Error: 1 is 2')),
  );
  expect(failed).toEqual(['a.ts: failed']);
});

test('a test somebody skipped, and a file that did not load, are named', () => {
  expect(count(file('a.ts', test1('pending')), file('b.ts', test1('passed')))).toMatchObject({
    passed: ['passed'],
    skipped: ['a.ts: pending'],
  });
  const broken = { ...file('c.ts'), status: 'failed' };
  expect(count(broken).brokenFiles).toEqual(['c.ts: Cannot find module']);
});

test('what files cost is told with the dearest first, and in all', () => {
  const line = (name: string, own: number, started: number) =>
    JSON.stringify({ file: `/root/${name}`, seconds: 3, own, started });
  expect(tellTimes(`${line('a.ts', 1, 0)}\n${line('b.ts', 1, 9.5)}\n`, '/root').map((it) => it.trim())).toEqual([
    'clock s  processor s  file',
    '3.0         10.5  b.ts',
    '3.0          1.0  a.ts',
    '6           12  in all',
  ]);
});
