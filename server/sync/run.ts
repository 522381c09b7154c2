import { sleep } from '../base/clock.js';
import { AppError } from '../base/errors.js';
import type { GraphRequest } from '../graph/graph.js';
import type { SyncNeeds } from './needs.js';
import { History, type Part } from './history.js';
import { keepPage, type Position } from './keep.js';
import type { Lease, StreamRow } from './lease.js';
import { logSync, type LogEntry } from './log.js';
import { PageSize } from './page-size.js';
import type { Writer } from './writer.js';
import type { AnyWorkload, Broken, RawItem, Reading, Scope } from './workload.js';

const triesOfPage = 5;
interface Read {
  changes: unknown[];
  broken: Broken[];
}

/** One turn of one stream: what it knows, how it asks, how it keeps. Ends by itself when its time is over. */
export class Run {
  readonly row: StreamRow;
  readonly history: History;
  readonly size = new PageSize(500);
  /** Rows changed in this turn, and streams that it wished to run. */
  changed = 0;
  readonly wished = new Set<number>();
  lanesAtWork = 0;
  /** Messages of the range, as far as parts of the history were counted in this turn. */
  #inRange: number | undefined;
  /** Microsoft gave the link for the next round: nothing more to tell in this one. */
  hasAllChanges = false;
  #wake: (() => void)[] = [];

  constructor(
    readonly needs: SyncNeeds,
    lease: Lease,
    readonly workload: AnyWorkload,
    readonly scope: Scope,
    readonly writer: Writer,
    readonly isOver: () => boolean,
  ) {
    this.row = { ...lease.row };
    this.history = new History(lease.row.history);
  }

  /** One page of Graph. A service that is too slow or too busy is asked for less, a few times. */
  async ask<T>(
    question: (size: number) => Omit<GraphRequest, 'signal' | 'priority'>,
  ): Promise<{ body: T; bytes: number }> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const request: GraphRequest = { ...question(this.size.size), priority: 'job', signal: this.scope.signal };
        return await this.needs.graph.page<T>(this.scope.as, request);
      } catch (error) {
        const mayPass = error instanceof AppError && error.code === 'upstream_unavailable' && attempt < triesOfPage;
        if (!mayPass || this.isOver()) throw error;
        if (error.isTimeout || attempt > 1) this.size.tooSlow();
        const waitMs = (error.retryAfterSeconds ?? 0) * 1000 || 200 * 2 ** attempt;
        if (waitMs > 5_000) throw error;
        await sleep(waitMs, this.scope.signal);
      }
    }
  }

  /** Writes a page and where it leads. Pages of one mailbox are written in the order they came. */
  async keep(items: RawItem[], reading: Reading, position: () => Position): Promise<void> {
    await this.keepRead(await this.workload.read(this.scope, items, reading), position);
  }
  /** The same for what was read already. */
  async keepRead({ changes, broken }: Read, position: () => Position): Promise<void> {
    const kept = await this.writer.write(() =>
      keepPage(this.needs, this.workload, this.scope, { changes, broken, position }),
    );
    this.changed += kept.changed;
    for (const id of kept.wished) this.wished.add(id);
  }
  /** Microsoft counted a part of the history: with what was read before, unless it is the whole range, that is what the range holds. */
  countedIn({ from, to }: Pick<Part, 'from' | 'to'>, counted: number): number {
    const { mailbox } = this.scope;
    const isWhole = from <= mailbox.from.getTime() && to >= (mailbox.to?.getTime() ?? Date.now());
    this.#inRange ??= isWhole ? 0 : Number(this.row.stored) + Number(this.row.excluded);
    this.#inRange += counted;
    return this.#inRange;
  }
  room(): Promise<void> {
    return this.writer.room();
  }

  /** Tells waiting lanes that a page more is known, so that there may be something to take. */
  pageIsKept(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
  /** Waits for the next kept page of another lane; false when no lane is at work. */
  async anotherPage(): Promise<boolean> {
    if (this.lanesAtWork === 0) return false;
    await new Promise<void>((resolve) => {
      this.#wake.push(resolve);
    });
    return true;
  }

  log(
    kind: LogEntry['kind'],
    code: string,
    detail: LogEntry['detail'] = {},
    state: LogEntry['state'] = 'told',
  ): Promise<void> {
    const { mailbox } = this.scope;
    return logSync(this.needs.database.kysely, {
      tenantId: mailbox.tenantId,
      mailboxId: mailbox.id,
      kind,
      code,
      detail,
      ...(state ? { state } : {}),
    });
  }
}
