import type { FileRequest } from '../../contract/api.js';
import type { AttachmentsChoice } from '../../contract/files.js';
import type { AttachmentAnswer } from '../../contract/filing.js';
import { AppError } from '../base/errors.js';
import { newId } from '../base/ids.js';
import type { Sql } from '../db/database.js';
import type { AttachmentHeader, Message } from '../workloads/mail/message.js';

const largestBytes = 150 * 1024 * 1024;
export interface Wish {
  kind: 'message' | 'attachment';
  attachmentId: string | null;
  name: string;
  sizeBytes: number;
  /** What was decided for it, where a file is there already. */
  answer?: AttachmentAnswer | undefined;
}

/** Notes which files a filing wishes; the job brings them. */
export async function wishFiles(
  tx: Sql,
  tenantId: string,
  filingId: string,
  wishes: Wish[],
  by: { object_id?: string; message_id?: string } = {},
): Promise<void> {
  if (wishes.length === 0) return;
  await tx
    .insertInto('filing_file')
    .values(
      wishes.map((it) => ({
        id: newId(),
        tenant_id: tenantId,
        filing_id: filingId,
        kind: it.kind,
        attachment_id: it.attachmentId,
        name: it.name,
        size_bytes: it.sizeBytes,
        state: 'pending',
        problem: null,
        diagnosis: null,
        stored_file_id: null,
        ...answerOf(it),
        ...by,
      })),
    )
    .execute();
}

const answerOf = ({ answer }: Wish) =>
  answer ? { if_there: answer.answer, there_drive_id: answer.file.driveId, there_item_id: answer.file.itemId } : {};

/** Which attachments are kept, as the organisation chose (M45): those that were ticked, none, or all that are files of their own. */
export function attachmentsBy(
  choice: AttachmentsChoice,
  { attachments }: Message,
  { attachmentIds }: Pick<FileRequest, 'attachmentIds'>,
): string[] {
  if (choice === 'ask') return attachmentIds;
  if (choice === 'always')
    return attachments
      .filter((it) => !it.isInline && it.kind !== 'reference' && it.sizeBytes <= largestBytes)
      .map((it) => it.id);
  if (attachmentIds.length === 0) return [];
  throw new AppError(
    'blocked_by_policy',
    'Your organisation keeps no attachments of mail. Take the ticks away; the email itself can be filed.',
    { source: 'request', field: 'attachmentIds' },
  );
}

/** What is to be kept besides the link; refuses what cannot be, by name, before anything is written. */
export function wishesOf(
  message: Message,
  { attachmentIds, saveCopy, answers = [] }: Pick<FileRequest, 'attachmentIds' | 'saveCopy' | 'answers'>,
): Wish[] {
  const chosen = [...new Set(attachmentIds)].map((id): AttachmentHeader => {
    const found = message.attachments.find((it) => isSameId(it.id, id));
    if (!found)
      throw new AppError(
        'not_found',
        'An attachment that was ticked is no longer in this email. Open the email again and choose anew.',
        { source: 'graph', field: 'attachmentIds' },
      );
    if (found.sizeBytes > largestBytes)
      throw new AppError('too_large', `"${found.name}" is larger than 150 MB. Leave it out, or save a link instead.`, {
        source: 'request',
        field: 'attachmentIds',
      });
    if (found.kind === 'reference')
      throw new AppError(
        'invalid_request',
        `"${found.name}" is a link to a file, not a file. Leave it out; it stays in the email.`,
        { source: 'request', field: 'attachmentIds' },
      );
    return found;
  });
  const attachments = chosen.map((it): Wish => ({
    kind: 'attachment',
    attachmentId: it.id,
    name: it.kind === 'item' && !/\.\w+$/.test(it.name) ? `${it.name}.eml` : it.name,
    sizeBytes: it.sizeBytes,
    answer: answers.find(({ attachmentId }) => isSameId(attachmentId, it.id)),
  }));
  return saveCopy
    ? [{ kind: 'message', attachmentId: null, name: `${message.subject || 'Email'}.eml`, sizeBytes: 0 }, ...attachments]
    : attachments;
}

/** Office.js gives ids in the form of EWS; Graph writes the same with other letters. */
export const isSameId = (a: string, b: string): boolean => a === b || toRest(a) === toRest(b);
const toRest = (id: string): string => id.replace(/\//g, '-').replace(/\+/g, '_');
