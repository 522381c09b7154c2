import { AppError } from '../../../base/errors.js';
import type { Principal } from '../../../base/principal.js';
import { now } from '../../../base/clock.js';
import type { GraphRequest } from '../../../graph/graph.js';
import type { AccessNeeds } from './needs.js';
import { readPermissions, type HeldPermission, type Place, type RawPermission } from './permission.js';

export interface ReadFolder {
  held: HeldPermission[];
  place: Place & { name: string };
}
interface RawDrive {
  name?: string;
  driveType?: string;
  owner?: { user?: { id?: string; displayName?: string } };
}
interface Page<T> {
  value: T[];
  '@odata.nextLink'?: string;
}
const groupMembersScope = 'GroupMember.Read.All';

export const itemPath = ({ driveId, itemId }: { driveId: string; itemId: string }): string =>
  `/drives/${encodeURIComponent(driveId)}/items/${encodeURIComponent(itemId)}`;

/** Who may open a folder by now and where it lies, read with the right of `as`. Throws `not_found` when it is gone. */
export async function readFolder(
  { graph, clientId }: Pick<AccessNeeds, 'graph' | 'clientId'>,
  as: Principal,
  of: { driveId: string; itemId: string },
  priority: GraphRequest['priority'] = 'person',
): Promise<ReadFolder> {
  const [drive, raw] = await Promise.all([
    graph.request<RawDrive>(as, {
      path: `/drives/${encodeURIComponent(of.driveId)}`,
      query: { $select: 'id,name,driveType,owner' },
      priority,
    }),
    all<RawPermission>({ graph }, as, { path: `${itemPath(of)}/permissions`, priority }),
  ]);
  const { name = '', driveType = 'business', owner } = drive;
  const holder = owner?.user;
  const isLibrary = driveType === 'documentLibrary';
  return {
    held: readPermissions(raw, clientId, now()),
    place: {
      driveType,
      name: isLibrary ? name : (holder?.displayName ?? name),
      ...(holder && !isLibrary
        ? { owner: { name: holder.displayName ?? '', ...(holder.id ? { id: holder.id } : {}) } }
        : {}),
    },
  };
}

/** Members of groups, nested ones too, where the directory may be read; a group that cannot be read is not in the answer. */
export async function readMembers(
  { graph, tokens }: Pick<AccessNeeds, 'graph' | 'tokens'>,
  as: Principal,
  groupIds: string[],
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  if (groupIds.length === 0 || !(await tokens.granted(as)).includes(groupMembersScope)) return found;
  for (const id of new Set(groupIds)) {
    try {
      const members = await all<{ id: string; userPrincipalName?: string; mail?: string }>({ graph }, as, {
        path: `/groups/${encodeURIComponent(id)}/transitiveMembers`,
        query: { $select: 'id,mail,userPrincipalName', $top: '999' },
        priority: 'job',
      });
      found.set(
        id,
        members.flatMap((it) => [it.id, it.mail, it.userPrincipalName].filter((text) => text !== undefined)),
      );
    } catch (error) {
      if (!(error instanceof AppError)) throw error; // a group that is gone or hidden is told by its name alone
    }
  }
  return found;
}

async function all<T>({ graph }: Pick<AccessNeeds, 'graph'>, as: Principal, request: GraphRequest): Promise<T[]> {
  const items: T[] = [];
  let page = await graph.request<Page<T>>(as, request);
  items.push(...page.value);
  for (let link = page['@odata.nextLink']; link; link = page['@odata.nextLink']) {
    page = await graph.request<Page<T>>(as, { link, ...(request.priority ? { priority: request.priority } : {}) });
    items.push(...page.value);
  }
  return items;
}
