import type { Frame, Page } from 'playwright-core';
import { measureSizes } from '../../tools/size.mjs';
import { startBrowser, type Browser } from '../support/browser.js';
import { round, spread } from './numbers.js';
import { mailNumber, startProduct, type Product } from './product.js';

export interface PaneCounts {
  /** How often the pane is opened in a new browser profile. */
  opens: number;
  /** Item changes to mails not seen before, and as many back to known ones. */
  changes: number;
  /** Item changes of the memory run. */
  memoryChanges: number;
}
declare global {
  interface Window {
    office: { fire(name: string, data: unknown): boolean; initialData(): { id: string } };
    changes: { id: string; at: number }[];
    marks: { id: string; at: number }[];
  }
}

/** The pane in a browser with Microsoft's office.js: its size, opening it, moving from mail to mail, and what that leaves behind. */
export async function measurePane(counts: PaneCounts): Promise<object> {
  const product = await startProduct();
  const browser = await startBrowser();
  try {
    for (let n = 0; n < counts.changes; n += 1) await product.deliver(mailNumber(n));
    const { firstScreen, later, all } = measureSizes();
    const opened = await measureOpening(product, browser, counts.opens);
    const page = await showMails(product, browser);
    const pane = await openPane(page, true);
    const change = await measureChanges(page, pane, counts.changes);
    const memory = await measureMemory(page, pane, counts);
    return {
      firstScreenKb: firstScreen,
      largestLaterChunkKb: Math.max(...Object.values(later)),
      allKb: all,
      ...opened,
      change,
      memory,
      browser: page.context().browser()?.version() ?? 'unknown',
    };
  } finally {
    await browser.close();
    await product.stop();
  }
}

async function showMails({ outlook }: Product, browser: Browser): Promise<Page> {
  const page = await browser.open();
  await page.goto(outlook);
  await page.getByRole('option').first().click();
  return page;
}

/** Presses the add-in's button and waits until real content stands in the pane. */
async function openPane(page: Page, isPinned = false): Promise<Frame> {
  await page.getByRole('button', { name: 'Coherence', exact: true }).click();
  if (isPinned) await page.getByRole('button', { name: 'Pin', exact: true }).click();
  return frameWith(page, '/taskpane.html', 'coherence:content');
}

async function frameWith(page: Page, path: string, mark: string): Promise<Frame> {
  const find = () => page.frames().find((it) => it.url().includes(path));
  for (const end = Date.now() + 30_000; !find();) {
    if (Date.now() > end) throw new Error(`The frame ${path} did not appear.`);
    await page.waitForTimeout(20);
  }
  const frame = find() as Frame;
  await frame.waitForFunction((name) => performance.getEntriesByName(name).length > 0, mark);
  return frame;
}

const momentOf = (frame: Frame, name: string) =>
  frame.evaluate((it) => performance.getEntriesByName(it)[0]?.startTime ?? Number.NaN, name);

/** Cold: a new profile. Warm: the second time in it. Bare: an add-in with nothing in it, in the same kind of frame. */
async function measureOpening(product: Product, browser: Browser, opens: number): Promise<object> {
  const moments = { cold: series(), warm: series(), bare: series() };
  for (let i = 0; i < opens; i += 1) {
    const page = await showMails(product, browser);
    for (const kind of ['cold', 'warm'] as const) {
      const frame = await openPane(page);
      moments[kind].firstPaint.push(await momentOf(frame, 'first-contentful-paint'));
      moments[kind].content.push(await momentOf(frame, 'coherence:content'));
      await page.getByRole('button', { name: 'Close pane' }).click();
    }
    const bare = await openBare(page, product);
    moments.bare.firstPaint.push(await momentOf(bare, 'first-contentful-paint'));
    moments.bare.content.push(await momentOf(bare, 'bare:ready'));
    await page.close();
  }
  return Object.fromEntries(
    Object.entries(moments).map(([kind, { firstPaint, content }]) => [
      kind,
      { firstPaint: spread(firstPaint), content: spread(content) },
    ]),
  );
}
const series = () => ({ firstPaint: [] as number[], content: [] as number[] });

