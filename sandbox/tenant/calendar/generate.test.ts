import { Clock } from '../../base/clock.js';
import { Store } from '../../base/store.js';
import { Agendas } from './agendas.js';
import { entriesBetween } from './entries.js';
import { generateEvents } from './generate.js';

test('a generated calendar is the same for the same seed, lies around now, and is not made twice', () => {
  const make = (seed: number) => {
    const agenda = new Agendas(Store.open(), new Clock()).ofPerson('Ada');
    for (let again = 0; again < 2; again++) generateEvents(agenda, { count: 500, seed, days: 30 });
    return agenda;
  };
  const [first, second, other] = [make(1), make(1), make(2)];
  const told = ({ state }: typeof first) => state.events.map(({ uid, fields }) => [uid, fields.subject, fields.start]);
  expect(first.state.events).toHaveLength(500);
  expect(told(second)).toEqual(told(first));
  expect(told(other)).not.toEqual(told(first));
  expect(first.state.events.some((it) => it.recurrence !== null)).toBe(true);
  expect(first.state.events.some((it) => it.fields.sensitivity === 'private')).toBe(true);
  const now = Date.now();
  expect(entriesBetween(first.state.events, now - 33 * 86_400_000, now + 33 * 86_400_000).length).toBeGreaterThan(490);
});
