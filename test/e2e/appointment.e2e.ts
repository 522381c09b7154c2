import type { Page } from 'playwright-core';
import { beside, openCalendar, type Calendar } from '../support/appointment.js';
import {
  choose,
  finding,
  fromNow as at,
  inviteAda,
  jana,
  linked,
  openRow,
  put,
  showAppointment,
} from '../support/appointment-page.js';
import { startBrowser, type Browser } from '../support/browser.js';
import { looksOf } from '../support/depth.js';
import { boxesBeyond, findAccessibilityFaults, isInView, screenshot } from '../support/outlook.js';
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

const record = { module: 'people', id: 'rec_jana' };
const invite = (subject: string, more: object = {}) => inviteAda(bens, subject, more);
/** What took place, on the record page; what is to come stands beside it. */
const took = (it: Page) => it.getByRole('region', { name: 'Meetings that took place' });
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

  test('a time that was planned in another zone is found, and moved by a press to the same time of day where the organizer is', async () => {
    const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000; // in the week that Outlook shows
    const inTokyo = (ms: number) => ({
      dateTime: new Date(ms + 9 * 3_600_000).toISOString().slice(0, 19),
      timeZone: 'Tokyo Standard Time',
    });
    await adas.create({ subject: 'Planned in Tokyo', start: inTokyo(hour), end: inTokyo(hour + 1_800_000) });
    const pane = await showAppointment(page, world, { person: 'Ada', event: 'Planned in Tokyo' });
    const start = page.getByLabel('Start', { exact: true });
    const planned = inTokyo(hour).dateTime.slice(0, 16);
    await finding(pane, 'time_zone_mismatch')
      .getByRole('button', { name: /^Move to/ })
      .click();
    await finding(pane, 'time_zone_mismatch').waitFor({ state: 'detached' });
    expect(await start.inputValue()).toBe(planned);
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

describe.each(looksOf(0))('in %s, at 320 by 570', (theme) => {
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
    await browser.leave(small);
  });
});
