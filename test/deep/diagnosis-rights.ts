import { alder, application, sharedMailboxes } from '../../sandbox/tenant/company.js';
import { connectOutlook } from '../support/connect.js';
import type { Desk, Row } from '../support/diagnosis-desk.js';
import type { Work } from '../support/diagnosis-work.js';
import { settingsUrl, signInBrowser } from '../support/settings-page.js';

/** Codes E: what a person may not do, at Microsoft, in Coherence, or here. */
export function rightsRows(desk: Desk, { filesAgainst, deliver, creating }: Work): Row[] {
  const { press, status } = desk;
  const shared = sharedMailboxes[0]!;
  return [
    {
      code: 'E1',
      name: 'M78 M79 a permission is missing: a request for an administrator is ready; reconnecting asks for it, and the filing goes on',
      says: /Microsoft 365 does not allow this with the permissions Coherence has/,
      meet: () => filesAgainst('Delivery window next week', 403, 'Authorization_RequestDenied'),
      mend: async () => {
        await press('Send request to admin');
        const request = desk.pane.getByRole('textbox', { name: 'Request to an administrator' });
        expect(await request.inputValue()).toContain('/v2.0/adminconsent?');
        desk.world.sandbox.faults.clear();
        const [opened] = await Promise.all([desk.page.waitForEvent('popup'), press('Reconnect with this permission')]);
        await opened.close();
        await desk.pane.locator('body').evaluate(() => window.dispatchEvent(new Event('focus'))); // back from there
        await status('Filed');
      },
    },
    {
      code: 'E2',
      name: 'a right on a shared mailbox is missing: Exchange’s name for it, and another try',
      says: /In Exchange you need “Full Access”|In Exchange you need "Full Access"/,
      meet: async () => {
        desk.world.sandbox.entra.directory.grant(alder.tenantId, application.clientId, [
          'Mail.ReadWrite.Shared',
          'Mail.Send.Shared',
        ]);
        await connectOutlook(desk.world, desk.ada, {
          permissions: ['mail', 'send', 'shared'],
          isAnother: false,
          chooseAccount: false,
        });
        await signInBrowser(desk.page, desk.world, desk.ada);
        await desk.page.goto(settingsUrl(desk.world));
        shared.fullAccess.splice(shared.fullAccess.indexOf(desk.ada.person.id), 1);
        await desk.page.getByText('Add a shared mailbox', { exact: true }).click({ timeout: 60_000 });
        await desk.page.getByLabel('Address of the shared mailbox').fill(shared.userPrincipalName);
        await desk.page.getByRole('button', { name: 'Add mailbox' }).click();
      },
      mend: async () => {
        await desk.page.getByRole('button', { name: 'Write to IT' }).click();
        const text = await desk.page.getByRole('textbox', { name: 'Message to IT' }).inputValue();
        expect(text).toContain('Full Access');
        shared.fullAccess.push(desk.ada.person.id);
        await desk.page.getByRole('button', { name: 'Try again' }).click();
        await desk.page.getByText('Shared mailbox', { exact: true }).first().waitFor({ timeout: 60_000 });
      },
    },
    {
      code: 'E3',
      name: 'M48 the drive of the record’s files is closed to the person: the mail is filed, the file is not; once it is open the rest goes on',
      says: /You cannot open this file or folder/,
      isCaption: true,
      meet: async () => {
        deliver('With a file for a closed drive', { files: { 'Closed.txt': 'closed' } });
        await desk.open({ message: 'With a file for a closed drive' });
        await desk.choose();
        desk.graphFault('/drives?/', 403, 'accessDenied');
        await press('File');
      },
      mend: async () => {
        desk.world.sandbox.faults.clear();
        await desk.pane.getByRole('button', { name: 'Retry the rest' }).first().click({ timeout: 60_000 });
        await desk.pane
          .getByText(/· Stored/)
          .first()
          .waitFor({ timeout: 60_000 });
        await status('Filed');
      },
    },
    {
      code: 'E4',
      name: 'a page for administrators: who can do it, and a message for them',
      says: 'Only an administrator of this product may do this.',
      meet: async () => {
        await signInBrowser(desk.page, desk.world, desk.ada);
        await desk.page.goto(settingsUrl(desk.world, '#/integrations/onedrive/access'));
      },
      mend: async () => {
        await desk.page.getByRole('button', { name: 'Write to IT' }).click();
        await desk.page.getByRole('textbox', { name: 'Message to IT' }).waitFor();
        const cleo = await desk.browser.open(); // the administrator it is sent to
        await signInBrowser(cleo, desk.world, await desk.world.as('Cleo'));
        await cleo.goto(desk.page.url());
        await cleo.getByRole('heading', { level: 1 }).first().waitFor({ timeout: 60_000 });
        expect(await cleo.getByText('Only an administrator of this product may do this.').count()).toBe(0);
        await desk.browser.leave(cleo);
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
  ];
}
