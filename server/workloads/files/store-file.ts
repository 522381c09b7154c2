import { AppError } from '../../base/errors.js';
import { newId } from '../../base/ids.js';
import type { Principal } from '../../base/principal.js';
import type { Database, Sql } from '../../db/database.js';
import type { Graph } from '../../graph/graph.js';
import { cleanFileName, numbered } from './file-name.js';
import { smallBytes, type FileSource } from './file-source.js';
import type { RecordFolder } from './folder-rows.js';
import { uploadLarge, type Sealing, isGone, lostUpload } from './upload.js';

export interface StoredFile {
  id: string;
  itemId: string;
  webUrl: string;
  name: string;
  wasThere: boolean;
}
/** What happens to a file whose name is taken by another one. */
export type Clash = 'keepBoth' | 'replace' | 'ask';
interface Item {
  id: string;
  webUrl: string;
  name: string;
  size: number;
  file?: { hashes?: { quickXorHash?: string } };
  createdDateTime?: string;
  createdBy?: { user?: { id?: string } };
}
interface Needs {
  database: Database;
  graph: Graph;
  seal: Sealing;
}

const mostNames = 50;

/**
 * Keeps bytes in the record's folder: the same bytes once, whoever brings them. Survives a crash anywhere: the row stands
 * before the first byte, a large upload goes on where it stopped, and a file that arrived although we never heard so is
 * recognised by its hash and taken as ours. A foreign file of the same name is left alone and ours is numbered, unless the
 * organisation chose to replace it (Microsoft keeps the older version) or to be asked: then `NameTaken` is thrown. `apart` names a
 * copy that a person wants beside the same bytes.
 */
export async function storeFile(
  needs: Needs,
  as: Principal,
  folder: RecordFolder,
  wanted: string,
  source: FileSource,
  link: (tx: Sql, storedFileId: string) => Promise<void>,
  { clash = 'keepBoth', apart }: { clash?: Clash; apart?: string } = {},
): Promise<StoredFile> {
  const { database } = needs;
  const hash = apart === undefined ? source.sha256 : `${source.sha256} ${apart}`;
  await database.kysely
    .insertInto('stored_file')
    .values({
      id: newId(),
      tenant_id: as.tenantId,
      folder_id: folder.id,
      sha256: hash,
      name: cleanFileName(wanted),
      size_bytes: source.sizeBytes,
      state: 'pending',
      drive_id: folder.driveId,
      item_id: null,
      web_url: null,
      sealed_upload: null,
    })
    .onConflict((on) => on.columns(['tenant_id', 'folder_id', 'sha256']).doNothing())
    .execute();
  const row = await database.transaction(async (tx) => {
    // locked, so that nobody takes the file away between seeing it and using it
    const found = await tx
      .selectFrom('stored_file')
      .selectAll()
      .where('tenant_id', '=', as.tenantId)
      .where('folder_id', '=', folder.id)
      .where('sha256', '=', hash)
      .forUpdate()
      .executeTakeFirst();
    if (!found || found.state === 'removing')
      throw new AppError(
        'upstream_unavailable',
        'The same file is just being taken away; it is stored again in a moment.',
        { source: 'server', retryAfterSeconds: 1 },
      );
    await link(tx, found.id);
    return found;
  });
  if (row.state === 'stored' && row.item_id && (await isStillThere(needs, as, folder, row.item_id)))
    return { id: row.id, itemId: row.item_id, webUrl: row.web_url ?? '', name: row.name, wasThere: true };

  for (let n = 1; n <= mostNames; n += 1) {
    const name = numbered(cleanFileName(wanted), n);
    const to = {
      folder,
      isApart: apart !== undefined,
      rowId: row.id,
      name,
      source,
      sealedUpload: row.sealed_upload,
      begunAt: row.updated_at,
    };
    const item = (await put(needs, as, to, 'fail')) ?? (clash === 'replace' ? await replace(needs, as, to) : undefined);
    if (item) return { id: row.id, itemId: item.id, webUrl: item.webUrl, name: item.name, wasThere: false };
    if (clash === 'ask')
      throw new NameTaken(name, folder.driveId, await needs.graph.request<Item>(as, { path: pathOf(to) }));
  }
  throw new AppError('conflict', `There are too many files named "${wanted}" in the folder.`, { source: 'graph' });
}

/**
 * Whether a file we kept is where it was. Who may not open the folder is refused here, as at Microsoft, so that nobody learns what is in
 * it; a file that is missing for who may open the folder was deleted by hand.
 */
