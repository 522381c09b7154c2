import type { Page } from 'playwright-core';
import { startBrowser, type Browser } from '../support/browser.js';
import { looksOf } from '../support/depth.js';
import { follow, type Followed } from '../support/followed.js';
import { boxesBeyond, findAccessibilityFaults, screenshot, showMessage, type Pane } from '../support/outlook.js';
import { boxesBeyondPage, settingsUrl, signInBrowser } from '../support/settings-page.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/*
 * Mail on records, from inside Outlook: choosing what happens to it there and taking all of it back; one mail moved by hand; the latest
 * mails of the record, a new one and an answer begun in Outlook's own window, and one found in the mailbox.
 */
let world: World;
let browser: Browser;
let ada: Caller;
let followed: Followed;
beforeAll(async () => {
  world = await startWorld();
  browser = await startBrowser();
  ada = await world.as('Ada');
  followed = await follow(world, ada);
  await followed.settled();
}, 240_000);
beforeEach(() =>
  followed.save((settings) => {
    settings.organization = { kind: 'off' };
  }),
);
afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

test('M26 off at first; a folder for each record is chosen, the settings say what was moved, and put it back', async () => {
  const { mailbox } = followed;
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
  await browser.leave(page);
}, 240_000);

const folderOf = (subject: string) => ada.mailbox.folder(ada.message(subject).folderId)?.displayName;
const folderPart = (pane: Pane) => pane.getByRole('region', { name: 'Folder in Outlook' });
/** The mail is on Jana's record, and its pane is open. */
async function openFiled(subject: string): Promise<{ page: Page; pane: Pane }> {
  const filing = await ada.file(subject, undefined, { attachments: false });
  await ada.settled(filing.id);
  const page = await browser.open();
  return { page, pane: await showMessage(page, world, { person: 'Ada', message: subject, pane: 'open' }) };
}

test('M26 one mail is moved into the folder of its record from the pane with the keyboard, and put back', async () => {
  const subject = 'Minutes of our meeting';
  const { page, pane } = await openFiled(subject);
  const part = folderPart(pane);
  await part.getByRole('button', { name: 'Folder in Outlook' }).focus();
  await page.keyboard.press('Enter');
  await part.getByText('This email is in Inbox.').waitFor();
  const move = part.getByRole('button', { name: 'Move to the folder of Jana Novák' });
  await move.focus();
  await page.keyboard.press('Enter');
  await until(
    () => folderOf(subject),
    (it) => it === 'Jana Novák',
  );
  await part
    .getByText(/^This email is in Coherence.* › People.* › Jana Novák.*moved there for Jana Novák\.$/)
    .waitFor();
  await screenshot(page, 'pane-moved');
  await part.getByRole('button', { name: 'Put it back' }).click();
  await part.getByText('This email is in Inbox.').waitFor();
  expect(folderOf(subject)).toBe('Inbox');
  await browser.leave(page);
}, 240_000);

test.each(looksOf(0))(
  'M26 M113 the folder of a mail in the pane, in %s: axe finds nothing, nothing reaches beyond 320 px',
  async (theme) => {
    const subject = 'Site visit on the 9th';
    const filing = await ada.file(subject, undefined, { attachments: false });
    await ada.settled(filing.id);
    const page = await browser.open({ width: 320, height: 570 });
    const pane = await showMessage(page, world, { person: 'Ada', message: subject, pane: 'only', theme });
    const part = folderPart(pane);
    await part.getByRole('button', { name: 'Folder in Outlook' }).click();
    await part.getByText('This email is in Inbox.').waitFor();
    await part.getByRole('button', { name: 'Move to the folder of Jana Novák' }).scrollIntoViewIfNeeded();
    await screenshot(page, `pane-folder-${theme}`);
    expect(await boxesBeyond(pane)).toEqual([]);
    expect(await findAccessibilityFaults(page)).toEqual([]);
    await browser.leave(page);
  },
  240_000,
);

