import { plainText, previewOf } from './shapes.js';

const simply = (html: string) => plainText(html).replace(/\s+/g, ' ').trim().slice(0, 255);

test('a preview is the beginning of the words, however the body is made', () => {
  const bodies = [
    '',
    '<p>short</p>',
    `<p>${'word '.repeat(2000)}</p>`,
    `<style>${'p { color: red } '.repeat(200)}</style><p>after a long style</p>`,
    `${'<p></p>'.repeat(400)}<p>after much that is empty</p>${'<p>x</p>'.repeat(300)}`,
    `<p title="${'x'.repeat(1200)}">${'behind a long attribute '.repeat(40)}</p>`,
    `<p>${'&amp;&lt;b&gt; '.repeat(300)}</p>`,
  ];
  for (const html of bodies) expect(previewOf(html)).toBe(simply(html));
});

test('text is a body without its markup, with the breaks of its paragraphs', () => {
  expect(plainText('<p>One &amp; two</p><script>alert(1)</script><div>three<br>four</div>')).toBe(
    'One & two\r\nthree\r\nfour\r\n',
  );
});
