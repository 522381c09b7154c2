import type { CDPSession, Page } from 'playwright-core';

/* A new page costs a process of its own, about as much as all that is shown in it: so a page that was left serves the next, emptied. */

const origins = new WeakMap<Page, Set<string>>();
const sessions = new WeakMap<Page, CDPSession>();

/** Notes where a page and its frames were, from now on: what was kept there can only be emptied by origin. */
export async function watchOrigins(page: Page): Promise<void> {
  const seen = new Set<string>();
  origins.set(page, seen);
  sessions.set(page, await page.context().newCDPSession(page));
  page.context().on('response', (response) => seen.add(new URL(response.url()).origin));
}

/** Makes a page as it was when it was opened; false when that cannot be had, and the page is to be closed. */
export async function empty(page: Page): Promise<boolean> {
  const [seen, session] = [origins.get(page), sessions.get(page)];
  if (!seen || !session || page.isClosed()) return false;
  try {
    for (const other of page.context().pages()) if (other !== page) await other.close();
    await page.goto('about:blank');
    await page.context().clearCookies();
    await page.context().clearPermissions();
    for (const origin of seen) {
      await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
      await session.send('DOMStorage.clear', { storageId: { securityOrigin: origin, isLocalStorage: false } });
    }
    await session.send('Page.resetNavigationHistory');
    await page.evaluate(() => {
      window.name = '';
    });
    seen.clear();
    return true;
  } catch {
    return false;
  }
}
