import { looksLikeId, MailIds } from './ids.js';

const ids = new MailIds('one mailbox');

test('an id leads back to its item, whatever the number', () => {
  for (const [number, moves] of [
    [1, 0],
    [100_000, 3],
    [4_000_000_000, 70_000],
  ] as const) {
    expect(ids.read(ids.rest(number, moves))).toEqual({ number, moves });
    expect(ids.read(ids.immutable(number))).toEqual({ number });
  }
});

test('ids have the length and the beginning of Exchange ids, and only letters that an address can hold', () => {
  expect(ids.rest(7, 0)).toMatch(/^AAMkAG[\w-]{140,}=$/);
  expect(ids.immutable(7)).toMatch(/^AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A[\w-]{60,}=$/);
  expect(ids.attachment(7, 0)).not.toBe(ids.attachment(7, 1));
  expect(looksLikeId(ids.rest(7, 0))).toBe(true);
  expect(looksLikeId('nonsense')).toBe(false);
});

test('a changed letter, another case or another mailbox leads nowhere', () => {
  const id = ids.rest(12, 1);
  expect(ids.read(id.toLowerCase())).toBeUndefined();
  expect(ids.read(`${id.slice(0, -4)}BB==`)).toBeUndefined();
  expect(new MailIds('another').read(id)).toBeUndefined();
});
