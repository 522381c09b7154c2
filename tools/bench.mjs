// `npm run bench`: how fast this tree is, beside yardsticks of the same run, as one JSON object.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { answerHelp } from './help.mjs';
import { prepare, root } from './prepare.mjs';

answerHelp(`npm run bench --silent [-- options]

Measures, each beside a yardstick of the same run and on both databases, the embedded one and PostgreSQL:

  pane      the pane in a browser with Microsoft's office.js: size, first paint, content, item changes, memory
  match     finding the records of a mail among 100,000 people
  filing    from pressing File to "filed"
  timeline  a page of a record with 100,000 mails: the first, one far back, a search
  booking   when twenty people and one of ten rooms are free, and which of ten rooms, each with a full calendar
  calendar  following a calendar: first import (10,000 and 50,000 events) beside a bare delta loop over the same calendar, requests
            at Graph, events a second, processor, memory, how long the server's thread is busy, catching up with new events
  folders   a folder for each of 1,000 records while some are refused: requests at Graph and time, beside a bare batch loop
  mail      following a mailbox: first import (10,000 and 50,000 messages), requests at Graph for each 1,000, processor, memory,
            how long the server's thread is busy and filing takes meanwhile, catching up, from a new mail to its record

Prints one JSON object with the machine and the budgets of test/bench/budgets.json. Takes about a quarter of an hour; wants a
quiet machine.

  --quick          a short run with small numbers
  --only <parts>   some of the above (with commas), or one of a database: mail.postgres
  --strict         fail when a budget is missed
  --help           this text`);

prepare();
const done = spawnSync(
  process.execPath,
  [path.join(root, 'node_modules/tsx/dist/cli.mjs'), path.join(root, 'test/bench/main.ts'), ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit' },
);
process.exit(done.status ?? 1);
