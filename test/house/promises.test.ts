import fs from 'node:fs';
import path from 'node:path';
import { routes } from '../../contract/api.js';
import { errorSpecs } from '../../contract/errors.js';
import { settings } from '../../server/config.js';

const read = (file: string) => fs.readFileSync(path.join(process.cwd(), file), 'utf8');
const filesOf = (folder: string) =>
  fs
    .readdirSync(path.join(process.cwd(), folder), { recursive: true, encoding: 'utf8' })
    .filter((it) => /[.]tsx?$/.test(it))
    .map((it) => path.join(folder, it));

test('every route of the contract stands in docs/openapi.json, and nothing else does', () => {
  const { paths } = JSON.parse(read('docs/openapi.json')) as { paths: Record<string, Record<string, unknown>> };
  const written = Object.entries(paths).flatMap(([url, methods]) =>
    Object.keys(methods).map(
      (method) => `${method.toUpperCase()} ${url.replace(/^[/]api/, '').replace(/[{](\w+)[}]/g, ':$1')}`,
    ),
  );
  expect(written.sort()).toEqual(Object.keys(routes).sort());
});

test('.env.example names every setting the server reads, and no other', () => {
  const named = [...read('.env.example').matchAll(/^#? ?([A-Z][A-Z_]+)=/gm)].map((it) => it[1] ?? '');
  expect([...new Set(named)].sort()).toEqual(settings.map((it) => it.name).sort());
});

test('every failure has a remedy that is a sentence', () => {
  for (const { remedy } of Object.values(errorSpecs)) expect(remedy).toMatch(/^[A-Z].{10,}[.]$/);
});

test('the server never speaks of the sandbox', () => {
  const speaking = filesOf('server').filter((file) => !/[.]test[.]/.test(file) && /sandbox/i.test(read(file)));
  expect(speaking).toEqual([]);
});
