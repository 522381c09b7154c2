import { inBackground } from './priority.js';
import { Turns } from './turns.js';

const settled = () =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });
/** Takes turns and notes who had one; each holds it until `next` is called. */
function line() {
  const turns = new Turns();
  const order: string[] = [];
  const ends: (() => void)[] = [];
  const ask = async (name: string) => {
    await turns.take();
    order.push(name);
    await new Promise<void>((end) => {
      ends.push(end);
    });
    turns.give();
  };
  return {
    order,
    person: (name: string) => ask(name),
    patient: (name: string) => inBackground(() => ask(name)),
    async next() {
      await settled();
      ends.shift()?.();
      await settled();
    },
  };
}

jest.setTimeout(20_000);
describe('turns on the one connection of the embedded database', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test('R-04 whoever files goes before every page of an import that waits', async () => {
    const { order, person, patient, next } = line();
    const all = [patient('page 1'), patient('page 2'), patient('page 3'), person('file'), person('look')];
    for (let i = 0; i < 3; i += 1) await next();
    expect(order).toEqual(['page 1', 'file', 'look']);
    jest.advanceTimersByTime(50);
    await next();
    await next();
    await next();
    await Promise.all(all);
    expect(order).toEqual(['page 1', 'file', 'look', 'page 2', 'page 3']);
  });

  test('R-04 the next statement of a person who was just answered goes before a page that waited meanwhile', async () => {
    const { order, person, patient, next } = line();
    const first = person('first statement');
    const page = patient('page');
    await next();
    await first;
    const second = person('second statement');
    await next();
    await second;
    jest.advanceTimersByTime(50);
    await next();
    await next();
    await page;
    expect(order).toEqual(['first statement', 'second statement', 'page']);
  });

  test('people who ask without end do not stop an import', async () => {
    const { order, person, patient, next } = line();
    const asked = [person('0'), patient('page')];
    for (let i = 1; i <= 5; i += 1) {
      asked.push(person(String(i)));
      jest.advanceTimersByTime(500);
      await next();
    }
    for (let i = 0; i < 3; i += 1) {
      await next();
      jest.advanceTimersByTime(50);
    }
    await Promise.all(asked);
    expect(order.indexOf('page')).toBeLessThan(order.indexOf('5') + 1);
    expect(order).toHaveLength(7);
    expect(order.at(-1)).not.toBe('page');
  });
});
