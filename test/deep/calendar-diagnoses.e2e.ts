import type { Page } from 'playwright-core';
import type { EventFields } from '../../contract/calendar.js';
import { allWell, startPreset } from '../../sandbox/outlook/presets.js';
import { showAppointment } from '../support/appointment-page.js';
import { startBrowser, type Browser, type OpenOptions } from '../support/browser.js';
import { attendee, meeting, time } from '../support/calendar.js';
import {
  dayAt,
  followCalendar,
  inOutlook,
  type FollowedCalendar,
  type InOutlook,
} from '../support/followed-calendar.js';
import { findAccessibilityFaults, screenshot } from '../support/outlook.js';
import { boxesBeyondPage, openCalendar, signInBrowser } from '../support/settings-page.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/*
 * What can stand between the calendar here and Outlook's (docs/diagnoses.md, D): each is met as a person meets it, says its cause, and ends
 * in the working state by the remedy that is offered.
 */
let world: World;
let browser: Browser;
let ada: Caller;
let mine: FollowedCalendar;
let bens: InOutlook;
beforeAll(async () => {
  world = await startWorld();
  browser = await startBrowser();
  ada = await world.as('Ada');
  mine = await followCalendar(world, ada);
  bens = await inOutlook(world, await world.as('Ben'));
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await world?.stop();
});
afterEach(() => allWell(world.sandbox));

/** Each test names the code it meets. */
const diagnosis = (code: string, name: string, work: () => Promise<void>) => test(`${code} ${name}`, work);
const at = (day: number, from: string, to: string, zone = 'UTC') => ({
  start: time(dayAt(day, from), zone),
  end: time(dayAt(day, to), zone),
});
/** Goes on now, so that it stands in the week that Outlook shows. */
const now = () => {
  const from = Date.now() - 60_000;
  const iso = (ms: number) => new Date(ms).toISOString().slice(0, 19);
  return { start: time(iso(from), 'UTC'), end: time(iso(from + 3_600_000), 'UTC') };
};
const dayOf = (days: number) => dayAt(days).slice(0, 10);
async function signedIn(options: OpenOptions = {}): Promise<Page> {
  const page = await browser.open(options);
  await signInBrowser(page, world, ada);
  return page;
}
const show = (page: Page, day = dayOf(0)) => openCalendar(page, world, `#/agenda/${day}`);
const line = (page: Page, subject: string) => page.getByRole('button', { name: new RegExp(subject) }).first();
const dialog = (page: Page) => page.getByRole('dialog');
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
async function expectSound(page: Page, name: string): Promise<void> {
  await screenshot(page, `diagnosis-${name}`);
  expect(await boxesBeyondPage(page)).toEqual([]);
  expect(await findAccessibilityFaults(page)).toEqual([]);
}

