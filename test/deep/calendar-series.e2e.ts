import type { Page } from 'playwright-core';
import { attendee, meeting, time } from '../support/calendar.js';
import { startBrowser, type Browser } from '../support/browser.js';
import { dayAt, followCalendar, type FollowedCalendar } from '../support/followed-calendar.js';
import { keysOf } from '../support/keys.js';
import { findAccessibilityFaults, screenshot } from '../support/outlook.js';
import { boxesBeyondPage, openCalendar, signInBrowser } from '../support/settings-page.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';
import { testSettings } from './calendar-settings.js';

/* Series: which part of one is meant, and one that both sides changed. */
let world: World;
let browser: Browser;
let ada: Caller;
let page: Page;
let mine: FollowedCalendar;
beforeAll(async () => {
  world = await startWorld();
  browser = await startBrowser();
  ada = await world.as('Ada');
  mine = await followCalendar(world, ada);
  await mine.outlook.create(
    meeting('', '', {
      start: time(dayAt(2, '13:00:00'), 'UTC'),
      end: time(dayAt(2, '14:00:00'), 'UTC'),
      subject: 'Standup',
      recurrence: {
        pattern: { type: 'daily', interval: 1 },
        range: { type: 'numbered', startDate: dayAt(2).slice(0, 10), numberOfOccurrences: 3 },
      },
    }),
  );
  await mine.sync();
  page = await browser.open();
  await signInBrowser(page, world, ada);
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

test('R-46 of a series it is asked which part is meant', async () => {
  await openCalendar(page, world, `#/agenda/${dayAt(2).slice(0, 10)}`);
  await page
    .getByRole('button', { name: /Standup/ })
    .nth(1)
    .click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel event' }).click();
  await page.getByRole('dialog').getByRole('radio', { name: 'This and later ones' }).check();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel event' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await until(
    async () =>
      (await mine.outlook.view(dayAt(2, '00:00:00'), dayAt(6, '00:00:00'))).filter((it) => it.subject === 'Standup')
        .length,
    (left) => left === 1,
  );
});

test('story 8 M34 M35 R-46 U-05 a series of 20, one moved, one cancelled, edited on both sides: 19 right dates, bodies intact', async () => {
  const name = 'Twenty mornings';
  const text = 'What the mornings are for';
  const { id: seriesId } = await mine.outlook.create({
    subject: name,
    start: time(dayAt(5, '08:00:00'), 'W. Europe Standard Time'),
    end: time(dayAt(5, '08:30:00'), 'W. Europe Standard Time'),
    body: { contentType: 'html', content: '<p><b>First</b> words</p>' },
    attendees: [attendee('jana.novak@lumenworks.example')],
    isOnlineMeeting: true,
    onlineMeetingProvider: 'teamsForBusiness',
    recurrence: {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'numbered', startDate: dayAt(5).slice(0, 10), numberOfOccurrences: 20 },
    },
  });
  const { joinUrl = '' } = (await mine.outlook.get(seriesId)).onlineMeeting ?? {};
  await mine.sync();
  const narrow = await browser.open({ width: 320, height: 640, colorScheme: 'dark' });
  await signInBrowser(narrow, world, ada);
  const keys = keysOf(narrow);
  const shown = narrow.getByRole('dialog');
  const titled = (it: string) => shown.getByRole('heading', { name: it, exact: true }).waitFor();
  const openDate = async (nth: number) => {
    await openCalendar(narrow, world, `#/agenda/${dayAt(4 + nth).slice(0, 10)}`);
    await narrow
      .getByRole('button', { name: new RegExp(name) })
      .first()
      .waitFor();
    await keys.press(new RegExp(`^button ${name}`));
    await titled(name);
    await shown.getByRole('button', { name: 'Change', exact: true }).waitFor();
  };
  const expectSound = async (view: string) => {
    await screenshot(narrow, `series-${view}-320-dark`);
    expect(await boxesBeyondPage(narrow)).toEqual([]);
    expect(await findAccessibilityFaults(narrow)).toEqual([]);
  };
  const saveFor = async (scope: RegExp) => {
    await keys.press(/^button Go on/);
    await titled('This event repeats');
    if (!scope.test('radio This one')) await keys.choose(/^radio This one/, scope);
    await expectSound('scope');
    await keys.press(/^button Go on/);
    await titled('This goes out');
    await keys.press(/^button Save and send to 1 person/);
  };

  // The fifth is moved to the afternoon, and the eighth is cancelled.
  await openDate(5);
  await expectSound('date');
  await keys.press(/^button Change$/);
  await titled('Change event');
  await keys.write(/^textbox Begins at/, '1500');
  await keys.write(/^textbox Ends at/, '1530');
  await saveFor(/^radio This one/);
  await titled(name);
  await openDate(8);
  await keys.press(/^button Cancel event/);
  await titled('Cancel this event?');
  await keys.press(/^button Cancel event/);
  await shown.waitFor({ state: 'detached' });

  // Then the whole series is changed here while somebody changes it in Outlook.
  await openDate(1);
  await keys.press(/^button Change$/);
  await titled('Change event');
  await keys.write(/^textbox Place/, 'Loft');
  await keys.write(/^textbox Text/, text);
  await mine.outlook.change(seriesId, { subject: `${name}, renamed`, location: { displayName: 'Quay' } });
  await saveFor(/^radio All/);
  await titled('Both sides changed');
  await expectSound('conflict');
  await keys.press(/^button Keep Coherence/);

  const dates = () => mine.outlook.view(dayAt(4, '00:00:00'), dayAt(27, '00:00:00'));
  const mornings = (list: Awaited<ReturnType<typeof dates>>) => list.filter((it) => it.subject?.startsWith(name));
  await until(
    async () => mornings(await dates()),
    (list) => list.every((it) => it.location?.displayName === 'Loft' && it.subject === `${name}, renamed`),
  );
  const left = mornings(await dates());
  const zoned = (it: string | null | undefined) =>
    new Date(`${it?.slice(0, 19)}Z`).toLocaleString('sv', { timeZone: 'Europe/Berlin' }).slice(0, 16);
  const expected = Array.from({ length: 20 }, (_it, i) =>
    i === 7 ? [] : [`${dayAt(5 + i).slice(0, 10)} ${i === 4 ? '15:00' : '08:00'}`],
  ).flat();
  expect(left.map((it) => zoned(it.start?.dateTime)).sort()).toEqual(expected);
  for (const it of left) {
    const { body } = await mine.outlook.get(it.id);
    expect(body?.content?.replaceAll('&amp;', '&')).toContain(joinUrl);
    expect(body?.content).toContain(text);
  }
  await mine.sync();
  const here = (await mine.events(dayAt(4, '00:00:00Z'), dayAt(27, '00:00:00Z'))).filter((it) =>
    it.subject?.startsWith(name),
  );
  expect(here.map((it) => [zoned(it.startDateTime), it.subject, it.location]).sort()).toEqual(
    expected.map((at) => [at, `${name}, renamed`, 'Loft']),
  );
  expect(here.every((it) => it.joinUrl === joinUrl)).toBe(true);
  process.stdout.write(`story 8: ${keys.acts} interactions by keyboard\n`);
  expect(keys.acts).toBeLessThanOrEqual(24);
  await browser.leave(narrow);
});

testSettings(() => ({ world, browser, ada, mine }));
