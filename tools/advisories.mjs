// `npm run advisories`: known faults of what ships, where the registry can be asked; said plainly where it cannot.
import { spawnSync } from 'node:child_process';
import { answerHelp } from './help.mjs';
import { root } from './prepare.mjs';

answerHelp(`npm run advisories

Asks the registry for known faults of the packages that ship (not of tools for development). Ends with 1 when one is high or critical, with 0
when there is none, and with 0 and a word when the registry does not answer: a network that is away is no fault of the tree.`);

const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
  cwd: root,
  encoding: 'utf8',
  timeout: 120_000,
  shell: process.platform === 'win32',
});
const found = read(stdout)?.metadata?.vulnerabilities;
if (!found) {
  process.stdout.write('not checked: the registry gives no advisories here\n');
  process.exit(0);
}
process.stdout.write(
  `${Object.entries(found)
    .map(([kind, count]) => `${kind} ${count}`)
    .join(', ')}\n`,
);
process.exit(found.high + found.critical > 0 ? 1 : 0);

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
