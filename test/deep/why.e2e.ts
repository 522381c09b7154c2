import type { Page } from 'playwright-core';
import { sql } from 'kysely';
import { alder } from '../../sandbox/tenant/company.js';
import { limitModule, unlimited } from '../support/administrator.js';
import { startBrowser, type Browser } from '../support/browser.js';
import { databaseOf, follow, type Followed } from '../support/followed.js';
import {
  boxesBeyond,
  findAccessibilityFaults,
  focused,
  screenshot,
  showMessage,
  type Pane,
} from '../support/outlook.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/*
 * "Why isn't this email here?" in the pane: for each cause of the catalogue the one sentence that was found and a button that works.
 * The causes are made so at the sandbox and in the settings, as they happen to people.
 */
const quote = 'Quote for the renewal';
const minutes = 'Minutes of our meeting';
const size = { width: 320, height: 570 };
let world: World;
let browser: Browser;
let ada: Caller;
let page: Page;
let pane: Pane;
let followed: Followed;
beforeAll(async () => {
  world = await startWorld();
  browser = await startBrowser();
  ada = await world.as('Ada');
  page = await browser.open(size);
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

afterEach(() => {
  world.sandbox.behaviour.mail.onPremises = [];
});

const button = (name: string | RegExp) => pane.getByRole('button', { name, exact: true });
const heading = (name: string) => pane.getByRole('heading', { name }).waitFor({ timeout: 60_000 });
const on = () => databaseOf(world).kysely;
const mailboxId = () => Number(followed.mailbox.id);
async function ask(message: string): Promise<void> {
  pane = await showMessage(page, world, { person: 'Ada', message, pane: 'only' });
  await pane.getByRole('button', { name: 'Why isn’t this email here?' }).click();
  await pane.getByRole('heading', { name: 'Why isn’t this email here?' }).waitFor();
}
/** What a button opens beside Outlook. */
async function opened(name: string | RegExp): Promise<string> {
  const [popup] = await Promise.all([page.context().waitForEvent('page'), button(name).click()]);
  const url = popup.url();
  await popup.close();
  return url;
}
function deliver(
  subject: string,
  from = 'jana.novak@lumenworks.example',
  headers: { name: string; value: string }[] = [],
) {
  return world.sandbox.tenants.deliver({
    from: { name: 'Somebody', address: from },
    to: [{ name: 'Ada', address: ada.person.userPrincipalName }],
    subject,
    html: '<p>Hello</p>',
    headers,
  });
}
const kept = (id: string) =>
  until(
    () => on().selectFrom('mail_message').select('id').where('internet_message_id', '=', id).executeTakeFirst(),
    Boolean,
    120_000,
  );
/** Nobody works at these streams meanwhile. */
const hold = (isHeld: boolean) =>
  sql`update sync_state set lease_by = ${isHeld ? 'test' : null}, lease_until = ${isHeld ? new Date(Date.now() + 3_600_000) : null}::timestamptz
    where mailbox_id = ${mailboxId()}`.execute(on());
async function forget(subject: string): Promise<void> {
  const id = ada.message(subject).graph.internetMessageId ?? '';
  await on().deleteFrom('mail_link').where('internet_message_id', '=', id).execute();
  await on().deleteFrom('mail_message').where('internet_message_id', '=', id).execute();
}

test('M71 C11 a mailbox that is not connected: the settings are opened, and it can be filed at once', async () => {
  await ask(quote);
  await heading('Your mailbox is not synced');
  expect(await opened('Connect Outlook')).toContain('/settings#/integrations/microsoft');
  await screenshot(page, 'why-not-connected');
  expect(await boxesBeyond(pane)).toEqual([]);
  expect(await findAccessibilityFaults(page)).toEqual([]);
  await button('File this email now').click();
  await pane.getByRole('radio', { name: /Jana/ }).waitFor();
  await pane.locator('footer').getByRole('button', { name: 'File', exact: true }).waitFor();
});

test('M71 C1 its folder is not synced: Add folder, and it appears', async () => {
  const sent = ada.mailbox.folder('sentitems')?.id ?? '';
  followed = await follow(world, ada, (settings) => {
    settings.range = { kind: 'days', days: 90 };
    settings.folders = [{ id: sent, includeSubfolders: false, includeNewSubfolders: false }];
  });
  await followed.settled(120_000);
  await ask(quote);
  await heading('Its folder is not synced');
  await pane.getByText('This email is in Inbox, which is not synced.').waitFor();
  await button('Add folder “Inbox”').click();
  await heading('It is here');
  await pane.getByRole('link', { name: 'Jana Novák' }).waitFor();
  await screenshot(page, 'why-here');
  await pane.getByRole('button', { name: 'Back' }).click();
  await pane.getByRole('heading', { name: 'Linked automatically' }).waitFor();
});

test('M72 C2 it is older than what is synced: the range can be changed, or this one filed without widening', async () => {
  await followed.settled(120_000);
  await forget(minutes);
  const today = new Date().toISOString().slice(0, 10);
  await followed.save((settings) => {
    settings.range = { kind: 'custom', from: today };
  });
  await followed.settled(120_000);
  await ask(minutes);
  await heading('It is outside your time range');
  await pane.getByText(/older than \d+ \w+ \d{4}/).waitFor();
  expect(await opened('Change the time range')).toContain(`/settings#/mailboxes/${followed.mailbox.id}`);
  await button('File this email now').click();
  await pane.locator('footer').getByRole('button', { name: 'File', exact: true }).click();
  await pane.getByText('Filed', { exact: true }).first().waitFor();
  const { range } = (await ada.call('GET /mailboxes/:mailbox/settings', { params: { mailbox: followed.mailbox.id } }))
    .settings;
  expect(range.kind).toBe('custom');
});

test('M71 C3 a rule leaves it out, and C5 a private mark does: the rule is named and can be changed', async () => {
  await followed.save((settings) => {
    settings.range = { kind: 'days', days: 90 };
    settings.rules = { ...settings.rules, private: 'skip', neverFile: [{ pattern: 'noise.example', who: 'any' }] };
  });
  await followed.settled(120_000);
  deliver('Kept out by a rule', 'shop@noise.example');
  deliver('For your eyes only', 'jana.novak@lumenworks.example', [{ name: 'Sensitivity', value: 'Private' }]);
  await ask('Kept out by a rule');
  await heading('A rule leaves it out');
  await pane.getByText('Somebody in this email is on your never-file list: noise.example.').waitFor();
  expect(await opened('Change the rule')).toContain(`/settings#/mailboxes/${followed.mailbox.id}`);
  await ask('For your eyes only');
  await heading('It is marked private');
  await button('File this email now').waitFor();
});

test('M71 C4 nobody in it is on a record: a person is created from here', async () => {
  await kept(deliver('From a stranger', 'new.person@farhaven.example'));
  await ask('From a stranger');
  await heading('Nobody in it is on a record');
  await screenshot(page, 'why-nobody');
  await button('Create a Person').click();
  await pane.getByRole('textbox', { name: /^First Name/ }).waitFor();
  expect(await pane.getByRole('textbox', { name: /^Email/ }).inputValue()).toBe('new.person@farhaven.example');
  await button('Cancel').click(); // else the form comes back with the mail
  await button('Create a Person').or(button('Why isn’t this email here?')).first().waitFor();
});

test('M71 C6 syncing is paused, or waits: it is resumed here, and the email arrives', async () => {
  const of = { params: { mailbox: followed.mailbox.id }, body: {} };
  await ada.call('POST /mailboxes/:mailbox/pause', of);
  deliver('While it is paused');
  await ask('While it is paused');
  await heading('It is on its way');
  await button('Resume syncing').click();
  await heading('It is here');
  await hold(true);
  await on()
    .updateTable('mailbox')
    .set({ wait_until: new Date(Date.now() + 600_000) })
    .where('id', '=', mailboxId())
    .execute();
  deliver('While Microsoft lets us wait');
  await ask('While Microsoft lets us wait');
  await pane.getByText(/Microsoft asked us to wait.*It goes on after \d\d:\d\d/).waitFor();
  await on().updateTable('mailbox').set({ wait_until: null }).where('id', '=', mailboxId()).execute();
  await hold(false);
});

test('M71 C7 C8 live updates were interrupted, the folder is read again: said as what heals by itself', async () => {
  await hold(true);
  deliver('In the silence');
  await on()
    .insertInto('sync_log')
    .values({
      tenant_id: alder.tenantId,
      mailbox_id: mailboxId(),
      kind: 'subscription',
      code: 'C7',
      detail: '{}',
      state: 'told',
    })
    .execute();
  await ask('In the silence');
  await heading('Live updates were interrupted');
  await button('Sync now').waitFor();
  await on()
    .updateTable('sync_state')
    .set({ stage: 'baseline', generation: 2 })
    .where('mailbox_id', '=', mailboxId())
    .execute();
  await button('Check again').click();
  await heading('The folder is being read again');
  await on()
    .updateTable('sync_state')
    .set({ stage: 'live', generation: 1 })
    .where('mailbox_id', '=', mailboxId())
    .execute();
  await on().deleteFrom('sync_log').execute();
});

test('M73 C10 it failed three times: it is tried again from here, and arrives', async () => {
  deliver('Set aside');
  await on()
    .insertInto('sync_log')
    .values({
      tenant_id: alder.tenantId,
      mailbox_id: mailboxId(),
      kind: 'message',
      code: 'C10',
      graph_id: ada.message('Set aside').immutableId,
      detail: '{"why":"unreadable"}',
      state: 'open',
    })
    .execute();
  await ask('Set aside');
  await heading('It could not be read');
  await hold(false);
  await button('Try this email again').click();
  await heading('It is here');
});

test('M11 C9 a mailbox on premises: said plainly, with a text for IT', async () => {
  world.sandbox.behaviour.mail.onPremises = [ada.person.id];
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await ask('From a stranger');
  await heading('This mailbox cannot be synced');
  await button('Copy text for IT').click();
  await pane.getByText('Copied.').waitFor({ state: 'attached' });
});

test('M71 M117 C12 a module that takes no emails: which one and who can change it, with a text for IT; allowed again it is where it was', async () => {
  const cleo = await world.as('Cleo');
  const modules = ['people', 'accounts', 'deals'];
  for (const it of modules) await limitModule(cleo, it, { mail: false });
  await ask(quote);
  await heading('Your organisation keeps it off these records');
  await pane.getByText(/does not allow emails on records of .*People.*An administrator can change that\./).waitFor();
  await screenshot(page, 'why-module-not-allowed');
  expect(await boxesBeyond(pane)).toEqual([]);
  expect(await findAccessibilityFaults(page)).toEqual([]);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await button('Copy text for IT').click();
  await pane.getByText('Copied.').waitFor({ state: 'attached' });
  for (const it of modules) await limitModule(cleo, it, unlimited);
  await button('Check again').click();
  await heading('It is here');
});

test('M117 M10 who filed an email is told in the pane that its module takes none any more, and takes it back there', async () => {
  const cleo = await world.as('Cleo');
  deliver('Filed before it was withheld');
  const filed = await ada.file('Filed before it was withheld');
  await ada.settled(filed.id);
  await limitModule(cleo, 'people', { mail: false });
  pane = await showMessage(page, world, { person: 'Ada', message: 'Filed before it was withheld', pane: 'only' });
  await pane
    .getByText(/does not allow emails on records of People\. .* You filed this email, and can take it back\./)
    .waitFor();
  await screenshot(page, 'unfile-withheld');
  expect(await boxesBeyond(pane)).toEqual([]);
  expect(await findAccessibilityFaults(page)).toEqual([]);
  await button('Unfile').focus();
  await page.keyboard.press('Enter');
  await pane.getByRole('dialog').getByRole('button', { name: 'Unfile' }).click();
  await pane.getByText(/You filed this email/).waitFor({ state: 'detached' });
  expect(await ada.settled(filed.id)).toMatchObject({ state: 'unfiled' });
  await limitModule(cleo, 'people', unlimited);
});

test('R-64 M113 opened from the menu by keyboard, closed by Escape; dark and narrow, axe finds nothing', async () => {
  const dark = await browser.open({ ...size, colorScheme: 'dark' });
  pane = await showMessage(dark, world, { person: 'Ada', message: 'From a stranger', pane: 'only', theme: 'dark' });
  await pane.getByRole('button', { name: 'More actions' }).focus();
  await dark.keyboard.press('Enter');
  await pane.getByRole('menuitem', { name: 'Why isn’t this email here?' }).focus();
  await dark.keyboard.press('Enter');
  await heading('Nobody in it is on a record');
  await screenshot(dark, 'why-dark');
  expect(await boxesBeyond(pane)).toEqual([]);
  expect(await findAccessibilityFaults(dark)).toEqual([]);
  await dark.keyboard.press('Escape');
  await pane
    .getByRole('radiogroup', { name: 'Suggested records' })
    .or(pane.getByText(/No record matches/))
    .first()
    .waitFor();
  expect(await focused(dark)).not.toBe('');
  await browser.leave(dark);
});
