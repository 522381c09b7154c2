import { createHash, randomUUID } from 'node:crypto';

/*
 * The forms SharePoint gives its names: a drive is `b!` and three GUIDs (site, web, list), an item `01`, six letters of its
 * drive and 26 of its GUID. The root of every drive ends in the same letters.
 */
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const rootEnd = '56Y2GOVW7725BZO354PWSELRRZ';

export const newGuid = (): string => randomUUID();
/** The same words give the same GUID, so that seeded sites keep their ids. */
export function guidOf(words: string): string {
  const hex = createHash('sha256').update(words).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const bytesOf = (guid: string) => Buffer.from(guid.replace(/-/g, ''), 'hex');

export const driveId = (siteId: string, webId: string, listId: string): string =>
  `b!${Buffer.concat([siteId, webId, listId].map(bytesOf)).toString('base64url')}`;

const prefix = (ofDrive: string) => base32(createHash('sha256').update(ofDrive).digest()).slice(0, 6);
export const rootItemId = (ofDrive: string): string => `01${prefix(ofDrive)}${rootEnd}`;
export const itemId = (ofDrive: string, guid: string): string => `01${prefix(ofDrive)}${base32(bytesOf(guid))}`;

/** The GUID inside an item's id, as eTags and SharePoint's pages spell it. */
export function itemGuid(id: string): string {
  const hex = fromBase32(id.slice(8)).toString('hex').padEnd(32, '0').slice(0, 32).toUpperCase();
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function base32(bytes: Uint8Array): string {
  let out = '';
  let rest = 0;
  let bits = 0;
  for (const byte of bytes) {
    rest = (rest << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += letters[(rest >> bits) & 31];
    }
    rest &= (1 << bits) - 1;
  }
  return bits > 0 ? out + letters[(rest << (5 - bits)) & 31] : out;
}

function fromBase32(text: string): Buffer {
  const out: number[] = [];
  let rest = 0;
  let bits = 0;
  for (const letter of text) {
    rest = (rest << 5) | Math.max(0, letters.indexOf(letter));
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    out.push((rest >> bits) & 255);
    rest &= (1 << bits) - 1;
  }
  return Buffer.from(out);
}
