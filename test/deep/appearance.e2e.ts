import type { Locator, Page } from 'playwright-core';
import { startBrowser, type Browser } from '../support/browser.js';
import { looksOf } from '../support/depth.js';
import {
  boxesBeyond,
  findAccessibilityFaults,
  isInView,
  layoutShift,
  screenshot,
  showMessage,
  type Pane,
  type Wanted,
} from '../support/outlook.js';
import { settingsUrl, signInBrowser } from '../support/settings-page.js';
import { startWorld, type World } from '../support/world.js';

/* How every screen looks at the size it was designed for: nothing beyond the edge, the main action in view, nothing for axe to find. */
const filed = 'Minutes of our meeting';
let world: World;
let browser: Browser;
beforeAll(async () => {
  world = await startWorld();
  browser = await startBrowser();
  const ada = await world.as('Ada');
  await ada.settled((await ada.file(filed)).id);
});
afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

const size = { width: 320, height: 570 };
const primary = (pane: Pane, name: string) =>
  pane.locator('footer').getByRole(name === 'Open record' ? 'link' : 'button', { name, exact: true });

/** A screen: the mail to open, how to get there, and its main action. */
const screens: { name: string; wanted: Wanted; reach(pane: Pane): Promise<unknown>; main?: string }[] = [
  {
    name: 'suggestions',
    wanted: { message: 'Quote for the renewal' },
    reach: (pane) => pane.getByRole('radio', { name: /Jana/ }).waitFor(),
    main: 'File',
  },
  {
    name: 'two people behind one address',
    wanted: { message: 'Keys for building C' },
    reach: (pane) => pane.getByText('On 2 records. Choose one:').waitFor(),
    main: 'File',
  },
  {
    name: 'a very long subject',
    wanted: { message: 'Rollout plan for the three' },
    reach: (pane) => pane.getByRole('radio').first().waitFor(),
    main: 'File',
  },
  {
    name: 'a subject from right to left',
    wanted: { message: 'הצעת מחיר' },
    reach: (pane) => pane.getByText(/No record matches/).waitFor(),
    main: 'File',
  },
  {
    name: 'search',
    wanted: { message: 'Team lunch' },
    reach: async (pane) => {
      await pane.getByRole('searchbox').fill('lumen');
      await pane.getByRole('list', { name: 'Search results' }).waitFor();
    },
    main: 'File',
  },
  {
    name: 'a new person',
    wanted: { message: 'Question about your services' },
    reach: async (pane) => {
      await pane.getByRole('button', { name: 'Create a Person' }).click();
      await pane.getByRole('textbox', { name: /^First Name/ }).waitFor();
    },
  },
  {
    name: 'receipt',
    wanted: { message: filed },
    reach: (pane) => pane.getByRole('link', { name: 'Minutes.pdf' }).waitFor(),
    main: 'Open record',
  },
  {
    name: 'before unfiling',
    wanted: { message: filed },
    reach: async (pane) => {
      await pane.getByRole('button', { name: 'Unfile' }).click();
      await pane.getByRole('dialog').getByText('This stays').waitFor();
    },
  },
  {
    name: 'menu',
    wanted: { message: filed },
    reach: async (pane) => {
      await pane.getByRole('button', { name: 'More actions' }).click();
      await pane.getByRole('menuitem', { name: 'History' }).waitFor();
    },
  },
  {
    name: 'help',
    wanted: { message: filed },
    reach: async (pane) => {
      await pane.getByRole('button', { name: 'More actions' }).click();
      await pane.getByRole('menuitem', { name: 'Help and version' }).click();
      await pane.getByText(/^Version/).waitFor();
    },
  },
  {
    name: 'introduction',
    wanted: { person: 'Dario', message: 'Keys for building C' },
    reach: (pane) => pane.getByRole('heading', { name: 'This email, on the right record' }).waitFor(),
    main: 'Try it on this email',
  },
  { name: 'no mail', wanted: {}, reach: (pane) => pane.getByText('Select an email').waitFor() },
];

async function expectWellMade(page: Page, pane: Pane): Promise<void> {
  expect(await boxesBeyond(pane)).toEqual([]);
  expect(await findAccessibilityFaults(page)).toEqual([]);
}

