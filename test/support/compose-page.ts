import type { Locator, Page } from 'playwright-core';
import { startBrowser, type Browser, type OpenOptions } from './browser.js';
import { lying } from './compose.js';
import { connectedMailbox } from './connect.js';
import { startWorld, type Caller, type World } from './world.js';

/* How a mail is written on a record's page, as the steps of a person. */

/** A world with a browser, in which Ada may send and has filed a mail to Jana's record. */
export async function startWriting() {
  const world = await startWorld();
  const browser = await startBrowser();
  const [ada, ben] = await Promise.all([world.as('Ada'), world.as('Ben')]);
  await connectedMailbox(world, ada);
  const filing = await ada.file('Quote for the renewal', { module: 'people', id: 'rec_jana' }, { attachments: false });
  await ada.settled(filing.id);
  return { world, browser, ada, ben };
}

/** The page of Jana's record, with somebody signed in who may write from it. */
export async function openToWrite(
  browser: Browser,
  world: World,
  options: OpenOptions = {},
  person = /Ada Brandt/,
): Promise<Page> {
  const page = await browser.open(options);
  await page.goto(`${world.sandbox.urls.server}/record/people/rec_jana`);
  await page.getByRole('link', { name: person }).click();
  await page.getByRole('button', { name: 'New email' }).waitFor({ timeout: 60_000 });
  return page;
}
export const composer = (page: Page, name = 'New email'): Locator => page.getByRole('form', { name });
export async function begin(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'New email' }).click();
  await composer(page).waitFor();
  return composer(page);
}
/** The folders in which a mail of this subject lies. */
export const folders = (caller: Caller, subject: string) => lying(caller, subject).map((it) => it.folder);
