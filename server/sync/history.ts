import type { HistoryRange } from '../db/schema-mail.js';

/** A part of the history that one lane reads, newest first; `to` moves towards `from`. Times in milliseconds. */
export interface Part {
  from: number;
  to: number;
  isCheck: boolean;
  isWidening: boolean;
  isTaken: boolean;
  /** How much time its last page covered; undefined before the first. */
  span?: number;
  /** Where a page ended without getting further in time: Microsoft's own next link. */
  link?: string;
}

/** How far a page went; `link` is where Microsoft says it goes on. */
export interface Reach {
  oldest: number | undefined;
  isLast: boolean;
  link?: string;
}

/**
 * What of a history is still to be read, shared by lanes. A lane without work takes the older half of what lies beyond the
 * page under way in the largest part, so that all end together wherever the mail is.
 */
export class History {
  readonly #parts: Part[];
  constructor(ranges: HistoryRange[]) {
    this.#parts = ranges.map(({ from, to, isCheck = false, isWidening = false }) => ({
      from: Date.parse(from),
      to: Date.parse(to),
      isCheck,
      isWidening,
      isTaken: false,
    }));
  }

  get isEmpty(): boolean {
    return this.#parts.length === 0;
  }
  take(): Part | undefined {
    const free = this.#parts.filter((it) => !it.isTaken).sort((a, b) => b.to - a.to)[0];
    const part = free ?? this.#split();
    if (part) part.isTaken = true;
    return part;
  }
  giveBack(part: Part): void {
    part.isTaken = false;
    delete part.link;
  }
  /** How it will stand once a page is kept that reaches down to `oldest`. */
  after(part: Part, reach: Reach): HistoryRange[] {
    const { isOver, to } = this.#endOf(part, reach);
    return toRanges(this.#parts.flatMap((it) => (it !== part ? [it] : isOver ? [] : [{ ...it, to }])));
  }
  /** The page is kept. Says whether the part is read to its end. */
  reached(part: Part, reach: Reach): boolean {
    const { isOver, to } = this.#endOf(part, reach);
    const hasMoved = to < part.to;
    part.span = part.to - to;
    part.to = to;
    if (!hasMoved && reach.link) part.link = reach.link;
    else delete part.link;
    if (isOver) this.#parts.splice(this.#parts.indexOf(part), 1);
    return isOver;
  }
  /** What is left when everything in the folder was read some other way. */
  uncovered(): HistoryRange[] {
    return toRanges(this.#parts.filter((it) => it.isWidening || it.isCheck));
  }
  forgetCovered(): void {
    for (const part of [...this.#parts])
      if (!part.isWidening && !part.isCheck) this.#parts.splice(this.#parts.indexOf(part), 1);
  }
  isHere(part: Part): boolean {
    return this.#parts.includes(part);
  }
  /** As it is kept: with it, a restart goes on where the last kept pages ended. */
  toRanges(): HistoryRange[] {
    return toRanges(this.#parts);
  }

  /** A split may have taken what the page already went into: then the part is over, too. */
  #endOf(part: Part, { oldest, isLast }: Reach): { isOver: boolean; to: number } {
    const to = Math.min(oldest ?? part.to, part.to);
    return { isOver: isLast || to < part.from, to };
  }
  #split(): Part | undefined {
    const beyond = (it: Part) => it.to - (it.span ?? 0) - it.from;
    const largest = this.#parts
      .filter((it) => it.span !== undefined && it.span > 0 && beyond(it) > 2 * it.span)
      .sort((a, b) => beyond(b) - beyond(a))[0];
    if (!largest) return undefined;
    const middle = largest.from + Math.floor(beyond(largest) / 2);
    const older: Part = { ...largest, to: middle, isTaken: false };
    delete older.link;
    largest.from = middle;
    this.#parts.push(older);
    return older;
  }
}

const toRanges = (parts: Part[]): HistoryRange[] =>
  [...parts]
    .sort((a, b) => b.to - a.to)
    .map(({ from, to, isCheck, isWidening }) => ({
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      ...(isCheck ? { isCheck } : {}),
      ...(isWidening ? { isWidening } : {}),
    }));

/** What of the wished window was not asked for before: the parts before and after what is covered. */
export function missingParts(
  wished: { from: Date; to: Date },
  covered: { from: Date; to: Date } | undefined,
): { from: string; to: string }[] {
  const part = (from: Date, to: Date) => ({ from: from.toISOString(), to: to.toISOString() });
  if (!covered || covered.from >= wished.to || covered.to <= wished.from) return [part(wished.from, wished.to)];
  return [
    ...(wished.to > covered.to ? [part(covered.to, wished.to)] : []),
    ...(wished.from < covered.from ? [part(wished.from, covered.from)] : []),
  ];
}
