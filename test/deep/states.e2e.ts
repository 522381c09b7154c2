import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { allWell, startPreset } from '../../sandbox/outlook/presets.js';
import { startBrowser, type Browser } from '../support/browser.js';
import { messageRow, screenshot, showMessage, type Pane, type Wanted } from '../support/outlook.js';
import { startWorld, type World } from '../support/world.js';

/* What a person sees, and what still works, when something is not as it should be (ux.md 5.8). The sandbox makes it so. */
let world: World;
let browser: Browser;
let page: Page;
let pane: Pane;
beforeAll(async () => {
  world = await startWorld();
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await world?.stop();
});
beforeEach(async () => {
  page = await browser.open({ width: 1280, height: 760 });
});
afterEach(async () => {
  allWell(world.sandbox);
  await browser.leave(page);
});

const ask = (name: string) => expect(startPreset(world.sandbox, name)).toBe(true);
const open = async (wanted: Wanted) => {
  pane = await showMessage(page, world, { person: 'Ada', pane: 'open', ...wanted });
};
const press = (name: string) => pane.getByRole('button', { name, exact: true }).click();
const sees = (text: string | RegExp) => pane.getByText(text).first().waitFor();
const suggested = () => pane.getByRole('radio').first().waitFor();
const status = (text: string) => pane.getByText(text, { exact: true }).first().waitFor();

test('U-12 first run: one page says what the pane is for, can be skipped, does not come again, and Help shows it once more', async () => {
  await open({ person: 'Dario', message: 'Keys for building C' });
  await pane.getByRole('heading', { name: 'This email, on the right record' }).waitFor();
  await sees('Nothing is filed by itself');
  await press('Skip');
  await suggested();
  await open({ person: 'Dario', message: 'Keys for building C' });
  await suggested();
  await press('More actions');
  await pane.getByRole('menuitem', { name: 'Help and version' }).click();
  await press('Show the introduction again');
  await press('Try it on this email');
  await suggested();
});

test('S-01 loading: a word after a second, a way out after eight, and trying again works', async () => {
  world.sandbox.faults.add({ service: 'edge', path: '^/api/matches', delayMs: 25_000 });
  await open({ message: 'Site visit' });
  await sees('Looking for the records of this email…');
  await sees('Still working');
  await screenshot(page, 'state-loading');
  await press('Cancel');
  await sees('Stopped before an answer came.');
  await press('Try again');
  await suggested();
});

test('S-09 signed out: what signing in gives, one button, and what Outlook itself knows of the mail', async () => {
  const ada = await world.as('Ada');
  await ada.settled((await ada.file('Minutes of our meeting')).id);
  await open({ message: 'Minutes of our meeting' });
  await status('Filed');
  await press('More actions');
  await pane.getByRole('menuitem', { name: 'Sign out' }).click();
  await pane.getByRole('heading', { name: 'Sign in to see the records of this email' }).waitFor();
  await sees('This email carries the category “Coherence”, so somebody has filed it.');
  await screenshot(page, 'state-signed-out');
  await press('Sign in');
  await status('Filed');
});

test('sign-in failed: the cause in words, a message for IT, and checking again', async () => {
  ask('sign-in-refused');
  await open({ message: 'Site visit' });
  await sees('Your organisation opens Coherence only to people who are assigned to it, and you are not yet.');
  await pane.getByRole('button', { name: 'Write to IT' }).waitFor();
  await screenshot(page, 'state-sign-in-failed');
  allWell(world.sandbox);
  await press('Check again');
  await suggested();
});

test('M4 consent missing: Allow asks once, on one page, and the work goes on', async () => {
  ask('consent-missing');
  await open({ message: 'Site visit' });
  await sees(/Coherence needs your permission first: .*read and change your mail/);
  await press('Allow');
  const consent = page.frameLocator('dialog iframe');
  await consent.getByRole('heading', { name: 'Permissions requested' }).waitFor();
  await consent.getByText('Read and change your mail', { exact: true }).waitFor();
  await screenshot(page, 'state-consent');
  await consent.getByRole('link', { name: 'Accept' }).click();
  await suggested();
  expect(await page.getByRole('dialog').count()).toBe(0);
  await press('File');
  await status('Filed');
});

