import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/* What people read in the pages stands in the tables of src/text and nowhere else, so that it can be read in another language. */
const root = path.join(process.cwd(), 'src');
const files = fs
  .readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((it) => it.endsWith('.tsx') && !it.includes('.test.') && !it.startsWith('stories'));
const shown = ['aria-label', 'title', 'placeholder', 'alt', 'label', 'aria-description', 'aria-roledescription'];
/** Names that are the same in every language. */
const names = ['Coherence', 'AADSTS', 'https://'];
/** Keys of texts, and domains, are no words. */
const isWord = (text: string) => /\p{L}{2}/u.test(text) && !names.includes(text.trim()) && !/^\w+([.]\w+)+$/.test(text);

/** Words that stand in a component itself: as text between tags, or in an attribute that is read. */
function wordsIn(file: string): string[] {
  const source = ts.createSourceFile(
    file,
    fs.readFileSync(path.join(root, file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
    ts.ScriptKind.TSX,
  );
  const found: string[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isJsxText(node) && isWord(node.text)) found.push(node.text.trim());
    if (
      ts.isJsxAttribute(node) &&
      shown.includes(node.name.getText(source)) &&
      node.initializer &&
      ts.isStringLiteral(node.initializer) &&
      isWord(node.initializer.text)
    )
      found.push(node.initializer.text);
    ts.forEachChild(node, look);
  };
  look(source);
  return found;
}

test('M113 no component has words of its own', () => {
  expect(files.length).toBeGreaterThan(100);
  expect(files.flatMap((file) => wordsIn(file).map((it) => `${file}: ${it}`))).toEqual([]);
});

test('M113 every table of texts holds sentences only, in which a brace is always a value that is filled in', async () => {
  const tables = fs.readdirSync(path.join(root, 'text')).filter((it) => /(^|-)en[.]ts$/.test(it));
  expect(tables.length).toBeGreaterThan(15);
  for (const file of tables) {
    const module = (await import(path.join(root, 'text', file))) as Record<string, Record<string, string>>;
    for (const table of Object.values(module))
      for (const [key, text] of Object.entries(table)) {
        expect([file, key, typeof text]).toEqual([file, key, 'string']);
        expect([key, text.replace(/\{\w+\}/g, '')]).toEqual([key, expect.not.stringMatching(/[{}]/) as string]);
      }
  }
});

test('M113 styles name no side: what stands before and after is left or right by the reader’s language', () => {
  const sided =
    /^\s*(?:(?:margin|padding|border)-(?:left|right)|left|right|float: (?:left|right)|text-align: (?:left|right))\b/;
  const styles = fs.readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((it) => it.endsWith('.css'));
  const found = styles.flatMap((file) =>
    fs
      .readFileSync(path.join(root, file), 'utf8')
      .split('\n')
      .filter((line) => sided.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(found).toEqual(['ui/base.css: text-align: right;', 'ui/base.css: border-right-color: transparent;']); // where one reads from the right; a circle that turns
});
