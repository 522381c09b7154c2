import { setTimeout as wait } from 'node:timers/promises';
import { chromium, type Page } from 'playwright-core';
import { findBrowser } from './find-browser.mjs';
import { empty, watchOrigins } from './profile.js';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--ignore-certificate-errors',
  // Fewer processes for each page: less processor, and the same pages.
  '--in-process-gpu',
  '--disable-site-isolation-trials',
];
export interface OpenOptions {
  colorScheme?: 'light' | 'dark';
  forcedColors?: 'active';
  /** Where the machine is, as an IANA zone. */
  timezoneId?: string;
  /** The language the browser asks for; pages are laid out in its direction. */
  locale?: string;
  width?: number;
  height?: number;
}
export interface Browser {
  /** A page in a profile of its own: nobody is signed in and nothing is remembered. */
  open(options?: OpenOptions): Promise<Page>;
  /** Done with a page: its profile is emptied, and another page of it closed, for whoever opens one next. */
  leave(page: Page): Promise<void>;
  close(): Promise<void>;
}

/**
 * One browser with throw-away profiles. Where no browser can be found it fails with what to do:
 * a test that silently does not run proves nothing.
 */
export async function startBrowser(): Promise<Browser> {
  const executablePath = await findBrowser();
  if (!executablePath)
    throw new Error(
      'No browser for the browser tests. Install Chromium, Chrome or Edge, or name one in COHERENCE_CHROMIUM.',
    );
  const browser = await chromium.launch({ executablePath, headless: true, args: flags });
  const emptied: { page: Page; where: string }[] = [];
  /** Zone and language, which a page keeps for good. */
  const wheres = new WeakMap<Page, string>();
  return {
    async open({
      colorScheme = 'light',
      forcedColors,
      timezoneId = 'Europe/Berlin',
      locale = 'en-GB',
      width = 1280,
      height = 800,
    } = {}) {
      const where = `${timezoneId} ${locale}`;
      const at = emptied.findIndex((it) => it.where === where);
      const kept = at >= 0 ? emptied.splice(at, 1)[0]?.page : undefined;
      if (kept) {
        await kept.setViewportSize({ width, height });
        await kept.emulateMedia({ colorScheme, forcedColors: forcedColors ?? null });
        return kept;
      }
      const context = await browser.newContext({
        ignoreHTTPSErrors: true,
        colorScheme,
        ...(forcedColors ? { forcedColors } : {}),
        viewport: { width, height },
        locale,
        timezoneId,
      });
      context.setDefaultTimeout(60_000);
      const page = await context.newPage();
      await watchOrigins(page);
      wheres.set(page, where);
      return page;
    },
    async leave(page) {
      const where = wheres.get(page);
      // A frame that goes somewhere just now can leave a question to it without an answer: then the page is not worth keeping.
      const isEmpty = where !== undefined && (await Promise.race([empty(page), wait(10_000, false, { ref: false })]));
      if (isEmpty) emptied.push({ page, where });
      else await page.context().close();
    },
    close: () => browser.close(),
  };
}
