import fs from 'node:fs';
import path from 'node:path';
import { settings } from '../../server/config.js';
import { describeApi } from '../../server/http/openapi.js';

const read = (file: string) => fs.readFileSync(file, 'utf8');
const manifest = JSON.parse(read('package.json')) as { version: string; scripts: Record<string, string> };

test('docs/openapi.json says what the contract says today (npm run openapi writes it)', async () => {
  const said = JSON.parse(read('docs/openapi.json')) as unknown;
  expect(said).toEqual(JSON.parse(JSON.stringify(await describeApi(manifest.version))));
});

test('npm start -- --help names every option the sandbox takes, before anything is built', () => {
  const options = [...read('sandbox/main.ts').matchAll(/\.option\('--(?:no-)?([a-z-]+)/g)].map((it) => it[1] ?? '');
  expect(options.length).toBeGreaterThan(5);
  const help = read('tools/start.mjs');
  expect(options.filter((it) => it !== 'server' && !help.includes(`--${it}`))).toEqual([]);
});

test('every command that is a tool of ours answers --help', () => {
  const tools = Object.values(manifest.scripts).flatMap((it) => /tools\/[\w/-]+\.(?:mjs|ts)/.exec(it)?.[0] ?? []);
  expect(tools.filter((it) => !/answerHelp\(|--help/.test(read(it)))).toEqual([]);
});

test('the README names every command of the project', () => {
  const readme = read('README.md');
  const ofDevelopers = ['build:browser', 'build:node', 'types', 'lint', 'law', 'unit', 'jest']; // parts of npm run check and build
  const missing = Object.keys(manifest.scripts).filter(
    (it) =>
      !ofDevelopers.includes(it) && !readme.includes(it === 'start' || it === 'test' ? `npm ${it}` : `npm run ${it}`),
  );
  expect(missing).toEqual([]);
});

test('every test and page that the documents name is there', () => {
  const documents = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'docs/architecture.md', 'sandbox/DIFFERENCES.md'];
  const missing = documents.flatMap((document) => {
    const text = read(document);
    const linked = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map((it) =>
      path.join(path.dirname(document), it[1] ?? ''),
    );
    const tests = [...text.matchAll(/`((?:test|sandbox|server|src)\/[\w/.-]+\.tsx?)`/g)].map((it) => it[1] ?? '');
    return [...linked, ...tests].filter((it) => !fs.existsSync(it)).map((it) => `${document}: ${it}`);
  });
  expect(missing).toEqual([]);
});

test('.env.example has every setting of the server with its meaning and default, and no other', () => {
  const said = read('.env.example').matchAll(/^# (.+)\n(?:# )?([A-Z][A-Z_]*)=(.*)$/gm);
  const found = [...said].map(([, meaning, name, otherwise]) => ({ name, meaning, otherwise }));
  const real = settings.map(({ name, meaning, otherwise = '', isSecret }) => ({
    name,
    meaning: isSecret ? `${meaning} (secret)` : meaning,
    otherwise,
  }));
  expect(found).toEqual(real);
});
