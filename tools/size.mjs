// `npm run size`: what a browser must load before the first screen, and each later chunk, in kB gzip.
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { answerHelp } from './help.mjs';
import { root } from './prepare.mjs';

const folder = path.join(root, 'dist/public');
const budgets = { firstScreen: 100, laterChunk: 110 };
const gzip = (name) => zlib.gzipSync(fs.readFileSync(path.join(folder, name)), { level: 9 }).length / 1000;

/** Sizes of the pane: `firstScreen` is every own script its HTML names; `later` each script loaded after it. */
export function measureSizes() {
  const files = fs.readdirSync(folder);
  const scriptsOf = (page) =>
    [...fs.readFileSync(path.join(folder, page), 'utf8').matchAll(/<script[^>]+src="\/?([^":]+[.]js)"/g)].map(
      (it) => it[1],
    );
  const first = scriptsOf('taskpane.html');
  // The other pages begin with scripts of their own, which the pane never loads.
  const others = files.filter((it) => it.endsWith('.html') && it !== 'taskpane.html').flatMap(scriptsOf);
  const later = files.filter((it) => it.endsWith('.js') && !first.includes(it) && !others.includes(it));
  const round = (kB) => Math.round(kB * 10) / 10;
  return {
    firstScreen: round(first.reduce((sum, name) => sum + gzip(name), 0)),
    later: Object.fromEntries(later.map((name) => [name, round(gzip(name))])),
    all: round([...first, ...later].reduce((sum, name) => sum + gzip(name), 0)),
    files: first.length,
  };
}

if (process.argv[1] === import.meta.filename) {
  answerHelp(`npm run size

Sizes of the built pane in kB, gzip, as JSON: the first screen's script, each later chunk, all together. Fails when the first
screen is over ${budgets.firstScreen} kB or a later chunk over ${budgets.laterChunk} kB. Build first: npm run build.`);
  if (!fs.existsSync(path.join(folder, 'taskpane.html'))) {
    process.stderr.write('The pane is not built. Build it first: npm run build\n');
    process.exit(1);
  }
  const sizes = measureSizes();
  const tooLarge = [
    ...(sizes.files === 0 ? ['taskpane.html names no script'] : []),
    ...(sizes.firstScreen > budgets.firstScreen
      ? [`first screen: ${sizes.firstScreen} kB of ${budgets.firstScreen}`]
      : []),
    ...Object.entries(sizes.later)
      .filter(([, kB]) => kB > budgets.laterChunk)
      .map(([name, kB]) => `${name}: ${kB} kB of ${budgets.laterChunk}`),
  ];
  process.stdout.write(`${JSON.stringify(sizes)}\n${tooLarge.map((line) => `too large: ${line}\n`).join('')}`);
  process.exit(tooLarge.length === 0 ? 0 : 1);
}
