import { QuickXorHash, quickXorHash } from './quick-xor-hash.js';

test.each([
  ['', 'AAAAAAAAAAAAAAAAAAAAAAAAAAA='],
  ['Sg==', 'SgAAAAAAAAAAAAAAAQAAAAAAAAA='],
  ['tbQ=', 'taAFAAAAAAAAAAAAAgAAAAAAAAA='],
])('quickXorHash of %s is what OneDrive gives', (bytes, hash) => {
  expect(quickXorHash(Buffer.from(bytes, 'base64'))).toBe(hash);
});

test('quickXorHash depends on where a byte stands, also after the first round of 160 bits', () => {
  const one = Buffer.alloc(400, 1);
  const other = Buffer.from(one);
  [other[300], other[301]] = [2, 3];
  const turned = Buffer.from(one);
  [turned[300], turned[301]] = [3, 2];
  expect(new Set([one, other, turned].map(quickXorHash)).size).toBe(3);
});

test('quickXorHash of parts is that of the whole, wherever it is cut', () => {
  const whole = Buffer.from(Array.from({ length: 1000 }, (_, i) => (i * 7) % 256));
  for (const cut of [0, 1, 159, 160, 161, 999])
    expect(new QuickXorHash().update(whole.subarray(0, cut)).update(whole.subarray(cut)).digest()).toBe(
      quickXorHash(whole),
    );
});
