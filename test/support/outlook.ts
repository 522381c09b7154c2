import fs from 'node:fs';
import path from 'node:path';
import { source as axe } from 'axe-core';
import type { Frame, FrameLocator, Locator, Page } from 'playwright-core';
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
  /** The language Outlook is shown in. */
  language?: string;
  as?: 'no-id' | 'appointment';
  account?: 'personal' | 'premises';
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

/** What reaches beyond the right edge of a pane or page; a check of scrolling would miss what is clipped (U-01). */
export async function boxesBeyond(place: Pane | Page): Promise<string[]> {
  return place.locator('body').evaluate((body) =>
    [...body.querySelectorAll('*')]
      .filter((it) => {
        const box = it.getBoundingClientRect();
        const hidden = ['absolute', 'fixed'].includes(getComputedStyle(it).position) && box.width <= 1;
        return box.width > 0 && !hidden && box.right > document.documentElement.clientWidth + 0.5;
      })
      .map(
        (it) =>
          `${it.tagName.toLowerCase()} "${(it.textContent ?? '').slice(0, 40)}" ends at ${Math.round(it.getBoundingClientRect().right)}`,
      ),
  );
}

/** Whether all of it stands inside the window without scrolling (U-02). */
export async function isInView(it: Locator, { width, height }: { width: number; height: number }): Promise<boolean> {
  const box = await it.boundingBox();
  return Boolean(box && box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height);
}

/** What moved by itself since the first paint, in the pane where there is one, else in the page (U-07). */
export async function layoutShift(page: Page): Promise<string[]> {
  const frame = page.frames().find((it) => it.url().includes('/taskpane.html')) ?? page.mainFrame();
  return frame.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        type Source = { node: Node | null; previousRect: DOMRect; currentRect: DOMRect };
        type Shift = PerformanceEntry & { hadRecentInput: boolean; sources: Source[] };
        const painted = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0;
        const moved: string[] = [];
        const name = ({ node, previousRect: was, currentRect: is }: Source) => {
          const text = (node?.textContent ?? '').trim().slice(0, 40);
          return `"${text}" from ${Math.round(was.x)},${Math.round(was.y)} to ${Math.round(is.x)},${Math.round(is.y)}`;
        };
        new PerformanceObserver((list) => {
          for (const it of list.getEntries() as Shift[])
            if (!it.hadRecentInput && it.startTime > painted) moved.push(...it.sources.map(name));
        }).observe({ type: 'layout-shift', buffered: true });
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(moved)));
      }),
  );
}

/** What axe finds in the page and in our pane in it, each as a document of its own; what stands in other frames is not ours. */
export async function findAccessibilityFaults(page: Page): Promise<string[]> {
  const inner = page.frames().filter((it) => it.url().includes('/taskpane.html'));
  const found: string[] = [];
  for (const frame of [page.mainFrame(), ...inner]) found.push(...(await faultsIn(frame)));
  return found;
}

/**
 * Axe is asked frame by frame: asked for all at once it waits for a mail's own frame, in which no script may run, and opens a page
 * more to put the answers together; both cost several times what the look itself does.
 */
async function faultsIn(frame: Frame): Promise<string[]> {
  await frame.evaluate(axe);
  return frame.evaluate(async (isPage) => {
    type Found = { violations: { id: string; nodes: { target: string[]; failureSummary?: string }[] }[] };
    const { axe } = globalThis as unknown as { axe: { run(where: object, options: object): Promise<Found> } };
    // Fluent's menu stands between two guards that hand the focus on; axe takes them for controls (microsoft/tabster).
    const { violations } = await axe.run(
      { exclude: ['[data-tabster-dummy]'] },
      { iframes: false, resultTypes: ['violations'], rules: { region: { enabled: isPage } } }, // landmarks are a page's, not a frame's
    );
    return violations.flatMap((rule) =>
      rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')} — ${node.failureSummary ?? ''}`),
    );
  }, !frame.parentFrame());
}

/** A picture to look at, where one is asked for (`npm run e2e -- --pictures`): no test depends on it, and each costs time. */
export async function screenshot(page: Page, name: string, { fullPage = false } = {}): Promise<void> {
  if (!process.env.TEST_PICTURES) return;
  fs.mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: path.join(screenshots, `${name}.png`), fullPage });
}

export const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** What has the focus, in the page or in the pane's frame: its role and the beginning of its name. */
export async function focused(page: Page): Promise<string> {
  const inner = page.frames().find((it) => it.url().includes('/taskpane.html'));
  const isInPane = await page.evaluate(() => document.activeElement?.getAttribute('title') === 'Coherence');
  return (isInPane && inner ? inner : page.mainFrame()).evaluate(() => {
    const it = document.activeElement as HTMLElement | null;
    if (!it) return '';
    const input = it as HTMLInputElement;
    const roles: Record<string, string> = { A: 'link', BUTTON: 'button', SELECT: 'combobox', TEXTAREA: 'textbox' };
    const role =
      it.getAttribute('role') ??
      (it.tagName === 'INPUT'
        ? input.type === 'radio' || input.type === 'checkbox'
          ? input.type
          : 'textbox'
        : (roles[it.tagName] ?? it.tagName.toLowerCase()));
    const name = it.getAttribute('aria-label') ?? input.labels?.[0]?.textContent ?? it.textContent ?? '';
    return `${role} ${name.trim().replace(/\s+/g, ' ')}`.slice(0, 120);
  });
}

/** Whether the focus can be seen: an outline on what has it, or on the line it stands in. */
export async function isFocusVisible(page: Page): Promise<boolean> {
  const inner = page.frames().find((it) => it.url().includes('/taskpane.html'));
  return (inner ?? page.mainFrame()).evaluate(() => {
    const it = document.activeElement;
    return [it, it?.closest('label')].some((el) => {
      const style = el && getComputedStyle(el);
      return Boolean(style && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2);
    });
  });
}
