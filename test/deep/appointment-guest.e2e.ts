import { beside, openCalendar, type Calendar } from '../support/appointment.js';
import { finding, fromNow as at, inviteAda, linked, put, showAppointment } from '../support/appointment-page.js';
import { startBrowser, type Browser } from '../support/browser.js';
import { focused, screenshot } from '../support/outlook.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';
import type { Page } from 'playwright-core';

/* What a guest has beside the meeting, and beside the message that invites. */
let world: World;
let browser: Browser;
let page: Page;
let ada: Caller;
let adas: Calendar;
let bens: Calendar;
beforeAll(async () => {
  world = await startWorld({ environment: { SYNC_POLL_SECONDS: '3' } });
  browser = await startBrowser();
  ada = await world.as('Ada');
  [adas, bens] = [await openCalendar(world, ada), await openCalendar(world, await world.as('Ben'))];
  page = await browser.open();
});
afterAll(async () => {
  await browser?.close();
  await world?.stop();
});
const invite = (subject: string, more: object = {}) => inviteAda(bens, subject, more);

describe('a guest', () => {
  test('R-10 puts the meeting on the suggested record and takes it off again; the appointment stays as it is', async () => {
    const event = await invite('Renewal, first talk');
    const pane = await showAppointment(page, world, { person: 'Ada', event: 'Renewal, first talk' });
    await pane.getByRole('heading', { name: 'Renewal, first talk', level: 1 }).waitFor();
    expect(await pane.getByRole('radio', { name: /Jana Novák/ }).isChecked()).toBe(true);
    await pane.getByText('Who of us is invited').waitFor();
    await put(pane).click();
    await linked(pane).filter({ hasText: 'Put here by you' }).waitFor();
    await screenshot(page, 'appointment-guest');
    expect((await bens.get(event.id)).lastModifiedDateTime).toBe(event.lastModifiedDateTime);
    await linked(pane).getByRole('button', { name: 'Take off' }).click();
    await linked(pane).first().waitFor({ state: 'detached' });
    await put(pane).waitFor();
  });

  test('R-46 chooses this date or every date of a series, and takes one date off alone', async () => {
    await invite('Weekly with Lumen', {
      recurrence: {
        pattern: { type: 'daily', interval: 1 },
        range: {
          type: 'numbered',
          startDate: at(-60).dateTime.slice(0, 10),
          numberOfOccurrences: 4,
          recurrenceTimeZone: 'UTC',
        },
      },
    });
    const pane = await showAppointment(page, world, { person: 'Ada', event: 'Weekly with Lumen' });
    await pane.getByRole('radio', { name: 'every date of the series, later ones too' }).check();
    await put(pane).click();
    await linked(pane).filter({ hasText: 'All dates' }).waitFor();
    await linked(pane).getByRole('button', { name: 'Take this date off' }).click();
    await linked(pane).first().waitFor({ state: 'detached' });
  });

  test('M42 joins while it goes on, through Teams alone', async () => {
    await invite('Online now', { isOnlineMeeting: true, onlineMeetingProvider: 'teamsForBusiness' });
    const pane = await showAppointment(page, world, { person: 'Ada', event: 'Online now' });
    const join = pane.getByRole('link', { name: 'Join Online now in Teams' });
    await join.waitFor();
    expect(await join.getAttribute('href')).toMatch(/^https:\/\/teams\.microsoft\.com\/l\/meetup-join\//);
    await invite('Zoom now', { body: { contentType: 'html', content: 'https://acme.zoom.us/j/777' } });
    const other = await showAppointment(page, world, { person: 'Ada', event: 'Zoom now' });
    await put(other).waitFor();
    expect(await other.getByRole('link', { name: /^Join/ }).count()).toBe(0);
  });

  test('asks the organizer about two links, in a message that they send themselves', async () => {
    await invite('Two links', {
      isOnlineMeeting: true,
      onlineMeetingProvider: 'teamsForBusiness',
      body: { contentType: 'html', content: '<p>Or https://acme.zoom.us/j/888</p>' },
    });
    const pane = await showAppointment(page, world, { person: 'Ada', event: 'Two links' });
    await finding(pane, 'two_join_links').getByRole('button', { name: 'Ask Ben Okafor' }).click();
    await until(
      () => page.locator('input, textarea').evaluateAll((all) => all.map((it) => (it as HTMLInputElement).value)),
      (values) =>
        values.some((it) => it.includes('ben@alderfinch.example')) &&
        values.some((it) => it.includes('About: Two links')),
    );
  });

  test('U-05 everything by keys: from the meeting to its record', async () => {
    await invite('By keys');
    const pane = await showAppointment(page, world, { person: 'Ada', event: 'By keys' });
    await pane.getByRole('radio', { name: /Jana Novák/ }).waitFor();
    await pane.getByRole('button', { name: 'More actions' }).focus();
    for (let presses = 0; presses < 25 && !/Put on record/.test(await focused(page)); presses += 1) {
      const before = await focused(page);
      await page.keyboard.press('Tab');
      await until(
        () => focused(page),
        (it) => it !== before,
      );
    }
    expect(await focused(page)).toBe('button Put on record');
    await page.keyboard.press('Enter');
    await linked(pane).filter({ hasText: 'Jana Novák' }).waitFor();
  });
});

describe('the message that invites', () => {
  test('R-10 shows the meeting, puts it on its record, and can be filed itself', async () => {
    await invite('Please come to the review', { start: at(86_400), end: at(90_000) });
    await until(
      () => ada.mailbox.messages.some((it) => it.graph.subject === 'Please come to the review'),
      (it) => it,
    );
    const pane = await showAppointment(page, world, { person: 'Ada', message: 'Please come to the review' });
    await put(pane).click();
    await linked(pane).filter({ hasText: 'Jana Novák' }).waitFor();
    const own = await adas.find('Please come to the review');
    expect((await ada.call('POST /appointments/look', { body: beside(ada, own) })).links).toHaveLength(1);
    await screenshot(page, 'appointment-invitation');
    await pane.getByRole('button', { name: 'File the email itself' }).click();
    await pane.getByRole('button', { name: 'File', exact: true }).waitFor();
  });

  test('says when the meeting was changed since, and opens it in the calendar', async () => {
    const event = await invite('Moved since', { start: at(86_400), end: at(90_000) });
    await until(
      () => ada.mailbox.messages.some((it) => it.graph.subject === 'Moved since'),
      (it) => it,
    );
    await bens.change(event.id, { start: at(172_800), end: at(176_400) });
    await page.goto(`${world.sandbox.urls.outlook}/?person=Ada`);
    await page.locator('html[data-ready]').waitFor({ state: 'attached' });
    await page
      .getByRole('listbox', { name: 'Messages' })
      .getByRole('option', { name: /Moved since/ })
      .last()
      .click();
    await page.getByRole('button', { name: 'Coherence', exact: true }).click();
    const pane = page.frameLocator('iframe[title="Coherence"]');
    await finding(pane, 'occurrence_changed').getByRole('button', { name: 'Open it in the calendar' }).click();
    await page.getByRole('article', { name: 'Moved since' }).waitFor();
  });
});