async function isStillThere(
  { graph }: Needs,
  as: Principal,
  { driveId, itemId: folderId }: RecordFolder,
  itemId: string,
): Promise<boolean> {
  const ask = (id: string) =>
    graph.request(as, {
      path: `/drives/${encodeURIComponent(driveId)}/items/${encodeURIComponent(id)}`,
      query: { $select: 'id' },
      priority: 'job',
    });
  try {
    await ask(itemId);
    return true;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not_found') throw error;
    await ask(folderId);
    return false;
  }
}

/** The name is another file's, and a person has to say what becomes of the two. */
export class NameTaken extends AppError {
  readonly itemId: string;
  constructor(
    wanted: string,
    readonly driveId: string,
    { id }: { id: string },
  ) {
    super(
      'conflict',
      `There is another file named "${wanted}" in the folder, and your organisation wants to be asked what becomes of the two.`,
      { source: 'graph', diagnosis: { cause: 'name.taken' } },
    );
    this.itemId = id;
  }
}

interface Target {
  folder: RecordFolder;
  /** A copy of its own: only what was made by this very try is taken for it. */
  isApart: boolean;
  rowId: string;
  name: string;
  source: FileSource;
  sealedUpload: string | null;
  /** When it was first meant to be stored. */
  begunAt: Date;
}
const pathOf = ({ folder, name }: Target): string =>
  `/drives/${encodeURIComponent(folder.driveId)}/items/${encodeURIComponent(folder.itemId)}:/${encodeURIComponent(name)}`;

/**
 * SharePoint rewrites Office files shortly after they arrive, so that their size and hash are others than what was sent. One of
 * this name and about this size that this person made when it was first tried is what arrived before a crash, and not sent again.
 */
function isOursRewritten(as: Principal, to: Target, there: Item): boolean {
  const { name, source } = to;
  const isOffice = /\.(doc|xls|ppt)[xm]$/i.test(name);
  return isOffice && isOfThatTry(as, to, there) && Math.abs(there.size - source.sizeBytes) < 64 * 1024;
}

function isOfThatTry(as: Principal, { begunAt }: Target, there: Item): boolean {
  const laterMs = Date.parse(there.createdDateTime ?? '') - begunAt.getTime();
  return there.createdBy?.user?.id === as.objectId && laterMs > -5_000 && laterMs < 15 * 60_000;
}

/** A foreign file gets a new version; that it was there before is noted first, so that taking ours back leaves it. */
async function replace(needs: Needs, as: Principal, to: Target): Promise<Item | undefined> {
  await needs.database.kysely
    .updateTable('stored_file')
    .set({ is_replacement: true })
    .where('id', '=', to.rowId)
    .execute();
  return put(needs, as, { ...to, sealedUpload: null }, 'replace');
}

/** The item under this name, made by us now or earlier; undefined when the name is a foreign file's. */
async function put(
  needs: Needs,
  as: Principal,
  to: Target,
  conflictBehavior: 'fail' | 'replace',
): Promise<Item | undefined> {
  const { rowId, source, sealedUpload } = to;
  const path = pathOf(to);
  try {
    if (source.sizeBytes > smallBytes || !source.bytes)
      return await uploadLarge<Item>(needs, as, { path, rowId, source, sealedUpload, conflictBehavior });
    return await needs.graph.request<Item>(as, {
      method: 'PUT',
      path: `${path}:/content`,
      query: { '@microsoft.graph.conflictBehavior': conflictBehavior },
      headers: { 'content-type': 'application/octet-stream' },
      body: source.bytes,
      priority: 'job',
    });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
    const there = await needs.graph.request<Item>(as, { path, priority: 'job' }).catch((thrown: unknown) => {
      throw isGone(thrown) ? lostUpload(thrown) : thrown; // the clash was not about the name
    });
    const isSame =
      (there.size === source.sizeBytes &&
        there.file?.hashes?.quickXorHash === source.quickXorHash &&
        (!to.isApart || isOfThatTry(as, to, there))) ||
      isOursRewritten(as, to, there);
    const owner =
      isSame &&
      (await needs.database.kysely
        .selectFrom('stored_file')
        .select('id')
        .where('tenant_id', '=', as.tenantId)
        .where('item_id', '=', there.id)
        .where('id', '!=', rowId)
        .executeTakeFirst());
    return isSame && !owner ? there : undefined;
  }
}

/** Takes a file out of OneDrive; one that is gone already is fine. */
export async function removeFile(graph: Graph, as: Principal, driveId: string, itemId: string): Promise<void> {
  try {
    await graph.request(as, {
      method: 'DELETE',
      path: `/drives/${encodeURIComponent(driveId)}/items/${encodeURIComponent(itemId)}`,
      priority: 'job',
    });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not_found') throw error;
  }
}
