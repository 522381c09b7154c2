import type { FileItem, FileRef, LinkedFile } from '../../../contract/links.js';
import type { RecordRef } from '../../../contract/shapes.js';
import { AppError } from '../../base/errors.js';
import type { Principal } from '../../base/principal.js';
import { itemPath, itemSelect, toFileItem, type RawItem } from './item.js';
import { linkById, putLink, type LinkRow } from './link-rows.js';
import { lookAt, looksBeyond } from './look.js';
import type { FileNeeds } from './needs.js';
import { viewLinks } from './record-files.js';
import { explainShare, toShareId } from './share-address.js';

/**
 * Puts a file or folder on a record, for who can open it themselves. Only a note of ours is made: no permission is changed,
 * and a sharing link that was pasted is looked at, never redeemed.
 */
export async function linkFile(
  needs: FileNeeds,
  by: Principal,
  ref: RecordRef,
  what: FileRef | { address: string },
): Promise<LinkedFile> {
  const { database, records, audit } = needs;
  const record = await records.resolve(by.tenantId, ref, 'files');
  const item = 'address' in what ? await followShare(needs, by, what.address) : await readItem(needs, by, what);
  const row = await database.transaction(async (tx) => {
    const { row: put, isNew } = await putLink(tx, by, record, item);
    if (isNew)
      await audit.append(tx, { tenantId: by.tenantId, actor: by.objectId, action: 'file.linked', target: put.id });
    return put;
  });
  return (await viewLinks(needs, by, [row], [{ state: 'there', item }]))[0] as LinkedFile;
}

async function readItem(needs: FileNeeds, by: Principal, at: FileRef): Promise<FileItem> {
  try {
    const raw = await needs.graph.request<RawItem>(by, { path: itemPath(at), query: { $select: itemSelect } });
    return requireItem(raw);
  } catch (error) {
    throw await explainRefusal(needs, by, error);
  }
}

async function followShare(needs: FileNeeds, by: Principal, address: string): Promise<FileItem> {
  const { graph, fileOrigins } = needs;
  const share = toShareId(address, fileOrigins);
  try {
    const raw = await graph.request<RawItem>(by, {
      path: `/shares/${share}/driveItem`,
      query: { $select: itemSelect },
    });
    return requireItem(raw);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const known = await explainRefusal(needs, by, error);
    if (known.code === 'consent_required') throw known;
    const own = await graph
      .request<{ webUrl?: string }>(by, { path: '/me/drive', query: { $select: 'webUrl' } })
      .catch(() => undefined);
    throw explainShare(error, address, own?.webUrl);
  }
}

/** Says what a refusal means here; without the permission to look beyond the own OneDrive, that is what is missing. */
export async function explainRefusal(needs: FileNeeds, by: Principal, error: unknown): Promise<AppError> {
  if (!(error instanceof AppError)) throw error;
  if (error.code === 'access_denied' && !(await looksBeyond(needs, by)()))
    return new AppError(
      'consent_required',
      'Coherence may look only into your own OneDrive so far. Allow it to see files that others share with you; it sees what you see.',
      { source: 'graph', cause: error, consentUrl: needs.permissions.allowUrl(by, 'sharedFiles') },
    );
  if (error.code === 'access_denied' || error.code === 'not_found')
    return new AppError(
      error.code,
      'You cannot open this: it was deleted, or it was not shared with you. Ask its owner for access.',
      {
        source: 'graph',
        cause: error,
        diagnosis: { cause: error.code === 'access_denied' ? 'right.file' : 'item.gone' },
      },
    );
  return error;
}

function requireItem(raw: RawItem): FileItem {
  const item = toFileItem(raw);
  if (!item)
    throw new AppError('invalid_request', 'This leads to no file or folder, so it cannot be linked.', {
      source: 'graph',
    });
  return item;
}

/** Takes a link off its record; nothing happens to the file. Twice is once. */
export async function unlinkFile({ database, audit }: FileNeeds, by: Principal, id: string): Promise<void> {
  await database.transaction(async (tx) => {
    const row = await requireLink(tx, by, id);
    if (row.state === 'unlinked') return;
    await tx.updateTable('file_link').set({ state: 'unlinked', updated_at: new Date() }).where('id', '=', id).execute();
    await audit.append(tx, { tenantId: by.tenantId, actor: by.objectId, action: 'file.unlinked', target: id });
  });
}

/** Undoes it: the link is as it was, of who made it. Twice is once. */
export async function restoreLink(needs: FileNeeds, by: Principal, id: string): Promise<LinkedFile> {
  const { database, audit } = needs;
  const row = await database.transaction(async (tx) => {
    const found = await requireLink(tx, by, id);
    if (found.state !== 'unlinked') return found;
    await tx.updateTable('file_link').set({ state: 'linked', updated_at: new Date() }).where('id', '=', id).execute();
    await audit.append(tx, { tenantId: by.tenantId, actor: by.objectId, action: 'file.restored', target: id });
    return { ...found, state: 'linked' as const };
  });
  const at = { driveId: row.drive_id, itemId: row.item_id };
  const looked = await lookAt(needs, by, [at], looksBeyond(needs, by));
  return (await viewLinks(needs, by, [row], looked))[0] as LinkedFile;
}

async function requireLink(on: Parameters<typeof linkById>[0], { tenantId }: Principal, id: string): Promise<LinkRow> {
  const row = await linkById(on, tenantId, id);
  if (!row) throw new AppError('not_found', 'This file is not on the record any more.');
  return row;
}