describe.each(['light', 'dark'] as const)('in %s, at 320 by 570', (theme) => {
  let page: Page;
  beforeAll(async () => {
    page = await browser.open({ ...size, colorScheme: theme });
  });
  afterAll(() => browser.leave(page));

  test.each(screens.filter((_screen, i) => looksOf(i).includes(theme)))(
    'U-01 U-02 M113 $name: nothing is cut off, the main action is in view, axe finds nothing',
    async (screen) => {
      const pane = await showMessage(page, world, {
        ...screen.wanted,
        person: screen.wanted.person ?? 'Ada',
        pane: 'only',
        theme,
      });
      await screen.reach(pane);
      await screenshot(page, `screen-${screen.name.replace(/ /g, '-')}-${theme}`);
      await expectWellMade(page, pane);
      if (screen.main) expect(await isInView(primary(pane, screen.main), size)).toBe(true);
    },
  );

  test('U-07 nothing moves after the first paint while suggestions come', async () => {
    const pane = await showMessage(page, world, {
      person: 'Ada',
      message: 'Quote for the renewal',
      pane: 'only',
      theme,
    });
    await pane.getByRole('radio', { name: /Jana/ }).waitFor();
    expect(await layoutShift(page)).toEqual([]);
  });
});

test('U-01 at 300 pixels, and with text at twice its size, nothing reaches beyond the edge', async () => {
  const page = await browser.open({ ...size, width: 300 });
  const pane = await showMessage(page, world, { person: 'Ada', message: 'Quote for the renewal', pane: 'only' });
  await pane.getByRole('radio', { name: /Jana/ }).waitFor();
  expect(await boxesBeyond(pane)).toEqual([]);
  await page.setViewportSize(size);
  // The pane's text is 87.5 % of the reader's size; this is what a reader with twice the size sees.
  await pane.locator('html').evaluate((html) => html.style.setProperty('font-size', '175%'));
  await screenshot(page, 'screen-large-text');
  expect(await boxesBeyond(pane)).toEqual([]);
  expect(await isInView(primary(pane, 'File'), size)).toBe(true);
  await browser.leave(page);
});

test('U-03 with forced colours the chosen record and the main action can be told apart', async () => {
  const page = await browser.open({ ...size, forcedColors: 'active' });
  const pane = await showMessage(page, world, { person: 'Ada', message: 'Quote for the renewal', pane: 'only' });
  const jana = pane.getByRole('radio', { name: /Jana/ });
  await jana.waitFor();
  await screenshot(page, 'screen-forced-colours');
  const edge = (name: RegExp) =>
    pane
      .locator('label.option')
      .filter({ hasText: name })
      .evaluate((it) => getComputedStyle(it).borderTopColor);
  expect(await edge(/Jana Novák/)).not.toBe(await edge(/Lumen Works/));
  await expectWellMade(page, pane);
  await browser.leave(page);
});

test.each(looksOf(1))('M113 the record page and the Outlook page in %s: axe finds nothing', async (theme) => {
  const page = await browser.open({ colorScheme: theme });
  await showMessage(page, world, { person: 'Ada', message: 'Quote for the renewal', pane: 'open', theme });
  await page.frameLocator('iframe[title="Coherence"]').getByRole('radio', { name: /Jana/ }).waitFor();
  await screenshot(page, `outlook-${theme}`);
  expect(await findAccessibilityFaults(page)).toEqual([]);
  await page.goto(`${world.sandbox.urls.server}/record/people/rec_jana`);
  await page.getByRole('article', { name: filed }).waitFor();
  await screenshot(page, `record-${theme}`);
  expect(await findAccessibilityFaults(page)).toEqual([]);
  expect(await layoutShift(page)).toEqual([]);
  await page.setViewportSize({ width: 320, height: 640 });
  await screenshot(page, `record-narrow-${theme}`);
  expect(await boxesBeyond(page)).toEqual([]);
  await browser.leave(page);
});

test('M113 axe looks at the page and into the pane: a picture without words is found in each', async () => {
  const page = await browser.open();
  const pane = await showMessage(page, world, { person: 'Ada', message: 'Quote for the renewal', pane: 'open' });
  await pane.getByRole('radio', { name: /Jana/ }).waitFor();
  for (const place of [page, pane])
    await place
      .locator('main')
      .first()
      .evaluate((it) => it.append(document.createElement('img')));
  expect(await findAccessibilityFaults(page)).toEqual([
    expect.stringContaining('image-alt'),
    expect.stringContaining('image-alt'),
  ]);
  await browser.leave(page);
});

