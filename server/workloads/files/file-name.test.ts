import fc from 'fast-check';
import { cleanFileName, cleanName, numbered } from './file-name.js';

const isTaken = (name: string) =>
  name.length > 0 &&
  name.length <= 128 &&
  !/["*:<>?/\\|]/.test(name) &&
  !/^[\s~.]|[\s.]$/.test(name) &&
  !/_vti_/i.test(name) &&
  !/^(con|prn|aux|nul|com\d|lpt\d|\.lock|desktop\.ini)$/i.test(name);

test.each([
  ['Lumen Works – Renewal 2027', 'Lumen Works – Renewal 2027'],
  ['A/B: "quoted" <x>?', 'A-B quoted x'],
  ['..\\..\\windows\\system32', '-..-windows-system32'.replace(/^-\.\./, '-..')],
  ['CON', 'CON -'],
  ['   ', 'Untitled'],
  ['Name.', 'Name'],
  ['~$lock', '$lock'],
  ['שלום', 'שלום'],
  ['a\u0000b\u202Ec', 'a b c'],
])('M50 the name %j becomes %j', (wanted, name) => {
  expect(cleanName(wanted)).toBe(name);
});

test('M50 every text gives a name that OneDrive takes, and always the same one', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'grapheme', maxLength: 500 }),
        fc.string({ unit: 'binary', maxLength: 500 }),
        fc.constantFrom('aux.', 'COM1', 'desktop.ini', '_vti_cnf', '👩‍👩‍👧‍👦'.repeat(80), '~', '...'),
      ),
      (wanted) => {
        const name = cleanName(wanted);
        expect(isTaken(name)).toBe(true);
        expect(cleanName(wanted)).toBe(name);
        expect(cleanName(name)).toBe(name);
      },
    ),
    { numRuns: 2000 },
  );
});

test('M107 file names keep their ending, whatever stands before it', () => {
  expect(cleanFileName('Quote 2027/118.pdf')).toBe('Quote 2027-118.pdf');
  expect(cleanFileName(`${'x'.repeat(300)}.xlsx`)).toMatch(/^x+\.xlsx$/);
  expect(numbered('photo.jpg', 2)).toBe('photo (2).jpg');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (stem) => {
      const name = cleanFileName(`${stem}a.pdf`);
      expect(isTaken(name) && name.endsWith('.pdf')).toBe(true);
    }),
    { numRuns: 500 },
  );
});
