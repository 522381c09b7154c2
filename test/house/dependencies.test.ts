import fs from 'node:fs';

type Group = Record<string, string> | undefined;
const manifest = JSON.parse(fs.readFileSync('package.json', 'utf8')) as Record<string, Group>;
const names = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((it) =>
  Object.entries(manifest[it] ?? {}),
);
const notes = fs.readdirSync('docs/decisions').filter((it) => it !== 'README.md');
const text = notes.map((it) => fs.readFileSync(`docs/decisions/${it}`, 'utf8')).join('\n');
const index = fs.readFileSync('docs/decisions/README.md', 'utf8');

test('every dependency has a line that says what it saves and how to leave it', () => {
  // A row of a table, or a point of a list that begins with the name.
  const named = new Set([...text.matchAll(/^(?:\| |- )([^|:]+)/gm)].flatMap((it) => (it[1] ?? '').split(/[ ,`]+/)));
  expect(names.map(([name]) => name).filter((it) => !it.startsWith('@types/') && !named.has(it))).toEqual([]);
});

test('every dependency has one exact version', () => {
  expect(names.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
});

test('every decision stands in the index', () => {
  expect(notes.filter((it) => !index.includes(`(${it})`))).toEqual([]);
});
