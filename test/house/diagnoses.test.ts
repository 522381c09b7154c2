import fs from 'node:fs';
import { causes, diagnosisTitles } from '../../contract/diagnoses.js';
import { diagnosisEn } from '../../src/text/diagnosis-en.js';
import { docFile, renderDiagnoses, testedCodes } from '../../tools/diagnoses.js';

/** Codes whose place in the product does not lead to them yet; each line is to go when its test comes. */
const awaited: string[] = [];

test('docs/diagnoses.md says what the catalogue says', () => {
  expect(fs.readFileSync(docFile, 'utf8')).toBe(renderDiagnoses());
});

test('every code has a sentence, a button with a word, and a browser test that ends in the working state', () => {
  const tested = testedCodes();
  const codes = Object.keys(diagnosisTitles);
  const withCause = new Set<string>(Object.values(causes).map((it) => it.code));
  expect(codes.filter((it) => !withCause.has(it))).toEqual([]);
  for (const { remedies } of Object.values(causes))
    for (const it of remedies) expect(diagnosisEn[`remedy.${it}`]).toMatch(/^[A-Z]/);
  expect(codes.filter((it) => !tested.has(it))).toEqual(awaited);
});
