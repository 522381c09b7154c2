import fs from 'node:fs';
import path from 'node:path';
import { permission } from '../../contract/connection.js';
import { graphScopes, permissionScopes } from '../../server/identity/scopes.js';
import { ensureBuilt } from '../support/built.js';

/* What must be true of the whole house, and what no single room can see. */
const read = (file: string) => fs.readFileSync(path.join(process.cwd(), file), 'utf8');
const filesOf = (folder: string, ending: RegExp) =>
  fs
    .readdirSync(path.join(process.cwd(), folder), { recursive: true, encoding: 'utf8' })
    .filter((it) => ending.test(it))
    .map((it) => path.posix.join(folder, it.replaceAll('\\', '/')));

test('what ships to browsers names no machine of ours', () => {
  ensureBuilt('pages');
  const shipped = filesOf('dist/public', /[.](js|html|css)$/);
  expect(shipped.length).toBeGreaterThan(5);
  const speaking = shipped.flatMap((file) =>
    [...read(file).matchAll(/.{0,40}(localhost|127[.]0[.]0[.]1|\/root\/|\/home\/).{0,40}/g)].map(
      (it) => `${file}: ${it[0]}`,
    ),
  );
  expect(speaking).toEqual([]);
}, 240_000);

test('only src/office touches Office', () => {
  const others = filesOf('src', /[.]tsx?$/).filter((it) => !it.startsWith('src/office/') && !/[.]test[.]/.test(it));
  expect(others.length).toBeGreaterThan(50);
  const touching = others.filter((file) =>
    /(?<![\w.'"`/-])(?:Office|OfficeRuntime)[.]\w|(?:window|globalThis|self)[.]Office\b/.test(
      withoutComments(read(file)),
    ),
  );
  expect(touching).toEqual([]);
});
const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');

describe('M5 M12 what Microsoft is asked for is the same everywhere', () => {
  const asked = new Set(['User.Read', ...Object.values(permissionScopes).flat()]);

  test('each permission a person can give has its scopes, its name and its why', () => {
    expect(Object.keys(permissionScopes).sort()).toEqual([...permission.options].sort());
    const texts = read('src/text/settings-en.ts');
    for (const it of permission.options)
      for (const key of [`'permission.${it}':`, `'permission.${it}.why':`]) expect(texts).toContain(key);
  });

  test('filing in the pane asks for nothing that could not be given when connecting', () => {
    expect(Object.keys(graphScopes).filter((it) => !asked.has(it))).toEqual([]);
  });

  test('SECURITY.md lists every scope with its use, and no other', () => {
    const listed = [...read('SECURITY.md').matchAll(/^\| `([A-Za-z.]+)` \| (.+) \|$/gm)];
    expect(listed.map((it) => it[1]).sort()).toEqual([...asked].sort());
    for (const [, , use] of listed) expect(use).toMatch(/\w{3,}/);
  });

  test('the page on which people consent has words for each', () => {
    const words = read('sandbox/entra/pages.ts');
    expect([...asked].filter((it) => !words.includes(`'${it}': '`))).toEqual([]);
  });

  test('no room of the server asks for a scope of its own', () => {
    const scope =
      /['"](?:https:\/\/graph[.]microsoft[.]com\/)?((?:Mail|MailboxSettings|Files|Sites|User|People|Place|Group|Directory|Calendars|Contacts)[.][A-Z][A-Za-z.]*)['"]/g;
    const found = filesOf('server', /[.]ts$/)
      .filter((file) => !/[.]test[.]/.test(file))
      .flatMap((file) => [...withoutComments(read(file)).matchAll(scope)].map((it) => `${file}: ${it[1]}`))
      .filter((it) => !asked.has(it.split(': ')[1] ?? ''));
    expect(found).toEqual([]);
  });

  test('both manifests ask Outlook for the same, and for no more than the open item', () => {
    expect([...read('manifest.xml').matchAll(/<Permissions>(\w+)<\/Permissions>/g)].map((it) => it[1])).toEqual([
      'ReadWriteItem',
    ]);
    const said = JSON.parse(read('manifest.json')) as {
      authorization?: { permissions?: { resourceSpecific?: { name: string }[] } };
    };
    expect(said.authorization?.permissions?.resourceSpecific?.map((it) => it.name)).toEqual([
      'MailboxItem.ReadWrite.User',
    ]);
  });
});
