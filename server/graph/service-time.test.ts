import { ServiceTime } from './service-time.js';

const ahead = (time: ServiceTime) => Math.round((time.now().getTime() - Date.now()) / 60_000);

test('M39 the time is Microsoft’s where it tells another one than this machine, and follows its latest answer', () => {
  const time = new ServiceTime();
  expect(ahead(time)).toBe(0);
  time.hear(new Date(Date.now() + 3_600_000).toUTCString());
  expect(ahead(time)).toBe(60);
  time.hear(null);
  time.hear('yesterday');
  expect(ahead(time)).toBe(60);
  time.hear(new Date().toUTCString());
  expect(ahead(time)).toBe(0);
});
