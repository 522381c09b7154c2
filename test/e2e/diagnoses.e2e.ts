import type { Page } from 'playwright-core';
import { allWell, startPreset } from '../../sandbox/outlook/presets.js';
import { alder, application, sharedMailboxes } from '../../sandbox/tenant/company.js';
import { startBrowser, type Browser } from '../support/browser.js';
import { connectOutlook } from '../support/connect.js';
import { boxesBeyond, screenshot, showMessage, type Pane } from '../support/outlook.js';
import { settingsUrl, signInBrowser } from '../support/settings-page.js';
import { startWorld, type Caller, type World } from '../support/world.js';

/*
 * One row for each code of the catalogue (docs/diagnoses.md): the sandbox's switch, the sentence a person reads, and the remedy, which ends
 * in the working state. A and B in the pane and the settings, the others where the work is.
 */
let world: World;
let browser: Browser;
let page: Page;
let pane: Pane;
let ada: Caller;
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
  await page.context().close();
});

const preset = (name: string) => expect(startPreset(world.sandbox, name)).toBe(true);
const rules = () => world.sandbox.entra.rules;
const open = async (query: Record<string, string> = {}) => {
  pane = await showMessage(page, world, { person: 'Ada', message: 'Site visit', pane: 'open', ...query });
};
const press = (name: string | RegExp) => pane.getByRole('button', { name, exact: true }).click();
const sees = (text: string | RegExp) => pane.getByText(text).first().waitFor({ timeout: 60_000 });
const suggested = () => pane.getByRole('radio').first().waitFor({ timeout: 60_000 });
const status = (text: string) => pane.getByText(text, { exact: true }).first().waitFor({ timeout: 60_000 });
const microsoft = () => page.frameLocator('dialog iframe');
const chooses = (name: string) => microsoft().getByRole('link', { name, exact: true }).click();
const details = async () => {
  await pane.getByText('Details', { exact: true }).first().click();
  return (await pane.locator('.diagnosis-details').first().innerText()).replace(/\s+/g, ' ');
};
const graphFault = (path: string, status_: number, code: string, more: object = {}) =>
  world.sandbox.faults.add({
    service: 'graph',
    path,
    times: 0,
    answer: { status: status_, code, message: 'A refusal that was asked for.' },
    ...more,
  });
const coherenceFault = (status_: number, code: string, message: string, more: object = {}) =>
  world.sandbox.faults.add({
    service: 'coherence',
    path: '^/v1/',
    times: 0,
    answer: { status: status_, code, message },
    ...more,
  });
const choose = async () => {
  await suggested();
  await pane.getByRole('radio').first().check();
};
const heading = (name: string | RegExp) => page.getByRole('heading', { name });

interface Row {
  code: string;
  /** What is told apart under the same code. */
  name: string;
  /** Throws the switch and walks to where it is met. */
  meet(): Promise<void>;
  says: string | RegExp;
  /** Presses the remedy that is offered; ends in the working state. */
  mend(): Promise<void>;
}

/** A refusal of Entra that a switch brings and takes away, in the pane, before anybody is signed in. */
const refused = (code: string, number: number, name: string, says: RegExp, button: string): Row => ({
  code,
  name: `AADSTS${number} ${name}`,
  says,
  meet: async () => {
    rules().change({ refuse: number }, alder.tenantId);
    await open();
  },
  mend: async () => {
    expect(await details()).toContain(`${code} · AADSTS${number}`);
    rules().reset();
    await press(button);
    await suggested();
  },
});

