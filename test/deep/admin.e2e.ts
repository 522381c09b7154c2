import fs from 'node:fs';
import type { Page } from 'playwright-core';
import { alder } from '../../sandbox/tenant/company.js';
import { placeXml } from '../../tools/package/place.js';
import { startBrowser, type Browser, type OpenOptions } from '../support/browser.js';
import { connectedMailbox } from '../support/connect.js';
import { findAccessibilityFaults, pane, screenshot, showMessage } from '../support/outlook.js';
import { boxesBeyondPage, settingsUrl, signInBrowser } from '../support/settings-page.js';
import { startWorld, type Caller, type World } from '../support/world.js';
import { testPolicy } from './admin-policy.js';

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

const parts = [
  ['setup', 'Set-up guide'],
  ['coherence', 'Connection to Coherence'],
  ['policy', 'Policy for everybody'],
  ['mailboxes', 'Mailboxes of the organisation'],
  ['audit', 'Audit'],
  ['privacy', 'About one person'],
] as const;

/** Each permission says what it lets Coherence do; its name at Microsoft is in the details (M5). */
async function readsPermissions(page: Page): Promise<void> {
  const line = page.getByRole('listitem').filter({ hasText: 'Read and change your mailbox settings' });
  await line.waitFor(wait);
  expect(await line.getByText('MailboxSettings.ReadWrite').isVisible()).toBe(false);
  await line.getByText('Microsoft’s name for it').click();
  await line.getByText('MailboxSettings.ReadWrite').waitFor(wait);
  const shown = page.getByRole('region', { name: 'Permissions, needed and granted' }).locator('.line-title');
  expect((await shown.allInnerTexts()).filter((it) => /^\S+\.\S+$/.test(it))).toEqual([]);
}

