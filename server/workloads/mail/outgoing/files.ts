import { sql } from 'kysely';
import type { Outgoing, OutgoingFile } from '../../../../contract/api.js';
import { AppError } from '../../../base/errors.js';
import type { Principal } from '../../../base/principal.js';
import type { Sql } from '../../../db/database.js';
import type { Seal } from '../../../identity/seal.js';
import { requireSize } from './check.js';
import type { Needs } from './needs.js';
import { filesOf, partBytes, toFile, toOutgoing, type FileRow } from './row.js';
import { ownRow, requireOpen } from './write.js';

interface Part {
  name: string;
  contentType: string;
  sizeBytes: number;
  from: number;
  data: string;
}
const refuse = (sentence: string) => new AppError('invalid_request', sentence, { source: 'request', field: 'files' });

/**
 * Takes a part of an attachment, in order; kept sealed until the mail is sent. A part that is here already is passed over, so an
 * upload that broke off begins again where it likes. Too large a file is refused with its first part.
 */
export async function takePart(
  { database, seal }: Needs,
  principal: Principal,
  id: string,
  fileId: string,
  part: Part,
): Promise<OutgoingFile> {
  const bytes = Buffer.from(part.data, 'base64');
  const isLast = part.from + bytes.length === part.sizeBytes;
  if (
    part.from % partBytes !== 0 ||
    part.from + bytes.length > part.sizeBytes ||
    (!isLast && bytes.length !== partBytes)
  )
    throw refuse('The attachment did not arrive as it was announced. Add it again.');
  return database.transaction(async (tx) => {
    const row = await ownRow(tx, principal, id);
    requireOpen(row);
    const files = await filesOf(tx, id);
    const known = files.find((it) => it.id === fileId) ?? (await begin(tx, principal, id, fileId, part, files));
    const received = Number(known.received_bytes);
    if (part.from < received) return toFile(known);
    if (part.from > received || part.sizeBytes !== Number(known.size_bytes))
      throw refuse('The attachment did not arrive as it was announced. Add it again.');
    if (bytes.length > 0)
      await tx
        .insertInto('outgoing_part')
        .values({
          tenant_id: row.tenant_id,
          mail_id: id,
          file_id: fileId,
          from_byte: part.from,
          ...sealPart(seal, id, fileId, part),
        })
        .execute();
    const saved = await tx
      .updateTable('outgoing_file')
      .set({ received_bytes: received + bytes.length })
      .where('mail_id', '=', id)
      .where('id', '=', fileId)
      .returningAll()
      .executeTakeFirstOrThrow();
    if (isLast) await changed(tx, id);
    return toFile(saved);
  });
}

async function begin(
  tx: Sql,
  { tenantId }: Principal,
  mailId: string,
  id: string,
  { name, contentType, sizeBytes }: Part,
  files: FileRow[],
): Promise<FileRow> {
  requireSize([...files, { size_bytes: sizeBytes }]);
  return tx
    .insertInto('outgoing_file')
    .values({
      id,
      mail_id: mailId,
      tenant_id: tenantId,
      name: freeName(
        name,
        files.map((it) => it.name),
      ),
      content_type: contentType,
      size_bytes: sizeBytes,
      received_bytes: 0,
      attached_version: null,
      sealed_upload: null,
      key_id: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** No two attachments of a mail have one name, so that each is found again by it. */
function freeName(name: string, taken: string[]): string {
  if (!taken.includes(name)) return name;
  const dot = name.lastIndexOf('.') > 0 ? name.lastIndexOf('.') : name.length;
  for (let n = 2; ; n += 1) {
    const other = `${name.slice(0, dot)} (${n})${name.slice(dot)}`;
    if (!taken.includes(other)) return other;
  }
}

/** Leaves an attachment out. Twice is once. */
export async function removeFile(
  { database, seal }: Needs,
  principal: Principal,
  id: string,
  fileId: string,
): Promise<Outgoing> {
  return database.transaction(async (tx) => {
    requireOpen(await ownRow(tx, principal, id));
    const gone = await tx
      .deleteFrom('outgoing_file')
      .where('mail_id', '=', id)
      .where('id', '=', fileId)
      .executeTakeFirst();
    if (gone.numDeletedRows > 0n) await changed(tx, id);
    return toOutgoing(seal, await ownRow(tx, principal, id), await filesOf(tx, id));
  });
}

/** Other attachments make it another mail than the draft at Microsoft, if there is one already. */
const changed = (tx: Sql, id: string) =>
  tx
    .updateTable('outgoing_mail')
    .set({ draft_version: null, updated_at: sql<Date>`now()` })
    .where('id', '=', id)
    .execute();

const contextOf = (mailId: string, fileId: string, from: number) => `outgoing part ${mailId} ${fileId} ${from}`;
function sealPart(seal: Seal, mailId: string, fileId: string, { from, data }: Part) {
  const { keyId, sealed } = seal.seal(data, contextOf(mailId, fileId, from));
  return { key_id: keyId, sealed };
}

/** Bytes of an attachment from a part's beginning on, at most `most`; no more of it is in memory at a time. */
export async function readParts(
  { database, seal }: Pick<Needs, 'database' | 'seal'>,
  { mail_id, id }: FileRow,
  from: number,
  most: number,
): Promise<Buffer> {
  const rows = await database.kysely
    .selectFrom('outgoing_part')
    .selectAll()
    .where('mail_id', '=', mail_id)
    .where('file_id', '=', id)
    .where('from_byte', '>=', from)
    .where('from_byte', '<', from + most)
    .orderBy('from_byte')
    .execute();
  return Buffer.concat(
    rows.map((it) =>
      Buffer.from(
        seal.open({ keyId: it.key_id, sealed: it.sealed }, contextOf(mail_id, id, Number(it.from_byte))),
        'base64',
      ),
    ),
  );
}
