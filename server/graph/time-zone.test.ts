import { toIanaZone } from './time-zone.js';

test.each([
  ['W. Europe Standard Time', 'Europe/Berlin'],
  ['Pacific Standard Time', 'America/Los_Angeles'],
  ['Asia/Kolkata', 'Asia/Kolkata'],
  ['Customized Time Zone', 'UTC'],
  [undefined, 'UTC'],
])('M16 the mailbox zone %s is %s', (name, zone) => {
  expect(toIanaZone(name)).toBe(zone);
});
