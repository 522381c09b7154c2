import fs from 'node:fs';
import path from 'node:path';

/* What Coherence's documents leave open is told where people meet it: each sentence that docs/assumptions.md names exists and is shown. */
const read = (file: string) => fs.readFileSync(path.join(process.cwd(), file), 'utf8');
const rows = [...read('docs/assumptions.md').matchAll(/^\| (G\d+) \| (.+) \|$/gm)].map((it) => {
  const [, done = '', where = '', sentence = ''] = (it[2] ?? '').split(' | ').map((cell) => cell.replace(/ ?\|?$/, ''));
  return { gap: it[1] ?? '', done, where, sentence };
});
const told = rows.filter((it) => it.where !== 'nobody meets it');
const pages = fs
  .readdirSync(path.join(process.cwd(), 'src'), { recursive: true, encoding: 'utf8' })
  .filter((it) => /[.]tsx?$/.test(it) && !/-en[.]ts$|[.]test[.]/.test(it))
  .map((it) => read(path.join('src', it)))
  .join('\n');

test('M118 every gap has one line, with what is done instead; those that affect a person say where', () => {
  expect(rows.map((it) => it.gap)).toEqual(Array.from({ length: 32 }, (_, i) => `G${i + 1}`));
  for (const { gap, done } of rows) expect([gap, done.length > 5]).toEqual([gap, true]);
  expect(told.length).toBeGreaterThan(20);
  for (const { gap, where, sentence } of rows)
    expect([gap, sentence === '']).toEqual([gap, where === 'nobody meets it']);
});

test.each(told)('M118 $gap is told: $sentence', async ({ sentence }) => {
  const [, file = '', key, words] = /^`([\w/.-]+)` (?:`([\w.]+)`|"(.+)")$/.exec(sentence) ?? [];
  expect(fs.existsSync(file)).toBe(true);
  if (words) return expect(read(file)).toContain(words);
  const tables = (await import(path.join(process.cwd(), file))) as Record<string, Record<string, string>>;
  const text = Object.values(tables)
    .flatMap((it) => Object.entries(it))
    .find(([name]) => name === key)?.[1];
  expect(text).toMatch(/\w{3}/);
  expect(pages).toContain(`'${key}'`);
});