async function openBare(page: Page, { server }: Product): Promise<Frame> {
  // As text, because the loader of this script would rewrite the import.
  await page.evaluate(`(async () => {
    const { OfficeHost } = await import('/web/office-host.js');
    document.getElementById('addin').hidden = false;
    new OfficeHost({
      container: document.getElementById('addin-frame'),
      title: 'Bare',
      url: '${server}/_shim/bare.html',
      addIn: { id: 'bare', name: 'Bare' },
      settings: {},
      locale: 'en-US',
      initialData: () => ({ itemType: 6, permissionLevel: 1 }),
      handlers: {},
    });
  })()`);
  return frameWith(page, '/_shim/bare.html', 'bare:ready');
}

/** From the moment Outlook tells of another mail to its suggestions on the screen. */
async function measureChanges(page: Page, pane: Frame, changes: number): Promise<object> {
  await listen(page, pane);
  const fresh = await changeThrough(page, pane, changes);
  const cached = await changeThrough(page, pane, Math.min(changes, 150)); // the pane keeps 200 answers
  const trips: number[] = [];
  for (let i = 0; i < 50; i += 1)
    trips.push(
      await pane.evaluate(async () => {
        const begin = performance.now();
        await (await fetch('/api/health', { cache: 'no-store' })).text();
        return performance.now() - begin;
      }),
    );
  return { fresh: spread(fresh), cached: spread(cached), oneTripToTheServer: spread(trips) };
}

async function listen(page: Page, pane: Frame): Promise<void> {
  await page.evaluate(() => {
    window.changes = [];
    const { office } = window;
    const fire = office.fire.bind(office);
    office.fire = (name, data) => {
      const id = office.initialData().id.replace(/\//g, '-').replace(/\+/g, '_');
      if (name === 'olkItemSelectedChanged')
        window.changes.push({ id, at: performance.timeOrigin + performance.now() });
      return fire(name, data);
    };
  });
  await pane.evaluate(() => {
    window.marks = [];
    new PerformanceObserver((list) => {
      for (const it of list.getEntriesByName('coherence:suggestions'))
        window.marks.push({
          id: String((it as PerformanceMark).detail),
          at: performance.timeOrigin + it.startTime,
        });
    }).observe({ type: 'mark' });
  });
}

/** Goes up and down the list, one mail after another. */
async function changeThrough(page: Page, pane: Frame, changes: number): Promise<number[]> {
  const taken: number[] = [];
  const count = await page.getByRole('option').count();
  for (let i = 1; i <= changes; i += 1) {
    await pane.evaluate(() => {
      window.marks = [];
    });
    const change = await page.evaluate(async (n) => {
      const before = window.changes.length;
      document.querySelectorAll<HTMLElement>('#messages [role=option]')[n]?.click();
      while (window.changes.length === before) await new Promise(requestAnimationFrame);
      return window.changes.splice(0).at(-1) as { id: string; at: number };
    }, i % count);
    await pane.waitForFunction((id) => window.marks.some((it) => it.id === id), change.id);
    const first = await pane.evaluate((id) => window.marks.find((it) => it.id === id)?.at ?? Number.NaN, change.id);
    taken.push(first - change.at);
  }
  return taken;
}

/** The heap after a forced collection, every hundred changes; growth is counted from the first hundred, when every part is loaded. */
async function measureMemory(page: Page, pane: Frame, { memoryChanges }: PaneCounts): Promise<object> {
  // The browser may give the pane a process of its own, or leave it in Outlook's.
  const inspector = await page
    .context()
    .newCDPSession(pane)
    .catch(() => page.context().newCDPSession(page));
  await inspector.send('HeapProfiler.enable');
  const step = Math.max(1, Math.round(memoryChanges / 5));
  const read = async () => {
    for (let i = 0; i < 2; i += 1) await inspector.send('HeapProfiler.collectGarbage');
    const { usedSize } = await inspector.send('Runtime.getHeapUsage');
    const { nodes, jsEventListeners, documents } = await inspector.send('Memory.getDOMCounters');
    return { heapKb: round(usedSize / 1000), nodes, jsEventListeners, documents };
  };
  const samples = [await read()];
  for (let done = 0; done < memoryChanges; done += step) {
    await changeThrough(page, pane, step);
    samples.push(await read());
  }
  const growth = (samples.at(-1)?.heapKb ?? NaN) - (samples[1]?.heapKb ?? NaN);
  return { growthKb: round(growth), changes: memoryChanges, samples };
}
