import type { Page } from 'playwright-core';
import { guest, type Calendar, type GraphEvent } from './appointment.js';
import { pane, type Pane } from './outlook.js';
import type { World } from './world.js';

export interface WantedAppointment {
  person: string;
  /** Part of a subject in this week's calendar, or `new`. */
  event?: string;
  /** Part of the subject of a message in the inbox. */
  message?: string;
  pane?: 'open' | 'only';
  theme?: 'light' | 'dark';
}
/** Opens Outlook at an appointment, or at the message that invites to one, with the pane beside it. */
export async function showAppointment(page: Page, world: World, wanted: WantedAppointment): Promise<Pane> {
  const query = new URLSearchParams({ pane: 'open', ...wanted });
  await page.goto(`${world.sandbox.urls.outlook}/?${query.toString()}`);
  await page.locator('html[data-ready]').waitFor({ state: 'attached' });
  return pane(page);
}
/** A row of the organizer's pane, opened when it is closed. */
export async function openRow(it: Pane, title: string): Promise<void> {
  const row = it.locator('details.row').filter({ has: it.getByRole('heading', { name: title, exact: true }) });
  await row.waitFor();
  if ((await row.getAttribute('open')) === null) await row.locator('summary').click();
  await row.locator('.row-body').waitFor();
}

export const jana = { address: 'jana.novak@lumenworks.example', name: 'Jana Novák' };
export const fromNow = (seconds: number) => ({
  dateTime: new Date(Date.now() + seconds * 1000).toISOString().slice(0, 19),
  timeZone: 'UTC',
});
/** A meeting with Ada and Jana that goes on now, so that it stands in the week that Outlook shows. */
export const inviteAda = (organizer: Calendar, subject: string, more: object = {}): Promise<GraphEvent> =>
  organizer.create({
    subject,
    start: fromNow(-60),
    end: fromNow(3_600),
    location: { displayName: 'Canteen' },
    attendees: [guest('ada@alderfinch.example'), guest(jana.address)],
    ...more,
  });
export const finding = (it: Pane, code: string) => it.locator(`.finding[data-code="${code}"]`);
export const linked = (it: Pane) => it.getByRole('list', { name: 'On these records' }).getByRole('listitem');
export const put = (it: Pane) => it.getByRole('button', { name: 'Put on record' });
/** Looks for a record by its name, and chooses it. */
export async function choose(it: Pane, name: string): Promise<void> {
  await it.getByRole('searchbox').fill(name);
  await it
    .getByRole('list', { name: 'Search results' })
    .getByRole('button', { name: new RegExp(name) })
    .first()
    .click();
}
