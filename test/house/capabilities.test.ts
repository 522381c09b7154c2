import fs from 'node:fs';
import path from 'node:path';

const root = process.cwd();
const text = fs.readFileSync(path.join(root, 'docs/capabilities.md'), 'utf8');
const lines = [...text.matchAll(/^\| M(\d+) \| .+ \| (works|partly|not yet) \|$/gm)];

function testFiles(folder: string): string[] {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (['node_modules', 'dist', 'data', '.git'].includes(entry.name)) return [];
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) return testFiles(full);
    return /[.](test|e2e)[.]tsx?$/.test(entry.name) ? [full] : [];
  });
}

test('every capability has one line with a state', () => {
  expect(lines.map((it) => Number(it[1]))).toEqual(Array.from({ length: 118 }, (_, i) => i + 1));
});

test('what is said to work is named by a test (npm test also asks that it passed)', () => {
  const names = testFiles(root)
    .filter((file) => !file.endsWith('capabilities.test.ts'))
    .map((file) => fs.readFileSync(file, 'utf8'))
    .join('\n');
  const unproven = lines
    .filter((it) => it[2] === 'works' && !new RegExp(`\\bM${it[1]}\\b`).test(names))
    .map((it) => `M${it[1]}`);
  expect(unproven).toEqual([]);
});
