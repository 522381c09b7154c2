import { alder, application, consumers } from '../../sandbox/tenant/company.js';
import { connectOutlook } from '../support/connect.js';
import { meetAll, openDesk, type Row } from '../support/diagnosis-desk.js';
import { screenshot } from '../support/outlook.js';
import { settingsUrl, signInBrowser } from '../support/settings-page.js';
import { until } from '../support/until.js';

/*
 * What most often stands between a person and their sign-in or its approval, and the ways to sign in; the other causes are in test/deep.
 */
const desk = openDesk();
const { rules, preset, open, press, sees, suggested, status, microsoft, chooses, choose, heading } = desk;

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
      await desk.page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
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
      await signInBrowser(desk.page, desk.world, desk.ada);
      await desk.page.addInitScript(() => {
        if (sessionStorage.getItem('damaged')) return;
        sessionStorage.setItem('damaged', 'once');
        sessionStorage.setItem(
          'msal.interaction.status',
          JSON.stringify({ clientId: '00000000-0000-4000-8000-000000000000', type: 'signin' }),
        );
        localStorage.setItem('coherence.kept', 'a choice of the person');
      });
      await desk.page.goto(settingsUrl(desk.world));
    },
    mend: async () => {
      await desk.page.getByRole('button', { name: 'Try a private window' }).click();
      const link = desk.page.getByRole('textbox', { name: 'Link for a private window' });
      await link.waitFor();
      await expectLink(
        await until(
          () => link.inputValue(),
          (it) => it.startsWith('https:'),
        ),
      );
      await desk.page.getByRole('button', { name: 'Clear sign-in data' }).click();
      await heading('Microsoft 365').waitFor({ timeout: 60_000 });
      expect(await desk.page.evaluate(() => localStorage.getItem('coherence.kept'))).toBe('a choice of the person');
      await desk.page.close(); // damaged for good: it serves nobody after this
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
      const text = await desk.pane.getByRole('textbox', { name: 'Message to IT' }).inputValue();
      for (const part of [application.clientId, 'AADSTS50105', 'alderfinch.example', 'Users and groups'])
        expect(text).toContain(part);
      await screenshot(desk.page, 'diagnosis-A3');
      preset('assign-everybody');
      await press('Check again');
      await suggested();
    },
  },
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
      const text = await desk.pane.getByRole('textbox', { name: 'Request to an administrator' }).inputValue();
      const link = new URL(/https:\S+/.exec(text)?.[0] ?? '');
      expect(link.pathname).toBe('/alderfinch.example/v2.0/adminconsent');
      expect(link.searchParams.get('client_id')).toBe(application.clientId);
      expect(link.searchParams.get('scope')).toContain('Mail.ReadWrite');
      expect(link.searchParams.get('state')).toMatch(/\S{10}/);
      await press('Check again');
      await sees(/permission/); // not yet: the same, and no window
      const admin = await desk.browser.open();
      await admin.goto(link.href);
      // Microsoft asks who signs in, shows everything that is asked for, and lets only an administrator accept.
      await admin.getByRole('link', { name: /ben@alderfinch/ }).click();
      await admin.getByRole('heading', { name: 'Need admin approval' }).waitFor();
      await admin.getByRole('link', { name: /Have an admin account/ }).click();
      await admin.getByRole('link', { name: /cleo@alderfinch/ }).click();
      await admin.getByText('Review for your organization').waitFor();
      await admin.getByText('Read and change your mail', { exact: true }).waitFor();
      await screenshot(admin, 'microsoft-admin-consent');
      await admin.getByRole('link', { name: 'Accept' }).click();
      await admin.getByRole('heading', { name: 'Thank you' }).waitFor();
      await desk.browser.leave(admin);
      await press('Check again');
      await suggested();
    },
  },
  {
    code: 'B2',
    name: 'M79 one more permission waits for an administrator; the mailbox goes on',
    says: /waits for the approval of an administrator\. Everything else works\./,
    meet: async () => {
      await connectOutlook(desk.world, desk.ada);
      preset('user-consent-off');
      await signInBrowser(desk.page, desk.world, desk.ada);
      await allowCalendar();
    },
    mend: async () => {
      expect((await desk.ada.call('GET /connection', {})).mailboxes).toMatchObject([{ state: 'connected' }]);
      desk.world.sandbox.entra.directory.grant(alder.tenantId, application.clientId, ['Calendars.ReadWrite']);
      await desk.page.getByRole('button', { name: 'Check again' }).click();
      await desk.page.getByRole('heading', { name: 'Calendars to follow' }).waitFor({ timeout: 60_000 });
      expect(await desk.page.getByText(/waits for the approval/).count()).toBe(0);
    },
  },
];

