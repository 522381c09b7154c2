import fc from 'fast-check';
import { cleanFileName, cleanName, nameKey, namesOf, numbered } from './file-name.js';

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

/** Names of every script, of emoji, of reserved words and of what people paste. */
const anyName = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 450 }),
  fc.string({ unit: 'binary', maxLength: 450 }),
  fc.string({ unit: fc.constantFrom('\ud83d', '\ude00', 'a', '\u0301', '\u200d', '\u202e'), maxLength: 60 }),
  fc
    .tuple(
      fc.constantFrom('', ' ', '.', '~', '~$', '...', '\u00a0', '\u200d'),
      fc.constantFrom(
        'CON',
        'con.txt',
        'COM¹',
        'LPT9',
        '_vti_',
        'desktop.ini',
        '.lock',
        'Forms',
        'Größe',
        'ΣΊΣΥΦΟΣ',
        'İş',
        '資料',
      ),
      fc.constantFrom('', ' ', '.', '. .', '\t', '\u2028', 'x'.repeat(400)),
    )
    .map((it) => it.join('')),
);

test('M50 the folder names of a record are valid, always the same, and of no other record', () => {
  fc.assert(
    fc.property(fc.array(anyName, { minLength: 2, maxLength: 12 }), (wanted) => {
      const owners = new Map<string, string>();
      // Half of the records are called as another one, or as another one in capitals.
      const records = [...wanted, ...wanted.map((it) => it.toUpperCase())].map((name, i) => ({ id: `rec_${i}`, name }));
      const taken = records.map(({ id, name }) => {
        const names = namesOf(cleanName(name, 'Record'), id);
        expect(namesOf(cleanName(name, 'Record'), id)).toEqual(names);
        for (const it of names) expect(isTaken(it)).toBe(true);
        const free = names.find((it) => !owners.has(nameKey(it))) ?? '';
        expect(free).not.toBe('');
        owners.set(nameKey(free), id);
        return free;
      });
      expect(new Set(taken.map((it) => it.toLowerCase())).size).toBe(records.length);
      expect(new Set(taken.map((it) => it.toUpperCase())).size).toBe(records.length);
    }),
    { numRuns: 600 },
  );
});

test.each([
  ['Straße', 'STRASSE'],
  ['ＦＵＬＬ', 'full'],
  ['ΟΔΟΣ', 'οδος'],
  ['o\u0301', 'ó'],
  ['a\u200db', 'ab'],
])('M50 %j and %j cannot stand beside each other', (one, other) => {
  expect(nameKey(one)).toBe(nameKey(other));
});

test('M50 emoji and scripts that are joined stay whole, also where a name is cut', () => {
  expect(cleanName('👩‍🔧 Werkstatt')).toBe('👩‍🔧 Werkstatt');
  expect(cleanName('می‌خواهم')).toBe('می‌خواهم');
  expect(cleanName('👩‍👩‍👧‍👦'.repeat(80))).toMatch(/^(👩‍👩‍👧‍👦)+$/u);
  expect(cleanName(`a${'\u0301'.repeat(400)}`).length).toBeLessThanOrEqual(120);
});
