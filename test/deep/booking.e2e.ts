import { alder } from '../../sandbox/tenant/company.js';
import { book, eventsOf, nextTime, plan, settled, allowBooking } from '../support/booking.js';
import {
  begin,
  button,
  calm,
  deliver,
  expectSound,
  heading,
  narrow,
  occupy,
  quote,
  ready,
  seconds,
  startBooking,
  times,
} from '../support/booking-page.js';
import type { Browser } from '../support/browser.js';
import { keysOf } from '../support/keys.js';
import {
  boxesBeyond,
  findAccessibilityFaults,
  focused,
  openMessage,
  screenshot,
  showMessage,
} from '../support/outlook.js';
import { until } from '../support/until.js';
import type { Caller, World } from '../support/world.js';

/* Rooms that are not there, taken meanwhile, or decline: each says so, and has its way out; and booking with the keyboard alone. */
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

test('M37 M40 without rooms and without Teams it is said why, and the rest works', async () => {
  const { directory } = world.sandbox.entra;
  world.sandbox.behaviour.calendar.withoutTeams = [ben.person.id];
  directory.revoke(alder.tenantId, world.sandbox.client.id, ['Place.Read.All']);
  try {
    deliver(world, [ben, ben], 'Without rooms', '<p>Hello</p>');
    const page = await browser.open(narrow);
    const pane = await begin(page, world, 'Without rooms', { person: 'Ben' });
    await ready(pane);
    await pane.getByText(/once an administrator has allowed/).waitFor();
    await pane.getByText(/Teams is not part of your licence/).waitFor();
    expect(await pane.getByRole('radio', { name: 'Not online' }).isChecked()).toBe(true);
    await expectSound(page, pane, 'booking-no-rooms');
    const [popup] = await Promise.all([page.context().waitForEvent('page'), button(pane, 'Allow').click()]);
    expect(popup.url()).toContain('Place.Read.All');
    await browser.leave(page);
  } finally {
    allowBooking(world);
  }
});

test('M37 a room that was taken meanwhile: nothing goes out, the room is to be changed, and the second time it works', async () => {
  const subject = 'Room taken meanwhile';
  deliver(world, [ada, ben], subject);
  const page = await browser.open(narrow);
  const pane = await begin(page, world, subject);
  await ready(pane);
  await button(pane, 'Choose a room').click();
  await pane.getByRole('combobox', { name: 'Building' }).selectOption('Harbour House');
  await pane.getByRole('button', { name: /^Lighthouse Free/ }).click();
  await button(pane, 'Show invitation').click();
  await heading(pane, 'The invitation');
  const { wish } = await latest();
  occupy(world, 'Lighthouse', Date.parse(wish.startDateTime), Date.parse(wish.endDateTime));
  await button(pane, 'Send invitation').click();
  await pane.getByText(/Lighthouse was taken meanwhile/).waitFor({ timeout: 120_000 });
  await pane.getByText(/Nothing was booked and nobody was invited/).waitFor();
  await expectSound(page, pane, 'booking-refused');
  expect(eventsOf(world, 'Ada', subject)).toEqual([]);
  await button(pane, 'Change and try again').click();
  await button(pane, 'Change room').click();
  await pane.getByRole('button', { name: /^Loom Free/ }).click();
  await button(pane, 'Show invitation').click();
  await button(pane, 'Send invitation').click();
  await heading(pane, 'Booked');
  await pane.getByText('Loom is booked for you.').waitFor();
  await browser.leave(page);
});

test('M37 M106 from the record: a room that declines later offers others; what was booked can be taken back', async () => {
  // Anchor seats two and refuses more.
  const time = await nextTime(ada, { people: [ben.person.userPrincipalName], skip: 6 });
  const people = ['ben', 'cleo', 'dario'].map((it) => ({
    address: `${it}@alderfinch.example`,
    kind: 'required' as const,
  }));
  const planned = await plan(ada, {
    ...time,
    subject: 'Too many for Anchor',
    people,
    room: { address: 'room.anchor@alderfinch.example', name: 'Anchor' },
  });
  await book(ada, planned);
  expect((await settled(ada, planned)).state).toBe('booked');
  await until(
    () => ada.call('GET /bookings/:id', { params: { id: planned.id } }),
    (it) => it.roomAnswer === 'declined',
  );
  const page = await browser.open();
  await page.goto(`${world.sandbox.urls.server}/record/people/rec_jana`);
  await page.getByRole('link', { name: /Ada Brandt/ }).click();
  const line = page.getByRole('listitem').filter({ hasText: 'Too many for Anchor' });
  await line.getByText('Anchor declined').waitFor({ timeout: 60_000 });
  await line.getByRole('button', { name: 'Look at it' }).click();
  await page.getByText('The meeting stands, without this room.').waitFor();
  await button(page, 'Choose a room').click();
  await page.getByRole('button', { name: /^Lighthouse Free/ }).waitFor({ timeout: 60_000 });
  await screenshot(page, 'booking-room-declined');
  expect(await findAccessibilityFaults(page)).toEqual([]);
  await page.getByRole('button', { name: /^Lighthouse Free/ }).click();
  await page.getByText('Lighthouse is booked for you.').waitFor({ timeout: 120_000 });
  await button(page, 'Undo').click();
  await heading(page, 'Taken back');
  await screenshot(page, 'booking-undone');
  expect(eventsOf(world, 'Ada', 'Too many for Anchor')).toEqual([]);
  await browser.leave(page);
});

