import type { Page } from 'playwright-core';
import type { Caller, World } from './world.js';

/** Signs the browser in at Microsoft's imitation as this person, as their Outlook would have. */
export async function signInBrowser(page: Page, world: World, person: Caller): Promise<void> {
  const { hostname } = new URL(world.sandbox.urls.entra);
  await page.context().addCookies([
    {
      name: 'ESTSAUTH',
      value: person.person.id,
      domain: hostname,
      path: '/',
      secure: true,
      httpOnly: true,
      sameSite: 'None',
    },
  ]);
}

export const settingsUrl = (world: World, place = '#/integrations/microsoft'): string =>
  `${world.sandbox.urls.server}/settings${place}`;

/** What reaches beyond the right edge; a check of scrolling would miss what is clipped (U-01). */
export const boxesBeyondPage = (page: Page): Promise<string[]> =>
  page.locator('body').evaluate((body) =>
    [...body.querySelectorAll('*')]
      .filter((it) => {
        const box = it.getBoundingClientRect();
        const isHidden = getComputedStyle(it).position === 'absolute' && box.width <= 1;
        return box.width > 0 && !isHidden && box.right > document.documentElement.clientWidth + 0.5;
      })
      .map((it) => `${it.tagName.toLowerCase()} "${(it.textContent ?? '').slice(0, 40)}"`),
  );

/** The calendar page at a place, read anew. */
export async function openCalendar(page: Page, world: World, place: string): Promise<void> {
  await page.goto('about:blank');
  await page.goto(`${world.sandbox.urls.server}/calendar${place}`);
  await page.getByRole('heading', { name: 'Calendar', level: 1 }).waitFor();
}
