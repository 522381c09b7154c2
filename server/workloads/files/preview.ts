import type { FilePreview, FileRef } from '../../../contract/links.js';
import { AppError } from '../../base/errors.js';
import type { Principal } from '../../base/principal.js';
import { itemPath, itemSelect, toFileItem, type RawItem } from './item.js';
import { explainRefusal } from './link.js';
import type { FileNeeds } from './needs.js';
import { isAtOrigin } from '../../base/destinations.js';

/**
 * A page of Microsoft's that shows the file to this viewer for some minutes, or a picture of it where there is no such page
 * (personal accounts, kinds nobody draws). The address is asked anew each time and kept nowhere.
 */
export async function previewFile(needs: FileNeeds, viewer: Principal, at: FileRef): Promise<FilePreview> {
  const { graph, database, audit, fileOrigins } = needs;
  let raw: RawItem;
  try {
    raw = await graph.request<RawItem>(viewer, {
      path: itemPath(at),
      query: { $select: itemSelect, $expand: 'thumbnails' },
    });
  } catch (error) {
    throw await explainRefusal(needs, viewer, error);
  }
  const item = toFileItem(raw);
  if (!item) throw new AppError('not_found', 'This file is not there any more.', { source: 'graph' });
  const frame =
    item.kind === 'file' && raw.parentReference?.driveType !== 'personal'
      ? await embedAddress(needs, viewer, at)
      : undefined;
  await database.transaction((tx) =>
    audit.append(tx, {
      tenantId: viewer.tenantId,
      actor: viewer.objectId,
      action: 'file.previewed',
      target: `${at.driveId} ${at.itemId}`,
    }),
  );
  if (frame && isAtOrigin(frame, fileOrigins)) return { kind: 'frame', url: frame, item };
  return item.thumbnailUrl ? { kind: 'picture', url: largest(raw) ?? item.thumbnailUrl, item } : { kind: 'none', item };
}

async function embedAddress({ graph }: FileNeeds, viewer: Principal, at: FileRef): Promise<string | undefined> {
  try {
    const { getUrl } = await graph.request<{ getUrl?: string | null }>(viewer, {
      method: 'POST',
      path: `${itemPath(at)}/preview`,
      body: {},
      isRepeatable: true,
    });
    return getUrl ?? undefined;
  } catch (error) {
    // A kind of file or drive without a preview; what is wrong with the right was found before.
    if (error instanceof AppError && ['invalid_request', 'not_found', 'access_denied'].includes(error.code))
      return undefined;
    throw error;
  }
}

const largest = (raw: RawItem): string | undefined => {
  const [picture] = raw.thumbnails ?? [];
  return picture?.large?.url ?? picture?.medium?.url;
};
