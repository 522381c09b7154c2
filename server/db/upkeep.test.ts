import type { Embedded } from './pglite-open.js';
import { Turns } from './turns.js';
import { keepInShape } from './upkeep.js';

/** A database with a stale table and a long log; remembers what it was told to do. */
function worn(told: string[], fails?: string): Embedded {
  return {
    async query<R>(text: string) {
      return { rows: [text.includes('is_much') ? { is_much: true } : { name: 'large' }] as R[] };
    },
    async exec(text) {
      told.push(text);
      if (text === fails) throw new Error('no');
      return [];
    },
    async close() {
      // nothing is open
    },
  };
}

async function afterOneLook(fails?: string): Promise<string[]> {
  jest.useFakeTimers();
  try {
    const told: string[] = [];
    const upkeep = keepInShape(worn(told, fails), new Turns());
    await jest.advanceTimersByTimeAsync(5_100);
    await upkeep.stop();
    return told;
  } finally {
    jest.useRealTimers();
  }
}

test('M111 a checkpoint comes after the statistics, whose pages would otherwise be logged whole right after it', async () => {
  expect(await afterOneLook()).toEqual(['analyze large', 'checkpoint']);
});

test('M111 a checkpoint comes also when the statistics could not be renewed', async () => {
  expect(await afterOneLook('analyze large')).toEqual(['analyze large', 'checkpoint']);
});
