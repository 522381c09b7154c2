import type { MailFolder } from '../../../contract/connection.js';
import type { GraphRequest } from '../../graph/graph.js';

/** Asks about one mailbox, below its own path. */
export type AskMailbox = <T>(request: GraphRequest) => Promise<T>;

interface RawFolder {
  id: string;
  displayName?: string | null;
  parentFolderId?: string | null;
  childFolderCount?: number | null;
  totalItemCount?: number | null;
  isHidden?: boolean | null;
}
interface Page {
  value: RawFolder[];
  '@odata.nextLink'?: string;
}
export type WellKnown = NonNullable<MailFolder['wellKnown']>;
/** By Outlook's own names, never by display names: a mailbox may speak any language (M20). */
const wellKnownNames: WellKnown[] = ['inbox', 'sentitems', 'drafts', 'archive', 'junkemail', 'deleteditems', 'outbox'];
const refusals: Partial<Record<WellKnown, NonNullable<MailFolder['refusal']>>> = {
  junkemail: 'junk',
  deleteditems: 'deleted',
  outbox: 'outbox',
};
const select = 'id,displayName,parentFolderId,childFolderCount,totalItemCount,isHidden';
const pageSize = 200;
/** Beyond this a mailbox is walked no further for one question; nobody chooses among so many by hand. */
const mostFolders = 5_000;

export type WellKnownIds = Map<string, WellKnown>;

/** Graph's ids of the folders every mailbox has. Ids of folders never change, so this may be kept as long as one likes. */
export async function findWellKnown(ask: AskMailbox): Promise<WellKnownIds> {
  const found = await Promise.all(
    wellKnownNames.map(async (name) => {
      const folder = await ask<RawFolder>({ path: `/mailFolders/${name}`, query: { $select: 'id' } }).catch(
        (error: { code?: string }) => {
          if (error.code === 'not_found') return undefined; // not every mailbox has each of them
          throw error;
        },
      );
      return [folder?.id, name] as const;
    }),
  );
  return new Map(found.flatMap(([id, name]) => (id ? [[id, name] as const] : [])));
}

/** The folders directly below one, or at the top; hidden ones are left out. */
export async function listFolders(
  ask: AskMailbox,
  wellKnown: WellKnownIds,
  parent?: { id: string; refusal?: MailFolder['refusal'] },
): Promise<MailFolder[]> {
  const path = parent ? `/mailFolders/${encodeURIComponent(parent.id)}/childFolders` : '/mailFolders';
  const folders: RawFolder[] = [];
  for (let skip = 0; ; skip += pageSize) {
    const { value, '@odata.nextLink': next } = await ask<Page>({
      path,
      query: { $select: select, $top: String(pageSize), ...(skip ? { $skip: String(skip) } : {}) },
    });
    folders.push(...value);
    if (!next || value.length === 0 || folders.length >= mostFolders) break;
  }
  return folders
    .filter((it) => !it.isHidden)
    .map((it) => {
      const known = wellKnown.get(it.id);
      const refusal = parent?.refusal ?? (known && refusals[known]);
      return {
        id: it.id,
        displayName: it.displayName ?? '',
        childCount: it.childFolderCount ?? 0,
        messageCount: it.totalItemCount ?? 0,
        ...(parent ? { parentId: parent.id } : {}),
        ...(known ? { wellKnown: known } : {}),
        ...(refusal ? { refusal } : {}),
      };
    })
    .sort((a, b) => rank(a) - rank(b) || a.displayName.localeCompare(b.displayName));
}

/** Every folder of the mailbox with the names above it. Folders below Junk and Deleted carry their refusal. */
export async function walkFolders(ask: AskMailbox, wellKnown: WellKnownIds): Promise<MailFolder[]> {
  const all: MailFolder[] = [];
  let level = (await listFolders(ask, wellKnown)).map((it) => ({ ...it, path: [] as string[] }));
  while (level.length > 0 && all.length < mostFolders) {
    all.push(...level);
    const below = await Promise.all(
      level
        .filter((it) => it.childCount > 0)
        .map(async (it) =>
          (await listFolders(ask, wellKnown, it)).map((child) => ({ ...child, path: [...it.path, it.displayName] })),
        ),
    );
    level = below.flat();
  }
  return all;
}

/** Every folder below one, at any depth, from a walk. */
export function foldersBelow(all: MailFolder[], id: string): MailFolder[] {
  const children = all.filter((it) => it.parentId === id);
  return children.flatMap((it) => [it, ...foldersBelow(all, it.id)]);
}

const order: WellKnown[] = ['inbox', 'sentitems', 'archive', 'drafts'];
const rank = ({ wellKnown, refusal }: MailFolder): number =>
  refusal ? 99 : wellKnown ? order.indexOf(wellKnown) : order.length;
