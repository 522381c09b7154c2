import type { Transaction } from 'kysely';
import type { Database } from '../../db/database.js';
import type { Tables } from '../../db/schema.js';
import type { Graph } from '../../graph/graph.js';
import { logSync } from '../../sync/log.js';
import type { RawItem, Scope, Workload } from '../../sync/workload.js';
import { followFolders, stopFollowing } from './plan.js';
import { rootOf } from './read.js';

export type FolderChange =
  | { kind: 'gone'; graphId: string }
  | { kind: 'here'; graphId: string; displayName?: string; parentId?: string; total?: number };
interface Folder {
  graph_id: string;
  parent_graph_id: string | null;
  well_known: string | null;
  display_name: string;
  total_count: number;
  is_selected: boolean;
  includes_new: boolean;
  is_gone: boolean;
}
interface Needs {
  database: Database;
  graph: Graph;
}
/** Mail below these is thrown away or not wanted: a folder that goes there is not followed any more. */
const refused = new Set(['deleteditems', 'junkemail', 'outbox']);

/** The tree of folders: names, places, new ones below those that include new ones, and folders that end. */
export function createFolderWorkload({ database, graph }: Needs): Workload<FolderChange> {
  return {
    start: (scope) => ({
      path: `${rootOf(scope)}/mailFolders/delta`,
      query: { $select: 'displayName,parentFolderId,totalItemCount' },
    }),
    read: async (_scope, items) => ({ changes: items.map(toChange), broken: [] }),
    idOf: (change) => change.graphId,

    async apply(tx, scope, changes) {
      const { mailbox } = scope;
      const rows: Folder[] = await tx
        .selectFrom('mail_folder')
        .selectAll()
        .where('mailbox_id', '=', mailbox.id)
        .execute();
      const tree = new Map(rows.map((it) => [it.graph_id, it]));
      const before = new Set(rows.filter((it) => it.is_selected).map((it) => it.graph_id));
      const fresh = changes.filter((it) => it.kind === 'here' && !tree.has(it.graphId)).map((it) => it.graphId);
      for (const change of changes) put(tree, change);
      for (const id of inOrder(tree, fresh)) inherit(tree, id);
      for (const it of tree.values()) if (it.is_selected && (it.is_gone || isRefused(tree, it))) it.is_selected = false;
      await write(
        tx,
        scope,
        [...new Set(changes.map((it) => it.graphId))].flatMap((id) => tree.get(id) ?? []),
      );

      const selected = [...tree.values()].filter((it) => it.is_selected);
      const stopped = [...before].filter((id) => !tree.get(id)?.is_selected);
      await stopFollowing(tx, mailbox.id, stopped);
      for (const id of stopped) await tellStopped(tx, scope, id);
      const row = await tx.selectFrom('mailbox').selectAll().where('id', '=', mailbox.id).executeTakeFirstOrThrow();
      const begun = selected.filter((it) => !before.has(it.graph_id));
      const wished = await followFolders(
        tx,
        row,
        begun.map((it) => ({ graphId: it.graph_id, total: it.total_count })),
      );
      return { stored: 0, excluded: 0, wished };
    },

    /** After a new beginning, folders that ended meanwhile are found by asking for each that is followed. */
    async unseen(scope) {
      const { mailbox, as, signal } = scope;
      const followed = await database.kysely
        .selectFrom('mail_folder')
        .select('graph_id')
        .where('mailbox_id', '=', mailbox.id)
        .where('is_selected', '=', true)
        .execute();
      const answers = await graph.batch(
        as,
        followed.map((it) => ({
          path: `${rootOf(scope)}/mailFolders/${encodeURIComponent(it.graph_id)}`,
          query: { $select: 'id' },
        })),
        { mailbox: mailbox.address, priority: 'job', signal },
      );
      const gone = followed.filter((_it, i) => answers[i]?.error?.code === 'not_found').map((it) => it.graph_id);
      if (gone.length > 0)
        await database.transaction((tx) =>
          this.apply(
            tx,
            scope,
            gone.map((graphId) => ({ kind: 'gone', graphId })),
          ),
        );
    },
    async gone() {
      /* a mailbox without folders is asked again later */
    },
  };
}

