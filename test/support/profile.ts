import type { CDPSession, Page } from 'playwright-core';

/* A new page costs a process of its own, about as much as all that is shown in it: so a page that was left serves the next, emptied. */

interface Watched {
  session: CDPSession;
  /** Where the page and its frames were: what was kept there can only be emptied by origin. */
  origins: Set<string>;
}
const watched = new WeakMap<Page, Watched>();
const originOf = (url: string) => (/^https?:/.test(url) ? new URL(url).origin : undefined);

/** Notes where a page and its frames go, from now on. */
export async function watchOrigins(page: Page): Promise<void> {
  const origins = new Set<string>();
  watched.set(page, { session: await page.context().newCDPSession(page), origins });
  page.on('framenavigated', (frame) => {
    const origin = originOf(frame.url());
    if (origin) origins.add(origin);
  });
}

/**
 * Makes a page as it was when it was opened; false when that cannot be had, and the page is to be closed. A clock that was put into
 * it and a script that runs first stay for good: whoever gave it one closes it.
 */
export async function empty(page: Page): Promise<boolean> {
  const known = watched.get(page);
  if (!known || page.isClosed()) return false;
  const { session, origins } = known;
  try {
    for (const other of page.context().pages()) if (other !== page) await other.close();
    const open = new Set<string>();
    for (const frame of page.frames()) {
      const origin = originOf(frame.url());
      if (!origin || open.has(origin)) continue;
      open.add(origin);
      await frame.evaluate(() => sessionStorage.clear());
    }
    // What lives as long as the tab can only be emptied from a page of its origin.
    for (const origin of origins)
      if (!open.has(origin)) {
        await page.goto(`${origin}/favicon.ico`);
        await page.evaluate(() => sessionStorage.clear());
      }
    await page.goto('about:blank');
    await page.evaluate(() => {
      window.name = '';
    });
    await page.context().clearCookies();
    await page.context().clearPermissions();
    for (const origin of origins) await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
    await session.send('Page.resetNavigationHistory');
    origins.clear();
    return true;
  } catch {
    return false;
  }
}
