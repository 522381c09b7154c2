import { alder } from '../../sandbox/tenant/company.js';
import type { Desk, Row } from './diagnosis-desk.js';
import { signInBrowser } from './settings-page.js';

export type Work = ReturnType<typeof workAt>;
const jana = { name: 'Jana Novák', address: 'jana.novak@lumenworks.example' };
interface Delivery {
  to?: string;
  from?: { name: string; address: string };
  files?: Record<string, string>;
  internetMessageId?: string;
}

/** What people do at the desk when something stands in the way of their work: filing, creating, looking at a record. */
export function workAt(desk: Desk) {
  const { open, press, status, details, graphFault, choose } = desk;
  let senders = 0;
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
  /** The page of a record, with Ada signed in. */
  async function openRecord(module: string, id: string): Promise<void> {
    await signInBrowser(desk.page, desk.world, desk.ada);
    await desk.page.goto(`${desk.world.sandbox.urls.server}/record/${module}/${id}`);
  }
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
  const coherenceFault = (status_: number, code: string, message: string, more: object = {}) =>
    desk.world.sandbox.faults.add({
      service: 'coherence',
      path: '^/v1/',
      times: 0,
      answer: { status: status_, code, message },
      ...more,
    });
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
  return { filesAgainst, fileAgain, deliver, openRecord, openForm, creating };
}
