import fc from 'fast-check';
import { DateTime } from 'luxon';
import { digitOf, findTimes, judgeSlot, quarterMs, soonMs, startsOn, type Taken } from './slots.js';
import { readWorkingHours } from './working-hours.js';

const zone = 'Europe/Berlin';
const day = '2026-11-25'; // a Wednesday
const midnight = DateTime.fromISO(day, { zone }).toMillis();
const at = (time: string) => DateTime.fromISO(`${day}T${time}`, { zone }).toMillis();
const window = { fromMs: midnight, toMs: midnight + 14 * 86_400_000 };
const hours = readWorkingHours({
  daysOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
  startTime: '08:00:00',
  endTime: '17:00:00',
  timeZone: { name: zone },
});
/** Somebody's day, taken as written: "10:00-11:00 2". */
function who(address: string, kind: Taken['kind'] = 'required', ...taken: string[]): Taken {
  const view = Array<string>(14 * 96).fill('0');
  for (const it of taken) {
    const [, from = '', to = '', digit = ''] = /^(\S+)-(\S+) (\d)$/.exec(it) ?? [];
    for (let ms = at(from); ms < at(to); ms += quarterMs) view[(ms - midnight) / quarterMs] = digit;
  }
  return { address, kind, isKnown: true, view: view.join(''), ...(kind === 'room' ? {} : { hours }) };
}
const judge = (time: string, everybody: Taken[], nowMs = midnight) => {
  const { reasons, without } = judgeSlot({ everybody, window, lengthMs: 3_600_000, nowMs }, at(time));
  return { reasons: reasons.map((it) => [it.code, ...it.addresses].join(' ')), without };
};

test.each([
  ['10:00', [who('ben', 'required', '10:30-10:45 2')], ['busy ben']],
  ['10:00', [who('ben', 'required', '11:00-12:00 2')], []],
  ['10:00', [who('ben', 'required', '09:00-18:00 3')], ['out_of_office ben']],
  ['10:00', [who('ben', 'required', '10:00-11:00 1')], ['tentative ben']],
  ['10:00', [who('ben', 'required', '10:00-11:00 4')], []],
  ['10:00', [who('quay', 'room', '10:45-11:00 2')], ['room_taken quay']],
  ['17:00', [who('ben')], ['outside_hours ben']],
  ['10:00', [who('ben', 'required', '10:00-11:00 2'), who('cleo', 'required', '10:00-11:00 2')], ['busy ben cleo']],
  [
    '10:00',
    [who('ben', 'required', '10:00-11:00 2'), who('quay', 'room', '10:00-11:00 2')],
    ['busy ben', 'room_taken quay'],
  ],
])('R-60 at %s every reason has its code and says who', (time, everybody, reasons) => {
  expect(judge(time, everybody)).toEqual({ reasons, without: [] });
});

test('R-60 what is over or begins in a moment is too soon', () => {
  expect(judge('10:00', [], at('10:00') - soonMs + 1).reasons).toEqual(['too_soon']);
  expect(judge('10:00', [], at('10:00') - soonMs).reasons).toEqual([]);
});

test('M36 whoever is optional keeps no time from being offered; it is said who cannot come', () => {
  expect(judge('10:00', [who('ben', 'optional', '10:00-11:00 2')])).toEqual({ reasons: [], without: ['ben'] });
});

test('M36 somebody whose time cannot be read refuses none', () => {
  expect(
    judge('10:00', [{ ...who('jana', 'required', '10:00-11:00 2'), isKnown: false, hours: undefined }]).reasons,
  ).toEqual([]);
});

test('M36 of what lies at the same time the weightiest counts', () => {
  const taken = who('ben', 'required', '10:00-10:15 4', '10:15-10:30 1', '10:30-10:45 3', '10:45-11:00 2');
  expect(digitOf(taken, window, at('10:00'), at('11:00'))).toBe('3');
  expect(digitOf(taken, window, at('10:00'), at('10:30'))).toBe('1');
});

test('M36 the next times are the earliest that suit everybody; without any it is said who stands in the way', () => {
  const everybody = [who('ada', 'required', '08:00-09:30 2'), who('ben', 'required', '10:30-16:00 2')];
  const asked = { everybody, window, lengthMs: 3_600_000, nowMs: midnight };
  const { next } = findTimes(asked, { date: day, days: 14, zone, most: 3 });
  expect(next.map((it) => DateTime.fromISO(it.startDateTime, { zone }).toFormat('d HH:mm'))).toEqual([
    '25 09:30',
    '25 16:00',
    '26 08:00',
  ]);
  const never = findTimes(
    { ...asked, everybody: [...everybody, who('cleo', 'required', '00:00-23:45 2')] },
    { date: day, days: 1, zone, most: 3 },
  );
  expect(never.next).toEqual([]);
  expect(never.obstacles[0]).toMatchObject({ code: 'busy', addresses: ['cleo'] });
});

test('M36 where the hours of two people never meet, that is what stands in the way', () => {
  const late = readWorkingHours({
    daysOfWeek: ['wednesday'],
    startTime: '09:00:00',
    endTime: '17:00:00',
    timeZone: { name: 'America/Los_Angeles' },
  });
  const everybody = [who('ada'), { ...who('kim'), hours: late }];
  const { next, obstacles } = findTimes(
    { everybody, window, lengthMs: 3_600_000, nowMs: midnight },
    { date: day, days: 1, zone, most: 3 },
  );
  expect(next).toEqual([]);
  expect(obstacles.map((it) => it.code)).toEqual(['outside_hours', 'outside_hours']);
});

test.each([
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'America/New_York',
  'Europe/Berlin',
  'Pacific/Apia',
])('M36 in %s times begin at the full and the half hour of its wall clock, on every day of the year', (name) => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 364 }), (n) => {
      const date = DateTime.fromISO('2026-01-01', { zone: name }).plus({ days: n });
      const starts = startsOn(date.toISODate() ?? '', name).map((ms) => DateTime.fromMillis(ms, { zone: name }));
      expect(starts.every((it) => it.minute % 30 === 0 && it.hasSame(date, 'day'))).toBe(true);
      expect(starts.length).toBeGreaterThanOrEqual(46);
    }),
  );
});

test('M36 a time is offered exactly when nobody required is taken in any of its quarters', () => {
  const person = fc.record({
    digits: fc.array(fc.constantFrom('0', '0', '0', '1', '2', '3', '4'), { minLength: 40, maxLength: 40 }),
    kind: fc.constantFrom<Taken['kind']>('required', 'optional', 'room'),
    isKnown: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(person, { maxLength: 6 }),
      fc.integer({ min: 0, max: 36 }),
      fc.integer({ min: 1, max: 4 }),
      (drawn, from, length) => {
        const everybody = drawn.map((it, i): Taken => ({ ...it, address: `p${i}`, view: it.digits.join('') }));
        const asked = { everybody, window, lengthMs: length * quarterMs, nowMs: midnight - soonMs };
        const slot = judgeSlot(asked, midnight + from * quarterMs);
        const isTaken = (it: Taken) =>
          it.isKnown && [...it.view.slice(from, from + length)].some((digit) => '123'.includes(digit));
        const away = (kinds: Taken['kind'][]) =>
          everybody.filter((it) => kinds.includes(it.kind) && isTaken(it)).map((it) => it.address);
        expect(slot.reasons.flatMap((it) => it.addresses).sort()).toEqual(away(['required', 'room']).sort());
        expect(slot.without).toEqual(away(['optional']));
      },
    ),
  );
});
