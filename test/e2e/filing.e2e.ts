import type { Page } from 'playwright-core';
import { startBrowser, type Browser } from '../support/browser.js';
import {
  messageRow,
  openMessage,
  openPane,
  screenshot,
  showMessage,
  showOutlook,
  switchPerson,
  type Pane,
} from '../support/outlook.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/*
 * The main job as a person walks it: Outlook with Microsoft's own office.js, our pane in it, our server
 * behind it. By role and label only; nothing between browser and server is intercepted.
 */
let world: World;
let browser: Browser;
let ada: Caller;
let page: Page;
let pane: Pane;
beforeAll(async () => {
  world = await startWorld();
  browser = await startBrowser();
  ada = await world.as('Ada');
  page = await browser.open();
});
afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

const quote = 'Quote for the renewal';
const filesOf = (person: Caller) => {
  const { drives } = world.sandbox.tenants;
  const drive = drives.ofPerson(person.person.id);
  return Object.values(drive?.items ?? {})
    .filter((it) => drive && it.file && drives.path(drive, it)[0] === 'Coherence')
    .map((it) => it.name)
    .sort();
};
const recordNames = (it: Pane) => it.getByRole('radiogroup', { name: 'Suggested records' }).getByRole('radio');
const file = (it: Pane) => it.getByRole('button', { name: 'File', exact: true }).click();
const receipt = (it: Pane, record: string) => it.getByRole('article', { name: record });