diagnosis(
  'D1',
  'M74 three zones are shown with one event in each; after the press all places agree, across a change of clocks',
  async () => {
    const zoneOfMailbox = 'Asia/Tokyo';
    const clockIn = (zone: string, iso: string) =>
      new Date(iso).toLocaleTimeString('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' });
    // Every ten days for a year: clocks change in Berlin and New York meanwhile, and in Tokyo they never do.
    await mine.outlook.create({
      subject: 'Across the clocks',
      ...at(0, '09:00:00', '09:30:00', 'W. Europe Standard Time'),
      recurrence: {
        pattern: { type: 'daily', interval: 10 },
        range: { type: 'numbered', startDate: dayOf(0), numberOfOccurrences: 36 },
      },
    });
    await mine.sync();
    const dates = (await mine.events(dayAt(0, '00:00:00Z'), dayAt(360, '00:00:00Z'))).filter(
      (it) => it.subject === 'Across the clocks',
    );
    const [first] = dates;
    const shifted = dates.find((it) => it.startDateTime.slice(11) !== first?.startDateTime.slice(11));
    if (!first || !shifted) throw new Error('No clocks changed within a year.');
    expect(startPreset(world.sandbox, 'calendar-zone-moved')).toBe(true);

    const page = await signedIn({ timezoneId: 'America/New_York', width: 320 });
    await show(page);
    const note = page.locator('[data-diagnosis="D1"]');
    await note.getByText(/Asia\/Tokyo, Europe\/Berlin and America\/New.York/).waitFor();
    for (const [place, zone] of [
      ['Mailbox', zoneOfMailbox],
      ['Workspace', 'Europe/Berlin'],
      ['This browser', 'America/New_York'],
    ] as const)
      await note
        .getByRole('listitem')
        .filter({ hasText: `${place}: ${zone.replace('_', ' ')}` })
        .getByText(clockIn(zone, first.startDateTime), { exact: true })
        .waitFor();
    await expectSound(page, 'D1');
    await press(page, 'Use mailbox time zone');
    await note.waitFor({ state: 'detached' });

    /** What the agenda says of a date, on this machine. */
    const expectShown = async (on: Page, { startDateTime }: { startDateTime: string }) => {
      await show(on, new Date(startDateTime).toLocaleDateString('en-CA', { timeZone: zoneOfMailbox }));
      await line(on, `Across the clocks.*${clockIn(zoneOfMailbox, startDateTime)} –`).waitFor();
      expect(await on.locator('[data-diagnosis="D1"]').count()).toBe(0);
    };
    expect(clockIn(zoneOfMailbox, first.startDateTime)).not.toBe(clockIn(zoneOfMailbox, shifted.startDateTime));
    for (const date of [first, shifted]) await expectShown(page, date);
    const elsewhere = await signedIn({ timezoneId: 'Europe/Berlin' });
    for (const date of [first, shifted]) await expectShown(elsewhere, date);

    // What is written there is in that zone, too.
    await show(elsewhere);
    await press(elsewhere, 'New event');
    await dialog(elsewhere).getByText(`Times are in your zone, ${zoneOfMailbox}.`).waitFor();
    await dialog(elsewhere).getByLabel('Name').fill('Written in Tokyo');
    await dialog(elsewhere).getByLabel('Begins at').fill('11:00');
    await dialog(elsewhere).getByLabel('Ends at').fill('12:00');
    await dialog(elsewhere).getByRole('button', { name: 'Save', exact: true }).click();
    await dialog(elsewhere).waitFor({ state: 'detached' });
    const made = (await mine.outlook.view(dayAt(-1, '00:00:00'), dayAt(2, '00:00:00'))).find(
      (it) => it.subject === 'Written in Tokyo',
    );
    expect(clockIn(zoneOfMailbox, `${made?.start?.dateTime?.slice(0, 19)}Z`)).toBe('11:00');
    const settings = await ada.call('GET /calendar/zones');
    expect(settings).toEqual({ mailbox: zoneOfMailbox, workspace: zoneOfMailbox, usesMailbox: true });
    await browser.leave(page);
    await browser.leave(elsewhere);
  },
);

diagnosis(
  'D2',
  'M75 an event in a calendar that is not followed names it, and one press follows that calendar',
  async () => {
    const made = await mine.outlook.ask<{ id: string }>('POST', '/me/calendars', { name: 'Field trips' });
    await mine.outlook.create({ subject: 'Trip to the coast', ...now() }, `/me/calendars/${made.body.id}/events`);
    const page = await browser.open({ width: 320, height: 570 });
    const pane = await showAppointment(page, world, { person: 'Ada', event: 'Trip to the coast', pane: 'only' });
    await pane.getByText('The event is in a calendar that is not followed: Field trips.').waitFor();
    await pane.getByRole('button', { name: 'Select calendar' }).scrollIntoViewIfNeeded();
    await screenshot(page, 'diagnosis-D2');
    expect(await findAccessibilityFaults(page)).toEqual([]);
    await pane.getByRole('button', { name: 'Select calendar' }).click();
    await pane.getByText('In your calendar in Coherence.').waitFor({ timeout: 120_000 });
    expect((await mine.account()).settings.calendars).toContain(made.body.id);
    const today = new Date().toISOString();
    expect(await mine.events(today, new Date(Date.now() + 60_000).toISOString())).toContainEqual(
      expect.objectContaining({ subject: 'Trip to the coast' }),
    );
    await browser.leave(page);
  },
);

