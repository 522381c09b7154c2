import { sql } from 'kysely';
import type { Page } from 'playwright-core';
import { alder } from '../../sandbox/tenant/company.js';
import { startBrowser, type Browser } from '../support/browser.js';
import { storeMailbox } from '../support/mail-rows.js';
import {
  boxesBeyond,
  findAccessibilityFaults,
  openMessage,
  openPane,
  screenshot,
  showOutlook,
  switchPerson,
} from '../support/outlook.js';
import { until } from '../support/until.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/*
 * Mail beside a record, in a browser: looked for in one's own mailbox and filed, on the record page and in the pane; begun in Outlook's
 * own window; and a very long timeline that is scrolled from end to end.
 */
const isLong = process.env.TEST_LONG === '1';
const entries = isLong ? 100_000 : 600;
let world: World;
let browser: Browser;
let ada: Caller;
beforeAll(async () => {
  world = await startWorld();
  browser = await startBrowser();
  ada = await world.as('Ada');
  for (const subject of ['Quokka plan', 'Quokka drawings'])
    world.sandbox.tenants.deliver({
      from: { name: 'Wil Wombat', address: 'wil@wombat.example' },
      to: [{ name: 'Ada', address: ada.person.userPrincipalName }],
      subject,
      html: '<p>As promised.</p>',
    });
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await world?.stop();
});
afterEach(() => world.sandbox.faults.clear());

async function openRecord(record: string, options: Parameters<Browser['open']>[0] = {}): Promise<Page> {
  const page = await browser.open(options);
  await page.goto(`${world.sandbox.urls.server}/record/${record}`);
  await page.getByRole('link', { name: /Ada Brandt/ }).click();
  await page.getByRole('searchbox', { name: 'Search this record' }).waitFor({ timeout: 120_000 });
  return page;
}
const found = (page: Page) => page.getByRole('region', { name: 'In your mailbox' });

test('M23 words are looked for in one’s own mailbox too, and what is found is filed with the keyboard', async () => {
  const page = await openRecord('people/rec_jana');
  await page.getByRole('searchbox', { name: 'Search this record' }).fill('quokka');
  await page.getByRole('heading', { name: 'Nothing fits' }).waitFor();
  const offer = page.getByRole('button', { name: 'Search in my mailbox too' });
  await offer.focus();
  await page.keyboard.press('Enter');
  const hit = found(page).getByRole('article', { name: 'Quokka plan' });
  await hit.getByText('Wil Wombat').waitFor();
  expect(await found(page).getByRole('article').count()).toBe(2);
  await screenshot(page, 'record-mailbox-search');
  const file = hit.getByRole('button', { name: 'File to this record: Quokka plan' });
  await file.focus();
  await page.keyboard.press('Enter');
  await hit.getByText('On this record', { exact: true }).waitFor();
  const timeline = page.getByRole('list', { name: /Emails of this record/ });
  await timeline.getByRole('article', { name: /Quokka plan/ }).waitFor();
  expect(await timeline.getByRole('article', { name: /drawings/ }).count()).toBe(0);
  await page.context().close();
}, 240_000);

test('M23 nothing found, and a service that does not answer, are said in words; trying again helps', async () => {
  const page = await openRecord('people/rec_jana');
  const words = page.getByRole('searchbox', { name: 'Search this record' });
  await words.fill('zyzzyva');
  await page.getByRole('button', { name: 'Search in my mailbox too' }).click();
  await found(page).getByText('No email in ada@alderfinch.example has “zyzzyva”.').waitFor();
  world.sandbox.faults.add({
    ...{ service: 'graph', method: 'GET', path: '/me/messages$', times: 0 },
    answer: { status: 503 },
  });
  await words.fill('drawings');
  const again = found(page).getByRole('button', { name: 'Try again' });
  await again.waitFor({ timeout: 120_000 });
  world.sandbox.faults.clear();
  await again.click();
  await found(page).getByRole('article', { name: 'Quokka drawings' }).waitFor({ timeout: 120_000 });
  await page.context().close();
}, 300_000);

test.each(['light', 'dark'] as const)(
  'M23 M113 what the mailbox has, in %s: axe finds nothing, nothing reaches beyond 320 px',
  async (colorScheme) => {
    const page = await openRecord('people/rec_jana', { colorScheme });
    await page.getByRole('searchbox', { name: 'Search this record' }).fill('quokka');
    await page.getByRole('button', { name: 'Search in my mailbox too' }).click();
    await found(page).getByRole('article', { name: 'Quokka plan' }).waitFor();
    expect(await findAccessibilityFaults(page)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 640 });
    await screenshot(page, `record-mailbox-search-narrow-${colorScheme}`);
    expect(await boxesBeyond(page)).toEqual([]);
    await page.context().close();
  },
  240_000,
);

