import { isJoinable } from './joinable.js';

test('M42 joining is offered from a quarter of an hour before until the end', () => {
  const meeting = { start: Date.UTC(2026, 10, 25, 10), end: Date.UTC(2026, 10, 25, 11) };
  const at = (hour: number, minute: number, second = 0) =>
    isJoinable(meeting, Date.UTC(2026, 10, 25, hour, minute, second));
  expect([at(9, 44, 59), at(9, 45), at(10, 30), at(10, 59, 59), at(11, 0)]).toEqual([false, true, true, true, false]);
});
