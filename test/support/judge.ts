import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

export interface Verdict {
  summary: { exchanges: number; errors: number };
  results: {
    method: string;
    url: string;
    status: number;
    problems: { level: string; code: string; message: string }[];
  }[];
}

// Data about Microsoft's service that is not part of this project; where it is absent, nothing is claimed.
const judge = [
  process.env.GRAPH_OPENAPI,
  path.join(process.cwd(), '../shared/graph-openapi'),
  path.join(process.cwd(), '../../shared/graph-openapi'),
]
  .filter((it) => it !== undefined)
  .map((folder) => path.join(folder, 'validate.mjs'))
  .find((file) => fs.existsSync(file));

/** What the description of Microsoft Graph says against the exchanges in a folder; undefined where there is no description. */
export function judgeTraffic(folder: string): Verdict | undefined {
  if (!judge) return undefined;
  const files = fs.readdirSync(folder).map((it) => path.join(folder, it));
  const { stdout, stderr } = spawnSync(process.execPath, [judge, '--json', ...files], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (!stdout) throw new Error(`The description could not be asked: ${stderr}`);
  return JSON.parse(stdout) as Verdict;
}

/**
 * Microsoft's pages on `List instances` and `event: delta` ask for the window (`startDateTime`, `endDateTime`) here as well; the generated
 * description names it for one's default calendar alone.
 */
const documented =
  /(\/events\/\{event-id\}\/instances|\/calendars\/\{calendar-id\}\/calendarView\/delta\(\)) does not take (start|end)DateTime$/;

/** What is wrong in the exchanges of a folder, one line each, and how many there were; undefined, said aloud, where nothing can be judged. */
export function errorsIn(folder: string): { errors: string[]; exchanges: number } | undefined {
  const verdict = judgeTraffic(folder);
  if (!verdict) {
    console.warn(
      'Graph traffic was recorded but NOT judged: graph-openapi is not here (set GRAPH_OPENAPI to its folder).',
    );
    return undefined;
  }
  const errors = verdict.results.flatMap(({ method, url, status, problems }) =>
    problems
      .filter((it) => it.level === 'error' && !documented.test(it.message))
      .map((it) => `${method} ${url.slice(0, 90)} ${status}: ${it.code} ${it.message}`),
  );
  return { errors: [...new Set(errors)], exchanges: verdict.summary.exchanges };
}