diagnosis('D2', 'M29 read only: why nothing can be changed, and the direction is changed where it is set', async () => {
  await mine.outlook.create(meeting('', '', { subject: 'Only looked at', ...at(3, '09:00:00', '10:00:00') }));
  await mine.sync();
  await mine.save((settings) => {
    settings.direction = 'read';
  });
  await mine.settled();
  const page = await signedIn();
  await show(page, dayOf(3));
  await line(page, 'Only looked at').click();
  await dialog(page).getByText('Your calendar is set to “Read only” here').waitFor();
  expect(await dialog(page).getByRole('button', { name: 'Change', exact: true }).count()).toBe(0);
  await dialog(page).getByRole('button', { name: 'Change direction' }).waitFor();
  await expectSound(page, 'D2-read-only');
  await dialog(page).getByRole('button', { name: 'Change direction' }).click();
  await page.getByRole('radio', { name: /^Two-way/ }).check();
  await press(page, 'Save and follow');
  await until(
    async () => (await mine.account()).settings.direction,
    (it) => it === 'both',
  );
  await mine.settled();
  await show(page, dayOf(3));
  await line(page, 'Only looked at').click();
  await dialog(page).getByRole('button', { name: 'Change', exact: true }).waitFor();
  await browser.leave(page);
});

diagnosis(
  'D3',
  'M76 both sides changed: each waits in a list, and each choice gives what it says on both sides',
  async () => {
    const kinds = ['Keep Outlook', 'Keep Coherence', 'Merge fields'] as const;
    const ids: Record<string, string> = {};
    for (const [i, kind] of kinds.entries()) {
      const { id } = await mine.outlook.create(
        meeting('', '', {
          subject: `Plan ${i}`,
          location: { displayName: 'Quay' },
          ...at(4, `${String(9 + i).padStart(2, '0')}:00:00`, `${String(9 + i).padStart(2, '0')}:30:00`),
        }),
      );
      ids[kind] = id;
    }
    await mine.sync();
    const known = await mine.events(dayAt(4, '00:00:00Z'), dayAt(5, '00:00:00Z'));
    for (const [i, kind] of kinds.entries()) {
      await mine.outlook.change(ids[kind] ?? '', { subject: `Outlook ${i}`, location: { displayName: 'Loft' } });
      const before: EventFields = { subject: `Plan ${i}`, location: 'Quay' };
      const change = await ada.call('POST /calendar/events/:event/change', {
        params: { event: known.find((it) => it.subject === `Plan ${i}`)?.id ?? '' },
        body: { id: crypto.randomUUID(), scope: 'one', fields: { subject: `Here ${i}`, location: 'Garden' }, before },
      });
      expect(change.state).toBe('conflict');
      // Nothing is overwritten before somebody says which one stays.
      expect(await mine.outlook.get(ids[kind] ?? '')).toMatchObject({ subject: `Outlook ${i}` });
    }
    const page = await signedIn({ width: 320, colorScheme: 'dark' });
    await show(page, dayOf(4));
    await page.getByText('3 events were changed on both sides').waitFor();
    await expectSound(page, 'D3-list');
    const ends = [
      ['Outlook 0', 'Loft'],
      ['Here 1', 'Garden'],
      ['Here 2', 'Loft'],
    ] as const;
    for (const [i, kind] of kinds.entries()) {
      await page
        .getByRole('button', { name: /^Look at/ })
        .first()
        .click();
      await dialog(page).locator('[data-diagnosis="D3"]').waitFor();
      if (kind === 'Merge fields') {
        await dialog(page).getByRole('group', { name: 'Name' }).getByRole('radio', { name: /Here/ }).check();
        await dialog(page)
          .getByRole('group', { name: 'Place' })
          .getByRole('radio', { name: /Outlook/ })
          .check();
        await expectSound(page, 'D3');
      }
      await dialog(page).getByRole('button', { name: kind, exact: true }).click();
      await dialog(page).waitFor({ state: 'detached' });
      const [subject, place] = ends[i] ?? ['', ''];
      await until(
        async () => {
          const it = await mine.outlook.get(ids[kind] ?? '');
          return [it.subject, it.location?.displayName];
        },
        ([name, where]) => name === subject && where === place,
      );
      await mine.sync();
      expect(await mine.events(dayAt(4, '00:00:00Z'), dayAt(5, '00:00:00Z'))).toContainEqual(
        expect.objectContaining({ subject, location: place }),
      );
    }
    await page.getByText(/changed on both sides/).waitFor({ state: 'detached' });
    await browser.leave(page);
  },
);

