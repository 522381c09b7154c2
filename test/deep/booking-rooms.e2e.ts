import { alder } from '../../sandbox/tenant/company.js';
import { allowBooking, book, eventsOf, nextTime, plan, settled } from '../support/booking.js';
import { begin, button, deliver, expectSound, heading, narrow, occupy, ready } from '../support/booking-page.js';
import { startBrowser, type Browser } from '../support/browser.js';
import { findAccessibilityFaults, screenshot } from '../support/outlook.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/* Rooms that are not there, taken meanwhile, or decline: each says so, and has its way out. */
let world: World;
let browser: Browser;
let ada: Caller;
let ben: Caller;
beforeAll(async () => {
  world = await startWorld({ environment: { WORKER_LEASE_SECONDS: '1' } });
  browser = await startBrowser();
  [ada, ben] = await Promise.all([world.as('Ada'), world.as('Ben')]);
  allowBooking(world);
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await world?.stop();
});
afterEach(() => {
  world.sandbox.faults.clear();
  world.sandbox.behaviour.reset();
});

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

/** The booking that was saved last. */
async function latest() {
  const { rows } = await world.server!.database.executeSql('select id from booking order by updated_at desc limit 1');
  return ada.call('GET /bookings/:id', { params: { id: (rows[0] as { id: string }).id } });
}