/** Asks for one more permission on the settings page, and comes back from Microsoft without it. */
async function allowCalendar(): Promise<void> {
  await desk.page.goto(settingsUrl(desk.world, '#/integrations/calendar'));
  await desk.page.getByRole('button', { name: 'Allow calendar' }).click({ timeout: 60_000 });
  await desk.page.getByRole('link', { name: /Return to the application/ }).click({ timeout: 60_000 });
}

/** In another browser: once, to the same step. */
async function expectLink(link: string): Promise<void> {
  const other = await desk.browser.open();
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
    await desk.browser.leave(other);
  }
}

meetAll(desk, rows);

const windows = () => desk.page.context().pages().length;

test('M103 where nested app authentication is missing, the older single sign-on signs in silently: no window, no question', async () => {
  await open({ 'sign-in': 'office' });
  await suggested();
  expect([windows(), await desk.page.getByRole('dialog').count()]).toEqual([1, 0]);
});

test('M103 where neither is there, one press opens one window; closed it is said, and nothing opens by itself', async () => {
  await open({ 'sign-in': 'window' });
  const signIn = desk.pane.getByRole('button', { name: 'Sign in', exact: true });
  await signIn.waitFor({ timeout: 120_000 });
  expect(windows()).toBe(1);
  rules().change({ mfa: true }, alder.tenantId); // Microsoft's page asks something, so that it can be closed
  const [first] = await Promise.all([desk.page.waitForEvent('popup'), signIn.click()]);
  await first.getByRole('heading', { name: 'Approve sign-in request' }).waitFor({ timeout: 120_000 });
  await first.close();
  await sees('The sign-in window was closed before it was done.');
  expect(windows()).toBe(1);
  const [second] = await Promise.all([desk.page.waitForEvent('popup'), press('Sign in again')]);
  await second.getByRole('link', { name: 'Approve', exact: true }).click();
  await suggested();
  await until(windows, (it) => it === 1);
});

test('M9 a personal account: signed in by a window, its mail is filed, and the settings say what it does not have', async () => {
  const { world } = desk;
  await world.server!.records.refreshIndex(consumers.tenantId);
  const [nina] = consumers.people;
  world.sandbox.tenants.deliver({
    from: { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' },
    to: [{ name: 'Nina', address: nina?.userPrincipalName ?? '' }],
    subject: 'For the garden',
    html: '<p>Hello</p>',
  });
  await open({ person: 'Nina', message: 'For the garden' });
  await Promise.all([
    desk.page.waitForEvent('popup'),
    desk.pane.getByRole('button', { name: 'Sign in', exact: true }).click({ timeout: 120_000 }),
  ]);
  await choose();
  await press('File');
  await status('Filed');
  await desk.page.goto(settingsUrl(world));
  await desk.page.getByRole('button', { name: 'Connect Outlook' }).waitFor({ timeout: 120_000 });
  await desk.page.getByRole('heading', { name: 'What a personal account does not have' }).waitFor();
  expect(await desk.page.getByRole('checkbox', { name: /SharePoint/ }).count()).toBe(0);
  await desk.page.getByText('A personal account has no meeting rooms.').waitFor();
  await screenshot(desk.page, 'settings-personal');
});
