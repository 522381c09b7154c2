// `npm run validate`: manifest.xml by our own rules, manifest.json by Microsoft's schema and against manifest.xml. No network.
import fs from 'node:fs';
import path from 'node:path';
import { validateManifest } from 'office-addin-manifest';
import { findMistakes } from './rules.js';
import { findUnifiedMistakes } from './unified.js';

if (process.argv.includes('--help')) {
  process.stdout.write(
    "npm run validate\n\nChecks manifest.xml by our own rules (order, ids, lengths, icons, one origin) and manifest.json by Microsoft's schema and against manifest.xml. No network.\n",
  );
  process.exit(0);
}

const root = path.resolve(import.meta.dirname, '../..');
const xml = await findMistakes(fs.readFileSync(path.join(root, 'manifest.xml'), 'utf8'), { root });
const json = await validateManifest(path.join(root, 'manifest.json'));
const jsonMistakes = [
  ...(json.isValid ? [] : (json.report?.errors ?? []).map((it) => it.content ?? it.title ?? 'unknown mistake')),
  ...findUnifiedMistakes(fs.readFileSync(path.join(root, 'manifest.json'), 'utf8')),
];

for (const [file, mistakes] of [
  ['manifest.xml', xml],
  ['manifest.json', jsonMistakes],
] as const) {
  process.stdout.write(
    mistakes.length === 0 ? `${file}: valid\n` : `${file}:\n${mistakes.map((it) => `  ${it}\n`).join('')}`,
  );
}
process.exit(xml.length + jsonMistakes.length === 0 ? 0 : 1);
