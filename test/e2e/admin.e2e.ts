import type { Page } from 'playwright-core';
import { startBrowser, type Browser, type OpenOptions } from '../support/browser.js';
import { connectedMailbox } from '../support/connect.js';
import { findAccessibilityFaults, screenshot } from '../support/outlook.js';
import { boxesBeyondPage, settingsUrl, signInBrowser } from '../support/settings-page.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/* The pages of administrators, and leaving Microsoft 365, by mouse and keyboard, by role and label only. */
const wait = { timeout: 60_000 };
const colleague = 'ada@alderfinch.example';
let world: World;
let browser: Browser;
let ada: Caller;
let cleo: Caller;
beforeAll(async () => {
  world = await startWorld();
  browser = await startBrowser();
  [ada, cleo] = [await world.as('Ada'), await world.as('Cleo')];
  await connectedMailbox(world, ada);
  await ada.settled((await ada.file('Quote for the renewal', undefined, { attachments: false })).id);
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

async function open(who: Caller, place: string, options: OpenOptions = {}): Promise<Page> {
  const page = await browser.open(options);
  await signInBrowser(page, world, who);
  await page.goto(settingsUrl(world, place));
  return page;
}
const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true }).waitFor(wait);

test('an administrator finds the pages from the integrations, and nobody else is offered them', async () => {
  const page = await open(cleo, '#/integrations');
  await page.getByRole('link', { name: /^Administration/ }).click(wait);
  await heading(page, 'Set-up guide');
  await page.context().close();
  const other = await open(ada, '#/integrations');
  await other
    .getByRole('link', { name: /OneDrive/ })
    .first()
    .waitFor(wait);
  expect(await other.getByRole('link', { name: /^Administration/ }).count()).toBe(0);
  await other.goto(settingsUrl(world, '#/admin/audit'));
  await other.getByText('Only administrators see this.').waitFor(wait);
  await other.context().close();
}, 240_000);

const parts = [
  ['setup', 'Set-up guide'],
  ['coherence', 'Connection to Coherence'],
  ['policy', 'Policy for everybody'],
  ['mailboxes', 'Mailboxes of the organisation'],
  ['audit', 'Audit'],
  ['privacy', 'About one person'],
] as const;

test('every part stands without a fault of accessibility, in light and dark, and on a narrow page', async () => {
  for (const [colorScheme, width] of [
    ['light', 1280],
    ['dark', 320],
  ] as const) {
    const page = await open(cleo, '#/admin', { colorScheme, width });
    for (const [view, title] of parts) {
      await page.goto(settingsUrl(world, view === 'setup' ? '#/admin' : `#/admin/${view}`));
      await heading(page, title);
      expect([view, width, await boxesBeyondPage(page)]).toEqual([view, width, []]);
      expect([view, colorScheme, await findAccessibilityFaults(page)]).toEqual([view, colorScheme, []]);
      await screenshot(page, `admin-${view}${width === 320 ? '-narrow-dark' : ''}`);
    }
    await page.context().close();
  }
}, 400_000);

test('M84 M90 by keyboard: from part to part, checks again, and verifies the audit', async () => {
  const page = await open(cleo, '#/admin');
  await heading(page, 'Set-up guide');
  await page.getByText('Coherence answers to the key of your organisation.').waitFor(wait);
  await page.getByRole('button', { name: 'Check again' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('Checked just now').waitFor({ ...wait, state: 'attached' });
  await page.getByRole('navigation', { name: 'Parts of administration' }).getByRole('link', { name: 'Audit' }).focus();
  await page.keyboard.press('Enter');
  await heading(page, 'Audit');
  const words = page.getByRole('searchbox', { name: 'Contains' });
  await words.fill('filing.created');
  await page.getByText('filing.created').first().waitFor(wait);
  await words.fill('');
  await page.getByRole('combobox', { name: 'Kind' }).selectOption({ label: 'Sign-ins' });
  await page.getByText('result: accepted').first().waitFor(wait);
  await page.getByRole('button', { name: 'Verify integrity' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText(/Nothing was changed, removed or moved/).waitFor(wait);
  await screenshot(page, 'admin-audit-verified');
  await page.context().close();
}, 240_000);

test('M117 a policy shows its effect before it is decided', async () => {
  const page = await open(cleo, '#/admin/policy');
  await heading(page, 'Policy for everybody');
  await page.getByRole('combobox', { name: 'At most' }).selectOption({ label: 'Subject too' });
  await page.getByRole('textbox', { name: 'Never filed by itself, for everybody' }).fill('@birchway.example');
  await page.getByRole('button', { name: 'Show what it changes' }).click();
  await page.getByRole('heading', { name: 'What it changes' }).waitFor(wait);
  await screenshot(page, 'admin-policy-effect');
  await page.getByRole('textbox', { name: 'Never filed by itself, for everybody' }).fill('birchway');
  await page.getByRole('button', { name: 'Decide' }).click();
  await page.getByText(/as an address \(name@example.com\) or as a domain/).waitFor(wait);
  await page.getByRole('textbox', { name: 'Never filed by itself, for everybody' }).fill('@birchway.example');
  await page.getByRole('button', { name: 'Decide' }).click();
  await page.getByText('Decided. It holds for everybody').waitFor({ ...wait, state: 'attached' });
  await page.context().close();
}, 240_000);

test('M96 a person is looked for, and erased only after the address was repeated; the proof is shown', async () => {
  const page = await open(cleo, '#/admin/privacy');
  await page.getByRole('textbox', { name: 'Email address' }).fill('jana.novak@lumenworks.example', wait);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /^What is kept about jana/ }).waitFor(wait);
  await page.getByRole('checkbox', { name: 'Jana Novák' }).first().waitFor(wait);
  await screenshot(page, 'admin-privacy-found');
  await page.getByRole('button', { name: 'Erase…' }).click();
  const dialog = page.getByRole('dialog', { name: /Erase what is kept/ });
  await dialog.getByRole('button', { name: 'Erase', exact: true }).click();
  await dialog.getByText('Repeat the address exactly. Nothing was erased.').waitFor(wait);
  await dialog.getByRole('textbox', { name: 'Repeat the address' }).fill('jana.novak@lumenworks.example');
  expect(await findAccessibilityFaults(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Erase', exact: true }).click();
  await page.getByText('Erased and proven').waitFor(wait);
  await screenshot(page, 'admin-privacy-erased');
  await page.context().close();
}, 240_000);

test('M77 M98 M99 leaving says what it means, happens with one press, and leads to Microsoft’s own pages', async () => {
  const page = await open(ada, '#/integrations/microsoft');
  await page.getByRole('link', { name: 'Disconnect Microsoft 365…' }).click(wait);
  await page.getByText(`New mail and meetings of ${colleague} no longer come to records`).waitFor(wait);
  await screenshot(page, 'leaving');
  expect(await findAccessibilityFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Disconnect', exact: true }).click();
  await page.getByText('Microsoft 365 is disconnected').waitFor(wait);
  expect(await page.getByRole('link', { name: 'My Apps' }).getAttribute('href')).toBe('https://myapps.microsoft.com');
  await page.context().close();
}, 240_000);
