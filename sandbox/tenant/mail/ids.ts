import { createHash } from 'node:crypto';

const kinds = { rest: 1, immutable: 2, attachment: 3 } as const;
type Kind = keyof typeof kinds;
const tailBytes = 17;
const tailLength = Math.ceil(tailBytes / 3) * 4;
// What every immutable id of Exchange begins with, as published examples show.
const immutableHead = 'AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A';

/**
 * The ids of one mailbox's items in Exchange's form: long, case-sensitive, the mailbox in front and the item behind. The item's
 * number can be read back, so that a mailbox of any size needs no table of ids. A default id also holds how often the item
 * was moved, therefore it is another one after each move; an immutable id does not.
 */
export class MailIds {
  readonly #heads: Record<Kind, string>;
  readonly #salt: number;

  constructor(mailbox: string) {
    const hash = (of: string) => createHash('sha256').update(`${mailbox} ${of}`).digest();
    const guid = hash('guid').toString('hex');
    const entry = Buffer.concat([
      Buffer.from([0, 3, 0x24, 0]),
      // The first letter decides that ids begin with AAMkAG, as most do.
      Buffer.from(
        `a${guid.slice(1, 8)}-${guid.slice(8, 12)}-${guid.slice(12, 16)}-${guid.slice(16, 20)}-${guid.slice(20, 32)}`,
      ),
      Buffer.from([0, 0x46, 0, 0, 0, 0, 0]),
      hash('store').subarray(0, 16),
      Buffer.from([7, 0]),
      hash('folder').subarray(0, 16),
      Buffer.alloc(15),
    ]).toString('base64url');
    this.#heads = {
      rest: entry,
      attachment: `${entry}${Buffer.from([1, 0x12, 0, 0x10, 0, 0]).toString('base64url')}`,
      immutable: `${immutableHead}${hash('immutable').subarray(0, 24).toString('base64url')}${Buffer.alloc(9).toString('base64url')}`,
    };
    this.#salt = hash('salt').readUInt32LE(0);
  }

  rest(number: number, moves: number): string {
    return this.#make('rest', number, moves);
  }
  immutable(number: number): string {
    return this.#make('immutable', number, 0);
  }
  attachment(number: number, place: number): string {
    return this.#make('attachment', number, place);
  }

  /** The item that an id of this mailbox names; undefined for anything else. */
  read(id: string): { number: number; moves?: number } | undefined {
    for (const kind of ['rest', 'immutable'] as const) {
      if (id.length !== this.#heads[kind].length + tailLength || !id.startsWith(this.#heads[kind])) continue;
      const tail = Buffer.from(id.slice(-tailLength), 'base64url');
      if (tail.length !== tailBytes) return undefined;
      const [number, moves] = [tail.readUInt32BE(1), tail.readUInt32BE(5)];
      if (this.#make(kind, number, moves) !== id) return undefined;
      return kind === 'rest' ? { number, moves } : { number };
    }
    return undefined;
  }

  #make(kind: Kind, number: number, second: number): string {
    const tail = Buffer.alloc(tailBytes);
    tail[0] = kinds[kind];
    tail.writeUInt32BE(number, 1);
    tail.writeUInt32BE(second, 5);
    tail.writeUInt32BE(mix(mix(this.#salt ^ kinds[kind], number), second), 9);
    return `${this.#heads[kind]}${tail.toString('base64url')}=`;
  }
}

/** Whether a text has the form of an Exchange id at all; if not, the service says so instead of looking. */
export const looksLikeId = (id: string): boolean => /^A[AQ][A-Za-z0-9_-]{40,}=*$/.test(id);

/** A well-spread number out of two: the same every time. */
export function mix(a: number, b: number): number {
  let h = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b + 0x9e3779b9, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 13), 0x85ebca6b);
  return (h ^ (h >>> 16)) >>> 0;
}
