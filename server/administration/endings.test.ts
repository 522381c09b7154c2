import { secretEndings } from './at-microsoft.js';
import { warn } from './endings.js';

const now = Date.parse('2026-03-01T12:00:00Z');
const inDays = (days: number) => new Date(now + days * 86_400_000);
const levelAt = (days: number) => warn('A secret', inDays(days), 'Make a new one.', now)[0]?.level;

test('M84 what ends is told at sixty, thirty and seven days, and after it ended', () => {
  expect([61, 60.5, 60, 59].map(levelAt)).toEqual([undefined, 'notice', 'notice', 'notice']);
  expect([31, 30, 8].map(levelAt)).toEqual(['notice', 'soon', 'soon']);
  expect([7, 1, 0, -3].map(levelAt)).toEqual(['urgent', 'urgent', 'urgent', 'urgent']);
  expect(warn('A secret', inDays(-3), '', now)[0]?.days).toBe(-3);
});

test('M84 secrets and certificates of the application are told apart, and never more of them than Microsoft shows', () => {
  const soon = new Date(Date.now() + 5 * 86_400_000).toISOString();
  const told = secretEndings({
    passwordCredentials: [
      { displayName: 'server', hint: 'abc', endDateTime: soon },
      { displayName: 'old', endDateTime: '2099-01-01T00:00:00Z' },
      { displayName: null, endDateTime: null },
    ],
    keyCredentials: [{ displayName: null, endDateTime: soon }],
  });
  expect(told.map((it) => [it.what, it.level])).toEqual([
    ['A secret of the application (server, abc…)', 'urgent'],
    ['A certificate of the application', 'urgent'],
  ]);
  expect(secretEndings('hidden')).toEqual([]);
});
