import fc from 'fast-check';
import type { BookingRoom, Equipment } from '../../../../contract/booking.js';
import { chooseRooms, orderRooms, type Place } from './rank-rooms.js';

const place = (name: string, capacity?: number, more: Partial<Place> = {}): Place => ({
  address: `${name}@alder.example`,
  name,
  equipment: [],
  ...(capacity === undefined ? {} : { capacity }),
  ...more,
});
const names = (rooms: { name: string }[]) => rooms.map((it) => it.name).join(' ');
const all = [
  place('Hall', 40, { building: 'Mill', equipment: ['video', 'accessible'] }),
  place('Quay', 4, { building: 'Harbour', equipment: ['display'] }),
  place('Loom', 8, { building: 'Mill', equipment: ['video', 'display'] }),
  place('Attic', undefined, { building: 'Mill' }),
];

test('M37 the smallest room that seats everybody comes first, what is too small last', () => {
  expect(names(chooseRooms(all, { people: 6, equipment: [] }))).toBe('Loom Hall Attic Quay');
  expect(names(chooseRooms(all, { people: 3, equipment: [] }))).toBe('Quay Loom Hall Attic');
});

test('M37 building, seats and equipment narrow the list', () => {
  const choose = (more: { building?: string; leastCapacity?: number; equipment?: Equipment[] }) =>
    names(chooseRooms(all, { people: 1, equipment: [], ...more }));
  expect(choose({ building: 'Harbour' })).toBe('Quay');
  expect(choose({ leastCapacity: 9 })).toBe('Hall Attic');
  expect(choose({ equipment: ['video', 'display'] })).toBe('Loom');
});

test('M37 free rooms stand before those nobody knows of, and these before taken ones', () => {
  const room = fc.record({
    name: fc.string({ minLength: 1, maxLength: 3 }),
    state: fc.constantFrom<BookingRoom['state']>('free', 'taken', 'unknown'),
    capacity: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(room), fc.integer({ min: 0, max: 20 }), (drawn, people) => {
      const rooms = drawn.map(({ name, state, capacity }): BookingRoom => ({
        ...place(name, capacity),
        state,
        isLargeEnough: true,
      }));
      const ordered = orderRooms(rooms, people);
      const ranks = ordered.map((it) => ['free', 'unknown', 'taken'].indexOf(it.state));
      expect(ranks).toEqual([...ranks].sort());
      expect(ordered).toHaveLength(rooms.length);
      const fits = ordered.filter((it) => it.state === 'free').map((it) => (it.capacity ?? Infinity) >= people);
      expect(fits).toEqual([...fits].sort((a, b) => Number(b) - Number(a)));
    }),
  );
});
