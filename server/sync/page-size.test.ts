import { PageSize } from './page-size.js';

test('M108 pages grow towards three megabytes, never more than twofold, and never beyond a thousand', () => {
  const size = new PageSize(250);
  size.came(250, 250 * 2_000);
  expect(size.size).toBe(500);
  size.came(500, 500 * 2_000);
  expect(size.size).toBe(1000);
  size.came(1000, 1000 * 2_000);
  expect(size.size).toBe(1000);
  size.came(1000, 1000 * 30_000);
  expect(size.size).toBe(100);
});

test('M108 a service that is too slow is asked for half, down to 25, and for more again only slowly', () => {
  const size = new PageSize(400);
  expect(size.tooSlow()).toBe(true);
  expect(size.size).toBe(200);
  size.came(200, 200 * 1_000);
  expect(size.size).toBe(200);
  size.came(200, 200 * 1_000);
  expect(size.size).toBe(220);
  while (size.tooSlow());
  expect(size.size).toBe(25);
});
