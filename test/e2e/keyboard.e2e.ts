import type { Page } from 'playwright-core';
import { startBrowser, type Browser } from '../support/browser.js';
import { focused, isFocusVisible, showMessage, type Pane } from '../support/outlook.js';
import { until } from '../support/until.js';
import { startWorld, type World } from '../support/world.js';

/* Everything by keys alone, as with a screen reader: where the focus is, that it can be seen, and what is said (U-05, U-06). */
let world: World;
let browser: Browser;
let page: Page;
let pane: Pane;
beforeAll(async () => {
  world = await startWorld();
  browser = await startBrowser();
  page = await browser.open();
});
afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

/** What a screen reader is told last; it comes a moment after what it is about. */
const isSaid = (wanted: RegExp) =>
  until(
    () => pane.locator('[aria-live=polite].visually-hidden').textContent(),
    (it) => wanted.test(it ?? ''),
  );
/** The focus goes where it belongs with the screen that changes, which may be a moment after its text is there. */
const hasFocus = (wanted: RegExp) =>
  until(
    () => focused(page),
    (it) => wanted.test(it),
  );
/** Where the focus rests after it left `before`: on its way between the page and the frame it is on neither for a moment. */
async function focusAfter(before: string): Promise<string> {
  let last = before;
  for (const end = Date.now() + 5_000; Date.now() < end;) {
    const now = await focused(page);
    if (now === last && now !== before && !now.startsWith('body')) return now;
    last = now;
    await page.waitForTimeout(20);
  }
  return last;
}
/** Presses a key until the focus is on what is named; gives how often it was pressed. */
async function pressUntil(key: string, name: RegExp, limit = 30): Promise<number> {
  for (let count = 1; count <= limit; count += 1) {
    const before = await focused(page);
    await page.keyboard.press(key);
    if (name.test(await focusAfter(before))) return count;
  }
  throw new Error(`${key} did not reach ${name} in ${limit} presses; the focus is on ${await focused(page)}.`);
}

test('U-05 U-06 M113 a mail is filed from the message list to the receipt in at most eleven keystrokes inside the pane', async () => {
  pane = await showMessage(page, world, { person: 'Ada' });
  await page.getByRole('listbox', { name: 'Messages' }).focus();
  await page.keyboard.press('ArrowDown');
  await page.getByRole('heading', { name: 'Quote for the renewal', level: 2 }).waitFor();
  await page.getByRole('button', { name: 'Coherence', exact: true }).waitFor();
  await pressUntil('Tab', /^button Coherence/);
  await page.keyboard.press('Enter');
  await pane.getByRole('radio', { name: /Jana/ }).waitFor();
  await isSaid(/^2 suggested records\. Jana Novák is selected\. Press Enter to file\.$/);
  expect(await focused(page)).toMatch(/^button Coherence/); // the pane takes no focus by itself

  await pressUntil('Tab', /^button More actions/); // the first stop inside the pane
  let keystrokes = 1;
  expect(await isFocusVisible(page)).toBe(true);
  keystrokes += await pressUntil('Tab', /^radio .*Jana Novák/);
  expect(await isFocusVisible(page)).toBe(true);
  await page.keyboard.press('Enter');
  keystrokes += 1;
  await pane.getByText('Filed', { exact: true }).waitFor();
  await isSaid(/^Filed to Jana Novák\.$/);
  await hasFocus(/Filed to/); // what had the focus is gone; the receipt has it
  keystrokes += await pressUntil('Tab', /^link Open record/);
  expect(keystrokes).toBeLessThanOrEqual(11);
});

test('U-05 arrow keys choose among the records as one group', async () => {
  pane = await showMessage(page, world, { person: 'Ada', message: '[D-1042] Open questions', pane: 'open' });
  const radios = pane.getByRole('radio');
  await radios.first().waitFor();
  await radios.first().focus();
  await page.keyboard.press('ArrowDown');
  await until(() => radios.nth(1).isChecked(), Boolean);
  await page.keyboard.press('ArrowUp');
  await until(() => radios.first().isChecked(), Boolean);
  await page.keyboard.press('Tab');
  await hasFocus(/^searchbox Search records/);
});

test('U-05 search: Enter takes the first result, Escape clears, and results are counted aloud', async () => {
  pane = await showMessage(page, world, { person: 'Ada', message: '[D-1042] Open questions', pane: 'open' });
  await pane.getByRole('radio').first().waitFor();
  await pane.getByRole('searchbox').focus();
  await page.keyboard.type('harbour light rollout');
  await pane.getByRole('list', { name: 'Search results' }).waitFor();
  await isSaid(/^\d+ records? found/);
  await page.keyboard.press('Escape');
  await until(
    () => pane.getByRole('searchbox').inputValue(),
    (it) => it === '',
  );
  expect(await focused(page)).toMatch(/^searchbox/);
  await page.keyboard.type('harbour light – rollout');
  await pane.getByRole('list', { name: 'Search results' }).getByText('Harbour Light – Rollout').waitFor();
  await page.keyboard.press('Enter');
  await pane.locator('input[type=radio]:focus').waitFor(); // the result that was taken has the focus, and is chosen
  expect(await pane.getByRole('radio', { name: /Harbour Light – Rollout/ }).isChecked()).toBe(true);
});

test('U-05 Escape closes the top layer only, and the focus goes back to what opened it', async () => {
  const ada = await world.as('Ada');
  await ada.settled((await ada.file('Minutes of our meeting')).id);
  pane = await showMessage(page, world, { person: 'Ada', message: 'Minutes of our meeting', pane: 'open' });
  const unfile = pane.getByRole('button', { name: 'Unfile' });
  await unfile.waitFor();
  await unfile.focus();
  await page.keyboard.press('Enter');
  const dialog = pane.getByRole('dialog');
  await dialog.getByText('This stays').waitFor();
  await hasFocus(/^button (Cancel|Unfile)/);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await hasFocus(/^button Unfile/);

  const menu = pane.getByRole('button', { name: 'More actions' });
  await menu.focus();
  await page.keyboard.press('Enter');
  await pane.getByRole('menuitem', { name: 'History' }).waitFor();
  await page.keyboard.press('Escape');
  await pane.getByRole('menuitem').first().waitFor({ state: 'detached' });
  await hasFocus(/^button More actions/);

  await page.keyboard.press('Enter');
  await pressUntil('ArrowDown', /^menuitem Help and version/);
  await page.keyboard.press('Enter');
  await pane.getByRole('heading', { name: 'Help and version' }).waitFor();
  await hasFocus(/Help and version/);
  await page.keyboard.press('Escape');
  await pane.getByRole('heading', { name: 'Filed to' }).waitFor();
  await hasFocus(/^button More actions/);
});

test('U-05 a form opened from a person gives the focus back to that person', async () => {
  pane = await showMessage(page, world, { person: 'Ada', message: 'Question about your services', pane: 'open' });
  const create = pane.getByRole('button', { name: 'Create a Person' });
  await create.waitFor();
  await create.focus();
  await page.keyboard.press('Enter');
  await pane.getByRole('textbox', { name: /^First Name/ }).waitFor();
  await pressUntil('Tab', /^textbox First Name/);
  await page.keyboard.press('Escape');
  await create.waitFor();
  await hasFocus(/^button Create a Person/);
});
