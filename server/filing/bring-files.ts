import { sql, type Selectable } from 'kysely';
import { AppError } from '../base/errors.js';
import type { Principal } from '../base/principal.js';
import type { Sql } from '../db/database.js';
import type { FilingFile } from '../db/schema.js';
import { requireAllowed } from '../records/module-limits.js';
import { weigh, type FileSource } from '../workloads/files/file-source.js';
import { inRecordFolder } from '../workloads/files/in-record-folder.js';
import { namedRecords } from '../workloads/files/named-records.js';
import type { FolderOf } from '../workloads/files/names-for.js';
import { readSetting } from '../workloads/files/root.js';
import { NameTaken, storeFile, type Clash } from '../workloads/files/store-file.js';
import { FolderTaken } from '../workloads/files/taken-folder.js';
import { readAttachment, readMime } from '../workloads/mail/message.js';
import { personOf } from './filer.js';
import type { FilingRow } from './filings.js';
import type { Needs } from './needs.js';
import { metBy } from './met.js';
import { findUsable, adoptFile } from './adopt-file.js';

type FileRow = Selectable<FilingFile>;
interface Into {
  of: FolderOf;
  clash: Clash;
}

/** Brings each file that a filing still wishes to the record's folder, smallest first; one that fails for good does not stop the others. */
export async function bringFiles(
  needs: Needs,
  as: Principal,
  row: FilingRow,
  requireSameWish: () => Promise<void>,
): Promise<void> {
  const { database, records } = needs;
  const open = await database.kysely
    .selectFrom('filing_file')
    .selectAll()
    .where('filing_id', '=', row.id)
    .where('state', 'in', ['pending', 'uploading'])
    .orderBy('size_bytes')
    .execute();
  if (open.length === 0) return;
  const named = await namedRecords(database.kysely, row.tenant_id, row.module_id, [row.record_id]);
  const of: FolderOf = named.get(row.record_id) ?? {
    tenantId: row.tenant_id,
    moduleId: row.module_id,
    recordId: row.record_id,
    moduleName: (await records.module(row.tenant_id, row.module_id))?.plural ?? 'Records',
    recordName: 'Record',
    code: '',
  };
  const clash = (await readSetting(database.kysely, row.tenant_id))?.clash ?? 'keepBoth';
  for (const file of open) {
    await requireSameWish();
    const by = file.object_id ? await personOf(needs, row, file.object_id) : as;
    await bringOne(needs, by, row, file, { of, clash }, requireSameWish);
  }
}

async function bringOne(
  needs: Needs,
  as: Principal,
  row: FilingRow,
  file: FileRow,
  into: Into,
  requireSameWish: () => Promise<void>,
): Promise<void> {
  const { database, graph } = needs;
  const mark = (values: {
    state: string;
    problem?: string | null;
    diagnosis?: string | null;
    there_drive_id?: string;
    there_item_id?: string;
    folder_taken?: string | null;
  }) => database.kysely.updateTable('filing_file').set(values).where('id', '=', file.id).execute();
  try {
    // Wished before administrators decided otherwise: it is said at the file, which can be tried again.
    const module = { moduleId: into.of.moduleId, plural: into.of.moduleName };
    await requireAllowed(database.kysely, row.tenant_id, module, 'files');
    await mark({ state: 'uploading', folder_taken: null });
    const { attachment_id: attachment } = file;
    const message = file.message_id ?? row.message_id;
    const source = await weigh(() =>
      attachment ? readAttachment(graph, as, message, attachment) : readMime(graph, as, message),
    );
    const usable = attachment ? await findUsable(needs, as, file, into.of, source) : undefined;
    if (usable) await adoptFile(needs, as, file, into.of, source, usable);
    else await keepFile(needs, as, file, into, source);
  } catch (error) {
    if (
      !(error instanceof AppError) ||
      error.spec.retry !== 'never' ||
      ['sign_in_required', 'step_up_required', 'consent_required'].includes(error.code)
    )
      throw error;
    await requireSameWish(); // who lost the lease has nothing to say of it any more
    // This one failed for good, or waits for a person; the others go on.
    await mark({
      state: 'failed',
      problem: error.message,
      diagnosis: metBy(error),
      ...(error instanceof FolderTaken ? { folder_taken: JSON.stringify(error.taken) } : {}),
      ...(error instanceof NameTaken ? { there_drive_id: error.driveId, there_item_id: error.itemId } : {}),
    });
  }
}

async function keepFile(
  needs: Needs,
  as: Principal,
  file: FileRow,
  { of, clash }: Into,
  source: FileSource,
): Promise<void> {
  const { database, audit } = needs;
  const link = async (tx: Sql, storedFileId: string) => {
    await tx.updateTable('filing_file').set({ stored_file_id: storedFileId }).where('id', '=', file.id).execute();
  };
  const how = {
    clash: file.if_there === null ? clash : file.if_there === 'version' ? ('replace' as const) : ('keepBoth' as const),
    ...(file.if_there === 'both' ? { apart: file.id } : {}),
  };
  const stored = await inRecordFolder(needs, as, of, (folder) =>
    storeFile(needs, as, folder, file.name, source, link, how),
  );
  await database.transaction(async (tx) => {
    await tx
      .updateTable('stored_file')
      .set({
        state: 'stored',
        item_id: stored.itemId,
        web_url: stored.webUrl,
        name: stored.name,
        sealed_upload: null,
        updated_at: new Date(),
      })
      .where('id', '=', stored.id)
      .execute();
    // What lay under this item before is only in its history of versions: its bytes are not there to be used again.
    await tx
      .updateTable('stored_file')
      .set({ sha256: sql`'older ' || id` })
      .where('tenant_id', '=', of.tenantId)
      .where('item_id', '=', stored.itemId)
      .where('id', '!=', stored.id)
      .execute();
    await tx
      .updateTable('filing_file')
      .set({
        state: 'stored',
        problem: null,
        diagnosis: null,
        stored_file_id: stored.id,
        size_bytes: source.sizeBytes,
        is_reused: stored.wasThere,
      })
      .where('id', '=', file.id)
      .execute();
    await audit.append(tx, {
      tenantId: of.tenantId,
      actor: as.objectId,
      action: 'file.stored',
      target: file.id,
      detail: { sizeBytes: source.sizeBytes, wasThere: stored.wasThere },
    });
  });
}
