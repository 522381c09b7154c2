// `npx tsx tools/diagnoses.ts`: writes docs/diagnoses.md from the catalogue and the browser tests.
import fs from 'node:fs';
import path from 'node:path';
import { causes, diagnosisTitles, tell, type Cause, type DiagnosisCode } from '../contract/diagnoses.js';
import { diagnosisEn } from '../src/text/diagnosis-en.js';

export const docFile = 'docs/diagnoses.md';
const tests = ['test/e2e', 'test/deep'];

/** The codes that a browser test meets and leaves, as its rows name them, each with its file. */
export const testedCodes = (): Map<string, string> =>
  new Map(
    tests
      .flatMap((folder) => fs.readdirSync(folder).map((file) => path.join(folder, file)))
      .filter((it) => it.endsWith('.ts'))
      .sort()
      .flatMap((file) =>
        [
          ...fs
            .readFileSync(file, 'utf8')
            .matchAll(/(?:\bcode: '|\brefused\('|\bcreating\(\s*'|\bdiagnosis\(\s*')([A-N]\d+)'/g),
        ].flatMap(([, code]) => (code ? [[code, path.basename(file, '.ts')] as const] : [])),
      ),
  );

/** The catalogue as people read it: each code, its causes, their sentences, and what can be pressed. */
export function renderDiagnoses(): string {
  const tested = testedCodes();
  const rows = (Object.keys(diagnosisTitles) as DiagnosisCode[]).flatMap((code) =>
    (Object.keys(causes) as Cause[])
      .filter((it) => causes[it].code === code)
      .map((cause, at) => {
        const buttons = causes[cause].remedies.map((it) => diagnosisEn[`remedy.${it}`]).join(', ');
        const first = at === 0 ? `${code} ${diagnosisTitles[code]}` : '';
        const test = at === 0 ? (tested.has(code) ? `\`${tested.get(code) ?? ''}\`: ${code}` : 'none yet') : '';
        return `| ${first} | \`${cause}\` | ${tell(cause, '…')} | ${buttons} | ${test} |`;
      }),
  );
  return `# What can stand in the way, and the way out

Every refusal a person meets names its cause as it was detected, under one of these codes, with buttons that help and details to copy.
Causes are told apart by \`error\`, \`suberror\` and \`claims\`, never by a number alone (\`contract/diagnoses/rules.ts\`); the sentences stand in
\`contract/diagnoses/\`, and one part of the pages shows all of them (\`src/components/diagnosis\`). The switches are in the menu of the sandbox's page
and in \`PATCH /sandbox/sign-in\`, whose \`refuse\` takes any number of Entra's. Written by \`npx tsx tools/diagnoses.ts\`; a test holds it to the catalogue.
The codes C1 to C8 and C10 to C12 are told by *Why not here?* and the sync log (docs/faults.md).

| code | cause | sentence | buttons | browser test |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}

if (process.argv[1] === import.meta.filename) fs.writeFileSync(path.resolve(docFile), renderDiagnoses());
