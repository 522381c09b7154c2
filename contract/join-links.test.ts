import { joinLinksIn, sameness, teamsAddress } from './join-links.js';

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

const teams =
  'https://teams.microsoft.com/l/meetup-join/19%3ameeting_abc%40thread.v2/0?context=%7b%22Tid%22%3a%22t%22%7d';

test.each([
  [teams, teams],
  ['https://teams.live.com/meet/9312345678', 'https://teams.live.com/meet/9312345678'],
  ['https://gov.teams.microsoft.us/l/meetup-join/19%3ax/0', 'https://gov.teams.microsoft.us/l/meetup-join/19%3ax/0'],
  [`https://eur01.safelinks.protection.outlook.com/?url=${encodeURIComponent(teams)}&data=05`, teams],
])('M42 an address of Teams is opened: %s', (address, opened) => expect(teamsAddress(address)).toBe(opened));

test.each([
  'http://teams.microsoft.com/l/meetup-join/19%3ax/0',
  'https://teams.microsoft.com.elsewhere.example/l/meetup-join/19%3ax/0',
  'https://elsewhere.example/teams.microsoft.com/l/meetup-join/x',
  'https://teams.microsoft.com@elsewhere.example/l/meetup-join/x',
  'https://somebody:word@teams.microsoft.com/l/meetup-join/x',
  'https://teams.microsoft.com:8443/l/meetup-join/x',
  'https://teams.microsoft.com/dl/launcher/launcher.html',
  'https://evil.teams.microsoft.com/l/meetup-join/x',
  'https://eur01.safelinks.protection.outlook.com/?url=javascript%3Aalert(1)',
  'https://eur01.safelinks.protection.outlook.com.elsewhere.example/?url=https%3A%2F%2Fteams.live.com%2Fmeet%2F1',
  'javascript:alert(1)//teams.microsoft.com/l/meetup-join/x',
  'msteams:/l/meetup-join/x',
  'https://example.zoom.us/j/123456',
  '',
  null,
])('M42 nothing else is: %s', (address) => expect(teamsAddress(address)).toBeUndefined());

test('R-59 links of every provider are recognised over several texts, each meeting once', () => {
  const page = `<p>Join: <a href="${teams.replace(/&/g, '&amp;')}">here</a> or ${teams}.</p>
    <p>Backup https://acme.zoom.us/j/123?pwd=a and (https://acme.zoom.us/j/123).</p>`;
  expect(joinLinksIn(page, 'https://meet.google.com/abc-defg-hij').map((it) => it.provider)).toEqual([
    'Microsoft Teams',
    'Zoom',
    'Google Meet',
  ]);
});

test.each([
  ['https://zoom.us/j/%E0%A4%A', 'https://zoom.us/j/%E0%A4%A?pwd=1'],
  ['https://teams.microsoft.com/l/meetup-join/19%3ax/0', 'https://teams.microsoft.com/l/meetup-join/19:x'],
  ['https://teams.microsoft.com/_#/l/meetup-join/19%3ax/0', 'https://teams.microsoft.com/_#/l/meetup-join/19:x/0'],
  ['https://www.gotomeeting.com/join/123', 'https://gotomeeting.com/join/123/'],
])('R-59 %s and %s are one meeting', (one, other) => {
  expect(joinLinksIn(`${one} ${other}`)).toHaveLength(1);
  expect(sameness({ url: one })).toBe(sameness({ url: other }));
});

test('R-59 what Webex tells apart only behind the question mark is two meetings', () => {
  const at = (id: string) => `https://lumen.webex.com/lumen/j.php?MTID=${id}`;
  expect(joinLinksIn(`${at('m1')} ${at('m2')} ${at('m1')}&x=1`)).toHaveLength(2);
});
