import type { Page } from 'playwright-core';
import { attendee, meeting, time } from '../support/calendar.js';
import { startBrowser, type Browser } from '../support/browser.js';
import { dayAt, followCalendar, inOutlook, type FollowedCalendar } from '../support/followed-calendar.js';
import { findAccessibilityFaults, screenshot } from '../support/outlook.js';
import { boxesBeyondPage, openCalendar, signInBrowser } from '../support/settings-page.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';
import { testJoining } from './calendar-joining.js';

/* The calendar as a person goes through it: its page, the form of an event, and what both sides changed. */
let world: World;
let browser: Browser;
let ada: Caller;
let page: Page;
let mine: FollowedCalendar;
const day = dayAt(0).slice(0, 10);
beforeAll(async () => {
  world = await startWorld();
  browser = await startBrowser();
  ada = await world.as('Ada');
  mine = await followCalendar(world, ada);
  const at = (days: number, from: string, to: string) => ({
    start: time(dayAt(days, from), 'UTC'),
    end: time(dayAt(days, to), 'UTC'),
  });
  await mine.outlook.create(
    meeting('', '', {
      ...at(0, '09:00:00', '10:00:00'),
      subject: 'Renewal talk',
      body: { contentType: 'html', content: '<p>The aquamarine budget</p>' },
      attendees: [attendee('jana.novak@lumenworks.example'), attendee('new.face@somewhere.example')],
    }),
  );
  await mine.outlook.create(meeting('', '', { ...at(1, '09:00:00', '10:00:00'), subject: 'Both sides' }));
  await mine.outlook.create(
    meeting('', '', {
      ...at(2, '13:00:00', '14:00:00'),
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

const open = (hash: string, on = page) => openCalendar(on, world, hash);
const dialog = () => page.getByRole('dialog');

test.each([
  ['agenda', 320, 'dark'],
  ['week', 320, 'light'],
  ['month', 320, 'dark'],
  ['month', 1280, 'light'],
] as const)(
  'M30 %s at %i px, %s: nothing beyond the edge and nothing for axe to find',
  async (view, width, colorScheme) => {
    const shown = await browser.open({ width, height: 800, colorScheme });
    await signInBrowser(shown, world, ada);
    await open(`#/${view}/${day}`, shown);
    await (view === 'month' ? shown.getByRole('grid') : shown.getByRole('button', { name: /Renewal talk/ }))
      .first()
      .waitFor();
    expect(await boxesBeyondPage(shown)).toEqual([]);
    expect(await findAccessibilityFaults(shown)).toEqual([]);
    await screenshot(shown, `calendar-${view}-${width}`);
    await browser.leave(shown);
  },
);

test('M32 words find an event by its text; nothing found says so', async () => {
  await open(`#/agenda/${day}`);
  await page.getByRole('searchbox').fill('aquamarine');
  await page.getByText('Standup').first().waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /Renewal talk/ }).waitFor();
  await page.getByRole('searchbox').fill('chartreuse');
  await page.getByRole('heading', { name: 'No event fits' }).waitFor();
});

test('M30 with the keyboard alone: a month is gone through day by day, a day is shown, an event opened and closed', async () => {
  await open(`#/month/${day}`);
  await page.locator(`[data-day="${day}"]`).focus();
  await page.keyboard.press('ArrowRight');
  const next = dayAt(1).slice(0, 10);
  await page.waitForFunction((wanted) => (document.activeElement as HTMLElement | null)?.dataset.day === wanted, next);
  await page.keyboard.press('Enter');
  const event = page.getByRole('button', { name: /Both sides/ });
  await event.waitFor();
  await event.focus();
  await page.keyboard.press('Enter');
  await dialog().getByRole('heading', { name: 'Both sides' }).waitFor();
  await page.keyboard.press('Escape');
  await dialog().waitFor({ state: 'detached' });
});

test('M31 who is in an event and who they are; a person is created on a press, after a look', async () => {
  await open(`#/agenda/${day}`);
  await page.getByRole('button', { name: /Renewal talk/ }).click();
  await dialog().getByText('Create a Person').first().waitFor();
  await dialog().getByRole('button', { name: 'Create a Person for new.face@somewhere.example' }).click();
  await dialog().getByLabel('Email').waitFor();
  expect(await findAccessibilityFaults(page)).toEqual([]);
  for (const field of await dialog().getByRole('textbox').all())
    if (!(await field.inputValue())) await field.fill('Newface');
  await dialog().locator('form').getByRole('button', { name: 'Create a Person' }).click();
  await dialog()
    .getByRole('button', { name: 'Create a Person for new.face@somewhere.example' })
    .waitFor({ state: 'detached' });
});

test('M33 M38 the invitation is shown before it goes out, and is in Outlook after it', async () => {
  await open(`#/agenda/${day}`);
  await page.getByRole('button', { name: 'New event' }).click();
  await dialog().getByRole('button', { name: 'Save' }).click();
  await dialog().getByText('Give the event a name.').waitFor();
  await dialog().getByLabel('Name').fill('From the form');
  await dialog().getByLabel('People').fill('jana.novak@lumenworks.example');
  await dialog().getByRole('checkbox', { name: 'Teams meeting' }).check();
  await dialog().getByRole('button', { name: 'Go on' }).click();
  await dialog().getByRole('heading', { name: 'This goes out' }).waitFor();
  expect(await mine.outlook.view(dayAt(0, '00:00:00'), dayAt(1, '00:00:00'))).not.toContainEqual(
    expect.objectContaining({ subject: 'From the form' }),
  );
  await screenshot(page, 'calendar-review');
  await dialog().getByRole('button', { name: 'Save and send to 1 person' }).click();
  await dialog().waitFor({ state: 'detached' });
  const made = (await mine.outlook.view(dayAt(0, '00:00:00'), dayAt(1, '00:00:00'))).filter(
    (it) => it.subject === 'From the form',
  );
  expect(made).toHaveLength(1);
  expect(made[0]?.onlineMeeting?.joinUrl).toMatch(/^https:\/\/teams\.microsoft\.com\//);
  await page.getByRole('button', { name: /From the form/ }).waitFor();
});

test('M34 M76 R-36 both sides changed: what each has stands side by side, and each line can be chosen', async () => {
  await mine.sync();
  await open(`#/agenda/${dayAt(1).slice(0, 10)}`);
  await page.getByRole('button', { name: /Both sides/ }).click();
  await dialog().getByRole('button', { name: 'Change', exact: true }).click();
  await dialog().getByLabel('Name').fill('Changed here');
  await dialog().getByLabel('Place').fill('Loft');
  const outlook = await inOutlook(world, ada);
  const there = (await outlook.view(dayAt(1, '00:00:00'), dayAt(2, '00:00:00'))).find(
    (it) => it.subject === 'Both sides',
  );
  await outlook.change(there?.id ?? '', { subject: 'Changed in Outlook', location: { displayName: 'Quay' } });
  await dialog().getByRole('button', { name: 'Save', exact: true }).click();
  await dialog().getByRole('heading', { name: 'Both sides changed' }).waitFor();
  expect(await findAccessibilityFaults(page)).toEqual([]);
  await screenshot(page, 'calendar-conflict');
  await dialog().getByRole('group', { name: 'Name' }).getByRole('radio', { name: /Here/ }).check();
  await dialog()
    .getByRole('group', { name: 'Place' })
    .getByRole('radio', { name: /Outlook/ })
    .check();
  await dialog().getByRole('button', { name: 'Merge fields' }).click();
  await until(
    async () => {
      const it = await outlook.get(there?.id ?? '');
      return [it.subject, it.location?.displayName];
    },
    ([subject, place]) => subject === 'Changed here' && place === 'Quay',
  );
});

testJoining(() => ({ world, browser, ada, mine }));
