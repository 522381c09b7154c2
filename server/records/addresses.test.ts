import { addressesIn, companyDomain, normaliseAddress } from './addresses.js';

test.each<[string, string]>([
  ['Jana.Novak@LumenWorks.Example', 'jana.novak@lumenworks.example'],
  ['  <jana@lumenworks.example> ', 'jana@lumenworks.example'],
  ['jana+quotes@lumenworks.example', 'jana+quotes@lumenworks.example'],
  ['jana@BÜCHER.example', 'jana@xn--bcher-kva.example'],
  ['ja\u006e\u0303a@x.example', 'jaña@x.example'],
  ['jana', ''],
  ['jana@', ''],
  ['@x.example', ''],
  ['a b@x.example', ''],
  ['', ''],
])('M25 the address "%s" is compared as "%s"', (text, expected) => {
  expect(normaliseAddress(text)).toBe(expected);
});

test('M25 a field may hold several addresses, each counts once', () => {
  expect(addressesIn('a@x.example; B@x.example, a@X.example none')).toEqual(['a@x.example', 'b@x.example']);
});

test.each<[string, string]>([
  ['jana@mail.lumenworks.co.uk', 'lumenworks.co.uk'],
  ['https://www.lumenworks.com/about?x=1', 'lumenworks.com'],
  ['www.lumenworks.com', 'lumenworks.com'],
  ['jana@gmail.com', ''],
  ['jana@GoogleMail.com', ''],
  ['jana@outlook.com', ''],
  ['nothing at all', ''],
  ['', ''],
])('M25 the company of "%s" is "%s"', (text, expected) => {
  expect(companyDomain(text)).toBe(expected);
});