test('every part stands without a fault of accessibility, in light and dark, and on a narrow page', async () => {
  for (const [colorScheme, width] of [
    ['light', 1280],
    ['dark', 320],
  ] as const) {
    const page = await open(cleo, '#/admin', { colorScheme, width });
    for (const [view, title] of parts) {
      if (view !== 'setup') await page.goto(settingsUrl(world, `#/admin/${view}`)); // that one is open
      await heading(page, title);
      expect([view, width, await boxesBeyondPage(page)]).toEqual([view, width, []]);
      expect([view, colorScheme, await findAccessibilityFaults(page)]).toEqual([view, colorScheme, []]);
      await screenshot(page, `admin-${view}${width === 320 ? '-narrow-dark' : ''}`);
      if (view === 'setup') await readsPermissions(page);
    }
    await browser.leave(page);
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
  await words.and(page.locator(':focus')).waitFor(wait); // the list came, and whoever types may go on
  await words.fill('');
  const kind = page.getByRole('combobox', { name: 'Kind' });
  await kind.selectOption({ label: 'Sign-ins' });
  await page.getByText('result: accepted').first().waitFor(wait);
  expect(await kind.inputValue()).toBe('sign_in');
  await page.getByRole('button', { name: 'Verify integrity' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText(/Nothing was changed, removed or moved/).waitFor(wait);
  await screenshot(page, 'admin-audit-verified');
  await browser.leave(page);
}, 240_000);

test('M88 Microsoft’s own sign-ins stand below our audit: asked for first, then as a list, and where they are not licensed with the reason', async () => {
  const { entra, tenants, client } = world.sandbox;
  const page = await open(cleo, '#/admin/audit');
  const log = page.getByRole('region', { name: 'Sign-ins as Microsoft logged them' });
  const again = () => log.getByRole('button', { name: 'Read again' }).click();
  await log.getByText('needs the permission AuditLog.Read.All').waitFor(wait);
  const allow = await log.getByRole('link', { name: 'Allow' }).getAttribute('href');
  expect(new URL(allow ?? '').searchParams.get('scope')).toBe('AuditLog.Read.All');

  entra.directory.grant(alder.tenantId, client.id, ['AuditLog.Read.All']);
  entra.rules.change({ assignmentRequired: true, assigned: [] }, alder.tenantId);
  const scope = `api://${client.id}/access_as_user`;
  const refused = await entra.issueForBroker({ objectId: ada.person.id, clientId: client.id, scope });
  expect(refused.success).toBe(false);
  entra.rules.reset();
  await again();
  const lines = log.getByRole('list', { name: 'Sign-ins as Microsoft logged them' }).getByRole('listitem');
  const bad = lines.filter({ hasText: 'AADSTS50105' });
  await bad.first().waitFor(wait);
  expect(await bad.first().innerText()).toMatch(new RegExp(`${ada.person.name}[^]*${colleague}[^]*refused`));
  await lines.filter({ hasText: 'signed in' }).first().waitFor(wait);
  expect(await findAccessibilityFaults(page)).toEqual([]);
  await log.scrollIntoViewIfNeeded();
  await screenshot(page, 'admin-entra-sign-ins');

  const plans = tenants.behaviour.withoutPlans;
  plans.names = ['AAD_PREMIUM', 'AAD_PREMIUM_P2'];
  await again();
  await log.getByText('needs Entra ID P1, which your organisation does not have').waitFor(wait);
  expect(await lines.count()).toBe(0);
  await log.scrollIntoViewIfNeeded();
  await screenshot(page, 'admin-entra-not-licensed');
  tenants.behaviour.reset();
  await again();
  await bad.first().waitFor(wait);
  await browser.leave(page);
}, 240_000);

testPolicy(() => ({ world, browser, ada, cleo, open }));

test('M110 a manifest made for this address is deployed to one, then to everybody, and updated; who was not given it has no button', async () => {
  const place = {
    baseUrl: world.sandbox.urls.server,
    id: '11111111-2222-4333-8444-555555555555',
    clientId: world.sandbox.client.id,
  };
  const xml = placeXml(fs.readFileSync('manifest.xml', 'utf8'), place);
  const file = (text: string) => ({ name: 'manifest.xml', mimeType: 'text/xml', buffer: Buffer.from(text) });
  const button = (page: Page) => page.getByRole('button', { name: 'Coherence', exact: true });
  const mailOf = async (name: string) => {
    const page = await browser.open();
    await showMessage(page, world, { person: name, message: 'Team lunch on Friday' });
    await page.getByRole('toolbar', { name: 'Message' }).waitFor(wait);
    return page;
  };
  const own = await mailOf('Cleo');
  await own.getByRole('button', { name: /Switch person/ }).click();
  await own.getByRole('menuitem', { name: /Admin center/ }).click();
  await own.getByText('until one is uploaded').waitFor(wait);
  const upload = own.getByLabel('Manifest file (.xml)');
  await upload.setInputFiles(file('<OfficeApp/>'));
  await own.getByRole('button', { name: 'Deploy' }).click();
  await own.getByRole('alert').getByText('no mail app').waitFor(wait);
  await upload.setInputFiles(file(xml));
  await own.getByRole('button', { name: 'Deploy' }).click();
  await own.getByText(`Users: ${cleo.person.name}`).waitFor(wait);
  await own.getByText(place.id).waitFor(wait);
  expect(await findAccessibilityFaults(own)).toEqual([]);
  await screenshot(own, 'admin-center');

  const other = await mailOf('Ada');
  expect(await button(other).count()).toBe(0);
  const first = await mailOf('Cleo');
  await button(first).click();
  await pane(first).getByRole('heading').first().waitFor(wait);
  expect(await first.locator('iframe[title="Coherence"]').getAttribute('src')).toContain(place.baseUrl);

  await own.getByRole('radio', { name: 'Entire organization' }).check();
  await own.getByRole('button', { name: 'Change users' }).click();
  await own.getByText('Users: entire organization').waitFor(wait);
  await other.reload();
  await button(other).waitFor(wait);

  const granted = () => world.sandbox.entra.directory.granted(alder.tenantId, place.clientId, cleo.person.id);
  const before = [...granted()];
  await upload.setInputFiles(file(xml));
  await own.getByRole('button', { name: 'Update' }).click();
  await own.getByRole('alert').getByText('must be higher than').waitFor(wait);
  await upload.setInputFiles(file(xml.replace(/<Version>.*<\/Version>/, '<Version>9.0.0.0</Version>')));
  await own.getByRole('button', { name: 'Update' }).click();
  await own.getByText('Coherence 9.0.0.0').waitFor(wait);
  // Whoever had it goes on: nobody is asked for a consent again, and nothing more was granted.
  await first.reload();
  await button(first).click(wait);
  await pane(first).getByRole('heading', { name: 'Suggested records' }).waitFor(wait);
  await pane(first).getByRole('searchbox').first().waitFor(wait);
  expect(await first.getByText('Permissions requested').count()).toBe(0);
  expect([...granted()]).toEqual(before);
  for (const page of [own, other, first]) await browser.leave(page);
}, 240_000);

test('M118 what Coherence does not offer is said where it matters, with what is done instead; so is what is kept where', async () => {
  const page = await open(cleo, '#/admin/coherence');
  await heading(page, 'Connection to Coherence');
  for (const instead of [
    'The timeline is kept here',
    'Links to OneDrive and SharePoint are kept here',
    'a reference field is written',
  ])
    await page.getByText(instead).waitFor(wait);
  await page.getByRole('button', { name: 'Sign in at Coherence…' }).waitFor(wait);
  await page.goto(`${world.sandbox.urls.server}/privacy`);
  await page.getByText('Bodies, attachments and files stay in Microsoft 365.').waitFor(wait);
  expect(await findAccessibilityFaults(page)).toEqual([]);
  await browser.leave(page);
}, 240_000);

test.each([
  ['light', 1280],
  ['dark', 320],
] as const)(
  'M118 what works here: in %s at %i pixels each line has its reason and the way to change it, and where things are is a table',
  async (colorScheme, width) => {
    const page = await open(ada, '#/integrations', { width, height: 900, colorScheme });
    await page.getByRole('link', { name: /^What works here/ }).click(wait);
    await heading(page, 'What works here');
    const line = (name: string) => page.getByRole('listitem').filter({ has: page.getByText(name, { exact: true }) });
    const rooms = line('Meeting rooms');
    await rooms.getByText('off', { exact: true }).waitFor(wait);
    expect(await rooms.innerText()).toMatch(/administrator/i);
    expect(await rooms.getByRole('link').count()).toBe(0); // only an administrator is led there
    await line('The timeline of a record').getByText('limited', { exact: true }).waitFor(wait);
    const table = page.getByRole('table', { name: 'Where things are' });
    await table.getByRole('row', { name: /^Your sign-in.*sealed/ }).waitFor(wait);
    expect(await table.getByRole('columnheader').allInnerTexts()).toEqual([
      'What',
      'At Microsoft',
      'In Coherence',
      'Here',
      'Here for how long',
    ]);
    expect(await boxesBeyondPage(page)).toEqual([]);
    expect(await findAccessibilityFaults(page)).toEqual([]);
    await screenshot(page, `what-works-${colorScheme}`, { fullPage: true });
    await line('Emails that come to records by themselves').getByRole('link').press('Enter');
    await page.getByRole('heading', { name: 'History' }).waitFor(wait);
    await browser.leave(page);
  },
  240_000,
);

test('M118 an administrator is led to where it is changed, and finds it changed after looking again', async () => {
  const page = await open(cleo, '#/what-works');
  const line = page.getByRole('listitem').filter({ has: page.getByText('SharePoint', { exact: true }) });
  await line.getByText('Your organisation has not switched on SharePoint.').waitFor(wait);
  const link = line.getByRole('link', { name: 'Go to OneDrive and SharePoint: SharePoint' });
  expect(await link.getAttribute('href')).toBe('#/integrations/onedrive');
  await cleo.call('PUT /sharepoint', { body: { isOn: true } });
  try {
    await page.getByRole('button', { name: 'Look again' }).click();
    await line.getByText('has not switched on').waitFor({ ...wait, state: 'detached' });
    await line.getByRole('link', { name: 'Allow it at Microsoft: SharePoint' }).waitFor(wait);
  } finally {
    await cleo.call('PUT /sharepoint', { body: { isOn: false } });
  }
  await browser.leave(page);
}, 240_000);

test('M115 a wrong key is refused at its field; signing in at Coherence comes back here, and can be used and forgotten', async () => {
  const page = await open(cleo, '#/admin/coherence');
  await heading(page, 'Keys');
  const signIn = page.getByRole('button', { name: 'Sign in at Coherence…' });
  await page.getByLabel('New key').fill('hello');
  await page.getByRole('button', { name: 'Try and keep' }).click();
  await page.getByText('A key of Coherence begins with sk_live_').waitFor(wait);
  expect(await page.getByLabel('New key').getAttribute('aria-invalid')).toBe('true');
  await signIn.click();
  await page.getByText('Allow, in Birchway').click(wait);
  await page.getByRole('alert').getByText('it was another workspace').waitFor(wait);
  await signIn.click();
  await page.getByText('Allow, in Alder & Finch').click(wait);
  await page.getByText('Signed in at Coherence. Use it below').waitFor(wait);
  await page.getByRole('button', { name: 'Use key 2' }).click();
  await page.getByRole('button', { name: 'Use key 1' }).click(wait);
  await page.getByRole('button', { name: 'Forget key 2' }).click(wait);
  await page.getByText('Forgotten.').first().waitFor(wait);
  expect(await findAccessibilityFaults(page)).toEqual([]);
  await browser.leave(page);
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
  await browser.leave(page);
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
  await browser.leave(page);
}, 240_000);
