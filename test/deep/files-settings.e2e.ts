import type { Page } from 'playwright-core';
import { alder, application } from '../../sandbox/tenant/company.js';
import { startBrowser, type Browser } from '../support/browser.js';
import { findAccessibilityFaults, screenshot } from '../support/outlook.js';
import { administeredBy } from '../support/folders.js';
import { boxesBeyondPage, settingsUrl, signInBrowser } from '../support/settings-page.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/*
 * Settings > Integrations > OneDrive as a person walks it: allowing files alone, the place and names of record folders, a run
 * with its report. By role and label only.
 */
let world: World;
let browser: Browser;
let ada: Caller;
let page: Page;
const slow = { timeout: 60_000 };
beforeAll(async () => {
  world = await startWorld({ environment: administeredBy('Ada') });
  browser = await startBrowser();
  ada = await world.as('Ada');
  page = await browser.open();
  await signInBrowser(page, world, ada);
  const { workspaces } = world.sandbox.coherence;
  for (let i = 1; i <= 130; i += 1)
    workspaces.add(workspaces.of('Alder & Finch'), 'mod_leads', `Enquiry ${String(i).padStart(3, '0')}`, {});
  await world.server!.records.refreshIndex(alder.tenantId);
}, 240_000);
afterEach(() => world?.sandbox.faults.clear());
afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

const heading = (name: string | RegExp) => page.getByRole('heading', { name });
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const oneDrive = '#/integrations/onedrive';

test('M43 M44 files are allowed alone, in words first; refused, the page says so and mail goes on', async () => {
  world.sandbox.entra.directory.revoke(alder.tenantId, application.clientId, ['Files.ReadWrite']);
  await page.goto(settingsUrl(world, '#/integrations'));
  await page.getByRole('link', { name: /^OneDrive and SharePoint/ }).click(slow);
  await heading('Allow files').waitFor(slow);
  await page.getByText(/Mail goes on as it is/).waitFor();
  await screenshot(page, 'files-allow');
  expect(await findAccessibilityFaults(page)).toEqual([]);
  await button('Allow files').click();
  await page.getByText('Permissions requested').first().waitFor(slow);
  await page.getByText('Read and change your files').waitFor();
  expect(await page.getByText(/mail/i).count()).toBe(0);
  await page.getByRole('link', { name: 'Cancel' }).click();
  await page.getByText(/^Not allowed: .*files/i).waitFor(slow);
  expect(page.url()).toBe(settingsUrl(world, oneDrive));
  await button('Allow files').click();
  await page.getByRole('link', { name: 'Accept' }).click(slow);
  await heading('Where record folders are made').waitFor(slow);
  expect(page.url()).toBe(settingsUrl(world, oneDrive));
  expect((await ada.call('GET /connection')).mailboxes).toEqual([]);
});

test('M45 M50 the template shows at once what becomes of real records, and is refused at its field', async () => {
  const template = page.getByLabel('Template');
  await page.getByText('Coherence › Leads ›').first().waitFor(slow);
  await template.fill('Coherence/{Module}/{Owner}');
  await page.getByText(/There is no field \{Owner\}/).waitFor(slow);
  expect(await template.getAttribute('aria-invalid')).toBe('true');
  await screenshot(page, 'files-template-refused');
  expect(await findAccessibilityFaults(page)).toEqual([]);
  await template.fill('Coherence/{Module}/');
  await button('Insert {Code}').click();
  await template.press('End');
  await template.pressSequentially(' {Record}');
  await page.getByText(/Coherence › Deals › D-\d+ /).waitFor(slow);
  await screenshot(page, 'files-settings');
  expect(await findAccessibilityFaults(page)).toEqual([]);
  await page.getByRole('radio', { name: /^Always keep them/ }).check();
  await button('Save').click();
  await page.getByText('Saved.').waitFor({ ...slow, state: 'attached' });
  expect((await ada.call('GET /files/settings')).settings).toMatchObject({
    template: 'Coherence/{Module}/{Code} {Record}',
    attachments: 'always',
  });
});

