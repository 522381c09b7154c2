import type { Page } from 'playwright-core';
import { startBrowser, type Browser } from '../support/browser.js';
import { openMessage, openPane, screenshot, showOutlook, switchPerson, type Pane } from '../support/outlook.js';
import { startWorld, type World } from '../support/world.js';

/*
 * The main job as a person walks it: Outlook with Microsoft's own office.js, our pane in it, our server
 * behind it. By role and label only; nothing between browser and server is intercepted.
 */
let world: World;
let browser: Browser;
beforeAll(async () => {
  world = await startWorld();
  browser = await startBrowser();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

const quote = 'Quote for the renewal';

async function openQuote(page: Page, person: string): Promise<Pane> {
  await showOutlook(page, world);
  await switchPerson(page, person);
  await openMessage(page, quote);
  return openPane(page);
}

test('M104 M107 M103 a sales lead files a mail with its attachments to a suggested record and reads the receipt', async () => {
  const page = await browser.open();
  const pane = await openQuote(page, 'Ada Brandt');
  await pane.getByRole('heading', { name: new RegExp(quote) }).waitFor();

  const suggestions = pane
    .getByRole('radiogroup', { name: 'Suggested records' })
    .or(pane.getByRole('list', { name: 'Suggested records' }));
  await suggestions.getByText('Jana Novák').first().waitFor();
  await pane
    .getByText(/jana\.novak@lumenworks\.example/)
    .first()
    .waitFor();
  await screenshot(page, 'pane-suggestions');

  const inline = pane.getByRole('checkbox', { name: /logo/i });
  if (await inline.count()) expect(await inline.isChecked()).toBe(false);
  await pane.getByRole('button', { name: 'File', exact: true }).click();
  await pane.getByText('Filed', { exact: true }).first().waitFor();
  await pane.getByRole('link', { name: /quote.*\.pdf/i }).waitFor({ timeout: 20_000 });
  await pane.getByRole('link', { name: 'Open folder' }).waitFor();
  await screenshot(page, 'pane-receipt');
  await page
    .getByRole('listbox', { name: 'Messages' })
    .getByRole('option', { name: new RegExp(quote) })
    .getByText('Coherence')
    .waitFor();
});
