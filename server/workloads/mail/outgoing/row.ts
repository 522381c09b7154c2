import type { Expression, Selectable, Updateable } from 'kysely';
import type { Outgoing, OutgoingFile, WishedMail } from '../../../../contract/api.js';
import type { Sql } from '../../../db/database.js';
import type { OutgoingMail as MailTable, OutgoingFile as FileTable } from '../../../db/schema-outgoing.js';
import type { Seal } from '../../../identity/seal.js';

export type MailRow = Selectable<MailTable>;
type Columns = Updateable<MailTable>;
export type MailChange = { [K in keyof Columns]: Columns[K] | Expression<Date> };
export type FileRow = Selectable<FileTable>;
/** Bytes in a part of an attachment, but for the last: Microsoft takes uploads in multiples of 320 KiB. */
export const partBytes = 2 * 320 * 1024;

const contextOf = ({ tenant_id, id }: Pick<MailRow, 'tenant_id' | 'id'>) => `outgoing ${tenant_id} ${id}`;
export const sealMail = (seal: Seal, row: Pick<MailRow, 'tenant_id' | 'id'>, mail: WishedMail) => {
  const { keyId, sealed } = seal.seal(JSON.stringify(mail), contextOf(row));
  return { key_id: keyId, sealed };
};
/** What was written; undefined once it was sent. */
export const openMail = (seal: Seal, row: MailRow): WishedMail | undefined =>
  row.sealed === ''
    ? undefined
    : (JSON.parse(seal.open({ keyId: row.key_id, sealed: row.sealed }, contextOf(row))) as WishedMail);

export const filesOf = (on: Sql, id: string): Promise<FileRow[]> =>
  on.selectFrom('outgoing_file').selectAll().where('mail_id', '=', id).orderBy('place').execute();

export function toOutgoing(seal: Seal, row: MailRow, files: FileRow[]): Outgoing {
  const mail = openMail(seal, row);
  const { code, sentence, field } = row.problem ?? {};
  return {
    id: row.id,
    state: row.state === 'discarded' ? 'draft' : row.state,
    version: row.version,
    ...(mail ? { mail } : {}),
    files: files.map(toFile),
    ...(row.send_at ? { sendDateTime: new Date(row.send_at).toISOString() } : {}),
    ...(code && sentence ? { problem: { code, sentence, ...(field ? { field } : {}) } } : {}),
    updatedDateTime: new Date(row.updated_at).toISOString(),
  };
}
export const toFile = (it: FileRow): OutgoingFile => ({
  id: it.id,
  name: it.name,
  contentType: it.content_type,
  sizeBytes: Number(it.size_bytes),
  receivedBytes: Number(it.received_bytes),
});
