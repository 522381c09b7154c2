import { Agent, fetch } from 'undici';
import type { FolderAccess } from '../../contract/access.js';
import { alder } from '../../sandbox/tenant/company.js';
import { until } from './until.js';
import type { Caller, World } from './world.js';

interface RecordRef {
  module: string;
  id: string;
}
export type Act = 'follow' | 'repair' | 'stop';

/** The one folder of a record that this person answers for. */
export async function onlyFolder(by: Caller, record: RecordRef): Promise<FolderAccess> {
  const { folders } = await by.call('GET /records/:module/:id/access', { params: record });
  if (!folders[0] || folders.length > 1) throw new Error(`One folder was expected: ${JSON.stringify(folders)}`);
  return folders[0];
}
export const settledFolder = (by: Caller, record: RecordRef): Promise<FolderAccess> =>
  until(
    () => onlyFolder(by, record),
    (it) => !it.isWorking,
    120_000,
  );
/** Looks, agrees to exactly what was seen, and waits until it is done. */
export async function actOnFolder(by: Caller, how: Act, record: RecordRef): Promise<FolderAccess> {
  await askFor(by, how, record);
  return settledFolder(by, record);
}
export async function askFor(by: Caller, how: Act, record: RecordRef): Promise<void> {
  const seen = await onlyFolder(by, record);
  await by.call('POST /records/:module/:id/access/:folder', {
    params: { ...record, folder: seen.id },
    body: { act: how, changes: how === 'stop' ? [] : seen[how].map((it) => it.key) },
  });
}
export const asGrantee = ({ person }: Caller) => ({
  kind: 'person' as const,
  id: person.id,
  address: person.userPrincipalName,
  name: person.name,
});
/** The id by which Coherence knows somebody of Alder & Finch. */
export const coherenceUser = (world: World, name: string): string =>
  world.sandbox.coherence.workspaces.of(alder.name).users?.find((it) => it.name.startsWith(name))?.id ?? '';

/** The folder as the sandbox keeps it, found by its address; `roleOf` is decided by what people gave, as for any client. */
export function folderAt(world: World, { webUrl }: Pick<FolderAccess, 'webUrl'>) {
  const { drives } = world.sandbox.tenants;
  const name = decodeURIComponent(webUrl.split('/').at(-1) ?? '');
  for (const drive of drives.all()) {
    const item = Object.values(drive.items).find((it) => it.name === name && it.parentId !== null && !it.file);
    if (item && drive.tenantId === alder.tenantId)
      return {
        drive,
        item,
        parent: drive.items[item.parentId ?? ''],
        path: `/drives/${drive.id}/items/${item.id}`,
        parentPath: `/drives/${drive.id}/items/${item.parentId}`,
        roleOf: (objectId: string) => drives.role(drive, item, drives.viewer(alder.tenantId, objectId)),
      };
  }
  throw new Error(`There is no folder ${name}.`);
}

/** As somebody at Microsoft's own pages would, with nothing of ours in between. */
export async function graphOf(world: World, who: Caller, scope = 'Files.ReadWrite') {
  const issued = await world.sandbox.entra.issueForBroker({
    objectId: who.person.id,
    clientId: world.sandbox.client.id,
    scope: `https://graph.microsoft.com/${scope}`,
  });
  if (!issued.success) throw new Error(issued.error.description);
  const dispatcher = new Agent({ connect: { ca: world.sandbox.caPem } });
  return async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${world.sandbox.urls.graph}/v1.0${path}`, {
      method,
      dispatcher,
      headers: { authorization: `Bearer ${issued.token.access_token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (answer.status >= 400) throw new Error(`${answer.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  };
}
export const shareWith = (emails: string[], role: string) => ({
  recipients: emails.map((email) => ({ email })),
  roles: [role],
  requireSignIn: true,
  sendInvitation: false,
});
