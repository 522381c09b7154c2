import { addressKey } from './address-key.js';

const key = Buffer.alloc(32, 7).toString('base64');

test('R-33 an address is kept as 64 keyed bits: the same for the same tenant, another for another', () => {
  const one = addressKey(key, 'jana.novak@lumenworks.example');
  expect(one).toMatch(/^-?\d{1,19}$/);
  expect(BigInt.asIntN(64, BigInt(one)).toString()).toBe(one);
  expect(addressKey(key, 'jana.novak@lumenworks.example')).toBe(one);
  expect(addressKey(key, '@lumenworks.example')).not.toBe(one);
  expect(addressKey(Buffer.alloc(32, 8).toString('base64'), 'jana.novak@lumenworks.example')).not.toBe(one);
});
