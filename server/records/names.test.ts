import { splitName } from './names.js';

test.each<[string, string, string, string]>([
  ['Jana Novák', '', 'Jana', 'Novák'],
  ['Novák, Jana', '', 'Jana', 'Novák'],
  ['Dr. Jana Novák', '', 'Jana', 'Novák'],
  ['Novák, Dr. Jana', '', 'Jana', 'Novák'],
  ['Ana María de la Cruz', '', 'Ana María de la', 'Cruz'],
  ['Jana Novák (Lumen Works)', '', 'Jana', 'Novák'],
  ['Jana Novák [External]', '', 'Jana', 'Novák'],
  ["'Jana Novák'", '', 'Jana', 'Novák'],
  ['Jana Novák via SharePoint', '', 'Jana', 'Novák'],
  ['Jana', '', 'Jana', ''],
  ['', 'jana.novak@lumenworks.example', 'Jana', 'Novak'],
  ['jana.novak@lumenworks.example', 'jana.novak@lumenworks.example', 'Jana', 'Novak'],
  ['', 'jana_novak+quotes@lumenworks.example', 'Jana', 'Novak'],
  ['', 'info@lumenworks.example', 'Info', ''],
  ['<b>Jana</b> Novák', '', 'Jana', 'Novák'],
  ['יעל כהן', '', 'יעל', 'כהן'],
  ['', '', '', ''],
])('M105 the name "%s" %s is split', (shown, address, first, last) => {
  expect(splitName(shown, address)).toEqual({ first, last });
});
