import { alder } from '../../sandbox/tenant/company.js';
import type { Drive, Role, StoredItem } from '../../sandbox/tenant/files/drive-item.js';
import { personGrant } from '../../sandbox/tenant/files/grants.js';
import type { Caller, World } from './world.js';

/** What an administrator approved for everybody: looking at what others share, and at sites. */
export const sharedFileScopes = ['Files.ReadWrite.All', 'Sites.Read.All'];
export function allowSharedFiles({ sandbox }: World, scopes = sharedFileScopes): void {
  sandbox.entra.directory.grant(alder.tenantId, sandbox.client.id, scopes);
}

/** The drive of a person or, by `Site/Library`, of a site; and what is at a path in it. */
export function filesOf({ sandbox }: World) {
  const { drives, sites, mailboxes } = sandbox.tenants;
  const people = (name: string) => mailboxes.ofPerson(name).objectId;
  const drive = (of: string): Drive => {
    const [title = '', library = 'Documents'] = of.split('/');
    const site = sites.list(alder.tenantId).find((it) => it.title === title);
    const found = site ? drives.ofSite(site).find((it) => it.name === library) : drives.ofPerson(people(of));
    if (!found) throw new Error(`There is no drive ${of}.`);
    return found;
  };
  const item = (of: string, path: string): StoredItem => {
    const from = drive(of);
    let at = drives.root(from);
    for (const name of path.split('/').filter(Boolean)) {
      const child = drives.child(from, at.id, name);
      if (!child) throw new Error(`There is no ${path} in ${of}.`);
      at = child;
    }
    return at;
  };
  const ref = (of: string, path: string) => ({ driveId: drive(of).id, itemId: item(of, path).id });
  const put = (of: string, folder: string, name: string, text: string) => {
    const from = drive(of);
    const type = /\.txt$/.test(name) ? 'text/plain' : 'application/octet-stream';
    const made = drives.putFile(from, item(of, folder).id, name, Buffer.from(text), type, from.objectId ?? '');
    return { driveId: from.id, itemId: made.id };
  };
  const share = (of: string, path: string, who: Caller, role: Role = 'read') => {
    item(of, path).permissions.push(personGrant(who.person, role, new Date().toISOString()));
    drives.index(drive(of)).shared.add(item(of, path).id);
    drives.permissionsChanged(drive(of), item(of, path));
  };
  return { drives, drive, item, ref, put, share };
}