test('story 9 R-59 U-05 an invitation with a Zoom link gets no second join link; by keys alone, at 320 px, in the dark', async () => {
  const subject = 'Talk by Zoom';
  deliver(world, [ada, ben], subject, '<p>Join: <a href="https://lumen.zoom.us/j/55512345?pwd=z">Zoom</a></p>');
  const page = await browser.open({ ...narrow, colorScheme: 'dark' });
  const pane = await showMessage(page, world, { person: 'Ada', message: subject, pane: 'only', theme: 'dark' });
  const keys = keysOf(page);
  await button(pane, 'Book a meeting').waitFor();
  const began = Date.now();
  await keys.press(/^button Book a meeting/);
  await ready(pane);
  const zoom = pane.getByRole('radio', { name: /Join with Zoom/ });
  expect(await zoom.isChecked()).toBe(true);
  await expectSound(page, pane, 'booking-zoom');
  // Whoever wants a second one is told, and nothing goes out.
  await keys.choose(/^radio .*Join with Zoom/, /^radio Teams meeting/);
  await keys.write(/^textbox Agenda/, 'We meet at https://lumen.zoom.us/j/55512345?pwd=z');
  await keys.press(/^button Show invitation/);
  await pane.getByText(/a meeting never gets two/).waitFor();
  await expectSound(page, pane, 'booking-two-links');
  await keys.choose(/^radio Teams meeting/, /^radio .*Join with Zoom/);
  await keys.press(/^button Show invitation/);
  await heading(pane, 'The invitation');
  await expectSound(page, pane, 'booking-zoom-invitation');
  await keys.press(/^button Send invitation/);
  await heading(pane, 'Booked');
  process.stdout.write(`story 9: ${keys.acts} interactions by keyboard, ${seconds(began)} s\n`);
  expect(keys.acts).toBeLessThanOrEqual(7);
  const [own] = eventsOf(world, 'Ada', subject);
  expect(own?.fields).toMatchObject({ isOnlineMeeting: false, joinUrl: null });
  expect(own?.fields.body.content?.match(/zoom\.us/g)).toHaveLength(1);
  await browser.leave(page);
});

test('M106 U-05 with the keyboard alone, in the dark, at 320 px: booked and taken back, and Escape leads to the mail', async () => {
  const subject = 'By keyboard';
  deliver(world, [ada, ben], subject);
  const page = await browser.open({ ...narrow, colorScheme: 'dark' });
  const pane = await showMessage(page, world, { person: 'Ada', message: subject, pane: 'only', theme: 'dark' });
  await button(pane, 'Book a meeting').focus();
  await page.keyboard.press('Enter');
  await ready(pane);
  await screenshot(page, 'booking-dark');
  expect(await boxesBeyond(pane)).toEqual([]);
  expect(await findAccessibilityFaults(page)).toEqual([]);
  await times(pane).getByRole('radio').first().focus();
  await page.keyboard.press('ArrowDown');
  await until(
    () => times(pane).getByRole('radio').nth(1).isChecked(),
    (it) => it,
  );
  await pane.getByLabel('Subject').focus();
  await page.keyboard.press('Enter');
  await heading(pane, 'The invitation');
  expect(await focused(page)).toContain('The invitation');
  await page.keyboard.press('Tab');
  expect(await focused(page)).toContain('Send invitation');
  await page.keyboard.press('Enter');
  await heading(pane, 'Booked');
  await button(pane, 'Undo').focus();
  await page.keyboard.press('Enter');
  await heading(pane, 'Taken back');
  await until(
    () => eventsOf(world, 'Ben', subject).filter((it) => !it.fields.isCancelled),
    (it) => it.length === 0,
  );
  await page.keyboard.press('Escape');
  await pane.getByRole('radio', { name: /Jana/ }).waitFor();
  expect(await focused(page)).toContain('Book a meeting');
  await browser.leave(page);
});

test('M106 R-62 what was planned for a mail comes back with it, and never moves to another one', async () => {
  deliver(world, [ada, ben], 'Planned first');
  const page = await browser.open();
  const pane = await showMessage(page, world, { person: 'Ada', message: 'Planned first', pane: 'open' });
  await page.getByRole('button', { name: 'Pin' }).click();
  await button(pane, 'Book a meeting').click();
  await ready(pane);
  await pane.getByLabel('Agenda').fill('Kept words');
  await openMessage(page, quote);
  await pane.getByRole('heading', { name: quote }).waitFor();
  await button(pane, 'Book a meeting').click();
  await ready(pane);
  expect(await pane.getByLabel('Agenda').inputValue()).not.toBe('Kept words');
  await openMessage(page, 'Planned first');
  await pane.getByRole('heading', { name: 'Planned first' }).waitFor();
  await pane.getByLabel('Agenda').waitFor();
  expect(await pane.getByLabel('Agenda').inputValue()).toBe('Kept words');
  await browser.leave(page);
});

/** The booking that was saved last. */
async function latest() {
  const { rows } = await world.server!.database.executeSql('select id from booking order by updated_at desc limit 1');
  return ada.call('GET /bookings/:id', { params: { id: (rows[0] as { id: string }).id } });
}
