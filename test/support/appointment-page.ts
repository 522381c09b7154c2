import type { Page } from 'playwright-core';
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