test('M109 folders for a module: progress, a pause, what failed and why, tried again, and a table to take along', async () => {
  const { drives } = world.sandbox.tenants;
  const drive = drives.ofPerson(ada.person.id)!;
  const top = drives.addFolder(drive, drive.rootId, 'Coherence', ada.person.id);
  const leads = drives.addFolder(drive, top.id, 'Leads', ada.person.id);
  const file = drives.putFile(drive, leads.id, 'Enquiry 007', Buffer.from('x'), 'text/plain', ada.person.id);
  for (const name of ['Enquiry 101', 'Enquiry 102', 'Enquiry 104'])
    drives.addFolder(drive, leads.id, name, ada.person.id);
  await page.getByRole('link', { name: 'Record folders' }).click();
  await heading('Make record folders').waitFor(slow);
  await page.getByLabel('Module').selectOption({ value: 'leads' });
  const hold = world.sandbox.faults.add({
    service: 'graph',
    method: 'POST',
    path: '/children',
    after: 70,
    holdBefore: true,
  });
  await button('Make folders').focus();
  await page.keyboard.press('Enter');
  await world.sandbox.faults.reached(hold, 60_000);
  await page.getByText(/^60 of \d+ records$/).waitFor(slow);
  await page.getByRole('progressbar', { name: 'Leads' }).waitFor();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await screenshot(page, `files-run-progress-${colorScheme}`);
    expect(await findAccessibilityFaults(page)).toEqual([]);
  }
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await boxesBeyondPage(page)).toEqual([]);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ colorScheme: 'light' });
  await button('Pause').focus();
  await page.keyboard.press('Enter');
  await page.getByText(/Folders that were made stay/).waitFor(slow);
  world.sandbox.faults.release(hold);
  await button('Go on').focus();
  await page.keyboard.press('Enter');
  await page.getByText('Done', { exact: true }).waitFor(slow);
  await page.getByLabel('Show').selectOption({ label: 'Failed' });
  await page.getByRole('link', { name: 'Enquiry 007' }).waitFor(slow);
  await page.getByText(/There is a file named/).waitFor();
  await screenshot(page, 'files-run-report');
  expect(await findAccessibilityFaults(page)).toEqual([]);
  // Folders that are not ours stand under three names: each is asked about, nothing is put into them (N2).
  await page.getByText('3 folders of such names are there already and are not ours').waitFor();
  await page.getByLabel('Show').selectOption({ label: 'To decide' });
  await page.getByRole('link', { name: 'Enquiry 102', exact: true }).waitFor(slow);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await screenshot(page, `files-run-asking-${colorScheme}`);
    expect(await findAccessibilityFaults(page)).toEqual([]);
  }
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await boxesBeyondPage(page)).toEqual([]);
  await screenshot(page, 'files-run-asking-narrow');
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ colorScheme: 'light' });
  await page.getByRole('listitem').filter({ hasText: 'Enquiry 101' }).getByRole('button', { name: 'Use it' }).click();
  await page.getByText('2 folders of such names are there already and are not ours').waitFor(slow);
  await page.getByText('Done', { exact: true }).waitFor(slow);
  await button('Make others beside them').focus();
  await page.keyboard.press('Enter');
  await page.getByText('No record here.').waitFor(slow);
  await page.getByText('Done', { exact: true }).waitFor(slow);
  await page.getByLabel('Show').selectOption({ label: 'Failed' });
  await page.getByText(/There is a file named/).waitFor(slow);
  drives.remove(drive, file, ada.person.id);
  await button('Try again what failed').click();
  await page.getByText('No record here.').waitFor(slow);
  await page.getByText('Done', { exact: true }).waitFor(slow);
  const download = page.waitForEvent('download', slow);
  await button('Save as table').click();
  expect((await download).suggestedFilename()).toBe('record-folders.csv');
  const total = world.sandbox.coherence.workspaces.records(
    world.sandbox.coherence.workspaces.of('Alder & Finch'),
    'mod_leads',
  ).length;
  expect(Object.values(drive.items).filter((it) => it.parentId === leads.id && !it.file)).toHaveLength(total + 2);
});

