import type { Body, Reply } from '../../contract/api.js';
import type { KnownFile } from '../../contract/filing.js';
import { AppError } from '../base/errors.js';
import type { Principal } from '../base/principal.js';
import { weigh, type FileSource } from '../workloads/files/file-source.js';
import { readSetting } from '../workloads/files/root.js';
import { filesIn, firstCopy, foldersToKeepIn, isNamedAlike, type ThereFile } from '../workloads/files/there-already.js';
import { readAttachment, readMessage, type AttachmentHeader, type Message } from '../workloads/mail/message.js';
import type { Needs } from './needs.js';
import { ownCopyOf } from './own-copy.js';
import { isSameId } from './wished-files.js';

/** More than this is not read only to ask a question; the same bytes are then found when they are kept. */
const mostBytesRead = 25 * 1024 * 1024;

/**
 * What of a mail's attachments is there already: the same bytes in the record's folder, another file of the name, or the same bytes on
 * another record. Everything is read with the caller's own right, so nobody learns of a file they could not open.
 */
export async function knownFiles(
  needs: Needs,
  viewer: Principal,
  { record, mail, attachmentIds }: Body<'POST /filings/known'>,
): Promise<Reply<'POST /filings/known'>> {
  const { database, records, graph } = needs;
  const of = await records.resolve(viewer.tenantId, record, 'mail');
  const views = await records.views(database.kysely, viewer.tenantId, [of]);
  if (!views.has(`${of.moduleId} ${of.recordId}`))
    throw new AppError('not_found', 'This record is not there. It may have been deleted or merged in Coherence.');
  const message =
    'entry' in mail ? await ownCopyOf(needs, viewer, of, mail.entry) : await readMessage(graph, viewer, mail.messageId);
  const folders = await foldersToKeepIn(database.kysely, viewer, of);
  const there = (await Promise.all(folders.map((it) => filesIn(graph, viewer, it)))).flat();
  const setting = await readSetting(database.kysely, viewer.tenantId);
  const known: KnownFile[] = [];
  let left = mostBytesRead;
  for (const attachment of message.attachments) {
    const attachmentId = attachmentIds.find((it) => isSameId(it, attachment.id));
    if (attachmentId === undefined || attachment.kind !== 'file') continue;
    const isWorthReading = attachment.sizeBytes <= left && (await couldBeThere(needs, viewer, there, attachment));
    if (isWorthReading) left -= attachment.sizeBytes;
    const source = isWorthReading ? await read(needs, viewer, message, attachment) : undefined;
    const found = await find(needs, viewer, of, there, attachment, source);
    if (found)
      known.push({
        attachmentId,
        ...found,
        proposed: found.proposed ?? (setting?.clash === 'replace' ? 'version' : 'both'),
      });
  }
  return { known };
}

const read = ({ graph }: Needs, viewer: Principal, message: Message, { id }: AttachmentHeader): Promise<FileSource> =>
  weigh(() => readAttachment(graph, viewer, message.id, id));

/** Outlook counts some more for an attachment than it has bytes: a little around them, or as much as their writing in a mail takes. */
const isAboutAsLarge = (bytes: number, { sizeBytes }: AttachmentHeader): boolean =>
  bytes <= sizeBytes + 1024 && bytes >= sizeBytes * 0.7 - 64 * 1024;

/** Whether anything of about this size is in the folder, or was kept by us anywhere in the organisation. */
async function couldBeThere(
  { database }: Needs,
  { tenantId }: Principal,
  there: readonly ThereFile[],
  attachment: AttachmentHeader,
): Promise<boolean> {
  if (there.some((it) => isAboutAsLarge(it.sizeBytes, attachment))) return true;
  const kept = await database.kysely
    .selectFrom('stored_file')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('state', '=', 'stored')
    .where('size_bytes', '<=', attachment.sizeBytes + 1024)
    .where('size_bytes', '>=', Math.max(0, Math.floor(attachment.sizeBytes * 0.7 - 64 * 1024)))
    .limit(1)
    .executeTakeFirst();
  return kept !== undefined;
}

type Found = Omit<KnownFile, 'attachmentId' | 'proposed'> & { proposed?: KnownFile['proposed'] };
async function find(
  needs: Needs,
  viewer: Principal,
  of: { moduleId: string; recordId: string },
  there: readonly ThereFile[],
  attachment: AttachmentHeader,
  source: FileSource | undefined,
): Promise<Found | undefined> {
  const { database, graph, records } = needs;
  const same = source && (await sameBytes(needs, viewer, there, source));
  if (same) return { kind: 'bytes', file: told(same), answers: ['link', 'both'], proposed: 'link' };
  const named = there.find((it) => isNamedAlike(it, attachment.name));
  if (named) return { kind: 'name', file: told(named), answers: ['link', 'version', 'both'] };
  const first = source && (await firstCopy({ database, graph }, viewer, of, source.sha256));
  const views = first && (await records.views(database.kysely, viewer.tenantId, [first.record]));
  const record = first && views?.get(`${first.record.moduleId} ${first.record.recordId}`);
  return (
    record && {
      kind: 'elsewhere',
      file: told(first.file),
      record,
      answers: ['link', 'both'],
      proposed: first.isForAll ? 'link' : 'both',
    }
  );
}

/** By Microsoft's own hash; an Office file that SharePoint rewrote is known by what we sent. */
async function sameBytes(
  { database }: Needs,
  { tenantId }: Principal,
  there: readonly ThereFile[],
  { sizeBytes, quickXorHash, sha256 }: FileSource,
): Promise<ThereFile | undefined> {
  const found = there.find((it) => it.sizeBytes === sizeBytes && it.quickXorHash === quickXorHash);
  if (found || there.length === 0) return found;
  const kept = await database.kysely
    .selectFrom('stored_file')
    .select('item_id')
    .where('tenant_id', '=', tenantId)
    .where('sha256', '=', sha256)
    .where('state', '=', 'stored')
    .execute();
  return there.find((it) => kept.some(({ item_id }) => item_id === it.itemId));
}

const told = ({ driveId, itemId, name, sizeBytes, changedDateTime, webUrl }: ThereFile): KnownFile['file'] => ({
  driveId,
  itemId,
  name,
  sizeBytes,
  ...(changedDateTime ? { changedDateTime } : {}),
  ...(webUrl ? { webUrl } : {}),
});
