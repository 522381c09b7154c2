import fs from 'node:fs';
import os from 'node:os';
import { measureBooking } from './booking.js';
import { measureCalendar } from './calendar.js';
import { measureFiling } from './filing.js';
import { measureFolders } from './folders.js';
import { canMeasureProcesses, measureMail } from './mail.js';
import { measureMatch } from './match.js';
import { measurePane } from './pane.js';
import { measureTimeline } from './timeline.js';
import { judge } from './verdict.js';

/*
 * Measures this product on this machine and prints one JSON object: figures beside a yardstick of the same run, what they may be
 * (budgets.json), and the machine. Progress goes to standard error.
 */
const args = process.argv.slice(2);
const isQuick = args.includes('--quick');
const only = (args[args.indexOf('--only') + 1] ?? '').split(',').filter(Boolean);
const wanted = (name: string) =>
  !args.includes('--only') || only.includes(name) || only.includes(name.split('.')[0] ?? '');
const counts = isQuick
  ? {
      ...{ opens: 3, changes: 30, memoryChanges: 100, people: 5_000, questions: 100, filings: 10 },
      ...{ folders: 100 },
      ...{ messages: 2_000, manyMessages: 6_000, changed: 100, arrivals: 5, entries: 10_000, pages: 20 },
      ...{ availabilities: 10, eventsEach: 500, events: 1_000, manyEvents: 4_000 },
    }
  : {
      ...{ opens: 10, changes: 200, memoryChanges: 500, people: 100_000, questions: 500, filings: 50 },
      ...{ folders: 1_000 },
      ...{ messages: 10_000, manyMessages: 50_000, changed: 200, arrivals: 30, entries: 100_000, pages: 100 },
      ...{ availabilities: 50, eventsEach: 2_000, events: 10_000, manyEvents: 50_000 },
    };

const databases = ['embedded', 'postgres'] as const;
const parts: [string, () => Promise<object>][] = [
  ['pane', () => measurePane(counts)],
  ...databases.map((it): [string, () => Promise<object>] => [`match.${it}`, () => measureMatch(it, counts)]),
  ...databases.map((it): [string, () => Promise<object>] => [`filing.${it}`, () => measureFiling(it, counts)]),
  ...databases.map((it): [string, () => Promise<object>] => [`timeline.${it}`, () => measureTimeline(it, counts)]),
  ...databases.map((it): [string, () => Promise<object>] => [`booking.${it}`, () => measureBooking(it, counts)]),
  ...databases.map((it): [string, () => Promise<object>] => [`calendar.${it}`, () => measureCalendar(it, counts)]),
  ...databases.map((it): [string, () => Promise<object>] => [`folders.${it}`, () => measureFolders(it, counts)]),
  ...databases.map((it): [string, () => Promise<object>] => [`mail.${it}`, () => measureMail(it, counts)]),
];

const results: Record<string, Record<string, unknown>> = {};
const skipped: Record<string, string> = {};
for (const [name, measure] of parts.filter(([it]) => wanted(it))) {
  if (/^(mail|calendar)/.test(name) && !canMeasureProcesses()) {
    skipped[name] = 'This machine does not tell what a process uses (/proc).';
    continue;
  }
  process.stderr.write(`measuring ${name} ...\n`);
  const [part = '', kind] = name.split('.');
  try {
    const figures = await measure();
    results[part] = kind ? { ...results[part], [kind]: figures } : { ...figures };
  } catch (error) {
    const { message } = error as Error;
    if (!/^No (browser|PostgreSQL) for/.test(message)) throw error;
    skipped[name] = message;
    process.stderr.write(`skipped ${name}: ${message}\n`);
  }
}
const verdicts = judge(results);
const output = {
  at: new Date().toISOString(),
  machine: {
    cores: os.cpus().length,
    processor: os.cpus()[0]?.model.trim() ?? 'unknown',
    memoryGb: Math.round(os.totalmem() / 1e9),
    loadAverage: os.loadavg().map((it) => Math.round(it * 10) / 10),
    platform: `${os.platform()} ${os.release()}`,
    node: process.version,
    version: (JSON.parse(fs.readFileSync('package.json', 'utf8')) as { version: string }).version,
  },
  counts: { ...counts, isQuick },
  ...results,
  budgets: verdicts,
  missed: verdicts
    .filter((it) => !it.isMet)
    .map(
      (it) =>
        `${it.name}: ${it.measured}, at ${it.atMost === undefined ? `least ${it.atLeast}` : `most ${it.atMost}`} ${it.unit}`,
    ),
  ...(Object.keys(skipped).length > 0 ? { skipped } : {}),
};
process.stdout.write(`${JSON.stringify(output, null, 2)}\n`);
process.exit(args.includes('--strict') && output.missed.length > 0 ? 1 : 0);
