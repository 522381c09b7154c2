import fs from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import type { World } from './world.js';

export type Pane = FrameLocator;
const screenshots = path.join(process.cwd(), 'test/e2e/screenshots');

export async function showOutlook(page: Page, world: World, query = ''): Promise<void> {
  await page.goto(`${world.sandbox.urls.outlook}/${query}`);
  await page.getByRole('listbox', { name: 'Messages' }).waitFor();
}

export interface Wanted {
  /** The beginning of a person's name. */
  person?: string;
  /** Part of the subject of a message in the inbox. */
  message?: string;
  pane?: 'open' | 'only';
  theme?: 'light' | 'dark';
  as?: 'no-id' | 'appointment';
  account?: 'personal';
}
/** Opens Outlook at a message, with the pane beside it unless `pane` is not asked for. */
export async function showMessage(page: Page, world: World, wanted: Wanted): Promise<Pane> {
  await page.goto(`${world.sandbox.urls.outlook}/?${new URLSearchParams({ ...wanted }).toString()}`);
  await page.locator('html[data-ready]').waitFor({ state: 'attached' });
  return pane(page);
}

export async function switchPerson(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: /Switch person/ }).click();
  await page.getByRole('menuitemradio', { name: new RegExp(name) }).click();
  await page.getByRole('button', { name: new RegExp(`${name}.*Switch person|Switch person.*${name}`) }).waitFor();
}

/** A message's line in the list. */
export const messageRow = (page: Page, subject: string): Locator =>
  page
    .getByRole('listbox', { name: 'Messages' })
    .getByRole('option', { name: new RegExp(escape(subject)) })
    .first();

export async function openMessage(page: Page, subject: string): Promise<void> {
  await messageRow(page, subject).click();
  await page.getByRole('heading', { name: subject, level: 2 }).waitFor();
}

/** Opens the add-in by its button in the reading pane and gives the frame it runs in. */
export async function openPane(page: Page): Promise<Pane> {
  await page.getByRole('button', { name: 'Coherence', exact: true }).click();
  return pane(page);
}
export const pane = (page: Page): Pane => page.frameLocator('iframe[title="Coherence"]');

/** What reaches beyond the frame's right edge; a check of scrolling would miss what is clipped (U-01). */
export async function boxesBeyond(pane: Pane): Promise<string[]> {
  return pane.locator('body').evaluate((body) =>
    [...body.querySelectorAll('*')]
      .filter((it) => {
        const box = it.getBoundingClientRect();
        const hidden = getComputedStyle(it).position === 'absolute' && box.width <= 1;
        return box.width > 0 && !hidden && box.right > document.documentElement.clientWidth + 0.5;
      })
      .map(
        (it) =>
          `${it.tagName.toLowerCase()} "${(it.textContent ?? '').slice(0, 40)}" ends at ${Math.round(it.getBoundingClientRect().right)}`,
      ),
  );
}

export async function findAccessibilityFaults(page: Page): Promise<string[]> {
  const found = await new AxeBuilder({ page }).analyze();
  return found.violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')} — ${node.failureSummary ?? ''}`),
  );
}

export async function screenshot(page: Page, name: string): Promise<void> {
  fs.mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: path.join(screenshots, `${name}.png`) });
}

export const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
