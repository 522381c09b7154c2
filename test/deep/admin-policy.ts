import type { Page } from 'playwright-core';
import type { Browser } from '../support/browser.js';
import { findAccessibilityFaults, focused, isInView, screenshot, showMessage } from '../support/outlook.js';
import { boxesBeyondPage, signInBrowser } from '../support/settings-page.js';
import type { Caller, World } from '../support/world.js';

interface Stage {
  world: World;
  browser: Browser;
  ada: Caller;
  /** An administrator. */
  cleo: Caller;
  open(who: Caller, place: string): Promise<Page>;
}
const wait = { timeout: 60_000 };
const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true }).waitFor(wait);
const confirmation = (page: Page) =>
  page.getByRole('paragraph').filter({ hasText: 'Decided. It holds for everybody within seconds.' });
const decided = (page: Page) => confirmation(page).waitFor(wait);

/** What administrators decide for everybody and for each module, and what people see of it. In the world of admin.e2e. */
export function testPolicy(of: () => Stage): void {
  test('M117 a policy shows its effect before it is decided', async () => {
    const { browser, cleo, open } = of();
    const page = await open(cleo, '#/admin/policy');
    await heading(page, 'Policy for everybody');
    const everybody = page.getByRole('group', { name: 'What colleagues see of emails and meetings on records' });
    await everybody.getByRole('combobox', { name: 'At most' }).selectOption({ label: 'Subject too' });
    await page.getByRole('textbox', { name: 'Never filed by itself, for everybody' }).fill('@birchway.example');
    await page.getByRole('button', { name: 'Show what it changes' }).click();
    await page.getByRole('heading', { name: 'What it changes' }).waitFor(wait);
    await screenshot(page, 'admin-policy-effect');
    await page.getByRole('textbox', { name: 'Never filed by itself, for everybody' }).fill('birchway');
    await page.getByRole('button', { name: 'Decide' }).click();
    await page.getByText(/as an address \(name@example.com\) or as a domain/).waitFor(wait);
    await page.getByRole('textbox', { name: 'Never filed by itself, for everybody' }).fill('@birchway.example');
    await page.getByRole('button', { name: 'Decide' }).click();
    await decided(page);
    expect(await focused(page)).toBe('button Decide');
    await screenshot(page, 'admin-policy-decided');
    expect(await findAccessibilityFaults(page)).toEqual([]);
    const narrow = { width: 320, height: 700 };
    await page.setViewportSize(narrow);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.getByRole('button', { name: 'Show what it changes' }).click();
    await page.getByRole('heading', { name: 'What it changes' }).waitFor(wait);
    await confirmation(page).waitFor({ ...wait, state: 'detached' });
    await page.getByRole('button', { name: 'Decide' }).press('Enter');
    await decided(page);
    expect(await focused(page)).toBe('button Decide');
    expect(await isInView(confirmation(page), narrow)).toBe(true);
    expect(await boxesBeyondPage(page)).toEqual([]);
    expect(await findAccessibilityFaults(page)).toEqual([]);
    await screenshot(page, 'admin-policy-decided-narrow-dark');
    // What is changed afterwards is not decided.
    await page.getByRole('textbox', { name: 'Never filed by itself, for everybody' }).fill('');
    await confirmation(page).waitFor({ ...wait, state: 'detached' });
    await browser.leave(page);
  }, 240_000);

  test('M117 M104 what a module takes is decided after its effect was seen; the pane offers it no longer and says why, and all is back afterwards', async () => {
    const { world, browser, ada, cleo, open } = of();
    const page = await open(cleo, '#/admin/policy');
    await heading(page, 'Policy for everybody');
    const names = ['People', 'Accounts', 'Deals'];
    const emails = (name: string) =>
      page.getByRole('group', { name, exact: true }).getByRole('checkbox', { name: 'Emails' });
    for (const name of names) await emails(name).uncheck(wait);
    await page.getByRole('group', { name: 'Leads' }).getByRole('combobox', { name: 'At most' }).selectOption('people');
    await page.getByRole('button', { name: 'Show what it changes' }).click();
    await page.getByText('Hidden on records, and kept: 1 email.').waitFor(wait);
    await screenshot(page, 'admin-policy-modules');
    await page.getByRole('button', { name: 'Decide' }).click();
    await decided(page);

    const mail = await browser.open({ width: 1280 });
    const shown = await showMessage(mail, world, { person: 'Ada', message: 'Quote for the renewal', pane: 'open' });
    // She filed it herself, and may take it back; another record is looked for as for anybody.
    await shown.getByText(/does not allow emails on records of People\. .* can take it back\./).waitFor(wait);
    await shown.getByRole('button', { name: 'Unfile' }).waitFor(wait);
    await screenshot(mail, 'pane-module-not-allowed');
    await shown.getByRole('button', { name: 'Add another record' }).click();
    await shown.getByRole('searchbox', { name: 'Search' }).fill('Jana');
    await shown.getByText(/does not allow emails on records of People\. What is there/).waitFor(wait);
    await browser.leave(mail);
    const record = await browser.open();
    await signInBrowser(record, world, ada);
    await record.goto(`${world.sandbox.urls.server}/record/people/rec_jana`);
    await record
      .getByRole('heading', { name: 'Your organisation does not allow emails on records of People' })
      .waitFor(wait);
    expect(await record.getByRole('button', { name: 'New email' }).count()).toBe(0);
    expect(await findAccessibilityFaults(record)).toEqual([]);
    await screenshot(record, 'record-module-not-allowed');
    await browser.leave(record);

    for (const name of names) await emails(name).check(wait);
    await page.getByRole('group', { name: 'Leads' }).getByRole('combobox', { name: 'At most' }).selectOption('');
    await page.getByRole('button', { name: 'Show what it changes' }).click();
    await page.getByText('Shown on records again: 1 email.').waitFor(wait);
    await page.getByRole('button', { name: 'Decide' }).click();
    await decided(page);
    expect((await ada.call('GET /me')).modules.some((it) => it.notHere)).toBe(false);
    await browser.leave(page);
  }, 240_000);
}
