import type { StoredAttachment } from '../../tenant/mail/shapes.js';
import { badQuery } from '../errors.js';

export const attachmentTypes = {
  file: '#microsoft.graph.fileAttachment',
  item: '#microsoft.graph.itemAttachment',
  reference: '#microsoft.graph.referenceAttachment',
} as const;
const common = ['id', 'lastModifiedDateTime', 'name', 'contentType', 'size', 'isInline'];

/** An attachment; with names it holds only those, and names of derived types are refused as at Graph. */
export function attachmentItem(it: StoredAttachment, names?: string): Record<string, unknown> {
  const full: Record<string, unknown> = {
    '@odata.type': attachmentTypes[it.kind],
    ...(it.kind === 'file' ? { '@odata.mediaContentType': it.contentType } : {}),
    id: it.id,
    lastModifiedDateTime: it.lastModifiedDateTime,
    name: it.name,
    contentType: it.contentType,
    size: it.size,
    isInline: it.isInline,
    ...(it.kind === 'file' ? { contentId: it.contentId, contentLocation: null } : {}),
  };
  if (!names) return full;
  const wanted = names.split(',').map((name) => name.trim());
  for (const name of wanted)
    if (!common.includes(name))
      throw badQuery(`Could not find a property named '${name}' on type 'microsoft.graph.attachment'.`);
  return Object.fromEntries(
    Object.entries(full).filter(([name]) => name.startsWith('@odata') || name === 'id' || wanted.includes(name)),
  );
}
