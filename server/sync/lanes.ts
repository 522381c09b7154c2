import type { Part } from './history.js';
import type { Run } from './run.js';
import type { RawItem } from './workload.js';

interface ListPage {
  value: RawItem[];
  '@odata.nextLink'?: string;
  '@odata.count'?: number;
}
/** With the stream of changes, as many requests as a mailbox allows. */
const lanesAtOnce = 3;

/** Reads the history that is left, newest first, in several lanes, until it ends or the run's time is over. */
export async function readHistory(run: Run): Promise<void> {
  await Promise.all(Array.from({ length: lanesAtOnce }, () => workLane(run)));
}

async function workLane(run: Run): Promise<void> {
  while (!run.isOver() && !run.history.isEmpty) {
    const part = run.history.take();
    if (part) await readPart(run, part);
    else if (!(await run.anotherPage())) return; // the others are at their last pages
  }
}

async function readPart(run: Run, part: Part): Promise<void> {
  run.lanesAtWork += 1;
  try {
    for (;;) {
      await run.room();
      if (run.isOver() || !run.history.isHere(part)) return;
      const isOver = await readPage(run, part);
      run.pageIsKept();
      if (isOver) return;
    }
  } finally {
    run.history.giveBack(part);
    run.lanesAtWork -= 1;
    run.pageIsKept(); // who waits for something to take looks again
  }
}

async function readPage(run: Run, part: Part): Promise<boolean> {
  const { workload, scope } = run;
  if (!workload.history || !workload.timeOf) return true;
  const asked = { from: new Date(part.from).toISOString(), to: new Date(part.to).toISOString(), isCheck: part.isCheck };
  const { link } = part;
  const question = workload.history(scope, asked);
  // Counted once; a part that was split off is counted with the whole.
  const isUncounted =
    part.span === undefined && !link && !part.isCheck && (part.isWidening || run.row.in_range === null);
  const { body, bytes } = await run.ask<ListPage>((size) =>
    link
      ? { link }
      : {
          path: question.path,
          query: { ...question.query, $top: String(size), ...(isUncounted ? { $count: 'true' } : {}) },
        },
  );
  const times = body.value.map((it) => workload.timeOf?.(it)).filter((it) => it !== undefined);
  const next = body['@odata.nextLink'];
  const reach = {
    oldest: times.length > 0 ? Math.min(...times) : undefined,
    isLast: next === undefined || next === link, // a link that leads to itself ends the part
    ...(next ? { link: next } : {}),
  };
  const reading = part.isCheck ? 'check' : part.isWidening ? 'anew' : 'history';
  const counted = body['@odata.count'];
  const inRange = isUncounted && counted !== undefined ? run.countedIn(part, counted) : undefined;
  await run.keep(body.value, reading, () => ({
    history: run.history.after(part, reach),
    ...(inRange === undefined ? {} : { inRange }),
  }));
  if (!part.isCheck) run.size.came(body.value.length, bytes);
  return run.history.reached(part, reach);
}
