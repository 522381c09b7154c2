import type { WishedBooking } from '../../../../contract/booking.js';
import { requireBookable } from './check.js';

const wish = (people: WishedBooking['people']): WishedBooking => ({
  subject: 'Talk it over',
  startDateTime: '2999-01-05T09:00:00Z',
  endDateTime: '2999-01-05T09:30:00Z',
  timeZone: 'Europe/Berlin',
  people,
  online: 'none',
  agenda: '',
  files: [],
});
const guests = (count: number): WishedBooking['people'] =>
  Array.from({ length: count }, (_it, i) => ({ address: `guest${i}@lumenworks.example`, kind: 'required' }));

test('M38 R-20 as many people as Microsoft invites; of more it is said how many are too many', () => {
  expect(() => requireBookable(wish(guests(500)))).not.toThrow();
  expect(() => requireBookable(wish(guests(503)))).toThrow(
    expect.objectContaining({
      code: 'invalid_request',
      field: 'people',
      message: expect.stringMatching(/503 are chosen\. Take 3 of them out/) as string,
    }),
  );
});

test('M38 an address that is none, and somebody who is invited twice, are said at their field', () => {
  const refused = (people: WishedBooking['people'], message: RegExp) =>
    expect(() => requireBookable(wish(people))).toThrow(
      expect.objectContaining({ field: 'people', message: expect.stringMatching(message) as string }),
    );
  refused([{ address: 'nobody@nowhere', kind: 'required' }], /not an email address/);
  refused([...guests(1), { address: 'GUEST0@lumenworks.example', kind: 'optional' }], /invited twice/);
});
