import fc from 'fast-check';
import { AppError } from '../../base/errors.js';
import { foldersOf, longestPath, parseTemplate, usualTemplate } from './folder-template.js';

const lumen = { module: 'Deals', record: 'Lumen Works – Renewal 2027', code: 'D-1042', year: '2027' };
const pathOf = (template: string, named = lumen) => {
  const { parents, name } = foldersOf(parseTemplate(template), named);
  return [...parents, name].join('/');
};

test.each([
  [usualTemplate, 'Coherence/Deals/Lumen Works – Renewal 2027'],
  ['Kunden/{year}/{ Code } {RECORD}', 'Kunden/2027/D-1042 Lumen Works – Renewal 2027'],
  ['{Record} ({Code})', 'Lumen Works – Renewal 2027 (D-1042)'],
  ['A\\{Module}\\{Code}', 'A/Deals/D-1042'],
])('M45 the template %j makes %j', (template, path) => {
  expect(pathOf(template)).toBe(path);
});

test('M45 a record without a code gets a name all the same', () => {
  const named = { ...lumen, code: '' };
  expect(pathOf('{Module}/{Code}', named)).toBe('Deals/Lumen Works – Renewal 2027');
  expect(pathOf('{Module}/{Record} ({Code})', named)).toBe('Deals/Lumen Works – Renewal 2027');
  expect(pathOf('{Module}/{Code} - {Record}', named)).toBe('Deals/Lumen Works – Renewal 2027');
});

test('M50 a slash in the name of a record makes no folder', () => {
  expect(pathOf(usualTemplate, { ...lumen, record: '../../etc/passwd', module: 'A/B' })).toBe(
    'Coherence/A-B/-..-etc-passwd',
  );
});

test.each([
  ['', /Write a name/],
  ['Coherence/{Module}', /must contain \{Record\} or \{Code\}/],
  ['Coherence/{Record}/Files', /must contain \{Record\} or \{Code\}/],
  ['{Record}/{Record}', /in the last folder only/],
  ['Coherence//{Record}', /Between two slashes/],
  ['Coherence/{Owner}/{Record}', /no field \{Owner\}/],
  ['Coherence/{Record', /bracket is open or closed alone/],
  ['a:b/{Record}', /does not take : /],
  ['con/{Record}', /does not take "con"/],
  ['_vti_x/{Record}', /does not take "_vti_x"/],
  ['a/b/c/d/e/f/{Record}', /7 folders deep/],
])('M45 the template %j is refused, with the reason', (template, reason) => {
  const thrown = (() => {
    try {
      return parseTemplate(template);
    } catch (error) {
      return error;
    }
  })();
  expect(thrown).toBeInstanceOf(AppError);
  expect(thrown).toMatchObject({
    code: 'invalid_request',
    field: 'settings.template',
    message: expect.stringMatching(reason),
  });
});

test('M50 whatever a record is called, its path leaves room for files', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 450 });
  fc.assert(
    fc.property(
      fc.constantFrom(
        usualTemplate,
        'a/{Module}/{Module}/{Year}/{Module}/{Code} {Record}',
        '{Module}{Module}/{Record}',
      ),
      fc.record({ module: text, record: text, code: text, year: fc.constant('2027') }),
      (template, named) => {
        const path = pathOf(template, named);
        expect(path.length).toBeLessThanOrEqual(longestPath);
        expect(pathOf(template, named)).toBe(path);
      },
    ),
    { numRuns: 500 },
  );
});
