import fs from 'node:fs';
import path from 'node:path';
import { neededScopes, lookingScopes, signInLogScopes } from '../../server/administration/scopes.js';
import { settings } from '../../server/config.js';
import { commands } from '../../server/operate.js';
import { accessEn } from '../../src/text/access-en.js';
import { adminEn } from '../../src/text/admin-en.js';
import { en } from '../../src/text/en.js';
import { foldersEn } from '../../src/text/folders-en.js';
import { settingsEn } from '../../src/text/settings-en.js';

/* What an administrator is told to type and to press is there: commands, options, settings, labels, pictures. */
const read = (file: string) => fs.readFileSync(file, 'utf8');
const guide = read('docs/admin-guide.md').replace(/(?<=[^\n|])\n(?=[^\n|#\s])/g, ' '); // where a line ends says nothing
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
const all = (pattern: RegExp) => [...new Set([...guide.matchAll(pattern)].map((it) => it[1] ?? ''))];

test('M110 every command of the guide is one of the project, with options and arguments that it takes', () => {
  const builtIn = ['ci', 'prune'];
  const named = all(/\bnpm (?:run )?([a-z][\w:]*)/g);
  expect(named).toEqual(expect.arrayContaining(['start', 'package', 'serve']));
  expect(named.filter((it) => !builtIn.includes(it) && !scripts[it])).toEqual([]);
  const options = [...guide.matchAll(/npm run package -- (.*)/g)].flatMap((it) => it[1]?.match(/--[\w-]+/g) ?? []);
  expect(options).toEqual(expect.arrayContaining(['--base-url', '--client-id', '--id', '--version']));
  const help = read('tools/package/main.ts');
  expect(options.filter((it) => !help.includes(`  ${it} `))).toEqual([]);
  expect(all(/npm run serve -- (\w+)/g).sort()).toEqual([...commands].sort());
});

test('M111 every line with containers names services and settings that are there', () => {
  const compose = read('compose.yaml');
  const services = [...compose.matchAll(/^ {2}(\w+):$/gm)].map((it) => it[1] ?? '');
  const named = [...all(/--scale (\w+)=/g), ...all(/compose run .* (\w+) backup/g)];
  expect(named.sort()).toEqual(['migrate', 'web', 'worker']);
  expect(named.filter((it) => !services.includes(it))).toEqual([]);
  const outside = ['POSTGRES_PASSWORD', 'PWD'];
  const variables = all(/\b([A-Z]+(?:_[A-Z]+)+|PWD)\b/g);
  expect(variables.filter((it) => !outside.includes(it) && !settings.some(({ name }) => name === it))).toEqual([]);
  for (const it of all(/(?:GET) `?(\/[\w/]+)/g)) expect([it, isServed(it)]).toEqual([it, true]);
});
const isServed = (place: string) =>
  fs
    .readdirSync('server/http', { encoding: 'utf8', recursive: true })
    .some((file) => file.endsWith('.ts') && read(path.join('server/http', file)).includes(`'${place}'`));

test('M84 M110 what the guide says to press is written so on our pages, in the sandbox, or is one of Microsoft’s or Coherence’s own words', () => {
  const ours = new Set<string>(
    [en, settingsEn, adminEn, accessEn, foldersEn].flatMap((table) => Object.values<string>(table)),
  );
  const sandbox = read('sandbox/outlook/web/admin-center.html') + read('sandbox/outlook/web/admin-center.js');
  const theirs = [
    ...['App registrations', 'New registration', 'Application (client) id', 'Authentication', 'Web'],
    ...['Single-page application', 'Expose an API', 'API permissions', 'Certificates & secrets', 'Users and groups'],
    ...['Enterprise applications', 'Office Add-in', 'Developers', 'OAuth Apps', 'Microsoft'],
  ];
  const labels = all(/(?<!\*)\*(?!\*)([^*\n]+)\*(?!\*)/g).flatMap((it) => it.split(' > '));
  expect(labels.length).toBeGreaterThan(30);
  expect(
    labels.filter((it) => !ours.has(it) && !theirs.includes(it) && !sandbox.includes(it) && !isOfServer(it)),
  ).toEqual([]);
});
/** Links that the server names. */
const isOfServer = (label: string) => read('server/administration/setup.ts').includes(`'${label}'`);

test('M81 every permission the guide names is one the server may ask for', () => {
  const named = all(/`(\w+[.]\w+[.]All)`/g);
  expect(named.length).toBeGreaterThan(1);
  const known: string[] = [...neededScopes, ...lookingScopes, ...signInLogScopes];
  expect(named.filter((it) => !known.includes(it))).toEqual([]);
});

test('M110 every picture of the guide is there, and none is left over', () => {
  const shown = all(/\]\((images\/[\w-]+\.png)\)/g);
  const kept = fs.readdirSync('docs/images').filter((it) => it.startsWith('admin-'));
  expect(shown.map((it) => path.basename(it)).sort()).toEqual(kept.sort());
});
