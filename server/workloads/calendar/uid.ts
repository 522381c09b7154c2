const globalObjectId = /^040000008200E00074C5B7101A82E008[0-9A-F]{8,}$/i;
const datePlace = 32;
const none = '00000000';

/**
 * What an iCalUId says: the series it belongs to, the same for all of its dates, and the date on which the series has it. Exchange keeps
 * that date in the middle of the id (MS-OXOCAL, PidLidGlobalObjectId), so that who was invited to one date only has the same event.
 */
export function readUid(iCalUId: string): { uid: string; occurrence: string } {
  if (!globalObjectId.test(iCalUId)) return { uid: iCalUId, occurrence: '' };
  const date = iCalUId.slice(datePlace, datePlace + none.length);
  if (date === none) return { uid: iCalUId, occurrence: '' };
  const number = (from: number, to: number) => Number.parseInt(date.slice(from, to), 16);
  const [year, month, day] = [number(0, 4), number(4, 6), number(6, 8)];
  if (year < 1601 || month < 1 || month > 12 || day < 1 || day > 31) return { uid: iCalUId, occurrence: '' };
  const two = (it: number) => String(it).padStart(2, '0');
  return {
    uid: `${iCalUId.slice(0, datePlace)}${none}${iCalUId.slice(datePlace + none.length)}`,
    occurrence: `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`,
  };
}