/** Files a mail while Graph refuses to read it. */
async function filesAgainst(message: string, refusal: number, code: string): Promise<void> {
  await open({ message });
  await choose();
  graphFault('/messages/', refusal, code);
  await press('File');
}
async function fileAgain(code: string, button: string): Promise<void> {
  expect(await details()).toContain(code);
  world.sandbox.faults.clear();
  await press(button);
  await status('Filed');
}
let senders = 0;
/** The form for a person nobody knows, from a mail of theirs. */
async function openForm(): Promise<void> {
  senders += 1;
  const subject = `From somebody new ${senders}`;
  const address = `nora${senders}@unheard-of-${senders}.example`;
  world.sandbox.tenants.deliver({
    from: { name: `Nora Quist${senders}`, address },
    to: [{ name: 'Ada', address: ada.person.userPrincipalName }],
    subject,
    html: '<p>Hello</p>',
  });
  await open({ message: subject });
  await pane
    .getByRole('listitem')
    .filter({ hasText: address })
    .getByRole('button', { name: 'Create a Person' })
    .click();
  await pane.getByRole('textbox', { name: /^First Name/ }).waitFor({ timeout: 60_000 });
}
/** A person is created while Coherence refuses; after the remedy they are there and chosen. */
function creating(code: string, name: string, status_: number, message: string, says: RegExp, button: string): Row {
  return {
    code,
    name,
    says,
    meet: async () => {
      await openForm();
      coherenceFault(status_, 'refused', message, { method: 'POST' });
      await pane.getByRole('button', { name: 'Create', exact: true }).click();
    },
    mend: async () => {
      expect(await details()).toContain(code);
      world.sandbox.faults.clear();
      await press(button);
      await pane
        .getByRole('radio', { name: /Nora Quist/ })
        .first()
        .waitFor({ timeout: 60_000 });
    },
  };
}

