import type { Test } from '../filter.js';
import type { StoredMessage } from '../../tenant/mailboxes.js';
import { lazyView } from './message-view.js';

/** Messages that were found, in order, as far as somebody looks. */
export interface Found {
  take(from: number, size: number): StoredMessage[];
  hasMoreThan(number: number): boolean;
  count(): number;
}

export const foundIn = (items: StoredMessage[]): Found => ({
  take: (from, size) => items.slice(from, from + size),
  hasMoreThan: (number) => items.length > number,
  count: () => items.length,
});

/** A stretch of a sorted list, from either end; with a test only as far as needed. */
export function foundAlong(
  items: StoredMessage[],
  [first, end]: [number, number],
  isAscending: boolean,
  test?: Test,
): Found {
  const at = (i: number) => items[isAscending ? end - 1 - i : first + i] as StoredMessage;
  const length = end - first;
  if (!test)
    return {
      take: (from, size) => Array.from({ length: Math.max(0, Math.min(size, length - from)) }, (_, i) => at(from + i)),
      hasMoreThan: (number) => length > number,
      count: () => length,
    };
  const passed: StoredMessage[] = [];
  let looked = 0;
  const lookFor = (number: number) => {
    while (passed.length < number && looked < length) {
      const it = at(looked++);
      if (test(lazyView(it))) passed.push(it);
    }
    return passed;
  };
  return {
    take: (from, size) => lookFor(from + size).slice(from, from + size),
    hasMoreThan: (number) => lookFor(number + 1).length > number,
    count: () => lookFor(Infinity).length,
  };
}
