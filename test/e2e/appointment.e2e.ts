import type { Page } from 'playwright-core';
import { beside, guest, openCalendar, type Calendar } from '../support/appointment.js';
import { openRow, showAppointment } from '../support/appointment-page.js';
import { startBrowser, type Browser } from '../support/browser.js';
import { boxesBeyond, findAccessibilityFaults, focused, isInView, screenshot, type Pane } from '../support/outlook.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/*
 * Beside an appointment, as its organizer and as a guest, and beside the message that invites: Outlook with Microsoft's own
 * office.js, our pane in it, our server behind it. Nothing between browser and server is intercepted.
 */
let world: World;
let browser: Browser;
let page: Page;
let ada: Caller;
let ben: Caller;
let adas: Calendar;
let bens: Calendar;
beforeAll(async () => {
  world = await startWorld({ environment: { SYNC_POLL_SECONDS: '3' } });
  browser = await startBrowser();
  [ada, ben] = [await world.as('Ada'), await world.as('Ben')];
  [adas, bens] = [await openCalendar(world, ada), await openCalendar(world, ben)];
  page = await browser.open();
});
afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

const jana = { address: 'jana.novak@lumenworks.example', name: 'Jana Novák' };
const record = { module: 'people', id: 'rec_jana' };
const at = (seconds: number) => ({
  dateTime: new Date(Date.now() + seconds * 1000).toISOString().slice(0, 19),
  timeZone: 'UTC',
});
/** A meeting of Ben's with Ada and Jana that goes on now, so that it stands in the week that Outlook shows. */
const invite = (subject: string, more: object = {}) =>
  bens.create({
    subject,
    start: at(-60),
    end: at(3_600),
    location: { displayName: 'Canteen' },
    attendees: [guest('ada@alderfinch.example'), guest(jana.address)],
    ...more,
  });
/** What took place, on the record page; what is to come stands beside it. */
const took = (it: Page) => it.getByRole('region', { name: 'Meetings that took place' });
const finding = (it: Pane, code: string) => it.locator(`.finding[data-code="${code}"]`);
const linked = (it: Pane) => it.getByRole('list', { name: 'On these records' }).getByRole('listitem');
const put = (it: Pane) => it.getByRole('button', { name: 'Put on record' });
const choose = async (it: Pane, name: string) => {
  await it.getByRole('searchbox').fill(name);
  await it
    .getByRole('list', { name: 'Search results' })
    .getByRole('button', { name: new RegExp(name) })
    .first()
    .click();
};

