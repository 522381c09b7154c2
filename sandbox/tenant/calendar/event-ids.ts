import { createHash } from 'node:crypto';
import { mix } from '../mail/ids.js';
import { dateOf, dayNumber } from './zones.js';

const tailBytes = 17;
const tailLength = Math.ceil(tailBytes / 3) * 4;
const immutableHead = 'AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A';
const noDay = 0;

/**
 * The ids of one mailbox's events, in Exchange's form. An id holds the event's number and, for a date of a series, the date on
 * which the series has it: so it stays the same when that date is moved, and needs no table.
 */
export class EventIds {
  readonly #heads: { rest: string; immutable: string };
  readonly #salt: number;

  constructor(mailbox: string) {
    const hash = (of: string) => createHash('sha256').update(`${mailbox} calendar ${of}`).digest();
    const guid = hash('guid').toString('hex');
    this.#heads = {
      rest: Buffer.concat([
        Buffer.from([0, 3, 0x24, 0]),
        Buffer.from(
          `a${guid.slice(1, 8)}-${guid.slice(8, 12)}-${guid.slice(12, 16)}-${guid.slice(16, 20)}-${guid.slice(20, 32)}`,
        ),
        Buffer.from([0, 0x46, 0, 0, 0, 0, 0]),
        hash('store').subarray(0, 16),
        Buffer.from([7, 0]),
        hash('folder').subarray(0, 16),
        Buffer.alloc(15),
      ]).toString('base64url'),
      immutable: `${immutableHead}${hash('immutable').subarray(0, 24).toString('base64url')}${Buffer.alloc(9).toString('base64url')}`,
    };
    this.#salt = hash('salt').readUInt32LE(0);
  }

  of(number: number, date: string | undefined, isImmutable: boolean): string {
    return this.#make(isImmutable ? 'immutable' : 'rest', number, date === undefined ? noDay : dayNumber(date));
  }
  /** The event that an id of this mailbox names, and the date of its series; undefined for anything else. */
  read(id: string): { number: number; date?: string } | undefined {
    for (const kind of ['rest', 'immutable'] as const) {
      if (id.length !== this.#heads[kind].length + tailLength || !id.startsWith(this.#heads[kind])) continue;
      const tail = Buffer.from(id.slice(-tailLength), 'base64url');
      if (tail.length !== tailBytes) return undefined;
      const [number, day] = [tail.readUInt32BE(1), tail.readUInt32BE(5)];
      if (this.#make(kind, number, day) !== id) return undefined;
      return day === noDay ? { number } : { number, date: dateOf(day) };
    }
    return undefined;
  }

  #make(kind: 'rest' | 'immutable', number: number, day: number): string {
    const tail = Buffer.alloc(tailBytes);
    tail[0] = kind === 'rest' ? 4 : 5;
    tail.writeUInt32BE(number, 1);
    tail.writeUInt32BE(day, 5);
    tail.writeUInt32BE(mix(mix(this.#salt ^ (tail[0] ?? 0), number), day), 9);
    return `${this.#heads[kind]}${tail.toString('base64url')}=`;
  }
}

/** An id of a calendar or a group of calendars: these do not change, whatever is asked. */
export const calendarIdOf = (mailbox: string, of: string): string =>
  `AQMkA${createHash('sha512').update(`${mailbox} ${of}`).digest('base64url').slice(0, 83)}AAAA=`;
