import { allWell } from '../../sandbox/outlook/presets.js';
import type { Browser, OpenOptions } from '../support/browser.js';
import { lying } from '../support/compose.js';
import { begin, folders, openToWrite, startWriting } from '../support/compose-page.js';
import { looksOf } from '../support/depth.js';
import { boxesBeyond, findAccessibilityFaults, screenshot } from '../support/outlook.js';
import { until } from '../support/until.js';
import type { Caller, World } from '../support/world.js';

/* Writing mail on a record in a browser: a new one with files, in the dark, and on a narrow screen. What comes between is in test/deep. */
let world: World;
let browser: Browser;
let ada: Caller;
let ben: Caller;
beforeAll(async () => {
  ({ world, browser, ada, ben } = await startWriting());
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await world?.stop();
});
afterEach(() => allWell(world.sandbox));

const openRecord = (options?: OpenOptions, person?: RegExp) => openToWrite(browser, world, options, person);

test('M24 a new email is addressed already, is written and sent; it lies in Sent Items and stands on the record', async () => {
  const page = await openRecord();
  const form = await begin(page);
  await form.getByRole('button', { name: 'Remove Jana Novák' }).waitFor();
  await form.getByRole('combobox', { name: 'From' }).getByText('ada@alderfinch.example').waitFor({ state: 'attached' });
  await form.getByLabel('To', { exact: true }).fill('ben@alderfinch.example,');
  await form.getByLabel('Subject').fill('Offer by hand');
  const text = form.getByRole('textbox', { name: 'Text' });
  await text.click();
  await page.keyboard.type('Dear Jana, ');
  await form.getByRole('button', { name: 'Bold' }).click();
  await page.keyboard.type('this holds');
  await page.setInputFiles('input[type=file]', [
    { name: 'small.txt', mimeType: 'text/plain', buffer: Buffer.from('small') },
    { name: 'plans.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(3_500_000, 'plan ') },
  ]);
  await form.getByText('Saved as a draft').waitFor();
  await until(
    () => form.getByText(/% arrived/).count(),
    (count) => count === 0,
  );
  await screenshot(page, 'compose');
  await form.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('Leaves in a moment', { exact: true }).waitFor();
  await page.getByRole('article', { name: /Offer by hand/ }).waitFor({ timeout: 60_000 });
  await page.getByText('Sent from this record').waitFor();
  expect(folders(ada, 'Offer by hand')).toEqual(['sentitems']);
  const [copy] = lying(ben, 'Offer by hand');
  expect(copy?.message.attachments.map((it) => [it.name, it.size])).toEqual([
    ['small.txt', 5],
    ['plans.pdf', 3_500_000],
  ]);
  expect(copy?.message.graph.body?.content).toMatch(/Dear Jana, <b>this holds<\/b>/);
  await browser.leave(page);
});

test('M24 who has not connected Outlook is shown the way', async () => {
  const page = await openRecord({}, /Ben Okafor/);
  await page.getByRole('button', { name: 'New email' }).click();
  await page.getByText('Connect Outlook first').waitFor();
  expect(await page.getByRole('link', { name: 'Open the settings' }).getAttribute('href')).toMatch(/\/settings/);
  await browser.leave(page);
});

test.each(looksOf(1))(
  'M113 M24 the composer in %s: axe finds nothing, nothing reaches beyond 320 px',
  async (colorScheme) => {
    const page = await openRecord({ colorScheme });
    const form = await begin(page);
    await form.getByRole('button', { name: 'Add Cc and Bcc' }).click();
    await form.getByLabel('Cc', { exact: true }).fill('somebody-with-a-very-long-name-indeed@a-long-company.example,');
    await form.getByRole('button', { name: 'Link' }).click();
    expect(await findAccessibilityFaults(page)).toEqual([]);
    await screenshot(page, `compose-${colorScheme}`);
    await page.setViewportSize({ width: 320, height: 900 });
    expect(await boxesBeyond(page)).toEqual([]);
    await screenshot(page, `compose-narrow-${colorScheme}`);
    await browser.leave(page);
  },
  180_000,
);
