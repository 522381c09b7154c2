import { isJoinable, joinLinksIn, teamsAddress } from './join-link.js';

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

test('R-59 links of every provider are recognised, each meeting once', () => {
  const page = `<p>Join: <a href="${teams.replace(/&/g, '&amp;')}">here</a> or ${teams}.</p>
    <p>Backup https://acme.zoom.us/j/123?pwd=a and (https://acme.zoom.us/j/123).</p>`;
  expect(joinLinksIn(page, 'https://meet.google.com/abc-defg-hij').map((it) => it.provider)).toEqual([
    'Teams',
    'Zoom',
    'Google Meet',
  ]);
});
test('a page about a provider is not a link to join', () =>
  expect(
    joinLinksIn(
      'https://zoom.us/pricing https://meet.google.com/ https://teams.microsoft.com/downloads https://x.example',
    ),
  ).toEqual([]));
test('two meetings of one provider are two', () =>
  expect(joinLinksIn('https://a.zoom.us/j/1 https://a.zoom.us/j/2')).toHaveLength(2));

test('M42 joining is offered from a quarter of an hour before until the end', () => {
  const meeting = { start: Date.UTC(2026, 10, 25, 10), end: Date.UTC(2026, 10, 25, 11) };
  const at = (hour: number, minute: number, second = 0) =>
    isJoinable(meeting, Date.UTC(2026, 10, 25, hour, minute, second));
  expect([at(9, 44, 59), at(9, 45), at(10, 30), at(10, 59, 59), at(11, 0)]).toEqual([false, true, true, true, false]);
});