test('M15 R-11 only administrators consent: a text and a link for IT, and Check again after the approval', async () => {
  ask('admin-approval');
  await open({ message: 'Introducing myself' });
  await press('Allow');
  const consent = page.frameLocator('dialog iframe');
  await consent.getByRole('heading', { name: 'Need admin approval' }).waitFor();
  await consent.getByRole('link', { name: /Return to the application/ }).click();
  await sees('An administrator of your organisation must approve these permissions first');
  await press('Send request to admin');
  const text = await pane.getByRole('textbox', { name: 'Request to an administrator' }).inputValue();
  await screenshot(page, 'state-admin-consent');
  const address = /https:\S+/.exec(text)?.[0] ?? '';
  const admin = await browser.open();
  await showMessage(admin, world, { person: 'Cleo' });
  await admin.goto(address);
  await admin.getByRole('link', { name: 'Accept' }).click();
  await admin.getByRole('heading', { name: 'Thank you' }).waitFor();
  await browser.leave(admin);
  await press('Check again');
  await suggested();
});

test('conditional access: what is asked, Continue, and nothing is lost', async () => {
  world.sandbox.faults.add({
    service: 'entra',
    path: '/oauth2/v2.0/token',
    answer: {
      status: 400,
      code: 'interaction_required',
      message: 'AADSTS50076: multi-factor authentication is required.',
      more: { suberror: 'basic_action', claims: '{"access_token":{"capolids":{"essential":true,"values":["1"]}}}' },
    },
  });
  await open({ person: 'Cleo', message: 'Team lunch' });
  await pane.getByRole('searchbox').fill('canal house');
  await pane.getByRole('button', { name: /Canal House/ }).click();
  await press('File');
  await sees('Your organisation asks for a second factor before this can go on.');
  await screenshot(page, 'state-step-up');
  await press('Continue');
  await status('Filed');
});

test('R-11 a record one may not see: filed, but not where', async () => {
  const ada = await world.as('Ada');
  await ada.settled((await ada.file('Handover of the Harbour Light project', { module: 'tasks', id: 'rec_t1' })).id);
  const workspace = world.sandbox.coherence.workspaces.of('Alder & Finch');
  const tasks = workspace.modules.find((it) => it.slug === 'tasks');
  if (!tasks) throw new Error('The seed has no tasks.');
  tasks.isPrivate = true;
  try {
    await world.server?.records.refreshIndex(ada.person.id && world.sandbox.client.tenant);
    await open({ message: 'Handover of the Harbour Light' });
    await sees('Filed to a record you cannot see');
    expect(await pane.getByText('Prepare the renewal').count()).toBe(0);
    await screenshot(page, 'state-hidden-record');
  } finally {
    tasks.isPrivate = false;
    await world.server?.records.refreshIndex(world.sandbox.client.tenant);
  }
});

test('offline: the filing waits in the pane, can be taken back, and goes out when the network is back', async () => {
  await open({ message: 'Delivery window next week' });
  await suggested();
  await page.context().setOffline(true);
  await sees('You are offline.');
  await press('File');
  await sees(/Waiting to be filed to Noor Haddad/);
  await sees('Saved here. It is filed when you are online again.');
  await status('Queued');
  await screenshot(page, 'state-offline');
  await press('Take it back');
  await suggested();
  await press('File');
  await sees(/Waiting to be filed/);
  await page.context().setOffline(false);
  await status('Filed');
});

test('R-53 throttled: until when, that nothing is lost, and it is filed by itself', async () => {
  world.sandbox.faults.add({
    service: 'graph',
    path: '/messages/',
    answer: { status: 429, code: 'ApplicationThrottled', message: 'Too many requests.', retryAfterSeconds: 20 },
  });
  await open({ message: 'Contrat de maintenance' });
  await suggested();
  await press('File');
  await sees(/Microsoft asks us to wait until \d\d:\d\d.*nothing is lost/);
  await status('Queued');
  await screenshot(page, 'state-throttled');
  await pane.getByText('Filed', { exact: true }).first().waitFor({ timeout: 120_000 });
});

