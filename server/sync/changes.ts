import { sha256 } from '../base/ids.js';
import { AppError } from '../base/errors.js';
import type { Run } from './run.js';
import type { RawItem } from './workload.js';

interface DeltaPage {
  value: RawItem[];
  '@odata.nextLink'?: string;
  '@odata.deltaLink'?: string;
}
/** An enumeration longer than this for what the folder holds has no end. */
const pagesBeyondExpected = 200;
const restartsAtOnce = 2;

/**
 * Follows the stream of changes page by page until Microsoft gives a delta link, or the run's time is over. The first time it
 * brings everything there is. A stream that Microsoft forgot, or that does not end, begins anew: then everything is seen
 * once more and compared, and nothing is dropped because of the restart itself.
 */
export async function followChanges(run: Run, onFirstPage: () => void): Promise<void> {
  let restarts = 0;
  let guard = new Guard(run.row.pages);
  for (let isFirst = true; !run.isOver(); isFirst = false) {
    let page: { body: DeltaPage; bytes: number };
    try {
      page = await ask(run);
      guard.see(page.body, run);
    } catch (error) {
      const mustRestart =
        error instanceof EndlessPaging || (error instanceof AppError && error.code === 'delta_expired');
      if (!mustRestart) throw error;
      if (restarts >= restartsAtOnce || (error instanceof EndlessPaging && run.row.cursor === null)) throw error;
      restarts += 1;
      await restart(run, error instanceof EndlessPaging ? 'endless' : 'expired');
      guard = new Guard(0);
      continue;
    }
    const { value, '@odata.nextLink': next, '@odata.deltaLink': delta } = page.body;
    const isDone = next === undefined && delta !== undefined;
    const hasSeenAll = isDone && run.row.stage === 'baseline';
    await run.keep(value, 'changes', () => ({
      cursor: (isDone ? delta : next) ?? null,
      pages: isDone ? 0 : guard.pages,
      ...(isDone ? { stage: 'live' as const } : {}),
      ...(hasSeenAll ? { history: run.history.uncovered(), enumerated: run.row.generation } : {}),
    }));
    if (hasSeenAll) {
      run.history.forgetCovered();
      run.row.enumerated = run.row.generation;
    }
    run.size.came(value.length, page.bytes);
    run.row.cursor = (isDone ? delta : next) ?? null;
    if (isFirst) onFirstPage();
    if (isDone) {
      run.row.stage = 'live';
      run.hasAllChanges = true;
      return;
    }
  }
}

async function ask(run: Run): Promise<{ body: DeltaPage; bytes: number }> {
  return run.ask<DeltaPage>((size) => ({
    ...(run.row.cursor === null ? run.workload.start(run.scope) : { link: run.row.cursor }),
    prefer: [...(run.workload.prefer ?? []), `odata.maxpagesize=${size}`], // next links do not remember it
  }));
}

/** From the beginning, in a new generation: what is not seen by its end is looked at one by one. */
async function restart(run: Run, why: 'expired' | 'endless'): Promise<void> {
  run.row.generation += 1;
  run.scope.generation = run.row.generation;
  run.row.cursor = null;
  run.row.stage = 'baseline';
  await run.keep([], 'changes', () => ({
    cursor: null,
    pages: 0,
    stage: 'baseline',
    generation: run.row.generation,
  }));
  await run.log('stream', 'C8', { why });
}

/** A stream that gives the same link or the same page again, or far more pages than there can be. */
export class EndlessPaging extends Error {}
class Guard {
  readonly #links = new Set<string>();
  readonly #contents = new Set<string>();
  constructor(public pages: number) {}
  see({ value, '@odata.nextLink': next, '@odata.deltaLink': delta }: DeltaPage, run: Run): void {
    this.pages += 1;
    if (next === undefined && delta === undefined) throw new EndlessPaging('a page led nowhere');
    if (next === undefined) return;
    const budget = pagesBeyondExpected + Math.ceil((run.row.expected * 2) / Math.max(1, run.size.size));
    const contents = value.length > 0 ? sha256(JSON.stringify(value.map((it) => [it.id, it['@odata.etag']]))) : '';
    const isKnown = this.#links.has(next) || (contents !== '' && this.#contents.has(contents));
    if (isKnown || this.pages > budget) throw new EndlessPaging('the stream does not end');
    this.#links.add(next);
    if (contents) this.#contents.add(contents);
  }
}
