import { alder, application, sharedMailboxes } from '../../sandbox/tenant/company.js';
import { connectOutlook } from '../support/connect.js';
import { meetAll, openDesk, type Row } from '../support/diagnosis-desk.js';
import { filesOf } from '../support/files.js';
import { settingsUrl, signInBrowser } from '../support/settings-page.js';
import { until } from '../support/until.js';

/*
 * What stands in the way once a person is signed in: codes E, F and N of the catalogue, each where the work is.
 */
const desk = openDesk();
const shared = sharedMailboxes[0]!;
const { preset, open, press, suggested, status, details, graphFault, choose } = desk;

const coherenceFault = (status_: number, code: string, message: string, more: object = {}) =>
  desk.world.sandbox.faults.add({
    service: 'coherence',
    path: '^/v1/',
    times: 0,
    answer: { status: status_, code, message },
    ...more,
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
  desk.world.sandbox.faults.clear();
  await press(button);
  await status('Filed');
}
const jana = { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' };
function deliver(
  subject: string,
  { to = 'Ada', from = jana, files = {}, internetMessageId = '' }: Delivery = {},
): string {
  return desk.world.sandbox.tenants.deliver({
    from,
    to: [{ name: to, address: `${to.toLowerCase()}@${alder.domain}` }],
    subject,
    html: '<p>Hello</p>',
    attachments: Object.entries(files).map(([name, text]) => ({
      name,
      contentType: 'text/plain',
      bytes: Buffer.from(text),
    })),
    ...(internetMessageId ? { internetMessageId } : {}),
  });
}
interface Delivery {
  to?: string;
  from?: { name: string; address: string };
  files?: Record<string, string>;
  internetMessageId?: string;
}
/** Coherence refuses the next new record, and says of what. */
const refuseOnce = (status_: number, code: string, message: string, told: Record<string, string> = {}) =>
  desk.world.sandbox.faults.add({
    service: 'coherence',
    method: 'POST',
    path: '/records$',
    answer: { status: status_, code, message, details: told },
  });
const create = () => desk.pane.getByRole('button', { name: 'Create', exact: true }).click();
const isChosen = (name: RegExp) => desk.pane.getByRole('radio', { name }).first().waitFor(patient);
const focusedLabel = () =>
  desk.pane.locator(':focus').evaluate((it) => (it as HTMLInputElement).labels?.[0]?.textContent ?? '');
/** The page of a record, with Ada signed in. */
async function openRecord(module: string, id: string): Promise<void> {
  await signInBrowser(desk.page, desk.world, desk.ada);
  await desk.page.goto(`${desk.world.sandbox.urls.server}/record/${module}/${id}`);
}
const patient = { timeout: 60_000 };
/** Message-ID of the mail that was deleted. */
let gone = '';
let senders = 0;
/** The form for a person nobody knows, from a mail of theirs. */
async function openForm({ name, person = 'Ada' }: { name?: string; person?: string } = {}): Promise<void> {
  senders += 1;
  const subject = `From somebody new ${senders}`;
  const address = `nora${senders}@unheard-of-${senders}.example`;
  deliver(subject, { from: { name: name ?? `Nora Quist${senders}`, address }, to: person });
  await open({ message: subject, person });
  await desk.pane
    .getByRole('listitem')
    .filter({ hasText: address })
    .getByRole('button', { name: 'Create a Person' })
    .click();
  await desk.pane.getByRole('textbox', { name: /^First Name/ }).waitFor({ timeout: 60_000 });
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
      await desk.pane.getByRole('button', { name: 'Create', exact: true }).click();
    },
    mend: async () => {
      expect(await details()).toContain(code);
      desk.world.sandbox.faults.clear();
      await press(button);
      await desk.pane
        .getByRole('radio', { name: /Nora Quist/ })
        .first()
        .waitFor({ timeout: 60_000 });
    },
  };
}