describe('the organizer’s form', () => {
  test('M106 is filled from a record in one press: title, people, room, Teams link and agenda; it is on the record, and nothing is sent', async () => {
    const pane = await showAppointment(page, world, { person: 'Ada', event: 'new' });
    await choose(pane, 'Jana Novák');
    await pane.getByRole('radio', { name: /Jana Novák/ }).waitFor();
    await pane.getByRole('checkbox', { name: /Jana Novák/ }).check();
    await openRow(pane, 'Room');
    await pane.getByRole('radio', { name: /^Quay/ }).check();
    await openRow(pane, 'Online');
    await pane.getByRole('checkbox', { name: 'Add a Teams link' }).check();
    await openRow(pane, 'Agenda');
    await pane.getByRole('checkbox', { name: /agenda into the text/ }).check();
    await pane.getByRole('button', { name: 'Apply to invitation' }).click();
    await pane.getByText('Applied. Nothing was sent.').first().waitFor();
    expect(await page.getByLabel('Title').inputValue()).toBe('Jana Novák');
    expect(await page.getByLabel('Required').inputValue()).toContain(jana.address);
    expect(await page.getByLabel('Location').inputValue()).toBe('Quay');
    const text = page.getByRole('textbox', { name: 'Text' });
    expect(await text.innerHTML()).toContain('teams.microsoft.com/l/meetup-join');
    expect(await text.innerText()).toContain('About Jana Novák');
    await linked(pane).filter({ hasText: 'Jana Novák' }).waitFor();
    await screenshot(page, 'appointment-organizer');
    const kept = await adas.find('Jana Novák');
    expect(kept.isDraft).toBe(true);
    expect((await ada.call('POST /appointments/look', { body: beside(ada, kept) })).links).toMatchObject([
      { record: { id: 'rec_jana' }, linkedBy: { isYou: true } },
    ]);
    await page.getByLabel('Required').fill(`${jana.address}; ben@alderfinch.example`);
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByRole('status').filter({ hasText: 'Sent' }).waitFor();
    const sent = await bens.find('Jana Novák');
    expect(sent.body?.content).toContain('About Jana Novák');
    expect((await ada.call('POST /appointments/look', { body: beside(ada, kept) })).links).toHaveLength(1);
  });

  test('what was applied is taken back: the form is as it was, and the record has nothing of it', async () => {
    const pane = await showAppointment(page, world, { person: 'Ada', event: 'new' });
    await page.getByLabel('Title').fill('To be taken back');
    await choose(pane, 'Jana Novák');
    await openRow(pane, 'Online');
    await pane.getByRole('checkbox', { name: 'Add a Teams link' }).check();
    await pane.getByRole('button', { name: 'Apply to invitation' }).click();
    await linked(pane).filter({ hasText: 'Jana Novák' }).waitFor();
    await pane.getByRole('button', { name: 'Undo' }).click();
    await linked(pane).first().waitFor({ state: 'detached' });
    await until(
      () => page.getByRole('textbox', { name: 'Text' }).innerHTML(),
      (it) => !it.includes('teams.microsoft.com'),
    );
    expect(await page.getByLabel('Title').inputValue()).toBe('To be taken back');
  });

  test('R-59 story 9: an invitation with a Zoom link gets no second one; of two links one is kept by a press', async () => {
    const pane = await showAppointment(page, world, { person: 'Ada', event: 'new' });
    const text = page.getByRole('textbox', { name: 'Text' });
    await text.fill('Agenda first. Join at https://acme.zoom.us/j/12345?pwd=abc please');
    await openRow(pane, 'Online');
    await pane.getByText('There is a link of Zoom already. No other is added.').waitFor();
    expect(await pane.getByRole('checkbox', { name: 'Add a Teams link' }).count()).toBe(0);
    await page.getByRole('checkbox', { name: 'Teams meeting' }).check(); // Outlook’s own switch does not look
    await finding(pane, 'two_join_links').waitFor();
    await finding(pane, 'two_join_links').getByRole('button', { name: 'Keep Zoom' }).click();
    await finding(pane, 'two_join_links').waitFor({ state: 'detached' });
    expect(await text.innerText()).toContain('Agenda first. Join at https://acme.zoom.us/j/12345');
    expect(await text.innerHTML()).not.toContain('teams.microsoft.com');
  });

  test('a start in the past and people without a way to join are found, and a press corrects each', async () => {
    const pane = await showAppointment(page, world, { person: 'Ada', event: 'new' });
    const start = page.getByLabel('Start', { exact: true });
    await page.getByLabel('Required').fill('ben@alderfinch.example');
    await start.fill('2026-01-05T10:00');
    await page.getByLabel('End', { exact: true }).fill('2026-01-05T10:45');
    await finding(pane, 'starts_in_past')
      .getByRole('button', { name: /^Move to/ })
      .click();
    await finding(pane, 'starts_in_past').waitFor({ state: 'detached' });
    expect(await start.inputValue()).toMatch(/T10:00$/);
    expect(Date.parse(await start.inputValue())).toBeGreaterThan(Date.now());
    expect(await page.getByLabel('End', { exact: true }).inputValue()).toMatch(/T10:45$/);
    await finding(pane, 'no_join_link').getByRole('button', { name: 'Add a Teams link' }).click();
    await finding(pane, 'no_join_link').waitFor({ state: 'detached' });
    expect(await page.getByRole('textbox', { name: 'Text' }).innerHTML()).toContain(
      'teams.microsoft.com/l/meetup-join',
    );
  });

  test('M36 a time that suits everybody is chosen, and a room that only stands in the text of the place is booked by a press', async () => {
    const pane = await showAppointment(page, world, { person: 'Ada', event: 'new' });
    await page.getByLabel('Required').fill('ben@alderfinch.example');
    await page.getByLabel('Location').fill('Quay');
    await openRow(pane, 'Time');
    await pane.getByRole('button', { name: 'Find a time' }).click();
    const offered = pane.getByRole('group', { name: 'Next times good for everybody' }).getByRole('radio');
    await offered.nth(1).check();
    const start = page.getByLabel('Start', { exact: true });
    const before = await start.inputValue();
    await pane.getByRole('button', { name: 'Apply to invitation' }).click();
    await pane.getByText('Applied. Nothing was sent.').first().waitFor();
    expect(await start.inputValue()).not.toBe(before);
    await finding(pane, 'room_not_booked').getByRole('button', { name: 'Book Quay' }).click();
    await finding(pane, 'room_not_booked').waitFor({ state: 'detached' });
    expect(await page.getByLabel('Location').inputValue()).toBe('Quay');
  });

  test('one date of a series that was moved says so, and goes back to its series by a press', async () => {
    const day = new Date(Date.now()).toISOString().slice(0, 10);
    const master = await adas.create({
      subject: 'Moved stand-up',
      start: at(-60),
      end: at(1_800),
      recurrence: {
        pattern: { type: 'daily', interval: 7 },
        range: { type: 'numbered', startDate: day, numberOfOccurrences: 3, recurrenceTimeZone: 'UTC' },
      },
    });
    const [first] = await adas.instances(master.id, new Date(Date.now() - 7_200_000), new Date(Date.now() + 7_200_000));
    await adas.change(first?.id ?? '', { subject: 'Moved stand-up, today', start: at(600), end: at(2_400) });
    const pane = await showAppointment(page, world, { person: 'Ada', event: 'Moved stand-up, today' });
    const start = page.getByLabel('Start', { exact: true });
    const moved = await start.inputValue();
    await finding(pane, 'occurrence_changed')
      .getByRole('button', { name: /^Move to/ })
      .click();
    await finding(pane, 'occurrence_changed').waitFor({ state: 'detached' });
    expect(await start.inputValue()).not.toBe(moved);
  });
});

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

