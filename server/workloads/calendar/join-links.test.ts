import { joinLinksIn } from './join-links.js';

const providers = (text: string) => joinLinksIn(text).map((it) => it.provider);

test.each([
  ['https://teams.microsoft.com/l/meetup-join/19%3ameeting_abc%40thread.v2/0?context=%7b%7d', 'Microsoft Teams'],
  ['https://teams.live.com/meet/9387654321', 'Microsoft Teams'],
  ['https://lumen.zoom.us/j/123456789?pwd=abc', 'Zoom'],
  ['https://zoom.us/my/jana.novak', 'Zoom'],
  ['https://meet.google.com/abc-defg-hij', 'Google Meet'],
  ['https://lumen.webex.com/meet/jana', 'Webex'],
  ['https://meet.goto.com/123456789', 'GoTo'],
  ['https://meet.jit.si/LumenAlder', 'Jitsi'],
])('R-59 %s leads into a meeting of %s', (url, provider) => {
  expect(joinLinksIn(`Please join (${url}). See you!`)).toEqual([{ url: new URL(url).href, provider }]);
});

test.each([
  'https://zoom.us/pricing',
  'https://evil.example/j/123?x=zoom.us',
  'https://zoom.us.evil.example/j/123',
  'http://lumen.zoom.us/j/123456789',
  'https://teams.microsoft.com/downloads',
  'join us at zoom.us/j/1',
  'https://example.com/l/meetup-join/19',
])('R-59 %s is no link to join', (text) => {
  expect(joinLinksIn(text)).toEqual([]);
});

test('R-59 what a gateway wrapped is looked into, and the same meeting counts once', () => {
  const inner = 'https://lumen.zoom.us/j/123456789?pwd=abc';
  const wrapped = `https://eur02.safelinks.protection.outlook.com/?url=${encodeURIComponent(inner)}&data=x`;
  const html = `<a href="${wrapped.replace(/&/g, '&amp;')}">Join</a> or ${inner} or <a href="${inner}&uname=Ada">this</a>`;
  expect(joinLinksIn(html)).toEqual([{ url: inner, provider: 'Zoom' }]);
});

test('R-59 two meetings in one text are two', () => {
  const text = 'https://lumen.zoom.us/j/1234 https://meet.google.com/abc-defg-hij https://lumen.zoom.us/j/5678';
  expect(providers(text)).toEqual(['Zoom', 'Google Meet', 'Zoom']);
});

test('R-59 a text full of percent signs and half addresses is read without harm', () => {
  expect(joinLinksIn('100% https://zoom.us/j/%E0%A4%A https:// &#9999999999; %%%')).toHaveLength(1);
});
