import { alder } from '../../sandbox/tenant/company.js';
import { connectOutlook } from '../support/connect.js';
import { meetAll, openDesk, type Row } from '../support/diagnosis-desk.js';
import { screenshot } from '../support/outlook.js';
import { settingsUrl, signInBrowser } from '../support/settings-page.js';
import { until } from '../support/until.js';

/*
 * What stands between a person and their sign-in or their mailbox: codes A and C9 of the catalogue, in the pane and in the settings.
 * The first ones and approval (B) are in test/e2e.
 */
const desk = openDesk();
const { rules, preset, open, press, sees, suggested, status, chooses, details, choose } = desk;

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

/** Every filing of the world was brought to its end. */
const nothingUnderway = () =>
  until(
    () => desk.world.server!.database.executeSql('select count(*)::int as n from filing where is_working'),
    ({ rows: [left] }) => (left as { n: number }).n === 0,
  );
/** Requests to a mailbox at Graph before something that must make none. */
let asked = 0;

const rows: Row[] = [
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
    code: 'A6',
    name: 'M86 a device that does not follow the rules: explained, no loop, and on by itself once it does',
    says: 'Your organisation lets only devices that follow its rules sign in',
    meet: async () => {
      await desk.page.clock.install();
      preset('device');
      await open();
    },
    mend: async () => {
      await press('Try again');
      await chooses('Return to the application');
      await sees('Your organisation lets only devices that follow its rules sign in');
      expect(await desk.page.getByRole('dialog').count()).toBe(0); // nothing opens by itself
      await screenshot(desk.page, 'diagnosis-A6');
      preset('managed-device');
      await desk.page.clock.fastForward(61_000); // no press: it looks again each minute
      await suggested();
      await desk.page.close(); // its clock is not the browser's any more
    },
  },
  refused('A6', 50097, 'a device the organisation does not know', /only devices that are joined to it/, 'Try again'),
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
      expect(await desk.pane.getByRole('textbox', { name: 'Message to IT' }).inputValue()).toContain(
        'Conditional Access',
      );
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
      const [opened] = await Promise.all([desk.page.waitForEvent('popup'), press('Open sign-in in a window')]);
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
      await nothingUnderway(); // a job that met the new rule first would have told it to the server before the person did
      await open({ message: 'Quote for the renewal' });
      await choose();
      preset('mfa');
      await press('File');
    },
    mend: async () => {
      await screenshot(desk.page, 'diagnosis-A10');
      await press('Continue');
      await chooses('Approve');
      await status('Filed');
      const { rows: found } = await desk.world.server!.database.executeSql(
        `select count(*)::int as n from filing where internet_message_id = '${desk.ada.message('Quote for the renewal').graph.internetMessageId ?? ''}'`,
      );
      expect(found).toEqual([{ n: 1 }]);
    },
  },
  {
    code: 'C9',
    name: 'M11 a mailbox on premises is found when it is connected; after the move connecting again is enough',
    says: 'This mailbox is on a server that Microsoft Graph cannot reach',
    meet: async () => {
      desk.world.sandbox.tenants.behaviour.mail.onPremises = [desk.ada.person.id];
      await connectOutlook(desk.world, desk.ada);
      await signInBrowser(desk.page, desk.world, desk.ada);
      await desk.page.goto(settingsUrl(desk.world));
    },
    mend: async () => {
      await desk.page.getByText('In Outlook you still see, search and create the records').first().waitFor();
      desk.world.sandbox.tenants.behaviour.mail.onPremises = [];
      await desk.page.getByRole('button', { name: 'Connect again' }).first().click();
      await desk.page.getByText('Outlook is connected').first().waitFor({ timeout: 60_000 });
    },
  },
  {
    code: 'C9',
    name: 'M11 Outlook says that the mailbox is on premises: said before Graph is asked, and its records are still there',
    says: 'This mailbox is on a server that Microsoft Graph cannot reach',
    meet: async () => {
      asked = desk.world.sandbox.graph.mailboxRequests(desk.ada.person.id);
      await open({ account: 'premises' });
      await suggested();
    },
    mend: async () => {
      expect(await desk.pane.getByRole('button', { name: 'File', exact: true }).count()).toBe(0);
      await press('Write to IT');
      expect(await desk.pane.getByRole('textbox', { name: 'Message to IT' }).inputValue()).toContain('Exchange Online');
      await press('Check again');
      await suggested();
      expect(desk.world.sandbox.graph.mailboxRequests(desk.ada.person.id)).toBe(asked);
      await open(); // after the move Outlook names another kind of mailbox
      await desk.pane.getByRole('button', { name: 'File', exact: true }).waitFor();
    },
  },
];

meetAll(desk, rows);
