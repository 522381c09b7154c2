import { startBrowser, type Browser } from '../support/browser.js';
import { follow } from '../support/followed.js';
import { findAccessibilityFaults, screenshot } from '../support/outlook.js';
import { boxesBeyondPage, settingsUrl, signInBrowser } from '../support/settings-page.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/* Choosing what happens in Outlook to mail on records, seeing what was done, and taking all of it back. */
let world: World;
let browser: Browser;
let ada: Caller;
beforeAll(async () => {
  world = await startWorld();
  browser = await startBrowser();
  ada = await world.as('Ada');
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

test('M26 off at first; a folder for each record is chosen, the settings say what was moved, and put it back', async () => {
  const { mailbox } = await follow(world, ada);
  const page = await browser.open();
  await signInBrowser(page, world, ada);
  await page.goto(settingsUrl(world, `#/mailboxes/${mailbox.id}`));
  const choices = page.getByRole('group', { name: 'In Outlook' });
  await choices.waitFor({ timeout: 60_000 });
  expect(await choices.getByRole('radio', { name: 'Nothing' }).isChecked()).toBe(true);
  await choices.getByRole('radio', { name: 'It is moved to a folder for its record' }).check();
  await page.getByRole('button', { name: 'Save', exact: false }).first().click();
  await until(
    async () =>
      (await ada.call('GET /mailboxes/:mailbox/settings', { params: { mailbox: mailbox.id } })).settings.organization
        .kind,
    (it) => it === 'move',
  );
  const filing = await ada.file('Quote for the renewal', undefined, { attachments: false });
  await ada.settled(filing.id);
  const message = ada.message('Quote for the renewal');
  const inbox = ada.mailbox.folder('inbox')?.id ?? '';
  await until(
    () => message.folderId,
    (it) => it !== inbox,
  );
  await page.goto(settingsUrl(world, `#/mailboxes/${mailbox.id}/progress`));
  await page.reload();
  await page.goto(settingsUrl(world, `#/mailboxes/${mailbox.id}`));
  const done = page.getByRole('region', { name: 'What was done in Outlook' });
  await done.getByText(/moved to/).waitFor({ timeout: 60_000 });
  expect(await findAccessibilityFaults(page)).toEqual([]);
  await done.scrollIntoViewIfNeeded();
  await screenshot(page, 'organised');
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await boxesBeyondPage(page)).toEqual([]);
  await done.getByRole('button', { name: 'Put everything back' }).click();
  const dialog = page.getByRole('dialog', { name: 'Put everything back?' });
  await dialog.getByRole('button', { name: 'Put everything back' }).click();
  await until(
    () => message.folderId,
    (it) => it === inbox,
  );
  await done.waitFor({ state: 'detached', timeout: 60_000 });
  await page.context().close();
}, 240_000);
