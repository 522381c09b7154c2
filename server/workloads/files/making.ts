import type { TakenFolder } from '../../../contract/files.js';
import type { AppError } from '../../base/errors.js';
import type { BatchPart } from '../../graph/batch.js';
import type { FolderItem } from './drive-items.js';
import { nameKey } from './file-name.js';
import type { FolderRow } from './folder-rows.js';
import type { FolderOf } from './names-for.js';
import type { Root, RootNeeds } from './root.js';

/** What became of the folder of one record. `asking`: one that is not ours has its name, and somebody says what becomes of it. */
export type Made =
  | { state: 'created' | 'existed' | 'renamed'; name: string; reason?: string }
  | { state: 'asking'; taken: TakenFolder; wasRefused?: boolean }
  | { state: 'failed'; error: AppError };
export interface Wanted extends FolderOf {
  /** It was tried before, in work that began then: a folder that is there and not older is of that work. */
  triedSince?: Date;
  /** Its folder as we knew it, which is not there any more. */
  lost?: FolderRow;
}
/** What is directly below the folder in which the records' folders stand; undefined where nobody looked. */
export type Listing = { byId: Map<string, FolderItem>; byName: Map<string, FolderItem> } | undefined;
export type MakeNeeds = RootNeeds & { onTrip?(): void };

export function toListing(items: FolderItem[]): NonNullable<Listing> {
  return {
    byId: new Map(items.map((it) => [it.id, it])),
    byName: new Map(items.map((it) => [nameKey(it.name), it])),
  };
}

/** One trip; none where there is nothing to ask. */
export async function sendParts<T>({ graph, onTrip }: MakeNeeds, { as }: Root, parts: BatchPart[]) {
  if (parts.length === 0) return [];
  onTrip?.();
  return graph.batch<T>(as, parts, { of: 'drives', priority: 'job' });
}
