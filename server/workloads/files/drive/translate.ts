import type { RawItem } from '../item.js';

export type DriveChange =
  | { kind: 'gone'; itemId: string }
  | { kind: 'here'; itemId: string; name: string; parentId?: string; webUrl?: string }
  /** It changed, and Microsoft does not say how: it is looked at by itself. */
  | { kind: 'sparse'; itemId: string };

/** An entry of a drive's stream of changes as ours. Pure. What changed in the bytes is nobody's business here. */
export function translate(raw: RawItem): DriveChange {
  const itemId = raw.id;
  if (raw.deleted) return { kind: 'gone', itemId };
  if (!raw.name) return { kind: 'sparse', itemId };
  const parentId = raw.parentReference?.id;
  return {
    kind: 'here',
    itemId,
    name: raw.name,
    ...(parentId ? { parentId } : {}),
    ...(raw.webUrl ? { webUrl: raw.webUrl } : {}),
  };
}
