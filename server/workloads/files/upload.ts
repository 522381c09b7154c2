import { AppError } from '../../base/errors.js';
import type { Principal } from '../../base/principal.js';
import type { Database } from '../../db/database.js';
import type { Graph, UploadProgress } from '../../graph/graph.js';
import { partsOf, type FileSource } from './file-source.js';

export interface Sealing {
  seal(plain: string, context: string): { keyId: string; sealed: string };
  open(sealed: { keyId: string; sealed: string }, context: string): string;
}
interface Needs {
  database: Database;
  graph: Graph;
  seal: Sealing;
}
interface Upload {
  /** Of the item to be, below /v1.0, up to its name. */
  path: string;
  rowId: string;
  source: FileSource;
  sealedUpload: string | null;
  conflictBehavior: 'fail' | 'replace';
}
const partBytes = 10 * 320 * 1024; // parts are multiples of 320 KiB

/**
 * A large file in parts, to an address that carries its own right. The address is kept, sealed, before the first byte, so that
 * after a crash it goes on where it stopped; the file is read anew from there, and no more than a part of it is ever held.
 */
export async function uploadLarge<Item>(needs: Needs, as: Principal, upload: Upload): Promise<Item> {
  const { graph } = needs;
  const { source } = upload;
  const { url, position } = await openSession(needs, as, upload);
  let from = position;
  for (let idle = 0; idle < 3; idle += 1) {
    for await (const part of partsOf(await source.open(), from, partBytes)) {
      const progress: UploadProgress<Item> = await graph
        .uploadPart<Item>(url, part, from, source.sizeBytes)
        .catch((error: unknown) => {
          throw isGone(error) ? lostUpload(error) : error;
        });
      if (progress.item) return progress.item;
      const wanted = from + part.length;
      if (progress.next > from) idle = 0;
      from = progress.next;
      if (from !== wanted) break; // the service has more or less of it than we thought: read on from there
    }
  }
  throw new AppError('upstream_unavailable', 'OneDrive takes the file no further. It is tried again by itself.', {
    source: 'graph',
  });
}

export const isGone = (error: unknown): error is AppError => error instanceof AppError && error.code === 'not_found';
/**
 * The address ended under us, or somebody sent there too: a run of ours that was slow, lost its turn and is still at it. Nothing is
 * wrong with the file. The next attempt asks where the upload stands, or finds the file that arrived.
 */
export const lostUpload = (cause: AppError): AppError =>
  new AppError('upstream_unavailable', 'The upload was interrupted; it goes on in a moment.', {
    source: 'graph',
    retryAfterSeconds: 1,
    cause,
  });

async function openSession(
  { database, graph, seal }: Needs,
  as: Principal,
  { path, rowId, sealedUpload, conflictBehavior }: Upload,
): Promise<{ url: string; position: number }> {
  const context = `upload ${rowId}`;
  if (sealedUpload) {
    const url = seal.open(JSON.parse(sealedUpload) as { keyId: string; sealed: string }, context);
    const position = await graph.uploadPosition(url);
    if (position !== undefined) return { url, position };
  }
  const { uploadUrl } = await graph.request<{ uploadUrl: string }>(as, {
    method: 'POST',
    path: `${path}:/createUploadSession`,
    body: { item: { '@microsoft.graph.conflictBehavior': conflictBehavior } },
    priority: 'job',
  });
  // Before the first byte: a lost address would block the name until it ends by itself.
  await database.kysely
    .updateTable('stored_file')
    .set({ sealed_upload: JSON.stringify(seal.seal(uploadUrl, context)) })
    .where('id', '=', rowId)
    .execute();
  return { url: uploadUrl, position: 0 };
}
