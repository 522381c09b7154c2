import { mix } from './ids.js';
import { companies, firstNames, lastNames, newsletters, publicDomains, subjects, things } from './prose.js';
import type { Address } from './shapes.js';

/** Messages are laid out in blocks: within one, conversations are dealt out among the places in time. */
export const blockSize = 512;
const threadsInBlock = 150;
export type ThreadKind = 'customer' | 'stranger' | 'private' | 'internal' | 'bulk' | 'junk';
export interface Thread {
  kind: ThreadKind;
  key: number;
  counterpart: Address;
  company: string;
  subject: string;
  /** Whether the mailbox's owner wrote first. */
  ownFirst: boolean;
}
export interface Block {
  thread: Uint16Array;
  /** Place in its conversation, from 0. */
  position: Uint16Array;
  /** The message before in the same conversation, or -1. */
  previous: Int16Array;
}

/** Numbers between 0 and 1 that are the same every time for the same key. */
export function dice(key: number): () => number {
  let state = key >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
export const pick = <T>(list: readonly T[], roll: number): T => list[Math.floor(roll * list.length)] as T;

export function makeBlock(seed: number, block: number): Block {
  const roll = dice(mix(seed, block));
  const thread = new Uint16Array(blockSize);
  const position = new Uint16Array(blockSize);
  const previous = new Int16Array(blockSize);
  const last = new Int16Array(threadsInBlock).fill(-1);
  for (let slot = 0; slot < blockSize; slot++) {
    // Some conversations are long, most are short: squaring favours the low numbers.
    const found = Math.floor(roll() ** 1.6 * threadsInBlock);
    const before = last[found] as number;
    thread[slot] = found;
    previous[slot] = before;
    position[slot] = before < 0 ? 0 : (position[before] as number) + 1;
    last[found] = slot;
  }
  return { thread, position, previous };
}

const shares: [ThreadKind, number][] = [
  ['customer', 0.42],
  ['stranger', 0.62],
  ['private', 0.7],
  ['internal', 0.84],
  ['bulk', 0.98],
  ['junk', 1],
];

/** Who writes with whom about what, for one conversation of a block. */
export function makeThread(
  seed: number,
  block: number,
  number: number,
  { known, colleagues }: { known: Address[]; colleagues: Address[] },
): Thread {
  const key = mix(mix(seed, block), number + 7);
  const roll = dice(key);
  const dealt = roll();
  let kind = shares.find(([, upTo]) => dealt < upTo)?.[0] ?? 'customer';
  if (kind === 'customer' && known.length === 0) kind = 'stranger';
  if (kind === 'internal' && colleagues.length === 0) kind = 'stranger';
  const [company, domain] = pick(companies, roll());
  const name = `${pick(firstNames, roll())} ${pick(lastNames, roll())}`;
  const local = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(' ', '.');
  const [newsletter, sender] = pick(newsletters, roll());
  const counterpart: Record<ThreadKind, () => Address> = {
    customer: () => pick(known, roll()),
    stranger: () => ({ name, address: `${local}@${domain}` }),
    private: () => ({ name, address: `${local}@${pick(publicDomains, roll())}` }),
    internal: () => pick(colleagues, roll()),
    bulk: () => ({ name: newsletter, address: sender }),
    junk: () => ({ name: 'You have won', address: `prize${Math.floor(roll() * 999)}@luckydraw.example` }),
  };
  const subject = pick(subjects, roll())
    .replace('{thing}', pick(things, roll()))
    .replace('{code}', pick(['D-1042', 'D-1077', 'D-1104'], roll()))
    .replace('{letter}', pick(['A', 'B', 'C'], roll()));
  return {
    kind,
    key,
    company,
    counterpart: counterpart[kind](),
    subject: subject.charAt(0).toUpperCase() + subject.slice(1),
    ownFirst: (kind === 'customer' || kind === 'stranger' || kind === 'internal') && roll() < 0.3,
  };
}