const rows: Row[] = [
  {
    code: 'A1',
    name: 'M65 the window is closed before it was done',
    says: 'The sign-in window was closed before it was done.',
    meet: async () => {
      preset('consent-missing');
      await open();
      await press('Allow');
      await microsoft().getByRole('heading', { name: 'Permissions requested' }).waitFor();
      await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    },
    mend: async () => {
      await press('Sign in again');
      await chooses('Accept');
      await suggested();
    },
  },
  {
    code: 'A2',
    name: 'M65 M66 an earlier sign-in never ended in this browser; the cleared data is ours, and a private link works once',
    says: 'An earlier sign-in in this browser never ended',
    meet: async () => {
      await signInBrowser(page, world, ada);
      await page.addInitScript(() => {
        if (sessionStorage.getItem('damaged')) return;
        sessionStorage.setItem('damaged', 'once');
        sessionStorage.setItem(
          'msal.interaction.status',
          JSON.stringify({ clientId: '00000000-0000-4000-8000-000000000000', type: 'signin' }),
        );
        localStorage.setItem('coherence.kept', 'a choice of the person');
      });
      await page.goto(settingsUrl(world));
    },
    mend: async () => {
      await page.getByRole('button', { name: 'Try a private window' }).click();
      const link = page.getByRole('textbox', { name: 'Link for a private window' });
      await link.waitFor();
      await expectLink(await waitForValue(() => link.inputValue()));
      await page.getByRole('button', { name: 'Clear sign-in data' }).click();
      await heading('Microsoft 365').waitFor({ timeout: 60_000 });
      expect(await page.evaluate(() => localStorage.getItem('coherence.kept'))).toBe('a choice of the person');
    },
  },
  {
    code: 'A3',
    name: 'M67 M83 not assigned: a message for IT names tenant, application and code',
    says: 'Your organisation opens Coherence only to people who are assigned to it',
    meet: async () => {
      preset('assignment');
      await open();
    },
    mend: async () => {
      await press('Write to IT');
      const text = await pane.getByRole('textbox', { name: 'Message to IT' }).inputValue();
      for (const part of [application.clientId, 'AADSTS50105', 'alderfinch.example', 'Users and groups'])
        expect(text).toContain(part);
      await screenshot(page, 'diagnosis-A3');
      preset('assign-everybody');
      await press('Check again');
      await suggested();
    },
  },
  {
    code: 'A3',
    name: 'the application is switched off',
    says: 'An administrator of your organisation has switched Coherence off.',
    meet: async () => {
      preset('application-disabled');
      await open();
    },
    mend: async () => {
      rules().reset();
      await press('Check again');
      await suggested();
    },
  },
  refused('A3', 50011, 'another address', /registered with another address/, 'Check again'),
  refused('A3', 650056, 'incomplete', /registration of Coherence at Microsoft is incomplete/, 'Check again'),
  refused('A4', 50020, 'another organisation', /does not belong to this organisation/, 'Use another account'),
  {
    code: 'A5',
    name: 'M85 a second factor at sign-in: one press, one page',
    says: 'Your organisation asks for a second factor before this can go on.',
    meet: async () => {
      preset('mfa');
      await open();
    },
    mend: async () => {
      await press('Continue');
      await microsoft().getByRole('heading', { name: 'Approve sign-in request' }).waitFor();
      await chooses('Approve');
      await suggested();
    },
  },
  {
    code: 'A6',
    name: 'M86 a device that does not follow the rules: explained, no loop, and on by itself once it does',
    says: 'Your organisation lets only devices that follow its rules sign in',
    meet: async () => {
      preset('device');
      await open();
    },
    mend: async () => {
      await press('Try again');
      await chooses('Return to the application');
      await sees('Your organisation lets only devices that follow its rules sign in');
      expect(await page.getByRole('dialog').count()).toBe(0); // nothing opens by itself
      await screenshot(page, 'diagnosis-A6');
      preset('managed-device');
      await press('Try again');
      await suggested();
    },
  },
  {
    code: 'A7',
    name: 'M87 a place that is not allowed',
    says: 'A policy of your organisation does not allow this sign-in from here',
    meet: async () => {
      preset('place');
      await open();
    },
    mend: async () => {
      await press('Write to IT');
      expect(await pane.getByRole('textbox', { name: 'Message to IT' }).inputValue()).toContain('Conditional Access');
      preset('allowed-place');
      await press('Try again');
      await suggested();
    },
  },
  refused('A8', 50173, 'revoked', /Your sign-in was revoked/, 'Sign in again'),
  refused('A8', 70043, 'sign-in frequency', /asks you to sign in again from time to time/, 'Sign in again'),
  {
    code: 'A9',
    name: 'M4 an Outlook that cannot sign this account in: a window of its own does',
    says: 'Outlook signs in by itself for work accounts only.',
    meet: () => open({ 'sign-in': 'office', account: 'personal' }),
    mend: async () => {
      const [opened] = await Promise.all([page.waitForEvent('popup'), press('Open sign-in in a window')]);
      await opened.waitForEvent('close', { timeout: 60_000 }).catch(() => undefined);
      await suggested();
    },
  },
  {
    code: 'A10',
    name: 'M85 a rule changes in the middle of work: the interrupted filing is repeated, once',
    says: 'A rule of your organisation changed while you worked.',
    meet: async () => {
      await open({ message: 'Minutes of our meeting' });
      await choose();
      await press('File');
      await status('Filed');
      await open({ message: 'Quote for the renewal' });
      await choose();
      preset('mfa');
      await press('File');
    },
    mend: async () => {
      await screenshot(page, 'diagnosis-A10');
      await press('Continue');
      await chooses('Approve');
      await status('Filed');
      const { rows: found } = await world.server!.database.executeSql(
        `select count(*)::int as n from filing where internet_message_id = '${ada.message('Quote for the renewal').graph.internetMessageId ?? ''}'`,
      );
      expect(found).toEqual([{ n: 1 }]);
    },
  },
  {
    code: 'B1',
    name: 'M68 M69 M70 only administrators consent: the request names what is missing, and checking again is enough',
    says: 'An administrator of your organisation must approve these permissions first: read your profile',
    meet: async () => {
      preset('admin-approval');
      await open();
      await press('Allow');
      await microsoft()
        .getByRole('link', { name: /Return to the application/ })
        .click();
    },
    mend: async () => {
      await press('Send request to admin');
      const text = await pane.getByRole('textbox', { name: 'Request to an administrator' }).inputValue();
      const link = new URL(/https:\S+/.exec(text)?.[0] ?? '');
      expect(link.pathname).toBe('/alderfinch.example/v2.0/adminconsent');
      expect(link.searchParams.get('client_id')).toBe(application.clientId);
      expect(link.searchParams.get('scope')).toContain('Mail.ReadWrite');
      expect(link.searchParams.get('state')).toMatch(/\S{10}/);
      await press('Check again');
      await sees(/permission/); // not yet: the same, and no window
      const admin = await browser.open();
      await admin.goto(link.href);
      await admin.getByRole('heading', { name: 'Thank you' }).waitFor();
      await admin.context().close();
      await press('Check again');
      await suggested();
    },
  },
  {
    code: 'B2',
    name: 'M79 one more permission waits for an administrator; the mailbox goes on',
    says: /waits for the approval of an administrator\. Everything else works\./,
    meet: async () => {
      await connectOutlook(world, ada);
      preset('user-consent-off');
      await signInBrowser(page, world, ada);
      await connectOutlookFor('calendar');
    },
    mend: async () => {
      await page.getByText('ada@alderfinch.example').first().waitFor();
      world.sandbox.entra.directory.grant(alder.tenantId, application.clientId, ['Calendars.ReadWrite']);
      await page.getByRole('button', { name: 'Check again' }).click();
      await page.getByText('Outlook is connected').first().waitFor({ timeout: 60_000 });
    },
  },
  {
    code: 'C9',
    name: 'M11 a mailbox on premises is found when it is connected; after the move connecting again is enough',
    says: 'This mailbox is on a server that Microsoft Graph cannot reach',
    meet: async () => {
      world.sandbox.tenants.behaviour.mail.onPremises = [ada.person.id];
      await connectOutlook(world, ada);
      await signInBrowser(page, world, ada);
      await page.goto(settingsUrl(world));
    },
    mend: async () => {
      await page.getByText('In Outlook you still see, search and create the records').first().waitFor();
      world.sandbox.tenants.behaviour.mail.onPremises = [];
      await page.getByRole('button', { name: 'Connect again' }).first().click();
      await page.getByText('Outlook is connected').first().waitFor({ timeout: 60_000 });
    },
  },
  {
    code: 'E1',
    name: 'M78 a permission is missing: reconnecting asks for it, and the filing goes on',
    says: /Microsoft 365 does not allow this with your rights/,
    meet: () => filesAgainst('Delivery window next week', 403, 'Authorization_RequestDenied'),
    mend: async () => {
      world.sandbox.faults.clear();
      const [opened] = await Promise.all([page.waitForEvent('popup'), press('Reconnect with this permission')]);
      await opened.close();
      await pane.locator('body').evaluate(() => window.dispatchEvent(new Event('focus'))); // back from there
      await status('Filed');
    },
  },
  {
    code: 'E2',
    name: 'a right on a shared mailbox is missing: Exchange’s name for it, and another try',
    says: /In Exchange you need “Full Access”|In Exchange you need "Full Access"/,
    meet: async () => {
      world.sandbox.entra.directory.grant(alder.tenantId, application.clientId, [
        'Mail.ReadWrite.Shared',
        'Mail.Send.Shared',
      ]);
      await connectOutlook(world, ada, {
        permissions: ['mail', 'send', 'shared'],
        isAnother: false,
        chooseAccount: false,
      });
      await signInBrowser(page, world, ada);
      await page.goto(settingsUrl(world));
      await page.getByText('Add a shared mailbox', { exact: true }).click({ timeout: 60_000 });
      await page.getByLabel('Address of the shared mailbox').fill('dario@alderfinch.example');
      await page.getByRole('button', { name: 'Add mailbox' }).click();
    },
    mend: async () => {
      await page.getByLabel('Address of the shared mailbox').fill(sharedMailboxes[0]?.userPrincipalName ?? '');
      await page.getByRole('button', { name: 'Add mailbox' }).click();
      await page.getByText('Shared mailbox', { exact: true }).first().waitFor({ timeout: 60_000 });
    },
  },
  {
    code: 'E3',
    name: 'a file is closed to the person',
    says: /Microsoft 365 does not allow this with your rights/,
    meet: () => filesAgainst('Rollout plan', 403, 'accessDenied'),
    mend: () => fileAgain('E3', 'Try again'),
  },
  {
    code: 'E4',
    name: 'a page for administrators: who can do it, and a message for them',
    says: 'Only an administrator of this product may do this.',
    meet: async () => {
      await signInBrowser(page, world, ada);
      await page.goto(settingsUrl(world, '#/integrations/onedrive/access'));
    },
    mend: async () => {
      await page.getByRole('button', { name: 'Write to IT' }).click();
      await page.getByRole('textbox', { name: 'Message to IT' }).waitFor();
      const cleo = await browser.open(); // the administrator it is sent to
      await signInBrowser(cleo, world, await world.as('Cleo'));
      await cleo.goto(page.url());
      await cleo.getByRole('heading', { level: 1 }).first().waitFor({ timeout: 60_000 });
      expect(await cleo.getByText('Only an administrator of this product may do this.').count()).toBe(0);
      await cleo.context().close();
    },
  },
  creating(
    'E5',
    'the role in Coherence',
    403,
    'The role of this key may not see this module.',
    /Your Coherence role does not allow this/,
    'Try again',
  ),
  creating(
    'F1',
    'the key was withdrawn',
    401,
    'The API key is not valid.',
    /Coherence key of your organisation is no longer valid/,
    'Check again',
  ),
  creating(
    'F2',
    'the key lacks a scope',
    403,
    'The key lacks the scope records.write.',
    /does not allow this: records\.write/,
    'Check again',
  ),
  {
    code: 'F3',
    name: 'the record was deleted meanwhile: another is found and the mail is filed there',
    says: 'This record was deleted or merged in Coherence. Choose another.',
    meet: async () => {
      const { workspaces } = world.sandbox.coherence;
      await open({ message: 'Complaint about the last visit' });
      await suggested();
      workspaces.trash(workspaces.of('Alder & Finch'), 'rec_p2');
      await press('File');
    },
    mend: async () => {
      await press('Find again');
      await pane.getByRole('searchbox').fill('lumen');
      await pane
        .getByRole('list', { name: 'Search results' })
        .getByRole('button', { name: /Lumen Works/ })
        .first()
        .click();
      await press('File');
      await status('Filed');
    },
  },
  creating('F4', 'it exists already', 409, 'Duplicate.', /A record like this exists already in Coherence/, 'Try again'),
  {
    code: 'F7',
    name: 'Coherence is down: what was done is visible, and goes on by itself',
    says: /Coherence is not answering\. Your filing is kept/,
    meet: async () => {
      await open({ message: 'Payment advice 4471' });
      await choose();
      preset('coherence-down');
      await press('File');
    },
    mend: async () => {
      allWell(world.sandbox);
      await pane.getByText('Filed', { exact: true }).first().waitFor({ timeout: 180_000 });
    },
  },
  {
    code: 'F8',
    name: 'search is limited, and says so',
    says: 'These are the records we know ourselves.',
    meet: async () => {
      preset('search-limited');
      await open({ message: 'Introducing myself' });
      await pane.getByRole('searchbox').fill('lumen');
    },
    mend: async () => {
      allWell(world.sandbox);
      await pane.getByRole('searchbox').fill('lumen works');
      await pane.getByText('These are the records we know ourselves.').waitFor({ state: 'detached', timeout: 60_000 });
      await pane.getByRole('list', { name: 'Search results' }).getByRole('button').first().waitFor();
    },
  },
  {
    code: 'N1',
    name: 'Microsoft 365 does not answer',
    says: 'Microsoft 365 is not answering.',
    meet: () => filesAgainst('Contrat de maintenance', 503, 'serviceNotAvailable'),
    mend: () => fileAgain('N1', 'Try again'),
  },
];