/** What reaches beyond either edge: from right to left it would be the left one. */
const boxesBeyondBoth = async (place: Pane | Page): Promise<string[]> => [
  ...(await boxesBeyond(place)),
  ...(await place.locator('body').evaluate((body) =>
    [...body.querySelectorAll('*')]
      .filter((it) => {
        const box = it.getBoundingClientRect();
        const isHidden = ['absolute', 'fixed'].includes(getComputedStyle(it).position) && box.width <= 1;
        return box.width > 0 && !isHidden && box.left < -0.5;
      })
      .map((it) => `${it.tagName.toLowerCase()} "${(it.textContent ?? '').slice(0, 40)}"`),
  )),
];
const middleOf = async (it: Locator): Promise<number> => {
  const box = await it.boundingBox();
  if (!box) throw new Error('It is not there.');
  return box.x + box.width / 2;
};

describe('U-17 M113 where one reads from right to left', () => {
  test('M113 the pane is the mirror image of itself, whatever the direction of a subject or a name', async () => {
    const page = await browser.open(size);
    const look = async (language: string) => {
      const pane = await showMessage(page, world, {
        person: 'Ada',
        message: 'Quote for the renewal',
        pane: 'only',
        language,
      });
      await pane.getByRole('radio', { name: /Jana/ }).waitFor();
      const places = [
        pane.getByRole('button', { name: 'More actions' }),
        pane.getByRole('radio', { name: /Jana/ }),
        primary(pane, 'File'),
      ];
      return { pane, middles: await Promise.all(places.map(middleOf)) };
    };
    const usual = await look('en-US');
    expect(await usual.pane.locator('html').getAttribute('dir')).toBe('ltr');
    const { pane, middles } = await look('ar-SA');
    expect(await pane.locator('html').getAttribute('dir')).toBe('rtl');
    for (const [i, middle] of middles.entries())
      expect(Math.abs(size.width - middle - (usual.middles[i] ?? 0))).toBeLessThan(12);
    await screenshot(page, 'screen-suggestions-rtl');
    expect(await boxesBeyondBoth(pane)).toEqual([]);
    expect(await findAccessibilityFaults(page)).toEqual([]);
    expect(await isInView(primary(pane, 'File'), size)).toBe(true);
    await pane.getByRole('button', { name: 'More actions' }).click();
    await pane.getByRole('menuitem', { name: 'Help and version' }).click();
    await pane.getByText(/^Version/).waitFor();
    const back = pane.getByRole('button', { name: 'Back' });
    expect(await middleOf(back)).toBeGreaterThan(size.width / 2);
    expect(await back.locator('svg').evaluate((it) => getComputedStyle(it).transform)).toContain('-1');
    await screenshot(page, 'screen-help-rtl');
    expect(await boxesBeyondBoth(pane)).toEqual([]);
    await browser.leave(page);
  });

  test('M113 the page of a record and the settings too; the arrow that points onwards goes on', async () => {
    const page = await browser.open({ locale: 'he-IL' });
    await signInBrowser(page, world, await world.as('Ada'));
    await page.goto(`${world.sandbox.urls.server}/record/people/rec_jana`);
    await page.getByRole('article', { name: filed }).waitFor();
    expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
    const emails = page.getByRole('tab', { name: 'Emails' });
    expect(await middleOf(emails)).toBeGreaterThan(await middleOf(page.getByRole('tab', { name: 'Files' })));
    expect(await middleOf(page.getByRole('complementary', { name: 'Details' }))).toBeLessThan(640);
    await screenshot(page, 'record-rtl');
    expect(await boxesBeyondBoth(page)).toEqual([]);
    expect(await findAccessibilityFaults(page)).toEqual([]);
    await emails.focus();
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('tab', { name: 'Meetings', selected: true }).waitFor();
    await page.getByRole('tab', { name: 'Files' }).click();
    await page.getByRole('heading', { name: 'Linked files' }).waitFor();
    await screenshot(page, 'record-files-rtl');
    expect(await boxesBeyondBoth(page)).toEqual([]);
    await page.goto(`${world.sandbox.urls.server}/calendar`);
    await page.getByRole('heading', { name: 'Calendar', level: 1 }).waitFor();
    await screenshot(page, 'calendar-rtl');
    expect(await boxesBeyondBoth(page)).toEqual([]);
    expect(await findAccessibilityFaults(page)).toEqual([]);
    await page.goto(settingsUrl(world, '#/what-works'));
    await page.getByRole('heading', { name: 'What works here' }).waitFor();
    await page.getByRole('table', { name: 'Where things are' }).waitFor();
    await page.getByText('Coherence answers.').waitFor();
    await screenshot(page, 'settings-rtl');
    expect(await boxesBeyondBoth(page)).toEqual([]);
    expect(await findAccessibilityFaults(page)).toEqual([]);
    await browser.leave(page);
  });
});