diagnosis('D4', 'M75 an event that a rule leaves out says which, and is there once the rule is another', async () => {
  await mine.save((settings) => {
    settings.takesPrivate = false;
  });
  await mine.settled();
  await mine.outlook.create({ subject: 'With the doctor', sensitivity: 'private', ...now() });
  await mine.sync();
  const page = await signedIn({ width: 320, height: 570, colorScheme: 'dark' });
  const pane = await showAppointment(page, world, { person: 'Ada', event: 'With the doctor', pane: 'only' });
  await pane.getByText('The event is left out because private events are not taken in.').waitFor();
  await pane.getByRole('button', { name: 'Change rule' }).scrollIntoViewIfNeeded();
  await screenshot(page, 'diagnosis-D4');
  expect(await findAccessibilityFaults(page)).toEqual([]);
  const [settings] = await Promise.all([
    page.context().waitForEvent('page'),
    pane.getByRole('button', { name: 'Change rule' }).click(),
  ]);
  await settings.getByRole('checkbox', { name: /^Private events/ }).check();
  await settings.getByRole('button', { name: 'Save and follow' }).click();
  await until(
    async () => (await mine.account()).settings.takesPrivate,
    (it) => it,
  );
  await settings.close();
  await pane.getByText('In your calendar in Coherence.').waitFor({ timeout: 120_000 });
  await browser.leave(page);
});

diagnosis('D5', 'M35 a meeting of somebody else: another time is proposed to them, and a note is kept', async () => {
  await bens.create({
    subject: 'Budget round',
    ...at(5, '09:00:00', '10:00:00'),
    attendees: [attendee(ada.person.userPrincipalName)],
  });
  await mine.sync();
  const page = await signedIn({ width: 320 });
  await show(page, dayOf(5));
  await line(page, 'Budget round').click();
  const shown = dialog(page);
  await shown.getByText('Ben Okafor organised this meeting, and only the organiser can change it.').waitFor();
  expect(await shown.getByRole('button', { name: 'Change', exact: true }).count()).toBe(0);
  await shown.getByRole('button', { name: 'Propose new time' }).waitFor();
  await expectSound(page, 'D5');
  await shown.getByRole('button', { name: 'Propose new time' }).click();
  await shown.getByRole('heading', { name: 'Propose another time' }).waitFor();
  await shown.getByLabel('Begins').fill(`${dayOf(5)}T15:00`);
  await shown.getByLabel('A word to the organizer (optional)').fill('After lunch is better');
  await expectSound(page, 'D5-propose');
  await shown.getByRole('button', { name: 'Send proposal' }).click();
  await shown.getByRole('heading', { name: 'Budget round' }).waitFor();
  const [proposal] = await until(
    () =>
      world.sandbox.tenants.mailboxes
        .ofPerson('Ben')
        .messages.filter((it) => it.graph.subject === 'New Time Proposed: Budget round'),
    (it) => it.length === 1,
  );
  const { body: letter } = await bens.ask<{ proposedNewTime?: unknown }>(
    'GET',
    `/me/messages/${encodeURIComponent(proposal?.restId ?? '')}`,
  );
  expect(letter.proposedNewTime).toMatchObject({
    start: { dateTime: expect.stringContaining(`${dayOf(5)}T15:00:00`) as string },
    end: { dateTime: expect.stringContaining(`${dayOf(5)}T16:00:00`) as string },
  });
  expect(await mine.outlook.view(dayAt(5, '00:00:00'), dayAt(6, '00:00:00'))).toContainEqual(
    expect.objectContaining({
      responseStatus: expect.objectContaining({ response: 'tentativelyAccepted' }) as unknown,
    }),
  );
  await shown.getByRole('button', { name: 'Add note', exact: true }).click();
  await shown.getByRole('textbox', { name: 'Your notes' }).fill('Ask for the figures of May.');
  await shown.getByRole('button', { name: 'Save notes' }).click();
  await shown.getByText('Ask for the figures of May.').waitFor();
  await browser.leave(page);
});