test('M24 M23 in the pane: a new email opens in Outlook with the record’s address, and mail is found and filed', async () => {
  await ada.file('Quote for the renewal');
  const page = await browser.open();
  await showOutlook(page, world);
  await switchPerson(page, 'Ada Brandt');
  await openMessage(page, 'Quote for the renewal');
  const pane = await openPane(page);
  const receipt = pane.getByRole('article', { name: 'Jana Novák' });
  await receipt.getByRole('button', { name: 'Write or find emails' }).click();
  const part = receipt.getByRole('region', { name: 'Emails for this record' });
  await part
    .getByRole('list', { name: 'Latest emails of this record' })
    .getByText('Quote for the renewal')
    .first()
    .waitFor();
  await part.getByRole('searchbox', { name: 'Words to look for in your mailbox' }).fill('drawings');
  await page.keyboard.press('Enter');
  const hit = part.getByRole('article', { name: 'Quokka drawings' });
  await hit.getByRole('button', { name: /File to this record/ }).click();
  await hit.getByText('On this record', { exact: true }).waitFor();
  await screenshot(page, 'pane-record-mail');
  await part.getByRole('button', { name: 'New email' }).click();
  const window = page.getByRole('dialog');
  await window.waitFor();
  expect(await window.getByLabel('To').inputValue()).toBe('jana.novak@lumenworks.example');
  await window.getByLabel('Subject').fill('Begun in the pane');
  await window.getByRole('button', { name: 'Send' }).click();
  await until(
    () => ada.mailbox.messages.some((it) => it.graph.subject === 'Begun in the pane'),
    (isThere) => isThere,
    60_000,
  );
  await page.context().close();
}, 240_000);

test('M23 a very long timeline is scrolled to its end: few entries are drawn at any time, and no step takes long', async () => {
  await fillRecord();
  const page = await openRecord('people/rec_priya');
  await page.getByRole('article').first().waitFor({ timeout: 120_000 });
  const measured = await page.evaluate(async (count) => {
    const tasks: number[] = [];
    new PerformanceObserver((list) => {
      for (const it of list.getEntries()) tasks.push(Math.round(it.duration));
    }).observe({ type: 'longtask' });
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const isDrawn = () => document.querySelector('.timeline')?.textContent?.includes(`Entry ${count} of all`) ?? false;
    let [most, steps] = [0, 0];
    const began = performance.now();
    while (!isDrawn() && performance.now() - began < 1_500_000) {
      scrollBy(0, 5_000);
      await frame();
      steps += 1;
      most = Math.max(most, document.querySelectorAll('.timeline > li').length);
    }
    tasks.sort((a, b) => a - b);
    return {
      isAtEnd: isDrawn(),
      steps,
      mostDrawn: most,
      seconds: Math.round((performance.now() - began) / 1000),
      longTasks: tasks.length,
      longestTaskMs: tasks.at(-1) ?? 0,
      elements: document.querySelectorAll('*').length,
    };
  }, entries);
  process.stdout.write(`${JSON.stringify({ scrolled: entries, ...measured })}\n`);
  expect(measured.isAtEnd).toBe(true);
  expect(measured.mostDrawn).toBeLessThan(60);
  expect(measured.elements).toBeLessThan(3_000);
  await page.context().close();
}, 1_800_000);

/** Puts mail of that many conversations on a record. */
async function fillRecord(): Promise<void> {
  const on = world.server!.database.kysely;
  const { tenantId } = alder;
  const mailbox = await storeMailbox(on, tenantId, ada.person.id, 'archive@alderfinch.example');
  for (let from = 0; from < entries; from += 5_000) {
    const numbers = sql`generate_series(${from + 1}::int, ${Math.min(from + 5_000, entries)}::int) n`;
    await sql`insert into mail_message (tenant_id, mailbox_id, graph_id, change_key, internet_message_id, conversation_id, received_at,
        address_keys, generation, subject, preview, sent_at, has_attachments, importance, sensitivity, categories, is_draft)
      select ${tenantId}, ${mailbox}::bigint, 'long' || n, 'c', '<' || n || '@long>', 'long' || n, now() - make_interval(mins => n),
        '{}', 1, 'Entry ' || n || ' of all', 'A preview', now(), false, 'normal', 'normal', '{}', false from ${numbers}`.execute(
      on,
    );
    await sql`insert into mail_link (id, tenant_id, internet_message_id, module_id, record_id, state, confidence, reason, conversation_id,
        mailbox_id, received_at)
      select 'long' || n, ${tenantId}, '<' || n || '@long>', 'mod_people', 'rec_priya', 'linked', 'high',
        '{"kind":"address","value":"x"}', 'long' || n, ${mailbox}::bigint, now() - make_interval(mins => n) from ${numbers}`.execute(
      on,
    );
  }
  await sql`analyze`.execute(on);
}
