import type { FileItem, FileRef, SeenState } from '../../../contract/links.js';
import type { AppError } from '../../base/errors.js';
import type { Principal } from '../../base/principal.js';
import { itemPath, itemSelect, toFileItem, type RawItem } from './item.js';
import type { FileNeeds } from './needs.js';

export interface Looked {
  state: SeenState;
  item?: FileItem;
}

/**
 * How items are for this viewer right now, in the order asked, each read with the viewer's own right. Microsoft answers the
 * same to who has no right and to who asks for what is gone; which of the two is not guessed here.
 */
export async function lookAt(
  { graph }: Pick<FileNeeds, 'graph'>,
  viewer: Principal,
  refs: readonly FileRef[],
  mayLookBeyond: () => Promise<boolean>,
): Promise<Looked[]> {
  if (refs.length === 0) return [];
  const answers = await graph.batch<RawItem>(
    viewer,
    refs.map((it) => ({ path: itemPath(it), query: { $select: itemSelect, $expand: 'thumbnails' } })),
    { mailbox: `drives of ${viewer.objectId}` },
  );
  const out: Looked[] = [];
  for (const { value, error } of answers) {
    const item = value && toFileItem(value);
    out.push(item ? { state: 'there', item } : { state: error ? await stateOf(error, mayLookBeyond) : 'unknown' });
  }
  return out;
}

async function stateOf({ code }: AppError, mayLookBeyond: () => Promise<boolean>): Promise<SeenState> {
  if (code === 'not_found') return 'noAccess';
  if (code === 'access_denied') return (await mayLookBeyond()) ? 'noAccess' : 'notAllowed';
  return 'unknown';
}

/** Whether this person allowed us to look at more than their own OneDrive; asked once for each request, and only if it matters. */
export function looksBeyond(
  { permissions }: Pick<FileNeeds, 'permissions'>,
  viewer: Principal,
): () => Promise<boolean> {
  let asked: Promise<boolean> | undefined;
  return () =>
    (asked ??= (async () =>
      (await permissions.has(viewer, 'sharedFiles')) || (await permissions.has(viewer, 'sites')))());
}
