// `npm run check`: types, style, import law and unit tests side by side; what one waits for before each commit.
import { runBeside } from './beside.mjs';
import { answerHelp } from './help.mjs';
import { install } from './prepare.mjs';

answerHelp(`npm run check

Types, style, import law and unit tests side by side. Says nothing but the time where all is well; npm run format mends style.`);
install();

const failed = await runBeside([
  ['types', 'types'],
  ['style', 'lint'],
  ['import law', 'law'],
  ['units and pages', 'unit'],
]);
process.exit(failed.length === 0 ? 0 : 1);
