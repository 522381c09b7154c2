import { toQuery } from './words.js';

test.each([
  ['Renewal 2027', "'renewal':* & '2027':*"],
  ['jana.novak@lumenworks.example', "'jana':* & 'novak':* & 'lumenworks':* & 'example':*"],
  ["O'Neill & (sons) | D-1042", "'o':* & 'neill':* & 'sons':* & 'd':* & '1042':*"],
  ['Übergabe', "'übergabe':*"],
  [' -!- ', ''],
  ['‘quoted’ – text', "'‘quoted’':* & 'text':*"],
])('M23 of “%s” every word is looked for from its beginning', (typed, query) => {
  expect(toQuery(typed)).toBe(query);
});
