import type { Page } from 'playwright-core';
import { alder, application, sharedMailboxes } from '../../sandbox/tenant/company.js';
import { startBrowser, type Browser } from '../support/browser.js';
import { findAccessibilityFaults, screenshot } from '../support/outlook.js';
import { boxesBeyondPage, settingsUrl, signInBrowser } from '../support/settings-page.js';
import { trafficOf } from '../support/traffic.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/*
 * Settings > Integrations > Microsoft as a person walks it, with Microsoft's own pages in between. By role and label only.
 */
const traffic = trafficOf();
let world: World;
let browser: Browser;
let ada: Caller;
let page: Page;
beforeAll(async () => {
  world = await startWorld({ trafficLog: traffic.file });
  browser = await startBrowser();
  ada = await world.as('Ada');
  page = await browser.open();
  await signInBrowser(page, world, ada);
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await world?.stop();
  traffic.forget();
});

const heading = (name: string | RegExp) => page.getByRole('heading', { name });
const button = (name: string | RegExp) => page.getByRole('button', { name });

test('M2 the settings say what is connected, and who asked signs in by itself at Microsoft once', async () => {
  await page.goto(settingsUrl(world, '#/settings/integrations/microsoft'));
  await heading('Microsoft 365').waitFor({ timeout: 60_000 });
  await page.getByText('Workspace Alder & Finch').waitFor();
  await page.getByText('Not connected', { exact: true }).first().waitFor();
  await screenshot(page, 'settings-not-connected');
  expect(await findAccessibilityFaults(page)).toEqual([]);
});

test('M3 M5 what will be asked is said before leaving; cancelled at Microsoft leads back with a word and a way on', async () => {
  world.sandbox.entra.directory.revoke(alder.tenantId, application.clientId, ['Mail.Send']);
  await page.getByText('Read and organize your mail').waitFor();
  await page.getByText(/only when you press Send/).waitFor();
  await button('Connect Outlook').click();
  await page.getByText('Permissions requested').first().waitFor({ timeout: 30_000 });
  await page.getByRole('link', { name: 'Cancel' }).click();
  await heading('Microsoft 365').waitFor({ timeout: 30_000 });
  await page.getByText(/permission was not given/).waitFor();
  expect(page.url()).toBe(settingsUrl(world, '#/settings/integrations/microsoft')); // where the person was
  await screenshot(page, 'settings-cancelled');
  await button('Dismiss').click();
  await page.getByText(/permission was not given/).waitFor({ state: 'detached' });
});

test('M4 M6 connected on Microsoft’s own page; nothing is read of the mailbox before settings are saved', async () => {
  await button('Connect Outlook').click();
  await page.getByText('Permissions requested').first().waitFor({ timeout: 30_000 });
  await screenshot(page, 'settings-microsoft-consent');
  await page.getByRole('link', { name: 'Accept' }).click();
  await page.getByText('Outlook is connected').waitFor({ timeout: 30_000 });
  await page.getByText('Not synced yet').waitFor();
  await screenshot(page, 'settings-connected');
  expect(await findAccessibilityFaults(page)).toEqual([]);
  expect((await ada.call('GET /connection')).mailboxes).toMatchObject([{ state: 'connected', isConfigured: false }]);
});

test('M16 M20 M21 M22 the form proposes 30 days of Inbox and Sent Items, and estimates them', async () => {
  await page
    .getByRole('link', { name: /^Choose what is synced/ })
    .first()
    .click();
  await heading('History').waitFor({ timeout: 30_000 });
  expect(await page.getByRole('radio', { name: 'Last 30 days' }).isChecked()).toBe(true);
  await page.getByRole('checkbox', { name: /^Inbox/ }).waitFor();
  expect(await page.getByRole('checkbox', { name: /^Inbox/ }).isChecked()).toBe(true);
  expect(await page.getByRole('checkbox', { name: /^Sent Items/ }).isChecked()).toBe(true);
  expect(await page.getByRole('checkbox', { name: /Junk Email/ }).isDisabled()).toBe(true);
  await page.getByText('Deleted mail is never synced').waitFor();
  await page.getByText(/About \d+ messages since/).waitFor({ timeout: 30_000 });
  expect(await page.getByRole('radio', { name: 'Nothing', exact: true }).isChecked()).toBe(true);
  await page.getByRole('searchbox', { name: 'Search folders' }).fill('arch');
  await page.getByRole('checkbox', { name: /^Archive/ }).waitFor();
  await page.getByRole('searchbox', { name: 'Search folders' }).fill('');
  await screenshot(page, 'settings-form');
  expect(await findAccessibilityFaults(page)).toEqual([]);
});

