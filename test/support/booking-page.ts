import type { Locator, Page } from 'playwright-core';
import { emptyFields, newUid } from '../../sandbox/tenant/calendar/new-event.js';
import { allowBooking } from './booking.js';
import { startBrowser } from './browser.js';
import { boxesBeyond, findAccessibilityFaults, screenshot, showMessage, type Pane } from './outlook.js';
import { startWorld, type Caller, type World } from './world.js';

/* How a meeting is booked in the pane, as the steps of a person. */
export const quote = 'Quote for the renewal';
export const narrow = { width: 320, height: 570 };

export const button = (pane: Pane | Page, name: string | RegExp) => pane.getByRole('button', { name, exact: true });
export const heading = (pane: Pane | Page, name: string) =>
  pane.getByRole('heading', { name, exact: true }).waitFor({ timeout: 120_000 });
/** The pane beside a mail of Ada's, with the first screen of booking open and times asked for. */
export async function begin(
  page: Page,
  world: World,
  message = quote,
  more: { theme?: 'dark'; person?: string } = {},
): Promise<Pane> {
  const pane = await showMessage(page, world, { person: 'Ada', message, pane: 'only', ...more });
  await button(pane, 'Book a meeting').click();
  return pane;
}
export const times = (pane: Pane | Page): Locator =>
  pane.getByRole('radiogroup', { name: 'Next times good for everybody required' });
export const ready = (pane: Pane | Page) => times(pane).getByRole('radio').first().waitFor({ timeout: 120_000 });
export async function expectSound(page: Page, pane: Pane, name: string): Promise<void> {
  await screenshot(page, name);
  expect(await boxesBeyond(pane)).toEqual([]);
  expect(await findAccessibilityFaults(page)).toEqual([]);
}
/** A mail of Jana's to these people. */
export function deliver({ sandbox }: World, to: Caller[], subject: string, html = '<p>Hello</p>'): void {
  sandbox.tenants.deliver({
    from: { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' },
    to: to.map(({ person }) => ({ name: person.name, address: person.userPrincipalName })),
    subject,
    html,
  });
}
/** Somebody, or a room, is taken between two instants. */
export function occupy({ sandbox }: World, who: string, from: number, to: number): void {
  const agenda = sandbox.tenants.agendas.ofPerson(who);
  const at = (ms: number) => ({ dateTime: new Date(ms).toISOString().slice(0, 19), timeZone: 'UTC' });
  const fields = { ...emptyFields(agenda.owner, { start: at(from), end: at(to) }), subject: 'Taken' };
  agenda.add({ uid: newUid(), calendarId: agenda.defaultCalendar.id, fields });
}

/** A world in which Ada and Ben may book, with a browser; faults and switches of one test are taken back by `calm`. */
export async function startBooking() {
  const world = await startWorld({ environment: { WORKER_LEASE_SECONDS: '1' } });
  const browser = await startBrowser();
  const [ada, ben] = await Promise.all([world.as('Ada'), world.as('Ben')]);
  allowBooking(world);
  return { world, browser, ada, ben };
}
export function calm({ sandbox }: World): void {
  sandbox.faults.clear();
  sandbox.behaviour.reset();
}
/** Since a moment, for people to read. */
export const seconds = (since: number): string => ((Date.now() - since) / 1000).toFixed(1);
