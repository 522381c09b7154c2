import { AppError } from '../../../base/errors.js';
import type { MailboxRow } from '../../../connections/mailboxes.js';
import type { AskMailbox } from '../folders.js';
import { attachmentNames } from './draft.js';
import { readParts } from './files.js';
import type { Needs } from './needs.js';
import { filesOf, partBytes, type FileRow, type MailRow } from './row.js';

/** Up to here an attachment goes with one request; larger ones in ranges. */
const largestAtOnce = 3 * 1024 * 1024;
/** Outlook takes ranges of at most 4 MB. */
const rangeBytes = 4 * partBytes;
type Parts = Pick<Needs, 'database' | 'graph' | 'seal'>;

/**
 * Brings the attachments into the draft, each once: what an earlier attempt may have attached is looked for before it is attached
 * again, and an upload that broke off goes on where it stopped.
 */
export async function attachFiles(
  needs: Parts,
  ask: AskMailbox,
  mailbox: MailboxRow,
  row: MailRow,
  requireOurs: () => Promise<void>,
): Promise<void> {
  const graphId = row.graph_id ?? '';
  for (const file of await filesOf(needs.database.kysely, row.id)) {
    if (file.attached_version === row.version) continue;
    await requireOurs();
    const isThere = file.is_tried && (await isAttached(ask, graphId, row, file));
    if (!isThere) {
      await mark(needs, file, { is_tried: true });
      if (Number(file.size_bytes) < largestAtOnce) await attachAtOnce(needs, ask, graphId, file);
      else await upload(needs, ask, mailbox, graphId, file, requireOurs);
    }
    await mark(needs, file, { attached_version: row.version, sealed_upload: null });
  }
}

/** For a new draft nothing was tried yet. */
export const forgetAttached = ({ database }: Parts, row: MailRow) =>
  database.kysely
    .updateTable('outgoing_file')
    .set({ is_tried: false, attached_version: null, sealed_upload: null, key_id: null })
    .where('mail_id', '=', row.id)
    .execute();

const mark = ({ database }: Parts, { mail_id, id }: FileRow, values: Partial<FileRow>) =>
  database.kysely
    .updateTable('outgoing_file')
    .set(values)
    .where('mail_id', '=', mail_id)
    .where('id', '=', id)
    .execute();

/** Its name is there once more than what came with the draft explains. */
async function isAttached(
  ask: AskMailbox,
  graphId: string,
  { inherited }: MailRow,
  { name }: FileRow,
): Promise<boolean> {
  const count = (names: string[]) => names.filter((it) => it === name).length;
  return count(await attachmentNames(ask, graphId)) > count(inherited);
}

async function attachAtOnce(needs: Parts, ask: AskMailbox, graphId: string, file: FileRow): Promise<void> {
  const bytes = await readParts(needs, file, 0, largestAtOnce);
  await ask({
    method: 'POST',
    path: `/messages/${encodeURIComponent(graphId)}/attachments`,
    body: {
      '@odata.type': '#microsoft.graph.fileAttachment',
      name: file.name,
      contentType: file.content_type || 'application/octet-stream',
      contentBytes: bytes.toString('base64'),
    },
  });
}

async function upload(
  needs: Parts,
  ask: AskMailbox,
  mailbox: MailboxRow,
  graphId: string,
  file: FileRow,
  requireOurs: () => Promise<void>,
): Promise<void> {
  const { graph } = needs;
  const size = Number(file.size_bytes);
  const known = openUpload(needs, file);
  const position = known === undefined ? undefined : await graph.uploadPosition(known);
  const url =
    known === undefined || position === undefined ? await beginUpload(needs, ask, mailbox, graphId, file) : known;
  for (let from = position ?? 0; from < size;) {
    await requireOurs();
    // Parts begin at multiples of their size; Microsoft asks for one of those, because that is how they were sent.
    const bytes = await readParts(needs, file, from, rangeBytes);
    const { done, next } = await graph.uploadAttachmentPart(url, bytes, from, size);
    if (done) return;
    from = next;
  }
}

async function beginUpload(
  needs: Parts,
  ask: AskMailbox,
  mailbox: MailboxRow,
  graphId: string,
  file: FileRow,
): Promise<string> {
  const { uploadUrl } = await ask<{ uploadUrl: string }>({
    method: 'POST',
    path: `/messages/${encodeURIComponent(graphId)}/attachments/createUploadSession`,
    body: {
      AttachmentItem: {
        attachmentType: 'file',
        name: file.name,
        size: Number(file.size_bytes),
        ...(file.content_type ? { contentType: file.content_type } : {}),
      },
    },
  }).catch((error: unknown) => {
    throw mailbox.kind === 'shared' && error instanceof AppError && error.code === 'access_denied'
      ? new AppError(
          'access_denied',
          `Microsoft does not take files above 3 MB for ${mailbox.address}, because it is a shared mailbox. Send this from your own mailbox, or leave “${file.name}” out and share a link to it.`,
          { source: 'graph', field: 'files', cause: error },
        )
      : error;
  });
  const { keyId, sealed } = needs.seal.seal(uploadUrl, uploadContext(file));
  await mark(needs, file, { sealed_upload: sealed, key_id: keyId });
  return uploadUrl;
}
const uploadContext = ({ mail_id, id }: FileRow) => `outgoing upload ${mail_id} ${id}`;
const openUpload = ({ seal }: Parts, file: FileRow): string | undefined =>
  file.sealed_upload && file.key_id
    ? seal.open({ keyId: file.key_id, sealed: file.sealed_upload }, uploadContext(file))
    : undefined;