test('R-28 partly done: what is stored, what is not, and Retry the rest', async () => {
  world.sandbox.faults.add({
    service: 'graph',
    method: 'PUT',
    after: 1,
    answer: { status: 507, code: 'quotaLimitReached', message: 'The user has reached their quota limit.' },
  });
  await open({ message: 'Quote for the renewal' });
  await suggested();
  await press('File');
  await sees(/2 of 3 files are stored\. 1 could not be stored\./);
  await status('Needs you');
  await screenshot(page, 'state-partly');
  await pane.getByRole('button', { name: 'Retry the rest' }).first().click();
  await status('Filed');
});

test('R-42 failed: what happened, what it affects, a reference, and another try; it stays until dismissed', async () => {
  world.sandbox.faults.add({ service: 'edge', path: '^/api/filings', method: 'POST', answer: { status: 502 } });
  await open({ message: 'Reference for your work' });
  await suggested();
  await press('File');
  await sees('This email was not filed');
  await sees('Nothing was changed. Your choices are kept.');
  await status('Failed');
  await screenshot(page, 'state-failed');
  await press('Try again');
  await status('Filed');
});

test('R-43 gone: a record that was deleted meanwhile is said, and another can be chosen', async () => {
  const { workspaces } = world.sandbox.coherence;
  await open({ message: 'Complaint about the last visit' });
  await suggested();
  workspaces.trash(workspaces.of('Alder & Finch'), 'rec_p2');
  await press('File');
  await sees('This record was deleted or merged in Coherence. Choose another.');
  await screenshot(page, 'state-gone');
  await page.goto(`${world.sandbox.urls.server}/record/people/rec_p2`);
  await page.getByRole('heading', { name: 'There is no such record' }).waitFor();
});

test.each([['a mail opened from a file', { as: 'no-id' }, 'This email is not in your mailbox']] as const)(
  'R-67 not available here: %s says why, and the other way',
  async (name, wanted, title) => {
    await open({ message: 'Site visit', ...wanted });
    await pane.getByRole('heading', { name: title }).waitFor();
    await screenshot(page, `state-not-here-${name.replace(/ /g, '-')}`);
  },
);

test('U-21 no mail is selected: a state with a search, not an error', async () => {
  await open({});
  await pane.getByRole('heading', { name: 'Select an email' }).waitFor();
  await pane.getByRole('searchbox').fill('lumen works');
  await pane
    .getByRole('link', { name: /Lumen Works/ })
    .first()
    .waitFor();
});

test('R-67 opened in a plain tab, the pane says where it belongs', async () => {
  await page.goto(`${world.sandbox.urls.server}/taskpane.html`);
  await page.getByRole('heading', { name: 'Open Coherence from Outlook' }).waitFor({ timeout: 60_000 });
});

test('Coherence is down: the mail is filed, the wait is visible, and it settles by itself', async () => {
  await open({ message: 'Payment advice 4471' });
  await suggested();
  await pane.getByRole('radio').first().check();
  ask('coherence-down');
  await press('File');
  await status('Queued');
  await sees(/Coherence is not answering\. Your filing is kept/);
  await screenshot(page, 'state-coherence-down');
  allWell(world.sandbox);
  await pane.getByText('Filed', { exact: true }).first().waitFor({ timeout: 120_000 });
  await messageRow(page, 'Payment advice 4471').getByText('Coherence').waitFor();
});

test('R-38 outdated: the server has newer pages; the pane says Reload to update, goes on working, and keeps the choices', async () => {
  await open({ message: 'Rollout plan' });
  await suggested();
  await pane.getByRole('checkbox', { name: 'Save a copy of the email' }).uncheck();
  const pages = fs.mkdtempSync(path.join(os.tmpdir(), 'coherence-pages-'));
  fs.cpSync('dist/public', pages, { recursive: true });
  fs.appendFileSync(path.join(pages, 'taskpane.html'), '<!-- newer -->');
  await world.restart({ PAGES_DIR: pages });
  try {
    await pane.getByRole('searchbox').fill('lumen');
    await sees('A newer Coherence is ready');
    await pane.getByRole('list', { name: 'Search results' }).waitFor();
    await screenshot(page, 'state-outdated');
    await press('Reload to update');
    await suggested();
    await pane.getByText('A newer Coherence is ready').waitFor({ state: 'detached' });
    expect(await pane.getByRole('checkbox', { name: 'Save a copy of the email' }).isChecked()).toBe(false);
  } finally {
    fs.rmSync(pages, { recursive: true, force: true });
  }
});