const entriesOfJana = async () =>
  (await ada.call('GET /records/:module/:id/timeline', { params: { module: 'people', id: 'rec_jana' } })).entries;

test('M24 the pane shows the latest mails of the record; a new one and an answer are written in Outlook and stand on the record', async () => {
  const subject = 'Samples for the new lamp';
  for (const it of [1, 2, 3, 4, 5, 6].map((n) => `Lamp ${n}`).concat(subject))
    world.sandbox.tenants.deliver({
      from: { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' },
      to: [{ name: 'Ada Brandt', address: ada.person.userPrincipalName }],
      subject: it,
      html: '<p>They are on their way.</p>',
      ...(it === subject ? {} : { sentDateTime: new Date(Date.now() - 3_600_000).toISOString() }), // it is the latest
    });
  await until(entriesOfJana, (entries) => entries.length > 6 && entries.some((it) => it.mail?.subject === subject));
  const { page, pane } = await openFiled(subject);
  const receipt = pane.getByRole('article', { name: 'Jana Novák' });
  await receipt.getByRole('button', { name: 'Write or find emails' }).click();
  const part = receipt.getByRole('region', { name: 'Emails for this record' });
  const latest = part.getByRole('list', { name: 'Latest emails of this record' });
  await latest.getByRole('listitem').filter({ hasText: subject }).waitFor();
  expect(await latest.getByRole('listitem').count()).toBe(5);
  await part.getByRole('button', { name: 'Older emails' }).click();
  await latest.getByRole('listitem').nth(5).waitFor();
  await screenshot(page, 'pane-record-mail');
  const form = page.getByRole('dialog');
  for (const [button, written] of [
    ['New email', 'Begun in the pane'],
    ['Reply', `Re: ${subject}`],
  ] as const) {
    await part.getByRole('button', { name: button }).click();
    await form.getByLabel('To', { exact: true }).waitFor();
    expect(await form.getByLabel('To', { exact: true }).inputValue()).toBe('jana.novak@lumenworks.example');
    await form.getByLabel('Subject').fill(written);
    await form.getByRole('button', { name: 'Send' }).click();
    await form.waitFor({ state: 'hidden' });
    await part.getByText(/Write it in Outlook\. Once sent, it stands on this record/).waitFor();
    await until(entriesOfJana, (entries) => entries.some((it) => it.mail?.subject === written));
  }
  await browser.leave(page);
}, 240_000);

test('M23 words are looked for in the mailbox from the pane, and what is found is filed to the record', async () => {
  world.sandbox.tenants.deliver({
    from: { name: 'Wil Wombat', address: 'wil@wombat.example' },
    to: [{ name: 'Ada Brandt', address: ada.person.userPrincipalName }],
    subject: 'Quokka drawings',
    html: '<p>As promised.</p>',
  });
  const { page, pane } = await openFiled('Quote for the renewal');
  const receipt = pane.getByRole('article', { name: 'Jana Novák' });
  await receipt.getByRole('button', { name: 'Write or find emails' }).click();
  const part = receipt.getByRole('region', { name: 'Emails for this record' });
  await part.getByRole('searchbox', { name: 'Words to look for in your mailbox' }).fill('quokka');
  await page.keyboard.press('Enter');
  const hit = part.getByRole('article', { name: 'Quokka drawings' });
  await hit.getByText('Wil Wombat').waitFor();
  await hit.getByRole('button', { name: 'File to this record: Quokka drawings' }).click();
  await hit.getByText('On this record', { exact: true }).waitFor();
  expect(await page.getByRole('dialog').count()).toBe(0);
  const { filings } = await ada.call('POST /matches', {
    body: {
      internetMessageId: ada.message('Quokka drawings').graph.internetMessageId ?? '',
      subject: 'Quokka drawings',
      participants: [],
    },
  });
  expect(filings.map((it) => it.record.displayName)).toEqual(['Jana Novák']);
  await browser.leave(page);
}, 240_000);
