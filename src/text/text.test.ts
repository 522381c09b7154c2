import { formatCount, formatSize, formatTime, locale } from './text.js';

const given = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
afterEach(() => {
  if (given) Object.defineProperty(globalThis, 'navigator', given);
  else Reflect.deleteProperty(globalThis, 'navigator');
});

test.each([
  ['de-DE', 'de-DE', '1.234'],
  ['en-US@posix', undefined, (1234).toLocaleString()],
  ['', undefined, (1234).toLocaleString()],
])('times, sizes and counts are shown in a browser whose language is "%s"', (language, known, count) => {
  Object.defineProperty(globalThis, 'navigator', { configurable: true, value: { language } });
  expect(locale()).toBe(known);
  expect(formatCount(1234)).toBe(count);
  expect(formatTime('2020-03-04T10:00:00Z')).toContain('2020');
  expect(formatSize(2_000_000)).toContain('2');
});

test.each([
  ['en-US', '1,234', '2020', 'Mar'],
  ['de-DE', '1.234', '2020', 'März'],
  ['ar-EG', '١٬٢٣٤', '٢٠٢٠', 'مارس'],
  ['ja-JP', '1,234', '2020', '3月'],
])('U-17 M113 numbers and dates are those of a reader of %s', (language, count, year, month) => {
  Object.defineProperty(globalThis, 'navigator', { configurable: true, value: { language } });
  expect(formatCount(1234)).toBe(count);
  expect(formatTime('2020-03-04T10:00:00Z')).toContain(year);
  expect(formatTime('2020-03-04T10:00:00Z')).toContain(month);
});
