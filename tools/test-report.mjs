// What a run of Jest amounts to, by name.
import path from 'node:path';

/** How `test/support` says that this machine lacks what a test needs; such a test did not fail, it could not run. */
const notHere = /^(Error: )?No (browser|PostgreSQL) for the (browser )?tests[.]/;

/** Names of passed, failed and skipped tests, and of files that did not even load. */
export function countTests(result, root) {
  const tests = result.testResults.flatMap((file) =>
    file.assertionResults.map((test) => ({ ...test, label: `${path.relative(root, file.name)}: ${test.fullName}` })),
  );
  const lacks = ({ status, failureMessages }) =>
    status === 'failed' && failureMessages.length > 0 && failureMessages.every((it) => notHere.test(it));
  const why = ({ failureMessages: [message = ''] }) => message.replace(/^Error: /, '').split('\n')[0];
  return {
    passed: tests.filter((it) => it.status === 'passed').map((it) => it.fullName),
    failed: tests.filter((it) => it.status === 'failed' && !lacks(it)).map((it) => it.label),
    skipped: [
      ...tests.filter((it) => ['pending', 'todo', 'disabled'].includes(it.status)).map((it) => it.label),
      ...tests.filter(lacks).map((it) => `${it.label} (${why(it)})`),
    ],
    brokenFiles: result.testResults
      .filter((file) => file.status === 'failed' && file.assertionResults.every((it) => it.status !== 'failed'))
      .map((file) => `${path.relative(root, file.name)}: ${file.message.split('\n')[0] || 'did not load'}`),
  };
}

/** A table from the lines of test/support/environment.cjs: what each file cost, the dearest first, and the sum. */
export function tellTimes(lines, root) {
  const files = lines
    .split('\n')
    .filter(Boolean)
    .map((it) => JSON.parse(it))
    .map(({ file, seconds, own, started }) => ({ name: path.relative(root, file), seconds, processor: own + started }))
    .sort((a, b) => b.processor - a.processor);
  const row = (...cells) => cells.map((it, i) => (i < 2 ? it.padStart(11) : it)).join('  ');
  const sum = (key) => files.reduce((so, it) => so + it[key], 0).toFixed(0);
  return [
    row('clock s', 'processor s', 'file'),
    ...files.map((it) => row(it.seconds.toFixed(1), it.processor.toFixed(1), it.name)),
    row(sum('seconds'), sum('processor'), 'in all'),
  ];
}
