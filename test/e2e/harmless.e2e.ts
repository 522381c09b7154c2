import type { Page } from 'playwright-core';
import { startBrowser, type Browser } from '../support/browser.js';
import { screenshot, showMessage } from '../support/outlook.js';
import { startWorld, type World } from '../support/world.js';

/* A mail full of scripts and markup: it is shown as text everywhere, and nothing of it runs. */
let world: World;
let browser: Browser;
let page: Page;
const alerts: string[] = [];
const asked: string[] = [];
beforeAll(async () => {
  world = await startWorld();
  browser = await startBrowser();
  page = await browser.open();
  page.context().on('dialog', (dialog) => {
    alerts.push(dialog.message());
    void dialog.dismiss();
  });
  page.context().on('requestfinished', (request) => asked.push(new URL(request.url()).hostname));
});
afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

const subject = 'Invoice <img src=x onerror=alert(1)> "quoted" & more';
async function expectHarmless(): Promise<void> {
  expect(alerts).toEqual([]);
  expect(asked.filter((host) => host.includes('badactor'))).toEqual([]);
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false); // what the mail's script would set, from any frame
}

test('M113 the Outlook page and the pane show its names as text, and no script of it runs', async () => {
  const pane = await showMessage(page, world, { person: 'Ada', message: 'Invoice', pane: 'open' });
  await pane.getByRole('heading', { name: subject, level: 1 }).waitFor();
  await page.getByRole('heading', { name: subject, level: 2 }).waitFor();
  await pane.getByText('<b>Not bold</b><script>alert(1)</script>').first().waitFor();
  await pane.getByRole('checkbox', { name: '"><script>alert(1)</script>.txt' }).waitFor();
  await screenshot(page, 'harmless-pane');
  expect(await pane.locator('main img, main script').count()).toBe(0);
  await expectHarmless();
});

test('the record page shows the filing and its files as text', async () => {
  const ada = await world.as('Ada');
  await ada.settled((await ada.file(subject)).id);
  await page.goto(`${world.sandbox.urls.server}/record/people/rec_jana`);
  const entry = page.getByRole('article', { name: subject });
  await entry.waitFor();
  await entry.getByText(/<b>Not bold<\/b>/).waitFor();
  await screenshot(page, 'harmless-record');
  expect(await page.locator('main img, main script').count()).toBe(0);
  await expectHarmless();
});