describe('M39 notes', () => {
  async function over(subject: string): Promise<void> {
    await invite(subject, { start: at(-60), end: at(-1) });
    const own = await adas.find(subject);
    await ada.call('POST /appointments/link', { body: { ...beside(ada, own), record, scope: 'one' } });
    await until(
      async () => (await ada.call('POST /appointments/look', { body: beside(ada, own) })).notes.isAsked,
      (it) => it,
    );
  }

  test('are asked for in the pane when the meeting is over, and stand on the record', async () => {
    await over('Ended a moment ago');
    const pane = await showAppointment(page, world, { person: 'Ada', event: 'Ended a moment ago' });
    await pane.getByText('How did it go?').waitFor();
    await screenshot(page, 'appointment-notes');
    await pane.getByRole('textbox', { name: 'Your notes' }).fill('Two more sites in March.');
    await pane.getByRole('button', { name: 'Save notes' }).click();
    await pane.getByText('Two more sites in March.').waitFor();
    await pane.getByText('How did it go?').waitFor({ state: 'detached' });
    await page.goto(`${world.sandbox.urls.server}/record/people/rec_jana#meetings`);
    const entry = took(page)
      .getByRole('listitem')
      .filter({ has: page.getByRole('heading', { name: 'Ended a moment ago' }) });
    await entry.getByText('Two more sites in March.').waitFor();
    await entry.getByText(/With .*Ben Okafor/).waitFor();
  });

  test('are asked for on the record, and can be left', async () => {
    await over('Ended, no notes');
    await page.goto(`${world.sandbox.urls.server}/record/people/rec_jana`);
    await page.getByRole('tab', { name: 'Meetings' }).click();
    const entry = took(page)
      .getByRole('listitem')
      .filter({ has: page.getByRole('heading', { name: 'Ended, no notes' }) });
    await entry.getByText('How did it go?').waitFor();
    expect(await findAccessibilityFaults(page)).toEqual([]);
    await screenshot(page, 'record-meetings');
    await entry.getByRole('button', { name: 'No notes' }).click();
    await entry.getByText('How did it go?').waitFor({ state: 'detached' });
    await entry.getByRole('button', { name: 'Add notes' }).waitFor();
  });
});

describe.each(['light', 'dark'] as const)('in %s, at 320 by 570', (theme) => {
  const size = { width: 320, height: 570 };
  test('U-01 U-02 the organizer’s and the guest’s pane: nothing is cut off, the main action is in view, axe finds nothing', async () => {
    const small = await browser.open({ ...size, colorScheme: theme });
    const form = await showAppointment(small, world, { person: 'Ada', event: 'new', pane: 'only', theme });
    await choose(form, 'Jana Novák');
    for (const title of ['Time', 'Room', 'Online', 'Agenda', 'Check']) await openRow(form, title);
    await screenshot(small, `appointment-form-${theme}`);
    expect(await boxesBeyond(form)).toEqual([]);
    expect(await findAccessibilityFaults(small)).toEqual([]);
    expect(await isInView(form.getByRole('button', { name: 'Apply to invitation' }), size)).toBe(true);
    const subject = `Looks, with a rather long subject in ${theme}`;
    await invite(subject, {
      isOnlineMeeting: true,
      onlineMeetingProvider: 'teamsForBusiness',
      body: { contentType: 'html', content: `<p>Or https://acme.zoom.us/j/999</p>` },
    });
    const card = await showAppointment(small, world, { person: 'Ada', event: subject, pane: 'only', theme });
    await card.getByRole('radio', { name: /Jana Novák/ }).waitFor();
    await finding(card, 'two_join_links').waitFor();
    await screenshot(small, `appointment-card-${theme}`);
    expect(await boxesBeyond(card)).toEqual([]);
    expect(await findAccessibilityFaults(small)).toEqual([]);
    expect(await isInView(put(card), size)).toBe(true);
    await small.context().close();
  });
});