test('M19 a range that cannot be is refused at its field, and nothing is lost', async () => {
  await page.getByRole('radio', { name: 'A range of your own' }).check();
  await page.getByLabel('First day').fill('2026-02-02');
  await page.getByLabel('Last day').fill('2026-02-01');
  await button('Save and start').click();
  await page
    .getByText(/last day is before the first/)
    .first()
    .waitFor({ timeout: 30_000 });
  expect(await page.getByLabel('Last day').getAttribute('aria-invalid')).toBe('true');
  await screenshot(page, 'settings-range-refused');
  await page.getByRole('radio', { name: 'Last 30 days' }).check();
});

test('M6 a dry run shows what would come, on which records and what colleagues will see, and keeps nothing', async () => {
  await page.getByRole('link', { name: 'Look first' }).click();
  await heading('What would come').waitFor({ timeout: 60_000 });
  await page.getByRole('link', { name: 'Jana Novák' }).waitFor();
  await heading('You will be asked about').waitFor();
  await heading('What colleagues will then see').waitFor();
  await screenshot(page, 'settings-preview');
  expect(await findAccessibilityFaults(page)).toEqual([]);
  expect((await ada.call('GET /connection')).mailboxes).toMatchObject([{ isConfigured: false }]);
  await page.getByRole('link', { name: 'Change settings' }).click();
  await heading('History').waitFor();
  expect(await page.getByRole('radio', { name: 'Last 30 days' }).isChecked()).toBe(true);
});

test('M6 saved, the mailbox is followed and its progress can be read; paused and resumed', async () => {
  await page.getByRole('radio', { name: /^People and time/ }).check();
  await button('Save and start').click();
  await heading('Progress').waitFor({ timeout: 60_000 });
  await page
    .getByText(/\d+ messages/)
    .first()
    .waitFor();
  await screenshot(page, 'settings-progress');
  expect(await findAccessibilityFaults(page)).toEqual([]);
  await button('Pause').click();
  await page.getByText(/Nothing is read until you resume/).waitFor();
  await button('Resume').click();
  await button('Sync now').waitFor();
});

