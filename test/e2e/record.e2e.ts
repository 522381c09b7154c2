import fs from 'node:fs';
import type { Page } from 'playwright-core';
import { alder } from '../../sandbox/tenant/company.js';
import type { MailItem } from '../../server/workloads/mail/mail-item.js';
import { startBrowser, type Browser } from '../support/browser.js';
import { isLong, looksOf } from '../support/depth.js';
import { storeLink, storeMail, storeMailbox } from '../support/mail-rows.js';
import { scrollTimeline, storeManyMails } from '../support/long-timeline.js';
import { boxesBeyond, findAccessibilityFaults, screenshot } from '../support/outlook.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/*
 * The timeline of a record in a browser: mail of two mailboxes, of which the reader sees their own in full and the other's as it
 * is shared; found, narrowed, read and taken off, with the keyboard too.
 */
let world: World;
let browser: Browser;
let ada: Caller;
let boxOfAda: number;
const subject = 'Samples arrived';
beforeAll(async () => {
  world = await startWorld();
  browser = await startBrowser();
  ada = await world.as('Ada');
  const ben = await world.as('Ben');
  world.sandbox.tenants.deliver({
    from: { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' },
    to: [{ name: 'Ada', address: ada.person.userPrincipalName }],
    subject,
    attachments: [{ name: 'Samples, list.txt', contentType: 'text/plain', bytes: Buffer.from('seven lamps') }],
    html: '<p>The samples are here.</p><script>document.title="taken"</script><img src="https://tracker.example/p.gif" alt="Tracker"><p style="position:fixed">Regards</p>',
  });
  for (const found of ['Quokka plan', 'Quokka drawings'])
    world.sandbox.tenants.deliver({
      from: { name: 'Wil Wombat', address: 'wil@wombat.example' },
      to: [{ name: 'Ada', address: ada.person.userPrincipalName }],
      subject: found,
      html: '<p>As promised.</p>',
    });
  const on = world.server!.database.kysely;
  const { tenantId } = alder;
  const boxes = {
    ada: await storeMailbox(on, tenantId, ada.person.id, ada.person.userPrincipalName),
    ben: await storeMailbox(on, tenantId, ben.person.id, ben.person.userPrincipalName, { visibility: 'people' }),
  };
  boxOfAda = boxes.ada;
  const real = ada.message(subject);
  const put = async (n: number, box: 'ada' | 'ben', more: Partial<MailItem> = {}) => {
    const at = new Date(Date.UTC(2026, 10, 20) - n * 3_600_000).toISOString();
    const from = { address: 'jana.novak@lumenworks.example', name: 'Jana Novák' };
    const item: MailItem = {
      graphId: `graph-${n}`,
      changeKey: 'k',
      internetMessageId: `<${n}@timeline.example>`,
      conversationId: `conversation-${n}`,
      folderGraphId: 'inbox',
      receivedDateTime: at,
      sentDateTime: at,
      subject: `Delivery no ${n}`,
      preview: `The lamps of delivery ${n} are on their way.`,
      from,
      participants: [
        { role: 'from', ...from },
        { role: 'to', address: ada.person.userPrincipalName, name: 'Ada Brandt' },
      ],
      hasAttachments: n % 3 === 0,
      importance: 'normal',
      sensitivity: 'normal',
      categories: [],
      isDraft: false,
      isBulk: false,
      isInvitation: false,
      references: [],
      ...more,
    };
    await storeMail(on, tenantId, boxes[box], item);
    await storeLink(on, tenantId, boxes[box], item, { moduleId: 'mod_people', recordId: 'rec_jana' });
  };
  await put(0, 'ada', { graphId: real.immutableId, internetMessageId: real.graph.internetMessageId ?? '', subject });
  await put(1, 'ben', { subject: 'Nobody shall read this', preview: 'secret preview' });
  for (let n = 2; n < 130; n += 1) await put(n, 'ada', n < 5 ? { conversationId: 'one conversation' } : {});
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

async function openRecord(options: Parameters<Browser['open']>[0] = {}): Promise<Page> {
  const page = await browser.open(options);
  await page.goto(`${world.sandbox.urls.server}/record/people/rec_jana`);
  await page.getByRole('link', { name: /Ada Brandt/ }).click();
  await page.getByRole('article', { name: subject }).waitFor({ timeout: 60_000 });
  return page;
}

test('M23 R-40 the timeline shows one’s own mail in full and a colleague’s as they share it; older mail comes as one scrolls', async () => {
  const page = await openRecord();
  await page.getByText('130 emails in 128 conversations').waitFor();
  const hidden = page.getByRole('article', { name: 'Subject is not shared' });
  await hidden.getByText('Colleagues see people and time').waitFor();
  expect(await page.content()).not.toMatch(/Nobody shall read this|secret preview/);
  await screenshot(page, 'record-mail');
  const drawn = await page.getByRole('article').count();
  expect(drawn).toBeLessThan(60);
  await page.getByRole('article', { name: 'Delivery no 2' }).getByRole('button', { name: '2 earlier emails' }).click();
  await page.getByRole('article', { name: 'Delivery no 4' }).waitFor();
  const oldest = page.getByRole('article', { name: 'Delivery no 129' });
  for (const end = Date.now() + 60_000; Date.now() < end && !(await oldest.isVisible());) {
    await page.mouse.wheel(0, 4_000);
    await page.waitForTimeout(50);
  }
  expect(await oldest.isVisible()).toBe(true);
  expect(await page.getByRole('article').count()).toBeLessThan(60);
  await browser.leave(page);
});

test('M23 a mail is read in a frame that runs nothing and loads nothing until it is asked to; words find what one may see', async () => {
  const page = await openRecord();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  const entry = page.getByRole('article', { name: subject });
  await entry.getByRole('button', { name: 'Read' }).focus();
  await page.keyboard.press('Enter');
  const frame = entry.frameLocator('iframe');
  await frame.getByText('The samples are here.').waitFor();
  expect(await page.title()).toContain('Jana');
  expect(asked.some((it) => it.includes('tracker.example'))).toBe(false);
  expect(await frame.getByText('Regards').evaluate((it) => getComputedStyle(it).position)).toBe('static');
  await screenshot(page, 'record-mail-open');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    entry.getByRole('button', { name: 'Save Samples, list.txt' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('Samples, list.txt');
  expect(fs.readFileSync(await download.path(), 'utf8')).toBe('seven lamps');
  const wanted = page.waitForRequest(/tracker\.example/);
  await entry.getByRole('button', { name: 'Show pictures' }).click();
  await wanted;
  await page.getByRole('searchbox', { name: 'Search this record' }).fill('delivery 77');
  await page.getByRole('article', { name: 'Delivery no 77' }).waitFor();
  expect(await page.getByRole('article').count()).toBe(1);
  await page.getByRole('searchbox', { name: 'Search this record' }).fill('Nobody shall read');
  await page.getByRole('heading', { name: 'Nothing fits' }).waitFor();
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByRole('combobox', { name: 'Mailbox' }).selectOption({ index: 2 });
  await page.getByRole('article', { name: 'Subject is not shared' }).waitFor();
  expect(await page.getByRole('article').count()).toBe(1);
  await browser.leave(page);
});

test('M23 the timeline is narrowed to days, both of them included, and cleared again', async () => {
  const page = await openRecord();
  await page.getByLabel('From', { exact: true }).fill('2026-11-18');
  await page.getByLabel('To', { exact: true }).fill('2026-11-18');
  await page.getByRole('article', { name: 'Delivery no 30' }).waitFor();
  const days = await page
    .locator('article time')
    .evaluateAll((all) => all.map((it) => it.getAttribute('datetime') ?? ''));
  const berlin = days.map((it) => new Date(it).toLocaleDateString('en-CA', { timeZone: 'Europe/Berlin' }));
  expect(new Set(berlin)).toEqual(new Set(['2026-11-18']));
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByRole('article', { name: subject }).waitFor();
  expect(await page.getByLabel('To', { exact: true }).inputValue()).toBe('');
  await browser.leave(page);
});

test('M25 a link made by rule is taken off the record and stays away', async () => {
  const page = await openRecord();
  const article = page.getByRole('article', { name: /: Delivery no 5$/ });
  await article.getByRole('button', { name: 'Take off this record' }).click();
  await page.getByText('129 emails').waitFor();
  await article.waitFor({ state: 'detached' });
  await browser.leave(page);
});

test(
  'M23 a very long timeline is scrolled to its end: few entries are drawn at any time, and each comes in its turn',
  async () => {
    const count = isLong ? 100_000 : 600;
    await storeManyMails(world.server!.database, {
      ...{ tenantId: alder.tenantId, mailbox: boxOfAda, count, word: 'Entry' },
      record: { moduleId: 'mod_people', recordId: 'rec_priya' },
    });
    const page = await browser.open();
    await page.goto(`${world.sandbox.urls.server}/record/people/rec_priya`);
    await page.getByRole('link', { name: /Ada Brandt/ }).click();
    await page.getByRole('article', { name: /: Entry 1$/ }).waitFor({ timeout: 60_000 });
    const { frames, longTasks, ...scrolled } = await scrollTimeline(page, { by: 5_000, until: `Entry ${count}` });
    if (isLong)
      process.stdout.write(`${JSON.stringify({ ...scrolled, frames: frames.length, longTasks: longTasks.length })}\n`);
    expect(scrolled.isAtEnd).toBe(true);
    expect(scrolled.mostEntries).toBeLessThan(60);
    expect(scrolled.mostElements).toBeLessThan(3_000);
    const drawn = await page
      .locator('ol.timeline > li')
      .evaluateAll((all) => all.map((it) => `${it.ariaPosInSet} ${it.querySelector('article')?.ariaLabel}`));
    expect(drawn.at(-1)).toBe(`${count} Jana Novák: Entry ${count}`);
    expect(drawn.filter((it) => !/^(\d+) .*: Entry \1$/.test(it))).toEqual([]);
    await browser.leave(page);
  },
  isLong ? 1_800_000 : 240_000,
);

describe('words are looked for in one’s own mailbox, too', () => {
  const found = (page: Page) => page.getByRole('region', { name: 'In your mailbox' });
  async function lookFor(page: Page, words: string): Promise<void> {
    await page.getByRole('searchbox', { name: 'Search this record' }).fill(words);
    await page.getByRole('heading', { name: 'Nothing fits' }).waitFor();
    await page.getByRole('button', { name: 'Search in my mailbox too' }).click();
  }

  test.each(looksOf(1))(
    'M23 M113 what the mailbox has, in %s: axe finds nothing, nothing reaches beyond 320 px',
    async (colorScheme) => {
      const page = await openRecord({ colorScheme });
      await lookFor(page, 'quokka drawings');
      await found(page).getByRole('article', { name: 'Quokka drawings' }).waitFor();
      expect(await findAccessibilityFaults(page)).toEqual([]);
      await screenshot(page, `record-mailbox-search-${colorScheme}`);
      await page.setViewportSize({ width: 320, height: 640 });
      await screenshot(page, `record-mailbox-search-narrow-${colorScheme}`);
      expect(await boxesBeyond(page)).toEqual([]);
      await browser.leave(page);
    },
    180_000,
  );

  test('M23 what is found is filed with the keyboard and stands on the timeline; nothing else of it does', async () => {
    const page = await openRecord();
    await page.getByRole('searchbox', { name: 'Search this record' }).fill('quokka');
    await page.getByRole('heading', { name: 'Nothing fits' }).waitFor();
    await page.getByRole('button', { name: 'Search in my mailbox too' }).focus();
    await page.keyboard.press('Enter');
    const hit = found(page).getByRole('article', { name: 'Quokka plan' });
    await hit.getByText('Wil Wombat').waitFor();
    expect(await found(page).getByRole('article').count()).toBe(2);
    await hit.getByRole('button', { name: 'File to this record: Quokka plan' }).focus();
    await page.keyboard.press('Enter');
    await hit.getByText('On this record', { exact: true }).waitFor();
    const timeline = page.getByRole('list', { name: /Emails of this record/ });
    await timeline.getByRole('article', { name: /Quokka plan/ }).waitFor();
    expect(await timeline.getByRole('article', { name: /drawings/ }).count()).toBe(0);
    await browser.leave(page);
  });

  test('M23 nothing found, and a service that does not answer, are said in words; trying again helps', async () => {
    const page = await openRecord();
    await lookFor(page, 'zyzzyva');
    await found(page).getByText('No email in ada@alderfinch.example has “zyzzyva”.').waitFor();
    const fault = {
      service: 'graph',
      method: 'GET',
      path: '/me/messages$',
      times: 0,
      answer: { status: 503 },
    } as const;
    world.sandbox.faults.add(fault);
    await page.getByRole('searchbox', { name: 'Search this record' }).fill('drawings');
    const again = found(page).getByRole('button', { name: 'Try again' });
    await again.waitFor();
    world.sandbox.faults.clear();
    await again.click();
    await found(page).getByRole('article', { name: 'Quokka drawings' }).waitFor();
    await browser.leave(page);
  });
});

test.each(looksOf(0))(
  'M113 the timeline in %s: axe finds nothing, nothing reaches beyond 320 px',
  async (colorScheme) => {
    const page = await openRecord({ colorScheme });
    expect(await findAccessibilityFaults(page)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 640 });
    await screenshot(page, `record-mail-narrow-${colorScheme}`);
    expect(await boxesBeyond(page)).toEqual([]);
    await browser.leave(page);
  },
  180_000,
);
