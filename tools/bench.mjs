// `npm run bench`: how fast this tree is, beside yardsticks of the same run, as one JSON object.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { answerHelp } from './help.mjs';
import { prepare, root } from './prepare.mjs';

answerHelp(`npm run bench --silent [-- options]

Measures the pane in a browser with Microsoft's office.js (size, first paint, content, item changes, memory), matching among
100,000 people, and filing, on the embedded database and on PostgreSQL, each beside a yardstick of the same run. Prints one JSON
object with the machine and the budgets of test/bench/budgets.json. Takes about five minutes; wants a quiet machine.

  --quick          a short run with small numbers
  --only <parts>   pane, match, filing (with commas)
  --strict         fail when a budget is missed
  --help           this text`);

prepare();
const done = spawnSync(
  process.execPath,
  [path.join(root, 'node_modules/tsx/dist/cli.mjs'), path.join(root, 'test/bench/main.ts'), ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit' },
);
process.exit(done.status ?? 1);