describe('a mail from a customer is filed', () => {
  test('M103 the pane opens beside the mail, signs in silently, and names the mail and the mailbox', async () => {
    await showOutlook(page, world);
    await switchPerson(page, 'Ada Brandt');
    await openMessage(page, quote);
    pane = await openPane(page);
    await pane.getByRole('heading', { name: quote, level: 1 }).waitFor();
    await pane.getByText('in ada@alderfinch.example').waitFor();
    await pane.getByText('Not filed', { exact: true }).waitFor();
    expect(page.context().pages()).toHaveLength(1);
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  test('M25 up to three records are suggested, each with its reason, and the strongest is chosen', async () => {
    await recordNames(pane).first().waitFor();
    expect(await recordNames(pane).count()).toBeLessThanOrEqual(3);
    const jana = pane.getByRole('radio', {
      name: /Jana Novák.*Person.*Strong match.*jana\.novak@lumenworks\.example is on this record/,
    });
    const lumen = pane.getByRole('radio', { name: /Lumen Works.*Account.*Likely.*Works at lumenworks\.example/ });
    expect(await jana.isChecked()).toBe(true);
    expect(await lumen.isChecked()).toBe(false);
    const people = pane.getByRole('list', { name: 'People in this email' }).getByRole('listitem');
    expect((await people.allInnerTexts()).map((it) => it.replace(/\s+/g, ' ').trim())).toEqual([
      expect.stringMatching(/Jana Novák.*jana\.novak@lumenworks\.example.*Person/),
      expect.stringMatching(/Ben Okafor.*Colleague/),
      expect.stringMatching(/Ada Brandt.*You/),
    ]);
    await screenshot(page, 'filing-suggestions');
  });

  test('R-09 files are ticked; the picture of a signature is not', async () => {
    const ticked = (name: string) => pane.getByRole('checkbox', { name }).isChecked();
    expect(await ticked('Quote 2027-118.pdf')).toBe(true);
    expect(await ticked('Price list 2027.xlsx')).toBe(true);
    expect(await ticked('logo.png')).toBe(false);
    expect(await ticked('Save a copy of the email')).toBe(true);
  });

  test('M104 M107 R-04 it is filed before its files have arrived, and only what was ticked follows into the folder', async () => {
    await pane.getByRole('checkbox', { name: 'Price list 2027.xlsx' }).uncheck();
    const upload = world.sandbox.faults.add({ service: 'graph', method: 'PUT', holdBefore: true });
    await file(pane);
    await pane.getByText('Filed', { exact: true }).waitFor(); // it waits for no file
    expect(filesOf(ada)).toEqual([]);
    world.sandbox.faults.release(upload);
    await pane.getByRole('link', { name: 'Quote 2027-118.pdf' }).waitFor();
    await pane.getByRole('link', { name: `${quote}.eml` }).waitFor();
    expect(filesOf(ada)).toEqual(['Quote 2027-118.pdf', `${quote}.eml`]);
  });

  test('R-25 the receipt says who, when, why, and leads to the record, the folder and each file', async () => {
    const card = receipt(pane, 'Jana Novák');
    await card.getByText(/Filed by you, \d\d:\d\d/).waitFor();
    await card.getByText('jana.novak@lumenworks.example is on this record').waitFor();
    await screenshot(page, 'filing-receipt');
    const address = (name: string | RegExp) => card.getByRole('link', { name }).getAttribute('href');
    expect(await address('Open record: Jana Novák')).toBe(`${world.sandbox.urls.server}/record/people/rec_jana`);
    for (const name of ['Open folder', 'Quote 2027-118.pdf']) {
      const tab = await page.context().newPage();
      const answer = await tab.goto((await address(name)) ?? '');
      expect(answer?.status()).toBe(200);
      await tab.close();
    }
  });

  test('R-02 the mail carries the category, in the list and above its text', async () => {
    await messageRow(page, quote).getByText('Coherence').waitFor();
    await page.getByRole('article', { name: quote }).getByText('Coherence', { exact: true }).last().waitFor();
  });

  test('M1 M4 the record page signs in with Microsoft and shows the filing on the timeline, with its files', async () => {
    const opening = page.context().waitForEvent('page');
    await receipt(pane, 'Jana Novák').getByRole('link', { name: 'Open record' }).click();
    const record = await opening;
    await record.getByRole('heading', { name: 'Jana Novák', level: 1 }).waitFor();
    expect(record.url()).toBe(`${world.sandbox.urls.server}/record/people/rec_jana`);
    const entry = record.getByRole('article', { name: quote });
    await entry.getByText(/Filed by you/).waitFor();
    await entry.getByRole('link', { name: 'Quote 2027-118.pdf' }).waitFor();
    await record.getByText('Managing director').waitFor();
    await screenshot(record, 'record-timeline');
    await record.close();
  });

  test('M104 R-01 a colleague opens the other copy and reads who filed it, when, and to which record', async () => {
    const other = await browser.open();
    const theirs = await showMessage(other, world, { person: 'Ben', message: quote, pane: 'open' });
    const card = receipt(theirs, 'Jana Novák');
    await card.getByText(/Filed by Ada Brandt, \d\d:\d\d/).waitFor();
    await card.getByText('Only Ada Brandt can unfile this.').waitFor();
    expect(await card.getByRole('button', { name: 'Unfile' }).count()).toBe(0);
    await screenshot(other, 'filing-colleague');
    await browser.leave(other);
  });
});

describe('a filing is taken back', () => {
  test('R-08 Undo says what goes and what stays, then category and files are gone', async () => {
    await pane.getByRole('button', { name: 'Unfile' }).click();
    const dialog = pane.getByRole('dialog', { name: 'Unfile this email?' });
    await dialog.getByText('The link between this email and Jana Novák').waitFor();
    const [goes, stays] = await dialog.getByRole('list').allInnerTexts();
    expect(goes).toMatch(/category "Coherence" on the email[^]*copy of this email[^]*Quote 2027-118\.pdf/);
    expect(stays).toMatch(/email itself, in Outlook[^]*folder in OneDrive/);
    await screenshot(page, 'filing-unfile');
    await dialog.getByRole('button', { name: 'Unfile' }).click();
    await pane.getByText('Not filed', { exact: true }).waitFor();
    await recordNames(pane).first().waitFor();
    await messageRow(page, quote).getByText('Coherence').waitFor({ state: 'detached' });
    expect(filesOf(ada)).toEqual([]);
  });

  test('M104 Undo stands in the footer right after filing and leads the same way back', async () => {
    await openMessage(page, 'Minutes of our meeting');
    pane = await openPane(page);
    await recordNames(pane).first().waitFor();
    await file(pane);
    await pane.getByRole('button', { name: 'Undo' }).click();
    await pane.getByRole('dialog').getByRole('button', { name: 'Unfile' }).click();
    await pane.getByText('Not filed', { exact: true }).waitFor();
    expect(ada.message('Minutes of our meeting').graph.categories).toEqual([]);
  });
});

describe('a record is found or made', () => {
  test('M104 a mail nobody matches says so, and is filed to a record found by search', async () => {
    await openMessage(page, 'Team lunch on Friday');
    pane = await openPane(page);
    await pane.getByText(/No record matches/).waitFor();
    await screenshot(page, 'filing-no-match');
    const search = pane.getByRole('searchbox', { name: 'Search records' });
    await search.fill('rollout');
    await pane.getByRole('list', { name: 'Search results' }).getByText('Harbour Light – Rollout').waitFor();
    await screenshot(page, 'filing-search');
    await pane.getByRole('button', { name: /Harbour Light – Rollout/ }).click();
    expect(await pane.getByRole('radio', { name: /Harbour Light – Rollout.*Found by your search/ }).isChecked()).toBe(
      true,
    );
    await file(pane);
    await receipt(pane, 'Harbour Light – Rollout').getByText('Found by your search').waitFor();
  });

  test('M105 R-26 an unknown sender becomes a person with what the mail says of them, and is chosen at once', async () => {
    await openMessage(page, 'Question about your services');
    pane = await openPane(page);
    const sender = pane.getByRole('listitem').filter({ hasText: 'sofia.lindqvist@gmail.com' });
    await sender.getByText('Not in Coherence').waitFor();
    await sender.getByRole('button', { name: 'Create a Person' }).click();
    const value = (label: string) => pane.getByRole('textbox', { name: new RegExp(`^${label}`) }).inputValue();
    expect(await value('Email')).toBe('sofia.lindqvist@gmail.com');
    expect(await value('First Name')).toBe('Sofia');
    expect(await value('Last Name')).toBe('Lindqvist');
    await screenshot(page, 'filing-create');
    await pane.getByLabel('Person Type').selectOption('Customer');
    await pane.getByRole('button', { name: 'Create', exact: true }).click();
    const made = pane.getByRole('radio', { name: /Sofia Lindqvist/ });
    await made.waitFor();
    expect(await made.isChecked()).toBe(true);
    expect(
      world.sandbox.coherence.workspaces.of('Alder & Finch').records.filter((it) => it.displayName.startsWith('Sofia')),
    ).toMatchObject([
      { fields: { email: 'sofia.lindqvist@gmail.com', 'first-name': 'Sofia', 'person-type': 'Customer' } },
    ]);
    await file(pane);
    await receipt(pane, 'Sofia Lindqvist').waitFor();
  });
});

describe('the pane is pinned and the person moves on', () => {
  test('M102 S-05 R-62 it follows to the next mail and keeps the choices of each', async () => {
    await openMessage(page, 'Site visit on the 9th');
    pane = await openPane(page);
    await page.getByRole('button', { name: 'Pin' }).click();
    await pane.getByRole('radio', { name: /Harbour Light.*Account/ }).check();
    await pane.getByRole('checkbox', { name: 'Save a copy of the email' }).uncheck();
    await openMessage(page, 'Introducing myself');
    await pane.getByRole('heading', { name: 'Introducing myself' }).waitFor();
    expect(await pane.getByRole('checkbox', { name: 'Save a copy of the email' }).isChecked()).toBe(true);
    await openMessage(page, 'Site visit on the 9th');
    await pane.getByRole('heading', { name: 'Site visit on the 9th' }).waitFor();
    expect(await pane.getByRole('radio', { name: /Harbour Light.*Account/ }).isChecked()).toBe(true);
    expect(await pane.getByRole('checkbox', { name: 'Save a copy of the email' }).isChecked()).toBe(false);
  });

  test('R-62 moving on in the middle of filing files the first mail and nothing else', async () => {
    const { faults } = world.sandbox;
    const held = faults.add({ service: 'graph', path: '/messages/', holdBefore: true });
    await file(pane);
    await faults.reached(held);
    await openMessage(page, 'Introducing myself');
    await pane.getByRole('heading', { name: 'Introducing myself' }).waitFor();
    await pane.getByText('You moved to another message').waitFor();
    await pane.getByText(/“Site visit on the 9th” is still being filed/).waitFor();
    await screenshot(page, 'filing-moved-on');
    faults.release(held);
    await messageRow(page, 'Site visit on the 9th').getByText('Coherence').waitFor();
    await pane.getByText('You moved to another message').waitFor({ state: 'detached' });
    await pane.getByText('Not filed', { exact: true }).waitFor();
    expect(ada.message('Introducing myself').graph.categories).toEqual([]);
  });
});
