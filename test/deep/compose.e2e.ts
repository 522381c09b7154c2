import { allWell } from '../../sandbox/outlook/presets.js';
import { alder } from '../../sandbox/tenant/company.js';
import type { Browser } from '../support/browser.js';
import { lying } from '../support/compose.js';
import { begin, composer, folders, openToWrite, startWriting } from '../support/compose-page.js';
import { screenshot } from '../support/outlook.js';
import { until } from '../support/until.js';
import type { Caller, World } from '../support/world.js';

/* What comes between a mail and its way out, while it is written on a record; and an answer, called back, with the keyboard alone. */
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

const openRecord = () => openToWrite(browser, world);

test('M85 a rule comes while a mail is written: the text is kept, one check is asked for, and one mail leaves', async () => {
  const page = await openRecord();
  const form = await begin(page);
  await form.getByLabel('To', { exact: true }).fill('ben@alderfinch.example,');
  await form.getByLabel('Subject').fill('Written under a new rule');
  await form.getByRole('textbox', { name: 'Text' }).click();
  await page.keyboard.type('It is all still here.');
  await form.getByText('Saved as a draft').waitFor();
  world.sandbox.entra.rules.change({ mfa: true }, alder.tenantId);
  await form.getByRole('button', { name: 'Send', exact: true }).click();
  const unsent = page.getByRole('list', { name: 'Emails you have not sent' });
  await unsent.getByRole('button', { name: 'Go on and send' }).click({ timeout: 120_000 });
  const [opened] = await Promise.all([
    page.waitForEvent('popup'),
    page
      .locator('.compose-place .banner')
      .getByRole('button', { name: 'Continue', exact: true })
      .click({ timeout: 120_000 }),
  ]);
  await opened.getByRole('link', { name: 'Approve', exact: true }).click();
  await page.getByRole('article', { name: /Written under a new rule/ }).waitFor({ timeout: 120_000 });
  expect(folders(ada, 'Written under a new rule')).toEqual(['sentitems']);
  const copies = lying(ben, 'Written under a new rule');
  expect(copies.map((it) => it.message.graph.body?.content?.includes('It is all still here.'))).toEqual([true]);
  await browser.leave(page);
});

test('M24 a wrong address is said at its field; what Microsoft refuses comes back whole and leaves once corrected', async () => {
  const page = await openRecord();
  const form = await begin(page);
  const to = form.getByLabel('To', { exact: true });
  await to.fill('nobody@nowhere');
  await form.getByLabel('Subject').fill('Corrected by hand');
  await page.keyboard.press('Control+Enter');
  await form.getByText('“nobody@nowhere” is not an email address.').waitFor();
  expect(await to.getAttribute('aria-invalid')).toBe('true');
  await screenshot(page, 'compose-wrong');
  await form.getByRole('button', { name: 'Remove nobody@nowhere' }).click();
  world.sandbox.faults.add({
    service: 'graph',
    method: 'POST',
    path: '/send$',
    answer: { status: 413, code: 'ErrorMessageSizeExceeded' },
  });
  await page.keyboard.press('Control+Enter');
  await page.getByText('The mailbox does not send an email this large.').first().waitFor({ timeout: 60_000 });
  await screenshot(page, 'compose-refused');
  await page.getByRole('button', { name: 'Edit and send again' }).click();
  await form.getByText('The mailbox does not send an email this large.').waitFor();
  await form.getByLabel('Subject').fill('Corrected by hand, shorter');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('article', { name: /Corrected by hand, shorter/ }).waitFor({ timeout: 60_000 });
  await browser.leave(page);
});

test('M24 an answer goes to who wrote, with the keyboard alone; called back it is there again', async () => {
  const page = await openRecord();
  const entry = page.getByRole('article', { name: /Quote for the renewal/ }).first();
  await entry.getByRole('button', { name: 'Reply all' }).focus();
  await page.keyboard.press('Enter');
  const form = composer(page, 'Reply all');
  await form.getByText('The earlier email follows').waitFor();
  await form.getByRole('button', { name: 'Remove Ben Okafor' }).waitFor();
  expect(await form.getByLabel('Subject').inputValue()).toBe('RE: Quote for the renewal');
  await page.keyboard.type('We agree.'); // the text has the focus
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: 'Undo' }).click();
  await form.waitFor();
  expect(await form.getByRole('textbox', { name: 'Text' }).textContent()).toBe('We agree.');
  await page.keyboard.press('Control+Enter');
  await page.getByText('The email was sent. It is on this record.').waitFor({ state: 'attached', timeout: 60_000 });
  await until(
    () => folders(ben, 'RE: Quote for the renewal'),
    (it) => it.length === 1,
  );
  await browser.leave(page);
});

test('M24 Escape asks before anything is put aside; a draft waits on the record, also when the server was away', async () => {
  const page = await openRecord();
  const form = await begin(page);
  await page.keyboard.press('Escape'); // nothing was written
  await form.waitFor({ state: 'detached' });
  await begin(page);
  await form.getByRole('textbox', { name: 'Text' }).click();
  await page.keyboard.type('Half a thought');
  await form.getByText('Saved as a draft').waitFor();
  world.sandbox.faults.add({ service: 'edge', method: 'PUT', times: 0, answer: { status: 503 } });
  await page.keyboard.type(' and another');
  await form.getByText('Kept in this browser').waitFor();
  world.sandbox.faults.clear();
  await page.reload();
  await page.getByText('Draft', { exact: true }).waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Continue' }).click();
  await form.getByRole('textbox', { name: 'Text' }).filter({ hasText: 'Half a thought and another' }).waitFor();
  await page.keyboard.press('Escape');
  const dialog = page.getByRole('dialog', { name: 'Keep this email?' });
  await dialog.waitFor();
  await screenshot(page, 'compose-ask');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await form.getByRole('button', { name: 'Close' }).click();
  await dialog.getByRole('button', { name: 'Discard' }).click();
  await form.waitFor({ state: 'detached' });
  await page.getByText('Draft', { exact: true }).waitFor({ state: 'detached' });
  await browser.leave(page);
});
