import { joinLinksIn } from '../../../contract/join-links.js';
import { mentions, withAgenda, withoutLinks, withTeams } from './body.js';

const teams = 'https://teams.microsoft.com/l/meetup-join/19%3ameeting_abc%40thread.v2/0?context=%7b%7d&x=1';
const zoom = 'https://acme.zoom.us/j/123?pwd=x';
const rule = `<div><span>${'_'.repeat(80)}</span></div>`;
const invitation = `<p>Agenda: <b>prices</b> &amp; terms</p>${rule}<div class="me-email-text"><div>Microsoft Teams meeting</div>
  <a href="${teams.replace(/&/g, '&amp;')}">Join the meeting now</a></div>${rule}<p>Or <a href="${zoom}">Zoom</a>, ${zoom}.</p>`;
const [teamsLink, zoomLink] = joinLinksIn(invitation);

test('R-59 one of two links goes with all that belongs to it; everything else stays', () => {
  const withTeamsOnly = withoutLinks(invitation, [zoomLink!]);
  expect(joinLinksIn(withTeamsOnly).map((it) => it.provider)).toEqual(['Microsoft Teams']);
  expect(withTeamsOnly).toContain('Agenda: <b>prices</b> &amp; terms');
  expect(withTeamsOnly).toContain('_'.repeat(80));
  const withZoomOnly = withoutLinks(invitation, [teamsLink!]);
  expect(joinLinksIn(withZoomOnly).map((it) => it.provider)).toEqual(['Zoom']);
  expect(withZoomOnly).not.toContain('_'.repeat(80));
  expect(withZoomOnly).toContain('Agenda: <b>prices</b> &amp; terms');
});

test('M41 a Teams meeting is added below what was written, can be found again, and be taken out again', () => {
  const words = { title: 'Microsoft Teams meeting', join: 'Join', id: 'Meeting ID:' };
  const made = withTeams('<p>Hello</p>', { joinUrl: teams, meetingId: '123 <b>' }, words);
  expect(joinLinksIn(made)).toEqual([{ provider: 'Microsoft Teams', url: new URL(teams).href }]);
  expect(made.startsWith('<p>Hello</p>')).toBe(true);
  expect(made).not.toContain('<b>"');
  expect(withoutLinks(made, joinLinksIn(made))).toBe('<p>Hello</p>');
});

test('the record stands at the beginning, once, and nothing in its name is markup', () => {
  const agenda = {
    about: 'About <Acme> & co',
    url: 'https://c.example/record/people/1',
    lines: ['Prices <now>'],
    open: 'Open',
  };
  const made = withAgenda('<p>Hello</p>', agenda);
  expect(made.endsWith('<p>Hello</p>')).toBe(true);
  expect(new DOMParser().parseFromString(made, 'text/html').querySelector('b')?.textContent).toBe('About <Acme> & co');
  expect(mentions(made, agenda.url)).toBe(true);
  expect(withAgenda(made, agenda)).toBe(made);
});
