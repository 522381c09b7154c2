import type { Page } from 'playwright-core';
import { alder } from '../../sandbox/tenant/company.js';
import { startBrowser, type Browser, type OpenOptions } from '../support/browser.js';
import { looksOf } from '../support/depth.js';
import { findAccessibilityFaults, screenshot } from '../support/outlook.js';
import { boxesBeyondPage, settingsUrl, signInBrowser } from '../support/settings-page.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/*
 * Who can open the folder of a record, as people see and change it: on the record's page by whoever holds the folder, in the
 * settings by an administrator; by mouse and by keyboard, by role and label only.
 */
let world: World;
let browser: Browser;
let ada: Caller;
let cleo: Caller;
const deal = { module: 'deals', id: 'rec_d1042' };
beforeAll(async () => {
  world = await startWorld();
  browser = await startBrowser();
  [ada, cleo] = [await world.as('Ada'), await world.as('Cleo')];
  await world.as('Ben').then((ben) => ben.call('GET /me')); // colleagues who use the product can be chosen
  await ada.settled((await ada.file('Quote for the renewal', deal)).id);
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

const userOf = (name: string) =>
  world.sandbox.coherence.workspaces.of(alder.name).users?.find((it) => it.name.startsWith(name))?.id ?? '';
async function open(who: Caller, place: string, options: OpenOptions = {}): Promise<Page> {
  const page = await browser.open(options);
  await signInBrowser(page, world, who);
  await page.goto(place);
  return page;
}
const openAccess = async (options: OpenOptions = {}) => {
  const page = await open(ada, `${world.sandbox.urls.server}/record/${deal.module}/${deal.id}`, options);
  await page.getByRole('tab', { name: 'Files' }).click({ timeout: 60_000 });
  await page.getByRole('heading', { name: 'Who can open this folder' }).waitFor({ timeout: 60_000 });
  return page;
};
const places = { drift: '#/integrations/onedrive/access', teams: '#/integrations/onedrive/access/teams' };
/** A link that lets everybody of the organisation in, as somebody would make it in OneDrive. */
async function shareWithEverybody(): Promise<void> {
  const folder = await world
    .server!.database.kysely.selectFrom('record_folder')
    .selectAll()
    .where('record_id', '=', deal.id)
    .executeTakeFirstOrThrow();
  const { drives } = world.sandbox.tenants;
  const drive = drives.find(folder.drive_id)!;
  const item = drive.items[folder.item_id]!;
  item.permissions.push({
    id: `link-${item.permissions.length}`,
    role: 'write',
    link: { type: 'edit', scope: 'organization', token: `t${Math.random()}`, people: [], redeemedBy: [] },
    grantedDateTime: new Date().toISOString(),
  });
  drives.permissionsChanged(drive, item);
}

test('M51 an administrator says who stands for whom; a line that is no person is refused at its place', async () => {
  const page = await open(cleo, settingsUrl(world, places.teams));
  await page.getByRole('heading', { name: 'Who stands for whom' }).waitFor({ timeout: 60_000 });
  await page.getByText('Nobody is named yet').waitFor();
  await screenshot(page, 'access-teams-empty');
  await page.getByRole('button', { name: `Name somebody for ${userOf('Ada')}` }).click();
  const address = page.getByRole('combobox', { name: 'Address' });
  expect(await address.evaluate((it) => it === document.activeElement)).toBe(true);
  await address.fill('ada@alderfinch.example');
  await page.keyboard.press('Enter');
  await page.getByText('Ada Brandt · ada@alderfinch.example').waitFor();
  await page
    .getByRole('combobox', { name: 'For', exact: true })
    .selectOption({ label: 'Everybody who works with Deals' });
  await page.getByRole('combobox', { name: 'Who', exact: true }).selectOption({ label: 'A group' });
  await page.getByRole('textbox', { name: 'Address or id of the group' }).fill('sales.team@alderfinch.example');
  await page.getByRole('combobox', { name: 'Right' }).selectOption({ label: 'Can view' });
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const lines = page.getByRole('list', { name: 'Lines of the mapping' });
  await lines.getByText('Everybody who works with Deals').waitFor();
  await lines.getByText('Can view').waitFor();
  await screenshot(page, 'access-teams');
  expect(await findAccessibilityFaults(page)).toEqual([]);
  await browser.leave(page);
}, 240_000);

test('M51 whoever holds the folder looks at exactly what changes, agrees, and can take it back; by keyboard', async () => {
  const page = await openAccess();
  await page.getByText('1 change would bring the folder to its record.').waitFor();
  await screenshot(page, 'access-record-before');
  await page.getByRole('button', { name: 'Look at the changes' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Let the record’s people in?' });
  await dialog.getByText('can view').waitFor();
  await dialog.getByText('works with these records').waitFor();
  await screenshot(page, 'access-record-dialog');
  expect(await findAccessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Make this change' }).click();
  await page.getByText('As the record says').waitFor({ timeout: 60_000 });
  await page.getByText('given by Coherence, works with these records').waitFor();
  await screenshot(page, 'access-record-after');
  expect(await findAccessibilityFaults(page)).toEqual([]);
  await browser.leave(page);
}, 240_000);

test('M51 R-13 a repair on the record’s page ends a link for everybody', async () => {
  await shareWithEverybody();
  const page = await openAccess();
  await page.getByText('1 permission lets somebody in whom the record does not.').waitFor();
  await page.getByText('Not on the record').waitFor();
  await screenshot(page, 'access-record-drift');
  await page.getByRole('button', { name: 'Repair' }).click();
  const dialog = page.getByRole('dialog', { name: 'Repair who can open this folder?' });
  await dialog.getByText('Everyone in your organisation with the link: the link stops working').waitFor();
  await dialog.getByRole('button', { name: 'Make this change' }).click();
  await page.getByText('As the record says').waitFor({ timeout: 60_000 });
  await browser.leave(page);
}, 240_000);

test('M51 R-13 the drift page: looked at, filtered, repaired all at once after saying exactly what changes; looked at by itself', async () => {
  const page = await open(cleo, settingsUrl(world, places.drift));
  await page.getByRole('button', { name: 'Look at all folders' }).click({ timeout: 60_000 });
  await page.getByRole('heading', { name: 'Every folder is as its record says' }).waitFor({ timeout: 60_000 });
  await screenshot(page, 'access-drift-even');
  await shareWithEverybody();
  await page.getByRole('button', { name: 'Look at all folders' }).click();
  const row = page.getByRole('row', { name: /Lumen Works – Renewal 2027/ });
  await row.getByText('Everyone in your organisation with the link: can edit').waitFor({ timeout: 60_000 });
  await screenshot(page, 'access-drift');
  expect(await findAccessibilityFaults(page)).toEqual([]);
  await page.getByRole('searchbox', { name: 'Record or person' }).fill('harbour');
  await page.getByRole('heading', { name: 'Nothing fits' }).waitFor({ timeout: 30_000 });
  await page.getByRole('searchbox', { name: 'Record or person' }).fill('');
  await row.waitFor();
  await page.getByRole('button', { name: 'Repair all' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Repair all folders?' });
  await dialog.getByText('Everyone in your organisation with the link: the link stops working').waitFor();
  await screenshot(page, 'access-drift-dialog');
  await dialog.getByRole('button', { name: 'Repair 1 folder' }).click();
  await page.getByRole('heading', { name: 'Every folder is as its record says' }).waitFor({ timeout: 60_000 });
  await page.getByRole('radio', { name: 'Every day' }).check();
  await page.getByText(/Next time/).waitFor();
  await page.getByRole('checkbox', { name: /Repair what is found/ }).check();
  await until(
    () => cleo.call('POST /access/drift', { body: {} }),
    (it) => it.schedule.every === 'daily' && it.schedule.repairs,
  );
  await browser.leave(page);
}, 240_000);

test('M51 who is no administrator is told so', async () => {
  const page = await open(ada, settingsUrl(world, places.drift));
  await page.getByText('Only an administrator may change this').waitFor({ timeout: 60_000 });
  await browser.leave(page);
});

test.each(looksOf(1))(
  'M113 access in %s: axe finds nothing, nothing reaches beyond 320 px',
  async (colorScheme) => {
    await shareWithEverybody();
    await cleo.call('POST /access/drift/check', { body: {} as never });
    const drift = await open(cleo, settingsUrl(world, places.drift), { colorScheme });
    await drift.getByRole('row', { name: /Lumen Works – Renewal 2027/ }).waitFor({ timeout: 60_000 });
    const record = await openAccess({ colorScheme });
    await record.getByText('Not on the record').first().waitFor({ timeout: 60_000 });
    for (const [page, name] of [
      [drift, 'drift'],
      [record, 'record'],
    ] as const) {
      expect(await findAccessibilityFaults(page)).toEqual([]);
      await page.setViewportSize({ width: 320, height: 800 });
      await screenshot(page, `access-${name}-narrow-${colorScheme}`);
      expect(await boxesBeyondPage(page)).toEqual([]);
    }
    await drift.goto(settingsUrl(world, places.teams));
    await drift.getByRole('heading', { name: 'Who stands for whom' }).waitFor({ timeout: 60_000 });
    expect(await boxesBeyondPage(drift)).toEqual([]);
    await screenshot(drift, `access-teams-narrow-${colorScheme}`);
    await browser.leave(drift);
    await browser.leave(record);
  },
  240_000,
);
