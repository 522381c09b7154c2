import { eventsOf, nextTime } from '../support/booking.js';
import {
  begin,
  button,
  calm,
  deliver,
  expectSound,
  heading,
  narrow,
  occupy,
  ready,
  seconds,
  startBooking,
  times,
} from '../support/booking-page.js';
import type { Browser } from '../support/browser.js';
import { lying } from '../support/compose.js';
import { boxesBeyond, findAccessibilityFaults, screenshot, showMessage } from '../support/outlook.js';
import type { Caller, World } from '../support/world.js';

/* A meeting booked in one pane, in few steps; what is not free says so and has its way out. Rooms and the keyboard are in test/deep. */
let world: World;
let browser: Browser;
let ada: Caller;
let ben: Caller;
beforeAll(async () => {
  ({ world, browser, ada, ben } = await startBooking());
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await world?.stop();
});
afterEach(() => calm(world));

test('M106 from a mail in at most six steps: people, time and subject are there, the invitation is shown, one confirm', async () => {
  const subject = 'Six steps';
  deliver(world, [ada, ben], subject);
  const page = await browser.open(narrow);
  const pane = await showMessage(page, world, { person: 'Ada', message: subject, pane: 'only' });
  await button(pane, 'Book a meeting').waitFor();
  const steps: (() => Promise<void>)[] = [
    () => button(pane, 'Book a meeting').click(),
    async () => {
      await ready(pane);
      await button(pane, 'Choose a room').click();
    },
    () =>
      pane
        .getByRole('button', { name: /^(?!.*Taken).*Free/ })
        .first()
        .click(),
    () => button(pane, 'Show invitation').click(),
    async () => {
      await heading(pane, 'The invitation');
      await expectSound(page, pane, 'booking-invitation');
      await button(pane, 'Send invitation').click();
    },
  ];
  expect(steps.length).toBeLessThanOrEqual(6);
  const began = Date.now();
  for (const step of steps) await step();
  await heading(pane, 'Booked');
  process.stdout.write(`booked from a mail: ${steps.length} interactions, ${seconds(began)} s\n`);
  await pane.getByText(/is booked for you/).waitFor();
  await pane.getByText('Teams link is in the invitation').waitFor();
  await pane.getByRole('link', { name: 'Open record' }).waitFor();
  await expectSound(page, pane, 'booking-done');
  const [own] = eventsOf(world, 'Ada', subject);
  expect(own?.fields.attendees.map((it) => it.emailAddress?.address?.split('@')[0])).toEqual([
    'jana.novak',
    'ben',
    expect.stringMatching(/^room\./) as string,
  ]);
  expect(lying(ben, subject).filter((it) => it.folder === 'inbox')).toHaveLength(2); // the mail, and the invitation
  await browser.leave(page);
});

test('M36 R-60 other times of a day: free ones can be chosen, every other one says why and who; the bars show it', async () => {
  const page = await browser.open(narrow);
  const pane = await begin(page, world);
  await ready(pane);
  await button(pane, 'Other times').click();
  const day = pane.locator('.booking-day');
  await day.getByRole('list', { name: /day/ }).last().waitFor();
  const { startDateTime } = await nextTime(ada, { skip: 2 });
  occupy(world, 'Ada', Date.parse(startDateTime), Date.parse(startDateTime) + 3_600_000);
  await day.getByLabel('Day', { exact: true }).fill(startDateTime.slice(0, 10));
  await day
    .getByText(/Busy: You/)
    .first()
    .waitFor();
  await day.getByRole('group', { name: /How everybody is taken/ }).waitFor();
  await button(pane, 'Show every time of the day').click();
  await day
    .getByText(/Outside working hours: You/)
    .first()
    .waitFor();
  await expectSound(page, pane, 'booking-day');
  await day.locator('.booking-slot').first().click();
  expect(await day.locator('.booking-slot').first().getAttribute('aria-pressed')).toBe('true');
  await browser.leave(page);
});

test('M36 nobody free: it is said who stands in the way, and a shorter meeting or a later day leads out', async () => {
  const subject = 'Nobody has time';
  deliver(world, [ada, ben], subject);
  const now = Date.now();
  occupy(world, 'Cleo', now - 86_400_000, now + 20 * 86_400_000);
  const page = await browser.open(narrow);
  const pane = await begin(page, world, subject);
  await ready(pane);
  await pane.getByLabel('Add somebody').fill('cleo@alderfinch.example');
  await pane.getByLabel('Add somebody').press('Enter');
  const none = pane.locator('.booking-none');
  await none.getByText(/No time suits everybody until/).waitFor({ timeout: 60_000 });
  await pane
    .getByText(/Busy: cleo@alderfinch\.example/)
    .first()
    .waitFor();
  await expectSound(page, pane, 'booking-nobody-free');
  await button(pane, 'cleo@alderfinch.example is required. Make optional').click();
  await none.waitFor({ state: 'detached', timeout: 60_000 });
  await times(pane)
    .getByText(/Without cleo/)
    .first()
    .waitFor();
  await browser.leave(page);
});

test('M36 while times are read and when they cannot be, the form stays; loading moves nothing away', async () => {
  const hold = world.sandbox.faults.add({ service: 'graph', method: 'POST', path: 'getSchedule$', holdBefore: true });
  const page = await browser.open(narrow);
  const pane = await begin(page, world);
  await pane.getByText('Asking when everybody is free …').waitFor({ state: 'attached', timeout: 60_000 });
  await screenshot(page, 'booking-loading');
  world.sandbox.faults.release(hold);
  world.sandbox.faults.remove(hold);
  await ready(pane);
  world.sandbox.faults.add({ service: 'edge', method: 'POST', path: '/bookings/times$', answer: { status: 503 } });
  await pane.getByLabel('Length').selectOption('60');
  await pane.getByRole('alert').getByRole('button', { name: 'Try again' }).waitFor({ timeout: 60_000 });
  await expectSound(page, pane, 'booking-refused-times');
  await pane.getByRole('alert').getByRole('button', { name: 'Try again' }).click();
  await pane.getByRole('alert').waitFor({ state: 'detached', timeout: 60_000 });
  await browser.leave(page);
});

test('M38 from the record its person is invited, with a file link; on a wide screen in the dark', async () => {
  const page = await browser.open({ colorScheme: 'dark' });
  await page.goto(`${world.sandbox.urls.server}/record/people/rec_jana`);
  await page.getByRole('link', { name: /Ada Brandt/ }).click();
  await button(page, 'Book a meeting').click();
  const form = page.getByRole('form', { name: 'Book a meeting' });
  await form.getByText('Jana Novák', { exact: true }).waitFor({ timeout: 60_000 });
  await ready(page);
  await form.getByLabel('Subject').fill('From the record');
  await button(page, 'Link files of the record').click();
  await form.getByText(/The record has no files yet|Guests open them/).waitFor({ timeout: 60_000 });
  await screenshot(page, 'booking-record-dark');
  expect(await boxesBeyond(page)).toEqual([]);
  expect(await findAccessibilityFaults(page)).toEqual([]);
  await button(page, 'Show invitation').click();
  await page.getByText(/Jana Novák is outside your organisation/).waitFor();
  await screenshot(page, 'booking-record-invitation-dark');
  await button(page, 'Send invitation').click();
  await heading(page, 'Booked');
  expect(eventsOf(world, 'Ada', 'From the record')).toHaveLength(1);
  await browser.leave(page);
});