test('M17 the range is widened in the form: what was read is not read again, only the missing part comes', async () => {
  const [{ id } = { id: '' }] = (await ada.call('GET /connection')).mailboxes;
  const { rows } =
    (await world.server?.database.executeSql('select range_from from mailbox where id = $1', [Number(id)])) ?? {};
  const before = new Date((rows as { range_from: string }[])[0]?.range_from ?? 0).getTime();
  const older = world.sandbox.tenants.deliver({
    from: { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' },
    to: [{ name: 'Ada', address: ada.person.userPrincipalName }],
    subject: 'Two months ago',
    html: '<p>Hello</p>',
    sentDateTime: new Date(Date.now() - 60 * 86_400_000).toISOString(),
  });
  const arrived = async () =>
    (
      await world.server?.database.executeSql(
        'select m.id from mail_message m join mail_link l on l.internet_message_id = m.internet_message_id where m.internet_message_id = $1',
        [older],
      )
    )?.rows.length ?? 0;
  const progress = () => ada.call('GET /mailboxes/:mailbox/progress', { params: { mailbox: id } });
  await until(progress, (it) => it.isLive, 120_000);
  expect(await arrived()).toBe(0);
  const mark = traffic.mark();
  await page.getByRole('link', { name: 'Sync settings' }).click();
  await page.getByRole('radio', { name: 'Last 90 days' }).check();
  await page.getByText(/Mail that was already read is not read again\./).waitFor({ timeout: 60_000 });
  await screenshot(page, 'settings-widen');
  await button('Save').click();
  await heading('Progress').waitFor({ timeout: 60_000 });
  await until(arrived, (n) => n > 0, 120_000);
  await until(progress, (it) => it.isLive, 120_000);
  const lists = traffic.since(mark).flatMap((url) => {
    const query = new URL(url).searchParams;
    const to = /receivedDateTime ge \S+ and receivedDateTime le (\S+)/.exec(query.get('$filter') ?? '')?.[1];
    return to && query.get('$select') !== 'id' ? [new Date(to).getTime()] : [];
  });
  expect(lists.length).toBeGreaterThan(0);
  expect(lists.every((to) => to <= before)).toBe(true);
  const of = { params: { mailbox: id } };
  const { settings, version } = await ada.call('GET /mailboxes/:mailbox/settings', of);
  settings.range = { kind: 'days', days: 30 };
  await ada.call('PUT /mailboxes/:mailbox/settings', { ...of, body: { settings, version } });
});

test('M73 the sync log is read, filtered, tried again and taken along', async () => {
  const [{ id } = { id: '' }] = (await ada.call('GET /connection')).mailboxes;
  await world.server?.database.executeSql(
    `insert into sync_log (tenant_id, mailbox_id, kind, code, detail, state)
     select tenant_id, id, k, c, '{}', s from mailbox, (values ('subscription', 'C7', 'told'), ('message', 'C10', 'open')) as v (k, c, s)
     where id = $1`,
    [Number(id)],
  );
  await page.getByRole('link', { name: 'Sync log' }).click();
  await page.getByText(/could not be read after three tries/).waitFor({ timeout: 30_000 });
  await screenshot(page, 'settings-log');
  expect(await findAccessibilityFaults(page)).toEqual([]);
  await page.getByLabel('Words').fill('live updates');
  await page.getByText(/could not be read after three tries/).waitFor({ state: 'detached' });
  await page.getByText(/Live updates were interrupted/).waitFor();
  await page.getByLabel('Words').fill('');
  await button(/^Retry the line/).click();
  await page.getByText('Tried again', { exact: true }).last().waitFor();
  const download = page.waitForEvent('download');
  await button('Export CSV').click();
  expect((await download).suggestedFilename()).toBe('sync-log.csv');
});

test('M114 a shared mailbox needs one more permission, then its address; without a right the right is named', async () => {
  await page.goto(settingsUrl(world));
  await page.getByText('Add a shared mailbox', { exact: true }).click();
  await button('Allow access to shared mailboxes').click();
  await page.getByText('Permissions requested').first().waitFor({ timeout: 30_000 });
  await page.getByRole('link', { name: 'Accept' }).click();
  await page.getByText('Add a shared mailbox', { exact: true }).click({ timeout: 30_000 });
  const address = page.getByLabel('Address of the shared mailbox');
  await address.fill('dario@alderfinch.example');
  await button('Add mailbox').click();
  await page.getByText(/In Exchange you need "Full Access"/).waitFor({ timeout: 30_000 });
  expect(await address.getAttribute('aria-invalid')).toBe('true');
  await screenshot(page, 'settings-shared-refused');
  await address.fill(sharedMailboxes[0]?.userPrincipalName ?? '');
  await button('Add mailbox').click();
  await page.getByText('Shared mailbox', { exact: true }).waitFor({ timeout: 30_000 });
  await screenshot(page, 'settings-shared');
});

test('M4 another account than one’s own is said, with both ways on', async () => {
  world.sandbox.entra.directory.revoke(alder.tenantId, application.clientId, ['Mail.Send']);
  const ben = await browser.open();
  await signInBrowser(ben, world, await world.as('Ben'));
  await ben.goto(settingsUrl(world));
  await ben.getByRole('button', { name: 'Connect Outlook' }).waitFor({ timeout: 60_000 });
  await signInBrowser(ben, world, await world.as('Dario')); // somebody else signed in at Microsoft meanwhile
  await ben.getByRole('button', { name: 'Connect Outlook' }).focus();
  await ben.keyboard.press('Enter');
  await ben.getByText('Dario Rossi').click({ timeout: 30_000 });
  await ben.getByRole('link', { name: 'Accept' }).click({ timeout: 30_000 });
  await ben.getByText('You chose another account').waitFor({ timeout: 30_000 });
  await ben.getByText(/At Microsoft you chose dario@alderfinch.example; here you are ben@/).waitFor();
  await ben.getByRole('button', { name: 'Use another account' }).waitFor();
  await ben.getByRole('button', { name: 'Connect it as a second mailbox' }).waitFor();
  await screenshot(ben, 'settings-another-account');
});

test('M4 a sign-in that nobody began is refused on a page of ours, which leads back', async () => {
  const stranger = await browser.open();
  const answer = await stranger.goto(`${world.sandbox.urls.server}/connect/callback?code=x&state=forged`);
  expect(answer?.status()).toBe(400);
  await stranger.getByRole('heading', { name: 'This sign-in was not accepted' }).waitFor({ timeout: 30_000 });
  expect(stranger.url()).not.toContain('state=');
  await screenshot(stranger, 'settings-refused');
  expect(await findAccessibilityFaults(stranger)).toEqual([]);
});

test('U-05 from the first Tab to a saved setting by keyboard alone', async () => {
  const [{ id } = { id: '' }] = (await ada.call('GET /connection')).mailboxes;
  await page.goto(settingsUrl(world, `#/mailboxes/${id}`));
  await page.reload();
  await heading('History').waitFor({ timeout: 30_000 });
  await page.getByText(/About \d+ messages since/).waitFor({ timeout: 30_000 });
  const focused = () => page.evaluate(() => document.activeElement?.closest('label, a, button')?.textContent ?? '');
  const tabTo = async (wanted: RegExp) => {
    for (let presses = 0; presses < 80; presses += 1) {
      if (wanted.test(await focused())) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`Tab never reaches ${wanted.source}`);
  };
  await page.locator('body').press('Tab');
  await tabTo(/Last 30 days/);
  await page.keyboard.press('ArrowDown');
  expect(await page.getByRole('radio', { name: 'Last 90 days' }).isChecked()).toBe(true);
  await tabTo(/Inbox/);
  await tabTo(/^Save$/);
  await page.keyboard.press('Enter');
  await heading('Progress').waitFor({ timeout: 60_000 });
  expect((await ada.call('GET /mailboxes/:mailbox/settings', { params: { mailbox: id } })).settings.range).toEqual({
    kind: 'days',
    days: 90,
  });
});

test('U-01 U-03 every page holds at 320 pixels and in the dark', async () => {
  const narrow = await browser.open({ width: 320, height: 640, colorScheme: 'dark' });
  await signInBrowser(narrow, world, ada);
  const [{ id } = { id: '' }] = (await ada.call('GET /connection')).mailboxes;
  for (const [name, place, sign] of [
    ['integrations', '#/integrations', 'Made by Coherence'],
    ['microsoft', '#/integrations/microsoft', 'What you allowed'],
    ['what-works', '#/what-works', 'Email'],
    ['form', `#/mailboxes/${id}`, 'What colleagues see'],
    ['progress', `#/mailboxes/${id}/progress`, 'Folders'],
    ['preview', `#/mailboxes/${id}/preview`, 'What would come'],
    ['log', `#/mailboxes/${id}/log`, 'Sync log'],
    ['disconnect', `#/mailboxes/${id}/disconnect`, 'What stops'],
  ] as const) {
    await narrow.goto(settingsUrl(world, place));
    await narrow.getByRole('heading', { name: sign }).waitFor({ timeout: 60_000 });
    expect(await boxesBeyondPage(narrow)).toEqual([]);
    expect(await findAccessibilityFaults(narrow)).toEqual([]);
    await screenshot(narrow, `settings-${name}-narrow-dark`);
  }
});

test('M101 an administrator finds the pages from the integrations, and nobody else is offered them; what is not ours is said', async () => {
  const patient = { timeout: 60_000 };
  const administrators = await browser.open();
  await signInBrowser(administrators, world, await world.as('Cleo'));
  await administrators.goto(settingsUrl(world, '#/integrations'));
  const others = administrators.getByRole('region', { name: 'Made by Coherence' });
  await others.waitFor(patient);
  expect(await others.innerText()).toMatch(/not part of/i);
  const links = await others.getByRole('link').evaluateAll((all) => all.map((it) => it.getAttribute('href') ?? ''));
  expect(links.length).toBe(2);
  for (const href of links) expect(href).toMatch(/^https:\/\/getcoherence[.]io\//);
  await administrators.getByRole('link', { name: /^Administration/ }).click(patient);
  await administrators.getByRole('heading', { name: 'Set-up guide', exact: true }).waitFor(patient);
  await browser.leave(administrators);
  await page.goto(settingsUrl(world, '#/integrations'));
  await page
    .getByRole('link', { name: /OneDrive/ })
    .first()
    .waitFor(patient);
  expect(await page.getByRole('link', { name: /^Administration/ }).count()).toBe(0);
  await page.goto(settingsUrl(world, '#/admin/audit'));
  await page.getByText('Only administrators see this.').waitFor(patient);
}, 240_000);
