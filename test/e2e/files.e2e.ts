import type { Page } from 'playwright-core';
import { startBrowser, type Browser } from '../support/browser.js';
import { looksOf } from '../support/depth.js';
import { administeredBy } from '../support/folders.js';
import { allowSharedFiles, filesOf } from '../support/files.js';
import { boxesBeyond, findAccessibilityFaults, focused, isFocusVisible, screenshot } from '../support/outlook.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/*
 * The files of a record in a browser: its folder, what is linked to it, a preview in Microsoft's frame, and choosing from
 * OneDrive, SharePoint and a pasted link; by keyboard, in the dark and on a narrow screen too.
 */
let world: World;
let browser: Browser;
let ada: Caller;
let files: ReturnType<typeof filesOf>;
const record = { module: 'deals', id: 'rec_d1042' };
beforeAll(async () => {
  world = await startWorld({ environment: administeredBy('Ada') });
  allowSharedFiles(world);
  browser = await startBrowser();
  files = filesOf(world);
  ada = await world.as('Ada');
  const ben = await world.as('Ben');
  const filing = await ada.file('Quote for the renewal', record);
  await ada.settled(filing.id);
  const link = (by: Caller, of: string, path: string) =>
    by.call('POST /records/:module/:id/files', { params: record, body: { file: files.ref(of, path) } });
  await link(ada, 'Ada', 'Customers/Lumen Works/Renewal 2027.docx');
  await link(ada, 'Ada', 'Pictures/Plant room.png');
  await link(ada, 'Sales', 'Customers/Lumen Works');
  await link(ben, 'Ben', 'Desktop/Receipt.pdf');
  files.put('Ada', 'Documents', 'Old offer.txt', 'old');
  await link(ada, 'Ada', 'Documents/Old offer.txt');
  files.drives.remove(files.drive('Ada'), files.item('Ada', 'Documents/Old offer.txt'), ada.person.id);
  await ada.call('PUT /sharepoint', { body: { isOn: true } });
  const sites = world.sandbox.tenants.sites.list(files.drive('Ada').tenantId);
  world.sandbox.tenants.sites.follow(ada.person.id, sites.find((it) => it.title === 'Projects')!.siteId);
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

async function openFiles(options: Parameters<Browser['open']>[0] = {}): Promise<Page> {
  const page = await browser.open(options);
  await page.goto(`${world.sandbox.urls.server}/record/${record.module}/${record.id}`);
  await page.getByRole('link', { name: /Ada Brandt/ }).click();
  await page.getByRole('tab', { name: 'Files' }).click({ timeout: 60_000 });
  await page.getByRole('list', { name: 'Linked files' }).waitFor({ timeout: 60_000 });
  return page;
}
const linked = (page: Page) => page.getByRole('list', { name: 'Linked files' });

test('M46 M48 the Files tab shows the folder and the linked files; what is gone or closed is said plainly', async () => {
  const page = await openFiles();
  const folder = page.getByRole('region', { name: 'Folder of this record' });
  await folder
    .getByRole('button', { name: /Preview of .*\.pdf/ })
    .first()
    .waitFor();
  const docx = linked(page).getByRole('listitem').filter({ hasText: 'Renewal 2027.docx' });
  await docx.getByText(/changed by Ada Brandt/).waitFor();
  await docx.getByRole('link', { name: 'Open in Office: Renewal 2027.docx' }).waitFor();
  await linked(page).getByText('“Old offer.txt” was deleted, or you cannot open it any more.').waitFor();
  const closed = linked(page).getByRole('listitem').filter({ hasText: 'You cannot open this file' });
  await closed.getByText(/Ben Okafor can give you access/).waitFor();
  const href = await closed.getByRole('link', { name: 'Request access' }).getAttribute('href');
  expect(href).toMatch(/^mailto:ben%40alderfinch\.example\?subject=/);
  expect(await page.content()).not.toContain('Receipt.pdf');
  const picture = linked(page).getByRole('listitem').filter({ hasText: 'Plant room.png' }).locator('img');
  await picture.scrollIntoViewIfNeeded();
  await page.waitForFunction((it) => (it as HTMLImageElement | null)?.naturalWidth, await picture.elementHandle());
  await screenshot(page, 'files');
  await browser.leave(page);
});

test('M47 a preview is a sandboxed frame of Microsoft’s; it closes with Escape and the focus comes back', async () => {
  const page = await openFiles();
  await page.getByRole('button', { name: 'Preview of Renewal 2027.docx' }).focus();
  await page.keyboard.press('Enter');
  const frame = page.locator('iframe[title="Preview of Renewal 2027.docx"]');
  await page.frameLocator('iframe[title="Preview of Renewal 2027.docx"]').getByText('Draft of the agreement').waitFor();
  expect(await frame.getAttribute('sandbox')).not.toMatch(/top-navigation|modals/);
  expect((await frame.getAttribute('src'))?.startsWith(world.sandbox.urls.sharepoint)).toBe(true);
  await screenshot(page, 'files-preview');
  await page.keyboard.press('Escape');
  await frame.waitFor({ state: 'detached' });
  expect(await focused(page)).toBe('button Preview of Renewal 2027.docx');
  const policy = (await page.request.get(page.url())).headers()['content-security-policy'] ?? '';
  expect(/frame-src ([^;]*)/.exec(policy)?.[1]?.split(' ')).toEqual([
    world.sandbox.urls.entra,
    world.sandbox.urls.sharepoint,
  ]);
  await browser.leave(page);
});

test('M47 M48 a file that closes or goes while one looks is said in the preview, with whom to ask, Unlink and another try', async () => {
  const ben = await world.as('Ben');
  files.put('Ada', 'Documents', 'Closing soon.txt', 'still open');
  files.share('Ada', 'Documents/Closing soon.txt', ben);
  const shared = files.ref('Ada', 'Documents/Closing soon.txt');
  await ben.call('POST /records/:module/:id/files', { params: record, body: { file: shared } });
  const page = await openFiles();
  const line = linked(page).getByRole('listitem').filter({ hasText: 'Closing soon.txt' });
  await line.getByText(/linked by Ben Okafor/).waitFor();
  const refused = { service: 'graph', method: 'GET', path: `/items/${shared.itemId}`, times: 0 } as const;
  world.sandbox.faults.add({ ...refused, answer: { status: 403, code: 'accessDenied', message: 'Access denied' } });
  await page.getByRole('button', { name: 'Preview of Closing soon.txt' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Closing soon.txt' });
  await dialog.getByText(/You cannot open this: it was deleted, or it was not shared with you/).waitFor();
  expect(await findAccessibilityFaults(page)).toEqual([]);
  await screenshot(page, 'files-preview-closed');
  await page.evaluate(() => {
    window.open = (url) => {
      document.body.dataset.opened = String(url);
      return null;
    };
  });
  await dialog.getByRole('button', { name: 'Request access' }).click();
  const mail = await page.evaluate(() => document.body.dataset.opened);
  expect(mail).toMatch(/^mailto:ben%40alderfinch\.example[?]subject=Access%20to%20a%20file/);
  expect(decodeURIComponent(mail ?? '')).not.toContain('Closing soon');
  world.sandbox.faults.clear();
  await dialog.getByRole('button', { name: 'Try again' }).click();
  await page.frameLocator('iframe[title="Preview of Closing soon.txt"]').getByText('still open').waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });

  world.sandbox.faults.add({ ...refused, answer: { status: 404, code: 'itemNotFound', message: 'Item not found' } });
  await page.getByRole('button', { name: 'Preview of Closing soon.txt' }).click();
  await dialog.getByText(/You cannot open this: it was deleted, or it was not shared with you/).waitFor();
  await dialog.getByRole('button', { name: 'Find again' }).click();
  await page.getByRole('dialog', { name: 'Link a file' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Preview of Closing soon.txt' }).click();
  await dialog.getByRole('button', { name: 'Unlink' }).click();
  await line.waitFor({ state: 'detached' });
  world.sandbox.faults.clear();
  await browser.leave(page);
}, 180_000);

test('M46 a file is picked with the keyboard alone; one that was taken off comes back with Undo', async () => {
  const page = await openFiles();
  await page.getByRole('button', { name: 'Link a file' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Link a file' });
  await dialog.getByRole('tab', { name: 'Recent' }).focus();
  await page.keyboard.press('ArrowRight');
  expect(await focused(page)).toBe('tab My files');
  expect(await isFocusVisible(page)).toBe(true);
  const open = async (name: string) => {
    await dialog.getByRole('button', { name: `Open folder ${name}` }).focus();
    await page.keyboard.press('Enter');
  };
  await open('Documents');
  await dialog.getByRole('button', { name: 'Link Notes.txt' }).waitFor();
  await screenshot(page, 'files-picker');
  await dialog.getByRole('button', { name: 'Link Notes.txt' }).focus();
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  const line = linked(page).getByRole('listitem').filter({ hasText: 'Notes.txt' });
  await line.getByText(/linked by you/).waitFor();
  await line.getByRole('button', { name: 'Unlink Notes.txt' }).click();
  await line.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await line.waitFor();
  await browser.leave(page);
});

test('M46 a pasted link is taken, and a wrong one is told what is wrong with it at the field', async () => {
  const page = await openFiles();
  await page.getByRole('button', { name: 'Link a file' }).click();
  const dialog = page.getByRole('dialog', { name: 'Link a file' });
  await dialog.getByRole('tab', { name: 'Paste a link' }).click();
  const field = dialog.getByRole('textbox', { name: /Link to a file or folder/ });
  await field.fill('the quote for Jana');
  await dialog.getByRole('button', { name: 'Link it' }).click();
  await dialog
    .getByRole('alert')
    .getByText(/This is not a link/)
    .waitFor();
  await screenshot(page, 'files-paste');
  const { addresses } = world.sandbox.graph.files;
  const item = files.item('Ada', 'Documents/Travel.xlsx');
  await field.fill(addresses.place(files.drive('Ada'), item));
  await dialog.getByRole('button', { name: 'Link it' }).click();
  await linked(page).getByText('Travel.xlsx').first().waitFor();
  await browser.leave(page);
});

test('M52 SharePoint is switched off and on in the settings; off, the picker says so and asks for no site', async () => {
  const page = await openFiles();
  const { server } = world.sandbox.urls;
  const settings = await page.context().newPage();
  await settings.goto(`${server}/settings#/integrations/onedrive`);
  const control = settings.getByRole('switch', { name: /Choose documents of SharePoint/ });
  const account = settings.getByRole('link', { name: /Ada Brandt/ });
  await control.or(account).first().waitFor({ timeout: 60_000 });
  if (await account.isVisible()) await account.click();
  await control.waitFor({ timeout: 60_000 });
  expect(await control.isChecked()).toBe(true);
  const switched = () =>
    settings.waitForResponse((it) => it.url().endsWith('/api/sharepoint') && it.request().method() === 'PUT');
  const [off] = await Promise.all([switched(), control.focus().then(() => settings.keyboard.press('Space'))]);
  expect(await off.json()).toMatchObject({ isOn: false });
  expect(await findAccessibilityFaults(settings)).toEqual([]);
  await page.getByRole('button', { name: 'Link a file' }).click();
  await page.getByRole('tab', { name: 'SharePoint' }).click();
  await page.getByText('SharePoint is off').waitFor();
  const [on] = await Promise.all([switched(), control.click()]);
  expect(await on.json()).toMatchObject({ isOn: true });
  await browser.leave(page);
});

test('M53 M54 SharePoint is browsed from the site to the library to 520 files page by page, and a folder is linked', async () => {
  const page = await openFiles();
  await page.getByRole('button', { name: 'Link a file' }).click();
  const dialog = page.getByRole('dialog', { name: 'Link a file' });
  await dialog.getByRole('tab', { name: 'SharePoint' }).click();
  await dialog.getByRole('button', { name: 'Open site Projects' }).click();
  await dialog.getByRole('button', { name: 'Open library Site reports' }).click();
  await dialog.getByRole('button', { name: 'Open folder 2026' }).click();
  await dialog
    .getByRole('button', { name: /^Link Report/ })
    .first()
    .waitFor();
  await screenshot(page, 'files-sharepoint');
  const more = dialog.getByRole('button', { name: 'Show more' });
  const shown = () => dialog.getByRole('button', { name: /^Link Report/ }).count();
  while (await more.isVisible()) {
    const before = await shown();
    await more.click();
    await until(shown, (now) => now > before);
  }
  expect(await shown()).toBe(520);
  await dialog.getByRole('button', { name: 'Link this folder' }).click();
  await linked(page).getByRole('link', { name: '2026', exact: true }).waitFor();
  await browser.leave(page);
}, 240_000);

test.each(looksOf(1))(
  'M113 the files of a record in %s: axe finds nothing, nothing reaches beyond 320 px',
  async (colorScheme) => {
    const page = await openFiles({ colorScheme });
    expect(await findAccessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Preview of Renewal 2027.docx' }).click();
    const preview = page.getByRole('dialog', { name: 'Renewal 2027.docx' });
    await page
      .frameLocator('iframe[title="Preview of Renewal 2027.docx"]')
      .getByText('Draft of the agreement')
      .waitFor();
    expect(await findAccessibilityFaults(page)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await boxesBeyond(page)).toEqual([]);
    await screenshot(page, `files-preview-narrow-${colorScheme}`);
    await page.keyboard.press('Escape');
    await preview.waitFor({ state: 'detached' });
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.getByRole('button', { name: 'Link a file' }).click();
    await page.getByRole('tab', { name: 'My files' }).click();
    await page.getByRole('button', { name: 'Open folder Documents' }).waitFor();
    expect(await findAccessibilityFaults(page)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 640 });
    await screenshot(page, `files-picker-narrow-${colorScheme}`);
    expect(await boxesBeyond(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await screenshot(page, `files-narrow-${colorScheme}`);
    expect(await boxesBeyond(page)).toEqual([]);
    await browser.leave(page);
  },
  180_000,
);
