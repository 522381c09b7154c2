import { alder } from '../../sandbox/tenant/company.js';
import type { Desk, Row } from '../support/diagnosis-desk.js';
import type { Work } from '../support/diagnosis-work.js';
import { signInBrowser } from '../support/settings-page.js';

const patient = { timeout: 60_000 };

/** Codes F: what Coherence refuses, or does not answer. */
export function coherenceRows(desk: Desk, { deliver, openRecord, openForm, creating }: Work): Row[] {
  const { preset, open, press, suggested, status, details, choose } = desk;
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
  return [
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
    creating(
      'F4',
      'it exists already',
      409,
      'Duplicate.',
      /A record like this exists already in Coherence/,
      'Try again',
    ),
    {
      code: 'F4',
      name: 'somebody of this name is there under another address: linked to them by a press',
      says: /A record like this exists already in Coherence/,
      meet: async () => {
        await openForm({ name: 'Jana Novák' });
        refuseOnce(409, 'duplicate_record', 'A person of this name exists already.', {
          field: 'name',
          effect: 'block',
        });
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
  ];
}
