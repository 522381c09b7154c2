import { joinBlockStart, ownText, withoutJoinBlock, withText } from './body.js';

const url = 'https://teams.microsoft.com/l/meetup-join/19%3ameeting_x/0?context=1';
const line =
  '<div><span style="color:#5F5F5F">________________________________________________________________________________</span></div>';
const block = `${line}\r\n<div class="me-email-text" lang="en-GB"><a class="me-email-headline" href="${url}">Join</a></div>\r\n${line}`;

test('M34 another text stands above the join block, which stays byte for byte', () => {
  const html = `<html><head><style>p{}</style></head><body><p><b>Old</b></p>${block}</body></html>`;
  const now = withText(html, 'New & <i>\nline');
  expect(now).toBe(
    `<html><head><style>p{}</style></head><body><div>New &amp; &lt;i&gt;</div><div>line</div>${block}</body></html>`,
  );
  expect(withText(now, 'Again')).toContain(block);
});
test('M34 a block without its lines is found by its mark or its address', () => {
  const marked = `<body><p>a</p><div class="me-email-text"><a href="${url}">J</a></div></body>`;
  expect(marked.slice(joinBlockStart(marked))).toMatch(/^<div class="me-email-text"/);
  const bare = `<p>a</p><p><a href="${url}">J</a></p>`;
  expect(bare.slice(joinBlockStart(bare))).toBe(`<p><a href="${url}">J</a></p>`);
});
test('M34 without a block the whole text is another one, and nothing of an address in the text is lost', () => {
  expect(joinBlockStart('<p>________________________________</p>')).toBeUndefined();
  expect(withText('<html><body><p>a</p></body></html>', 'b')).toBe('<html><body><div>b</div></body></html>');
  expect(withText('', 'b')).toBe('<div>b</div>');
  expect(withoutJoinBlock(`<html><body><p>a</p>${block}</body></html>`)).toBe('<html><body><p>a</p></body></html>');
});
test('M34 of a body as text what people wrote ends above the block', () => {
  expect(ownText(`Agenda\n\n________________________________\nMicrosoft Teams meeting\nJoin: ${url}`)).toBe('Agenda');
  expect(ownText('Only this ________________________________ line')).toBe(
    'Only this ________________________________ line',
  );
});
