import type { Page } from 'playwright-core';
import { startBrowser, type Browser } from '../support/browser.js';
import { showMessage } from '../support/outlook.js';
import { startWorld, type World } from '../support/world.js';

let world: World;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  [world, browser] = await Promise.all([startWorld({ inside: false }), startBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

test('M25 M115 a mail opened before the records of Coherence were read says so, and its suggestions come by themselves', async () => {
  const silence = world.sandbox.faults.add({
    service: 'coherence',
    times: 0,
    path: '^/v1/',
    answer: { status: 503, code: 'unavailable', message: 'Not available.' },
  });
  await world.spawnServer();
  page = await browser.open({ width: 1280, height: 800 });
  const pane = await showMessage(page, world, { person: 'Ada', message: 'Quote for the renewal', pane: 'open' });
  await pane.getByText('read for the first time').waitFor();
  expect(await pane.getByText('No record matches').count()).toBe(0);
  world.sandbox.faults.remove(silence);
  await pane.getByRole('radio', { name: /Jana Novák/ }).waitFor();
  expect(await pane.getByText('read for the first time').count()).toBe(0);
  await pane.getByRole('button', { name: 'File', exact: true }).click();
  await pane.getByRole('heading', { name: 'Filed to' }).waitFor();
});
