import type { Page } from 'playwright-core';
import { alder } from '../../sandbox/tenant/company.js';
import { startBrowser, type Browser } from '../support/browser.js';
import { looksOf } from '../support/depth.js';
import { allowSharedFiles, filesOf } from '../support/files.js';
import { administeredBy, saveFiles } from '../support/folders.js';
import { boxesBeyond, findAccessibilityFaults, screenshot, showMessage } from '../support/outlook.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/*
 * Attachments on their way to a record's folder, in the pane and on the record page: what is there already is told with its choice before
 * anything is kept, what waits is answered on the receipt, and a folder is made by a press. By role and label only, by keyboard where a
 * person would.
 */
let world: World;
let browser: Browser;
let ada: Caller;
const slow = { timeout: 60_000 };
const jana = { module: 'people', id: 'rec_jana' };
beforeAll(async () => {
  world = await startWorld({ environment: administeredBy('Ada') });
  allowSharedFiles(world);
  browser = await startBrowser();
  ada = await world.as('Ada');
  await saveFiles(ada);
  deliver('First plan', [['Plan.txt', 'the plan']]);
  await ada.settled((await ada.file('First plan', jana)).id);
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

function deliver(subject: string, files: [string, string][]): void {
  world.sandbox.tenants.deliver({
    from: { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' },
    to: [{ name: ada.person.name, address: ada.person.userPrincipalName }],
    subject,
    html: '<p>Here</p>',
    attachments: files.map(([name, text]) => ({ name, contentType: 'text/plain', bytes: Buffer.from(text) })),
  });
}
const inFolder = () =>
  filesOf(world)
    .drives.children(filesOf(world).drive('Ada'), filesOf(world).item('Ada', 'Coherence/People/Jana Novák').id)
    .map((it) => it.name)
    .sort();
async function openRecord(page: Page, { module, id }: { module: string; id: string }): Promise<void> {
  await page.goto(`${world.sandbox.urls.server}/record/${module}/${id}`);
  const account = page.getByRole('link', { name: /Ada Brandt/ });
  const files = page.getByRole('tab', { name: 'Files' });
  await account.or(files).first().waitFor(slow);
  if (await account.isVisible()) await account.click();
  await files.waitFor(slow);
}

test.each(looksOf(0))(
  'M107 the pane tells in %s what is in the folder already, with sizes, and each file has its choice',
  async (theme) => {
    const subject = `Newer plan, ${theme}`;
    deliver(subject, [
      ['Plan.txt', `a newer plan in ${theme}`],
      [`Only ${theme}.txt`, `new in ${theme}`],
    ]);
    const page = await browser.open();
    const pane = await showMessage(page, world, { person: 'Ada', message: subject, pane: 'only', theme });
    const choice = pane.getByRole('combobox', { name: 'What becomes of Plan.txt' });
    await choice.waitFor(slow);
    await pane.getByText(/Another file of this name is in the folder/).waitFor();
    await pane.getByText(/^2 files go along, .+ together\.$/).waitFor();
    expect(await pane.getByRole('combobox').count()).toBe(1);
    expect(await choice.inputValue()).toBe('both');
    await choice.focus();
    await choice.selectOption('Save as a new version');
    expect(await findAccessibilityFaults(page)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await boxesBeyond(pane)).toEqual([]);
    await choice.scrollIntoViewIfNeeded();
    await screenshot(page, `attachments-known-${theme}`);
    await pane.getByRole('button', { name: 'File', exact: true }).focus();
    await page.keyboard.press('Enter');
    await pane.getByText('Filed', { exact: true }).waitFor(slow);
    await pane.getByRole('link', { name: 'Plan.txt' }).waitFor(slow);
    expect(inFolder()).toContain(`Only ${theme}.txt`);
    expect(inFolder().filter((it) => it.startsWith('Plan'))).toEqual(['Plan.txt']);
    const plan = filesOf(world).item('Ada', 'Coherence/People/Jana Novák/Plan.txt');
    expect(filesOf(world).drives.bytes(plan).toString()).toBe(`a newer plan in ${theme}`);
    await browser.leave(page);
  },
  180_000,
);

test.each(looksOf(1))(
  'M45 what waits for a word is answered on the receipt in %s; the receipt lists the files of the record with pictures and sizes',
  async (theme) => {
    await saveFiles(ada, { clash: 'ask' });
    const subject = `Third plan, ${theme}`;
    deliver(subject, [['Plan.txt', `a third plan in ${theme}`]]);
    await ada.settled((await ada.file(subject, jana)).id);
    const before = inFolder().length;
    const page = await browser.open();
    const pane = await showMessage(page, world, { person: 'Ada', message: subject, pane: 'only', theme });
    const receipt = pane.getByRole('article', { name: 'Jana Novák' });
    const answers = receipt.getByRole('group', { name: 'What becomes of Plan.txt' });
    await answers.waitFor(slow);
    await receipt.getByText(/ · Waits for your choice/).waitFor();
    expect(await findAccessibilityFaults(page)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await boxesBeyond(pane)).toEqual([]);
    await answers.scrollIntoViewIfNeeded();
    await screenshot(page, `attachments-asks-${theme}`);
    await answers.getByRole('button', { name: 'Keep both' }).focus();
    await page.keyboard.press('Enter');
    await answers.waitFor({ state: 'detached', ...slow });
    await until(inFolder, (names) => names.length === before + 1);
    await receipt.getByRole('button', { name: 'Files of this record' }).click();
    const list = receipt.getByRole('list', { name: 'Files of this record' });
    await list.getByRole('link', { name: 'Open: Plan.txt', exact: true }).waitFor(slow);
    await list
      .getByText(/kB · changed by Ada Brandt/)
      .first()
      .waitFor();
    await list.getByRole('link', { name: 'Open: Plan.txt', exact: true }).scrollIntoViewIfNeeded();
    const picture = list.locator('img').first();
    await until(
      () => picture.evaluate((it: HTMLImageElement) => it.naturalWidth),
      (width) => width > 0,
    );
    expect(await boxesBeyond(pane)).toEqual([]);
    expect(await findAccessibilityFaults(page)).toEqual([]);
    await screenshot(page, `attachments-receipt-files-${theme}`);
    await browser.leave(page);
    await saveFiles(ada);
  },
  180_000,
);

test('M49 "Create folder" on the receipt in the pane makes the folder of the record, by keyboard', async () => {
  deliver('No file kept', [['Draft.txt', 'a draft']]);
  const filed = await ada.file('No file kept', { module: 'deals', id: 'rec_d1042' }, { attachments: false });
  await ada.settled(filed.id);
  const page = await browser.open();
  const pane = await showMessage(page, world, { person: 'Ada', message: 'No file kept', pane: 'only' });
  const receipt = pane.getByRole('article').first();
  await receipt.getByRole('button', { name: 'Files of this record' }).click(slow);
  const create = receipt.getByRole('button', { name: 'Create folder' });
  await create.waitFor(slow);
  expect(await findAccessibilityFaults(page)).toEqual([]);
  await screenshot(page, 'attachments-pane-create-folder');
  await create.focus();
  await page.keyboard.press('Enter');
  await create.waitFor({ state: 'detached', ...slow });
  const state = await ada.call('GET /records/:module/:id/folder', { params: { module: 'deals', id: 'rec_d1042' } });
  expect(state.state).toBe('there');
  await browser.leave(page);
}, 180_000);

test.each(looksOf(1))(
  'M49 "Create folder" on the record page in %s says where, makes it by keyboard, and shows it',
  async (colorScheme) => {
    const { workspaces } = world.sandbox.coherence;
    const { id } = workspaces.add(workspaces.of(alder.name), 'mod_deals', `Without folder, ${colorScheme}`, {});
    await world.server!.records.refreshIndex(alder.tenantId);
    const page = await browser.open({ colorScheme });
    await openRecord(page, { module: 'deals', id });
    await page.getByRole('tab', { name: 'Files' }).click();
    const create = page.getByRole('button', { name: 'Create folder' });
    await create.waitFor(slow);
    await page.getByText(`Coherence › Deals › Without folder, ${colorScheme}`).waitFor(slow);
    expect(await findAccessibilityFaults(page)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await boxesBeyond(page)).toEqual([]);
    await screenshot(page, `attachments-create-folder-${colorScheme}`);
    await create.focus();
    await page.keyboard.press('Enter');
    await page.getByText('Nothing is in this folder yet.').waitFor(slow);
    await create.waitFor({ state: 'detached', ...slow });
    await browser.leave(page);
  },
  180_000,
);

test('M46 attachments are saved from the record page, with what is there already told first', async () => {
  const plans = () => inFolder().filter((it) => it.startsWith('Plan'));
  const before = plans();
  deliver('Kept later', [
    ['Plan.txt', 'a fourth plan'],
    ['Fresh.txt', 'fresh'],
  ]);
  await ada.settled((await ada.file('Kept later', jana, { attachments: false })).id);
  const page = await browser.open();
  await openRecord(page, jana);
  const entry = page.getByRole('article', { name: /Kept later/ });
  await entry.getByRole('button', { name: 'Read' }).click(slow);
  await entry.getByRole('button', { name: 'Save to the record’s folder' }).click(slow);
  const dialog = page.getByRole('dialog', { name: 'Save attachments to the record’s folder' });
  const choice = dialog.getByRole('combobox', { name: 'What becomes of Plan.txt' });
  await choice.waitFor(slow);
  await dialog.getByText(/^2 files, /).waitFor();
  expect(await findAccessibilityFaults(page)).toEqual([]);
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await boxesBeyond(page)).toEqual([]);
  await screenshot(page, 'attachments-keep');
  await choice.selectOption('Use the existing one');
  await dialog.getByRole('button', { name: 'Save', exact: true }).focus();
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached', ...slow });
  await until(inFolder, (names) => names.includes('Fresh.txt'));
  expect(plans()).toEqual(before);
  await browser.leave(page);
}, 180_000);