function toChange(raw: RawItem): FolderChange {
  const { displayName, parentFolderId, totalItemCount } = raw;
  return raw['@removed']
    ? { kind: 'gone', graphId: raw.id }
    : {
        kind: 'here',
        graphId: raw.id,
        // Members that did not come are unchanged.
        ...(typeof displayName === 'string' ? { displayName } : {}),
        ...(typeof parentFolderId === 'string' ? { parentId: parentFolderId } : {}),
        ...(typeof totalItemCount === 'number' ? { total: totalItemCount } : {}),
      };
}

function put(tree: Map<string, Folder>, change: FolderChange): void {
  const known = tree.get(change.graphId);
  if (change.kind === 'gone') {
    if (known) known.is_gone = true;
    return;
  }
  tree.set(change.graphId, {
    graph_id: change.graphId,
    well_known: known?.well_known ?? null,
    is_selected: known?.is_selected ?? false,
    includes_new: known?.includes_new ?? false,
    parent_graph_id: change.parentId ?? known?.parent_graph_id ?? null,
    display_name: change.displayName ?? known?.display_name ?? '',
    total_count: change.total ?? known?.total_count ?? 0,
    is_gone: false,
  });
}

/** A new folder is followed when the one above includes new ones; and then what comes below it, too. */
function inherit(tree: Map<string, Folder>, id: string): void {
  const folder = tree.get(id);
  const parent = tree.get(folder?.parent_graph_id ?? '');
  if (!folder || !parent?.includes_new || parent.is_gone) return;
  folder.is_selected = true;
  folder.includes_new = true;
}
/** Parents before their children, whatever order they came in. */
function inOrder(tree: Map<string, Folder>, ids: string[]): string[] {
  const depth = (id: string, seen = 0): number => {
    const parent = tree.get(id)?.parent_graph_id;
    return parent && seen < 300 && tree.has(parent) ? depth(parent, seen + 1) + 1 : 0;
  };
  return [...ids].sort((a, b) => depth(a) - depth(b));
}
function isRefused(tree: Map<string, Folder>, folder: Folder): boolean {
  let it: Folder | undefined = folder;
  for (let depth = 0; it && depth < 300; depth += 1) {
    if (refused.has(it.well_known ?? '')) return true;
    it = tree.get(it.parent_graph_id ?? '');
  }
  return false;
}

async function write(tx: Transaction<Tables>, { mailbox }: Scope, folders: Folder[]): Promise<void> {
  for (const { graph_id, ...it } of folders) {
    const values = {
      parent_graph_id: it.parent_graph_id,
      display_name: it.display_name,
      total_count: it.total_count,
      is_selected: it.is_selected,
      includes_new: it.includes_new,
      is_gone: it.is_gone,
    };
    await tx
      .insertInto('mail_folder')
      .values({
        tenant_id: mailbox.tenantId,
        mailbox_id: mailbox.id,
        graph_id,
        well_known: it.well_known,
        ...values,
      })
      .onConflict((on) => on.columns(['mailbox_id', 'graph_id']).doUpdateSet(values))
      .execute();
  }
}

async function tellStopped(tx: Transaction<Tables>, { mailbox }: Scope, graphId: string): Promise<void> {
  const folder = await tx
    .selectFrom('mail_folder')
    .select('id')
    .where('mailbox_id', '=', mailbox.id)
    .where('graph_id', '=', graphId)
    .executeTakeFirst();
  await logSync(tx, {
    tenantId: mailbox.tenantId,
    mailboxId: mailbox.id,
    kind: 'folder',
    code: 'N5',
    ...(folder ? { folderId: folder.id } : {}),
  });
}
