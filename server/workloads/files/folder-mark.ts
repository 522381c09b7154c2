import { createHmac } from 'node:crypto';
import type { FolderItem } from './drive-items.js';
import type { RecordOf } from './folder-rows.js';

/** How a folder that we made is known as ours. */
export interface FolderMarks {
  /** The application that makes folders, as Microsoft names it. */
  clientId: string;
  /** What is written into the description of a record's folder; nobody outside can make it, and it names nobody. */
  of(tenantId: string): Promise<(record: RecordOf) => string>;
}

export const createFolderMarks = (
  keys: { keyOf(tenantId: string): Promise<string> },
  clientId: string,
): FolderMarks => ({
  clientId,
  async of(tenantId) {
    const key = Buffer.from(await keys.keyOf(tenantId), 'base64');
    return ({ moduleId, recordId }) => {
      const mac = createHmac('sha256', key).update(JSON.stringify(['folder', tenantId, moduleId, recordId]));
      return `Folder of a record, made by Coherence (${mac.digest('base64url').slice(0, 22)})`;
    };
  },
});

export interface Making {
  mark: string;
  /** Since when the record claims the name; null where that was not noted. */
  claimedAt: Date | null;
  /** With whose right it is made. */
  by: string;
  clientId: string;
}
/** Our clock and Microsoft's may differ by so much. */
const skewMs = 5 * 60_000;

/**
 * Whether a folder that is there is one we made and could not note: it carries our mark, or our application made it with the same
 * person's right since the name was claimed. The mark alone does not do: `description` is promised for personal OneDrive only.
 */
export function isOfOurMaking(item: FolderItem, { mark, claimedAt, by, clientId }: Making): boolean {
  if (item.description?.includes(mark)) return true;
  const { application, user } = item.createdBy ?? {};
  if (!claimedAt || application?.id !== clientId || user?.id !== by) return false;
  return Date.parse(item.createdDateTime ?? '') >= new Date(claimedAt).getTime() - skewMs;
}