test('M45 M52 M53 a library of a site becomes the place, after SharePoint alone was allowed', async () => {
  await page.goto(settingsUrl(world, oneDrive));
  await page.getByRole('radio', { name: /^A SharePoint library/ }).check(slow);
  await button('Allow SharePoint').click();
  await page.getByText('Permissions requested').first().waitFor(slow);
  await page.getByText('Read items in all sites you have access to').waitFor();
  await page.getByRole('link', { name: 'Accept' }).click();
  await page.getByRole('radio', { name: /^A SharePoint library/ }).check(slow);
  const switchOn = button('Switch it on');
  const find = page.getByLabel('Find a site');
  await switchOn.or(find).first().waitFor(slow);
  if (await switchOn.isVisible()) await switchOn.click();
  await find.fill('Sales');
  await page.getByRole('radio', { name: 'Sales', exact: true }).check(slow);
  await page.getByRole('radio', { name: 'Documents', exact: true }).check(slow);
  await screenshot(page, 'files-library');
  expect(await findAccessibilityFaults(page)).toEqual([]);
  await button('Save').click();
  await page.getByRole('radio', { name: /Sales team \/ Documents/ }).waitFor(slow);
  expect((await ada.call('GET /files/settings')).place?.name).toBe('Sales team / Documents');
});

test('U-05 from the first Tab to a saved template by keyboard alone', async () => {
  await page.goto(settingsUrl(world, oneDrive));
  await page.reload();
  await heading('Names of folders').waitFor(slow);
  const focused = () =>
    page.evaluate(() => document.activeElement?.closest('label, a, button, .field')?.textContent ?? '');
  const tabTo = async (wanted: RegExp) => {
    for (let presses = 0; presses < 80; presses += 1) {
      if (wanted.test(await focused())) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`Tab never reaches ${wanted.source}`);
  };
  await page.locator('body').press('Tab');
  await tabTo(/^Template/);
  await page.keyboard.press('Control+A');
  await page.keyboard.type('Files/{Record}');
  await page
    .getByText(/^Files › /)
    .first()
    .waitFor(slow);
  await tabTo(/^Save$/);
  await page.keyboard.press('Enter');
  await page.getByText('Saved.').waitFor({ ...slow, state: 'attached' });
  expect((await ada.call('GET /files/settings')).settings.template).toBe('Files/{Record}');
});

test('M43 who is no administrator reads the settings, cannot change them, and is told why', async () => {
  const ben = await world.as('Ben');
  for (const colorScheme of ['light', 'dark'] as const) {
    const reader = await browser.open({ colorScheme, ...(colorScheme === 'dark' ? { width: 320, height: 640 } : {}) });
    world.sandbox.entra.directory.grant(alder.tenantId, application.clientId, ['Files.ReadWrite'], ben.person.id);
    await signInBrowser(reader, world, ben);
    await reader.goto(settingsUrl(world, oneDrive));
    await reader.getByText('Only an administrator may change these settings').waitFor(slow);
    const template = reader.getByLabel('Template');
    expect(await template.isDisabled()).toBe(true);
    expect(await reader.getByRole('radio', { name: /^Keep both/ }).isDisabled()).toBe(true);
    const control = reader.getByRole('switch', { name: /Choose documents of SharePoint/ });
    await control.waitFor(slow);
    expect(await control.isDisabled()).toBe(true);
    await reader.getByText('Only an administrator may switch it.').waitFor(slow);
    expect(await reader.getByRole('button', { name: 'Save', exact: true }).count()).toBe(0);
    expect(await boxesBeyondPage(reader)).toEqual([]);
    expect(await findAccessibilityFaults(reader)).toEqual([]);
    await screenshot(reader, `files-settings-reader-${colorScheme}`);
    await browser.leave(reader);
  }
});

test('U-01 U-03 every page of files holds at 320 pixels and in the dark', async () => {
  const narrow = await browser.open({ width: 320, height: 640, colorScheme: 'dark' });
  await signInBrowser(narrow, world, ada);
  const [run] = (await ada.call('GET /files/runs')).runs;
  for (const [name, place, sign] of [
    ['settings', oneDrive, 'Names of folders'],
    ['folders', `${oneDrive}/folders`, 'Make record folders'],
    ['run', `${oneDrive}/folders/${run?.id ?? ''}`, 'Report'],
  ] as const) {
    await narrow.goto(settingsUrl(world, place));
    await narrow.getByRole('heading', { name: sign }).waitFor(slow);
    await narrow
      .getByText(name === 'run' ? 'Enquiry 001' : /./)
      .first()
      .waitFor(slow);
    expect(await boxesBeyondPage(narrow)).toEqual([]);
    expect(await findAccessibilityFaults(narrow)).toEqual([]);
    await screenshot(narrow, `files-${name}-narrow-dark`);
  }
});
