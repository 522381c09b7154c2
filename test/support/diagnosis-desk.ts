import type { FrameLocator, Page } from 'playwright-core';
import type { Rules } from '../../sandbox/entra/rules.js';
import { allWell, startPreset } from '../../sandbox/outlook/presets.js';
import { startBrowser, type Browser } from './browser.js';
import { boxesBeyond, showMessage, type Pane, type Wanted } from './outlook.js';
import { startWorld, type Caller, type World } from './world.js';

/** One cause of the catalogue (docs/diagnoses.md): the sandbox's switch, the sentence a person reads, and the remedy that is offered. */
export interface Row {
  code: string;
  /** What is told apart under the same code. */
  name: string;
  /** Throws the switch and walks to where it is met. */
  meet(): Promise<void>;
  says: string | RegExp;
  /** Said at its field or file, or in passing, while the rest goes on: there is nothing to send on. */
  isCaption?: true;
  /** Presses the remedy that is offered; ends in the working state. */
  mend(): Promise<void>;
}
export type Desk = ReturnType<typeof openDesk>;
const patient = { timeout: 60_000 };

/** A world with one browser, a fresh page for each test, and all well after it. */
export function openDesk() {
  let world: World;
  let browser: Browser;
  let ada: Caller;
  let page: Page;
  let pane: Pane;
  beforeAll(async () => {
    world = await startWorld();
    browser = await startBrowser();
    ada = await world.as('Ada');
  }, 400_000);
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
  const microsoft = (): FrameLocator => page.frameLocator('dialog iframe');
  const desk = {
    get world() {
      return world;
    },
    get browser() {
      return browser;
    },
    get page() {
      return page;
    },
    get pane() {
      return pane;
    },
    get ada() {
      return ada;
    },
    rules: (): Rules => world.sandbox.entra.rules,
    preset: (name: string) => expect(startPreset(world.sandbox, name)).toBe(true),
    allWell: () => allWell(world.sandbox),
    open: async (wanted: Wanted & Record<string, string> = {}) => {
      pane = await showMessage(page, world, { person: 'Ada', message: 'Site visit', pane: 'open', ...wanted });
    },
    press: (name: string | RegExp) => pane.getByRole('button', { name, exact: true }).click(patient),
    sees: (text: string | RegExp) => pane.getByText(text).first().waitFor(patient),
    suggested: () => pane.getByRole('radio').first().waitFor(patient),
    status: (text: string) => pane.getByText(text, { exact: true }).first().waitFor(patient),
    choose: async () => {
      await pane.getByRole('radio').first().waitFor(patient);
      await pane.getByRole('radio').first().check();
    },
    heading: (name: string | RegExp) => page.getByRole('heading', { name }),
    /** Microsoft's page in the window that Outlook opened. */
    microsoft,
    chooses: (name: string) => microsoft().getByRole('link', { name, exact: true }).click(patient),
    details: async () => {
      await pane.getByText('Details', { exact: true }).first().click(patient);
      return (await pane.locator('.diagnosis-details').first().innerText()).replace(/\s+/g, ' ');
    },
    graphFault: (path: string, status: number, code: string) =>
      world.sandbox.faults.add({
        service: 'graph',
        path,
        times: 0,
        answer: { status, code, message: 'A refusal that was asked for.' },
      }),
  };
  return desk;
}

/** What was detected stands there to be sent on, and a press copies it, wherever the page is shown. */
async function expectDetails(place: Page | Pane, code: string): Promise<void> {
  const details = place
    .locator('.diagnosis-details')
    .filter({ hasText: `${code} · ` })
    .first();
  await details.locator('summary').click(patient);
  await details.getByText('Time', { exact: true }).waitFor(patient);
  await details.getByRole('button', { name: 'Copy details' }).click();
  await details.getByRole('button', { name: 'Copied' }).waitFor(patient);
  await details.locator('summary').click();
}

/** Each row as a test: met, said inside the width there is, and mended. */
export function meetAll(desk: Desk, rows: readonly Row[]): void {
  test.each(rows.map((it) => [it.code, it.name, it] as const))(
    '%s %s',
    async (code, _name, { meet, says, mend, isCaption }) => {
      await meet();
      const { page, pane, world } = desk;
      const isInOutlook = page.url().includes(world.sandbox.urls.outlook);
      const place = isInOutlook ? pane : page;
      await place
        .getByText(says)
        .first()
        .waitFor(patient)
        .catch(async (error: Error) => {
          throw new Error(`${error.message}\nInstead: ${(await place.locator('body').innerText()).slice(0, 2_000)}`);
        });
      if (isInOutlook) expect(await boxesBeyond(pane)).toEqual([]);
      if (!isCaption) await expectDetails(place, code);
      expect(page.context().pages().length).toBe(1); // nothing opens by itself
      await mend();
    },
  );
}