/** Asks for one more permission from the settings page, as a person who is there. */
async function connectOutlookFor(permission: 'calendar'): Promise<void> {
  const answer = await ada.ask('POST', '/connection/connect', {
    permissions: ['mail', permission],
    isAnother: false,
    chooseAccount: false,
  });
  const [pair = ''] = (answer.headers.get('set-cookie') ?? '').split(';');
  const [name = '', value = ''] = pair.split('=');
  await page.context().addCookies([{ name, value, url: world.sandbox.urls.server, secure: true, sameSite: 'Lax' }]);
  await page.goto((answer.body as { url: string }).url);
  await page.getByRole('link', { name: /Return to the application/ }).click();
}

async function waitForValue(read: () => Promise<string>): Promise<string> {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    const value = await read();
    if (/^https:/.test(value)) return value;
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
  throw new Error('no link came');
}
/** In another browser: once, to the same step. */
async function expectLink(link: string): Promise<void> {
  const other = await browser.open();
  try {
    await other.goto(link);
    await other.waitForURL(/login|authorize|settings/, { timeout: 60_000 });
    expect(other.url()).not.toContain('/sign-in/link/');
    await other.goto(link);
    await other.getByRole('heading').first().waitFor();
    await other
      .getByText(/already used/)
      .first()
      .waitFor();
  } finally {
    await other.context().close();
  }
}

test.each(rows.map((it) => [it.code, it.name, it] as const))('%s %s', async (_code, _name, { meet, says, mend }) => {
  await meet();
  await (page.url().includes(world.sandbox.urls.outlook) ? pane : page)
    .getByText(says)
    .first()
    .waitFor({ timeout: 60_000 });
  if (page.url().includes(world.sandbox.urls.outlook)) expect(await boxesBeyond(pane)).toEqual([]);
  await mend();
});