const rows: Row[] = [
  {
    code: 'E1',
    name: 'M78 M79 a permission is missing: a request for an administrator is ready; reconnecting asks for it, and the filing goes on',
    says: /Microsoft 365 does not allow this with your rights/,
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
  {
    code: 'F1',
    name: 'M115 the key was replaced in Coherence: an administrator comes to where keys are, and goes on',
    says: /Coherence key of your organisation is no longer valid/,
    meet: async () => {
      await openForm({ person: 'Cleo' });
      const { workspaces } = desk.world.sandbox.coherence;
      workspaces.of('Alder & Finch').key = 'sk_live_alderfinch_of_today_00000000';
      await create();
    },
    mend: async () => {
      await signInBrowser(desk.page, desk.world, await desk.world.as('Cleo'));
      const [opened] = await Promise.all([desk.page.waitForEvent('popup'), press('Replace key')]);
      await opened.getByLabel('New key').fill('sk_live_alderfinch_of_today_00000000', patient);
      await opened.getByRole('button', { name: 'Try and keep' }).click();
      await opened.getByRole('button', { name: 'Use key 2' }).click(patient);
      await opened.getByText('Answers', { exact: true }).waitFor(patient);
      await opened.close();
      await desk.pane.locator('body').evaluate(() => window.dispatchEvent(new Event('focus'))); // back from there
      await isChosen(/Nora Quist/);
    },
  },
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
      const { workspaces } = desk.world.sandbox.coherence;
      await open({ message: 'Complaint about the last visit' });
      await suggested();
      workspaces.trash(workspaces.of('Alder & Finch'), 'rec_p2');
      await press('File');
    },
    mend: async () => {
      await press('Find again');
      await desk.pane.getByRole('searchbox').fill('lumen');
      await desk.pane
        .getByRole('list', { name: 'Search results' })
        .getByRole('button', { name: /Lumen Works/ })
        .first()
        .click();
      await press('File');
      await status('Filed');
    },
  },
  {
    code: 'F3',
    name: 'the record of a filed mail was deleted: it is said there, and unlinked by a press',
    says: 'This record was deleted or merged in Coherence.',
    meet: async () => {
      const { workspaces } = desk.world.sandbox.coherence;
      const record = workspaces.add(workspaces.of('Alder & Finch'), 'mod_leads', 'Enquiry that goes', {});
      await desk.world.server!.records.refreshIndex(alder.tenantId);
      deliver('About the enquiry that goes');
      const hold = desk.world.sandbox.faults.add({
        service: 'coherence',
        path: record.id,
        times: 0,
        answer: { status: 503 },
      });
      await desk.ada.file('About the enquiry that goes', { module: 'leads', id: record.id });
      workspaces.trash(workspaces.of('Alder & Finch'), record.id);
      desk.world.sandbox.faults.remove(hold);
      await open({ message: 'About the enquiry that goes' });
    },
    mend: async () => {
      await press('Unlink');
      await desk.pane.getByRole('dialog').getByRole('button', { name: 'Unfile' }).click(patient);
      await desk.pane.getByRole('button', { name: 'File', exact: true }).waitFor(patient);
    },
  },
  creating('F4', 'it exists already', 409, 'Duplicate.', /A record like this exists already in Coherence/, 'Try again'),
  {
    code: 'F4',
    name: 'somebody of this name is there under another address: linked to them by a press',
    says: /A record like this exists already in Coherence/,
    meet: async () => {
      await openForm({ name: 'Jana Novák' });
      refuseOnce(409, 'duplicate_record', 'A person of this name exists already.', { field: 'name', effect: 'block' });
      await create();
    },
    mend: async () => {
      expect(await desk.pane.getByRole('button', { name: 'Create anyway' }).count()).toBe(0); // the rule does not only warn
      await press('Link to it');
      await isChosen(/Jana Novák/);
      await press('File');
      await status('Filed');
      expect(await desk.pane.getByRole('article', { name: 'Jana Novák' }).count()).toBe(1);
    },
  },
  {
    code: 'F4',
    name: 'Coherence only warns: another of the same name is created all the same, once',
    says: /A record like this exists already in Coherence/,
    meet: async () => {
      await openForm({ name: 'Priya Raman' });
      refuseOnce(409, 'duplicate_record', 'A person of this name exists already.', { field: 'name', effect: 'warn' });
      await create();
    },
    mend: async () => {
      const { workspaces } = desk.world.sandbox.coherence;
      const namesakes = () =>
        workspaces
          .records(workspaces.of('Alder & Finch'), 'mod_people')
          .filter((it) => it.displayName === 'Priya Raman').length;
      const before = namesakes();
      await press('Create anyway');
      await isChosen(/Priya Raman/);
      expect(namesakes()).toBe(before + 1);
    },
  },
  {
    code: 'F5',
    name: 'M105 a value is refused: said at its field, which has the focus, and nothing typed is lost',
    isCaption: true,
    says: 'First Name may not be longer than 20 characters.',
    meet: async () => {
      await openForm();
      await desk.pane.getByRole('textbox', { name: /^Last Name/ }).fill('Quist the younger');
      refuseOnce(400, 'validation_error', 'First Name may not be longer than 20 characters.', {
        field: 'first-name',
        reason: 'maxLength',
      });
      await create();
    },
    mend: async () => {
      expect(await focusedLabel()).toMatch(/^First Name/);
      expect(await desk.pane.getByRole('textbox', { name: /^Last Name/ }).inputValue()).toBe('Quist the younger');
      await desk.pane.getByRole('textbox', { name: /^First Name/ }).fill('Nora');
      await create();
      await isChosen(/Nora Quist the younger/);
    },
  },
  {
    code: 'F5',
    name: 'a value is refused without its field: the button leads into the form',
    says: 'The values do not fit together.',
    meet: async () => {
      await openForm();
      refuseOnce(400, 'validation_error', 'The values do not fit together.');
      await create();
    },
    mend: async () => {
      expect(await details()).toContain('F5');
      await press('Correct it');
      expect(await focusedLabel()).not.toBe('');
      await create();
      await isChosen(/Nora Quist/);
    },
  },
  {
    code: 'F6',
    name: 'the limit of calls is reached: when it goes on is said, and it does',
    says: /The limit of calls to Coherence is reached\. It goes on at /,
    meet: async () => {
      const { workspaces } = desk.world.sandbox.coherence;
      const { id } = workspaces.add(workspaces.of('Alder & Finch'), 'mod_leads', 'Enquiry of this minute', {});
      desk.world.sandbox.faults.add({
        service: 'coherence',
        path: id,
        times: 0,
        answer: { status: 429, code: 'rate_limit_exceeded', message: 'Too many requests.', retryAfterSeconds: 20 },
      });
      await openRecord('leads', id);
    },
    mend: async () => {
      desk.world.sandbox.faults.clear();
      await desk.page.getByRole('button', { name: 'Try again' }).first().click();
      await desk.page.getByRole('heading', { name: 'Enquiry of this minute' }).first().waitFor(patient);
    },
  },
  {
    code: 'F7',
    name: 'Coherence is down: what was done is visible, and goes on by itself',
    isCaption: true,
    says: /Coherence is not answering\. Your filing is kept/,
    meet: async () => {
      await open({ message: 'Payment advice 4471' });
      await choose();
      preset('coherence-down');
      await press('File');
    },
    mend: async () => {
      desk.allWell();
      await desk.pane.getByText('Filed', { exact: true }).first().waitFor({ timeout: 180_000 });
    },
  },
  {
    code: 'F8',
    name: 'search is limited, and says so',
    isCaption: true,
    says: 'These are the records we know ourselves.',
    meet: async () => {
      preset('search-limited');
      await open({ message: 'Introducing myself' });
      await desk.pane.getByRole('searchbox').fill('lumen');
    },
    mend: async () => {
      desk.allWell();
      await desk.pane.getByRole('searchbox').fill('lumen works');
      await desk.pane
        .getByText('These are the records we know ourselves.')
        .waitFor({ state: 'detached', timeout: 60_000 });
      await desk.pane.getByRole('list', { name: 'Search results' }).getByRole('button').first().waitFor();
    },
  },
  {
    code: 'N1',
    name: 'Microsoft 365 does not answer',
    says: 'Microsoft 365 is not answering.',
    meet: () => filesAgainst('Contrat de maintenance', 503, 'serviceNotAvailable'),
    mend: () => fileAgain('N1', 'Try again'),
  },
  {
    code: 'N2',
    name: 'M49 a file stands where the folder of a record should be: renamed there, the next try makes it',
    says: /There is a file named "Enquiry in the way"/,
    meet: async () => {
      const { workspaces } = desk.world.sandbox.coherence;
      const { id } = workspaces.add(workspaces.of('Alder & Finch'), 'mod_leads', 'Enquiry in the way', {});
      await desk.world.server!.records.refreshIndex(alder.tenantId);
      const { drives, drive } = filesOf(desk.world);
      const own = drive('Ada');
      const folder = (parent: string, name: string) =>
        (drives.child(own, parent, name) ?? drives.addFolder(own, parent, name, desk.ada.person.id)).id;
      const leads = folder(folder(own.rootId, 'Coherence'), 'Leads');
      drives.putFile(own, leads, 'Enquiry in the way', Buffer.from('x'), 'text/plain', desk.ada.person.id);
      await openRecord('leads', id);
      await desk.page.getByRole('tab', { name: 'Files' }).click(patient);
      await desk.page.getByRole('button', { name: 'Create folder' }).click(patient);
    },
    mend: async () => {
      const { drives, drive, item } = filesOf(desk.world);
      drives.remove(drive('Ada'), item('Ada', 'Coherence/Leads/Enquiry in the way'), desk.ada.person.id);
      await desk.page.getByRole('button', { name: 'Try again' }).first().click();
      await desk.page.getByText('Nothing is in this folder yet.').waitFor(patient);
    },
  },
  {
    code: 'N3',
    name: 'M46 OneDrive is full: the mail is filed, the file is not; after making room the rest goes on',
    isCaption: true,
    says: /Your OneDrive or mailbox is full/,
    meet: async () => {
      deliver('With a file for a full drive', { files: { 'Large.txt': 'large' } });
      await open({ message: 'With a file for a full drive' });
      await choose();
      preset('files-drive-full');
      await press('File');
    },
    mend: async () => {
      desk.allWell();
      await desk.pane.getByRole('button', { name: 'Retry the rest' }).first().click(patient);
      await desk.pane
        .getByText(/· Stored/)
        .first()
        .waitFor(patient);
    },
  },
  {
    code: 'N4',
    name: 'M46 the file is open elsewhere: its new version waits, and is stored once it is closed',
    isCaption: true,
    says: /Somebody has the file open for writing/,
    meet: async () => {
      deliver('Plan, first', { files: { 'Plan in use.txt': 'first' } });
      await desk.ada.settled((await desk.ada.file('Plan, first')).id);
      deliver('Plan, second', { files: { 'Plan in use.txt': 'second' } });
      preset('files-locked');
      await open({ message: 'Plan, second' });
      await choose();
      await desk.pane
        .getByRole('combobox', { name: 'What becomes of Plan in use.txt' })
        .selectOption('Save as a new version', patient);
      await press('File');
    },
    mend: async () => {
      desk.allWell();
      await desk.pane
        .getByText(/Somebody has the file open/)
        .first()
        .waitFor({ state: 'detached', ...patient });
      const { drives, item } = filesOf(desk.world);
      await until(
        () => drives.bytes(item('Ada', 'Coherence/People/Jana Novák/Plan in use.txt')).toString(),
        (text) => text === 'second',
      );
    },
  },
  {
    code: 'N5',
    name: 'the mail was deleted meanwhile: nothing is filed; once it is back it is found again',
    says: 'This email is no longer in the mailbox: it was moved to another mailbox or deleted.',
    meet: async () => {
      gone = deliver('Gone for a moment');
      await open({ message: 'Gone for a moment' });
      await choose();
      desk.world.sandbox.tenants.mailboxes.remove(desk.ada.mailbox, desk.ada.message('Gone for a moment'));
      await press('File');
    },
    mend: async () => {
      expect(await details()).toContain('N5');
      deliver('Gone for a moment', { internetMessageId: gone });
      await press('Find again');
      await status('Filed');
    },
  },
];

meetAll(desk, rows);
