import type { Drive, StoredItem } from '../../tenant/files/drive-item.js';
import type { Call } from '../call.js';

export const thumbnailSizes: Record<string, number> = { small: 96, medium: 176, large: 800 };

/** The longest edge in pixels of a size by name or, as `c300x200`, by measure. */
export function edgeOf(size: string): number | undefined {
  const [, width, height] = /^c(\d+)x(\d+)(?:_crop)?$/i.exec(size) ?? [];
  const edge =
    thumbnailSizes[size.replace(/Square$/, '')] ??
    (width && height ? Math.max(Number(width), Number(height)) : undefined);
  return edge !== undefined && edge >= 1 && edge <= 2000 ? edge : undefined;
}

export const hasThumbnails = (item: StoredItem): boolean =>
  item.file !== undefined && /\.(png|jpe?g|gif|pdf|docx|xlsx|pptx|txt|mp4)$/i.test(item.name);

export function thumbnail(call: Call, drive: Drive, item: StoredItem, size: string): Record<string, unknown> {
  const edge = edgeOf(size) ?? 96;
  return { height: Math.round(edge * 0.75), width: edge, url: call.files.thumbnail(drive, item, size) };
}

/** Zero or one set: kinds of file that nobody draws have none. */
export const thumbnailSets = (call: Call, drive: Drive, item: StoredItem): Record<string, unknown>[] =>
  hasThumbnails(item)
    ? [
        {
          id: '0',
          ...Object.fromEntries(Object.keys(thumbnailSizes).map((size) => [size, thumbnail(call, drive, item, size)])),
        },
      ]
    : [];
