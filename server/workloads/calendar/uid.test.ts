import { readUid } from './uid.js';

const head = '040000008200E00074C5B7101A82E008';
const tail = '30D5A1B2C3D4010000000000000000100000001122334455667788';

test('M30 an iCalUId names the series, and the date on which the series has it', () => {
  expect(readUid(`${head}00000000${tail}`)).toEqual({ uid: `${head}00000000${tail}`, occurrence: '' });
  expect(readUid(`${head}07EB031C${tail}`)).toEqual({ uid: `${head}00000000${tail}`, occurrence: '2027-03-28' });
});
test('M30 ids of other calendars, and what is no date, are taken as they are', () => {
  for (const it of ['7kukuqrfedlm2f9t@google.com', `${head}FFFFFFFF${tail}`, `${head}0001`, ''])
    expect(readUid(it)).toEqual({ uid: it, occurrence: '' });
});
