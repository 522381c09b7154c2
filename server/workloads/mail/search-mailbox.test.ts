import { toWords } from './search-mailbox.js';

test.each([
  ['Renewal 2027', 'renewal 2027'],
  ['jana.novak@lumenworks.example', 'jana.novak@lumenworks.example'],
  ['from:boss OR subject:"secret"', 'from boss or subject secret'],
  ['-holiday +"the plan"', 'holiday the plan'],
  ['"\\" OR *', 'or'],
  ['Übergabe für Zoë', 'übergabe für zoë'],
  ['::: ""', ''],
])('M23 of “%s” only the words are looked for in the mailbox', (typed, words) => {
  expect(toWords(typed)).toBe(words);
});
