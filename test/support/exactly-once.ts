import PostalMime from 'postal-mime';
import type { Caller, World } from './world.js';

/**
 * Holds one filing against everything it should have left behind: one ledger row, one folder, each file once with the right
 * bytes beside the whole mail, the category once. With `isFiled` false: none of it, but the folder.
 */
export async function expectExactlyOnce(
  world: World,
  { caller, subject, record }: { caller: Caller; subject: string; record: { module: string; id: string } },
  wanted: Record<string, Buffer>,
  isFiled = true,
): Promise<void> {
  const message = caller.message(subject);
  expect(message.graph.categories).toEqual(isFiled ? ['Coherence'] : []);
  const { entries } = await caller.call('GET /records/:module/:id/timeline', { params: record });
  expect(entries).toHaveLength(isFiled ? 1 : 0);

  const { drives } = world.sandbox.tenants;
  const drive = drives.ofPerson(caller.person.id)!;
  const name = world.sandbox.coherence.workspaces
    .of('Alder & Finch')
    .records.find((it) => it.id === record.id)?.displayName;
  const items = Object.values(drive.items);
  for (const top of ['Coherence', 'Deals']) expect(items.filter((it) => it.name === top)).toHaveLength(1);
  const folders = items.filter((it) => !it.file && it.name.startsWith(name?.slice(0, 100) ?? '?'));
  expect(folders).toHaveLength(1);
  const files = drives.children(drive, folders[0]!.id);
  const copy = files.find((it) => it.name.endsWith('.eml'));
  const others = files.filter((it) => it !== copy);
  expect(others.map((it) => it.name).sort()).toEqual(Object.keys(wanted).sort());
  for (const it of others) expect(drives.bytes(it).equals(wanted[it.name]!)).toBe(true);
  if (!isFiled) {
    expect(copy).toBeUndefined();
    return;
  }
  const mail = await PostalMime.parse(drives.bytes(copy!));
  expect(mail).toMatchObject({ subject, messageId: message.graph.internetMessageId });
  expect(mail.attachments.map((it) => it.filename)).toEqual(['small.txt', 'large.bin']);
  const [filing] = entries.map((it) => it.filing);
  expect(filing).toMatchObject({ state: 'filed', category: 'set', recordCheck: 'ok', isWorking: false });
  expect(filing?.files.map((it) => it.state)).toEqual(['stored', 'stored', 'stored']);
}
