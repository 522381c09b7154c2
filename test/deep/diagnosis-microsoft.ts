import { alder } from '../../sandbox/tenant/company.js';
import type { Desk, Row } from '../support/diagnosis-desk.js';
import type { Work } from '../support/diagnosis-work.js';
import { filesOf } from '../support/files.js';
import { findAccessibilityFaults, screenshot } from '../support/outlook.js';
import { boxesBeyondPage } from '../support/settings-page.js';
import { until } from '../support/until.js';

const patient = { timeout: 60_000 };

/** Codes N: what Microsoft 365 cannot do now, or what is in the way there. */
export function microsoftRows(desk: Desk, { filesAgainst, fileAgain, deliver, openRecord }: Work): Row[] {
  const { preset, open, press, status, details, choose } = desk;
  /** A folder of Ada's below Coherence that she made without us, with a file in it. */
  const theirs = (module: string, name: string): void => {
    const { drives, drive } = filesOf(desk.world);
    const own = drive('Ada');
    let at = own.rootId;
    for (const part of ['Coherence', module, name])
      at = (drives.child(own, at, part) ?? drives.addFolder(own, at, part, desk.ada.person.id)).id;
    drives.putFile(own, at, 'Theirs.txt', Buffer.from('theirs'), 'text/plain', desk.ada.person.id);
  };
  const inFolder = (path: string): string[] => {
    const { drives, drive, item } = filesOf(desk.world);
    return [...drives.children(drive('Ada'), item('Ada', path).id)].map((it) => it.name).sort();
  };
  const lookAt = async (name: string): Promise<void> => {
    for (const colorScheme of ['dark', 'light'] as const) {
      await desk.page.emulateMedia({ colorScheme });
      await screenshot(desk.page, `${name}-${colorScheme}`);
    }
    expect(await findAccessibilityFaults(desk.page)).toEqual([]);
  };
  /** Message-ID of the mail that was deleted. */
  let gone = '';
  return [
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
      code: 'N2',
      name: 'M49 a folder of the name is there and is not ours: whose it is is said, and another one is made beside it',
      says: /There is a folder named “Enquiry of theirs” already/,
      meet: async () => {
        const { workspaces } = desk.world.sandbox.coherence;
        const { id } = workspaces.add(workspaces.of('Alder & Finch'), 'mod_leads', 'Enquiry of theirs', {});
        await desk.world.server!.records.refreshIndex(alder.tenantId);
        theirs('Leads', 'Enquiry of theirs');
        await openRecord('leads', id);
        await desk.page.getByRole('tab', { name: 'Files' }).click(patient);
        await desk.page.getByRole('button', { name: 'Create folder' }).click(patient);
        await desk.page.getByText(/Made by Ada Brandt, .*, not by Coherence/).waitFor(patient);
        await lookAt('taken-folder-record');
        await desk.page.setViewportSize({ width: 320, height: 640 });
        expect(await boxesBeyondPage(desk.page)).toEqual([]);
        await screenshot(desk.page, 'taken-folder-record-narrow');
        await desk.page.setViewportSize({ width: 1280, height: 800 });
      },
      mend: async () => {
        const answer = (name: string) => desk.page.getByRole('button', { name });
        await answer('Cancel').click();
        await answer('Create folder').click(patient);
        await answer('Make another: Enquiry of theirs (2)').focus(patient);
        await desk.page.keyboard.press('Enter');
        await desk.page.getByText('Nothing is in this folder yet.').waitFor(patient);
        expect(inFolder('Coherence/Leads/Enquiry of theirs')).toEqual(['Theirs.txt']);
        expect(inFolder('Coherence/Leads/Enquiry of theirs (2)')).toEqual([]);
      },
    },
    {
      code: 'N2',
      name: 'M46 M107 the folder a file would go to is not ours: the mail is filed, the file waits, and is stored there once it is used',
      says: /There is a folder named "Enquiry with files" already/,
      meet: async () => {
        const { workspaces } = desk.world.sandbox.coherence;
        const { id } = workspaces.add(workspaces.of('Alder & Finch'), 'mod_leads', 'Enquiry with files', {});
        await desk.world.server!.records.refreshIndex(alder.tenantId);
        theirs('Leads', 'Enquiry with files');
        deliver('Waits for a folder', { files: { 'Plan of theirs.txt': 'plan' } });
        await desk.ada.settled((await desk.ada.file('Waits for a folder', { module: 'leads', id })).id);
        await open({ message: 'Waits for a folder' });
        await desk.pane.getByText(/Made by Ada Brandt, .*, not by Coherence/).waitFor(patient);
        await lookAt('taken-folder-pane');
      },
      mend: async () => {
        await desk.pane.getByRole('button', { name: 'Use it' }).focus(patient);
        await desk.page.keyboard.press('Enter');
        await desk.pane
          .getByText(/· Stored/)
          .first()
          .waitFor(patient);
        expect(inFolder('Coherence/Leads/Enquiry with files')).toEqual(['Plan of theirs.txt', 'Theirs.txt']);
      },
    },
    {
      code: 'N2',
      name: 'M45 another file of the name is in the folder: the question stands where files are chosen, and the existing one is used',
      isCaption: true,
      says: /Another file of this name is in the folder/,
      meet: async () => {
        deliver('Terms, first', { files: { 'Terms there.txt': 'terms' } });
        await desk.ada.settled((await desk.ada.file('Terms, first')).id);
        deliver('Terms, second', { files: { 'Terms there.txt': 'other terms' } });
        await open({ message: 'Terms, second' });
        await choose();
      },
      mend: async () => {
        const use = desk.pane.getByRole('button', { name: 'Use the existing one' });
        await use.focus();
        await desk.page.keyboard.press('Enter');
        await desk.pane.getByRole('button', { name: 'Use the existing one', pressed: true }).waitFor(patient);
        expect(await desk.pane.getByRole('combobox', { name: 'What becomes of Terms there.txt' }).inputValue()).toBe(
          'link',
        );
        await press('File');
        await desk.pane
          .getByText(/· (Stored|Was already in the folder)/)
          .first()
          .waitFor(patient);
        const { drives, drive, item } = filesOf(desk.world);
        const folder = item('Ada', 'Coherence/People/Jana Novák');
        const alike = Object.values(drive('Ada').items).filter(
          (it) => it.parentId === folder.id && it.name.startsWith('Terms there'),
        );
        expect(alike.map((it) => [it.name, drives.bytes(it).toString()])).toEqual([['Terms there.txt', 'terms']]);
      },
    },
    {
      code: 'N3',
      name: 'M46 OneDrive is full: the mail is filed, the file is not; after making room the rest goes on',
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
}
