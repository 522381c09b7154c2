import type { StoredMessage } from './stored-message.js';

/** Bounds in milliseconds on receivedDateTime. */
export interface ReceivedRange {
  from: number;
  fromInclusive: boolean;
  to: number;
  toInclusive: boolean;
}
export const anyTime: ReceivedRange = {
  from: -Infinity,
  fromInclusive: true,
  to: Infinity,
  toInclusive: true,
};

const newestFirst = (a: StoredMessage, b: StoredMessage) => b.receivedMs - a.receivedMs || b.number - a.number;

/** The messages of a folder (or of a mailbox), newest first, with what is counted about them. */
export class MessageList {
  items: StoredMessage[] = [];
  unread = 0;
  bytes = 0;

  add(message: StoredMessage): void {
    this.items.splice(this.#placeOf(message), 0, message);
    this.#count(message, 1);
  }
  addAll(messages: StoredMessage[]): void {
    this.items = [...this.items, ...messages].sort(newestFirst);
    for (const message of messages) this.#count(message, 1);
  }
  remove(message: StoredMessage): void {
    const at = this.#placeOf(message);
    if (this.items[at] !== message) throw new Error('The message is not in this list.');
    this.items.splice(at, 1);
    this.#count(message, -1);
  }

  /** The half-open stretch of `items` that was received within the range: found by halving, whatever the size. */
  within({ from, fromInclusive, to, toInclusive }: ReceivedRange): [number, number] {
    const first = this.#firstWhere((it) => (toInclusive ? it.receivedMs <= to : it.receivedMs < to));
    const end = this.#firstWhere((it) => (fromInclusive ? it.receivedMs < from : it.receivedMs <= from));
    return [first, Math.max(first, end)];
  }
  /** Where the items older than this one begin. */
  after(receivedMs: number, number: number): number {
    return this.#firstWhere((it) => it.receivedMs < receivedMs || (it.receivedMs === receivedMs && it.number < number));
  }

  #placeOf(message: StoredMessage): number {
    return this.#firstWhere((it) => newestFirst(it, message) >= 0);
  }
  #firstWhere(test: (it: StoredMessage) => boolean): number {
    let [low, high] = [0, this.items.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (test(this.items[middle] as StoredMessage)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
  #count(message: StoredMessage, by: 1 | -1): void {
    if (!message.isRead) this.unread += by;
    this.bytes += by * message.size;
  }
}
