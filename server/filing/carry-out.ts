import { AppError } from '../base/errors.js';
import type { Principal } from '../base/principal.js';
import { addCategory, ensureCategoryColor } from '../workloads/mail/category.js';
import { readAttachment, readMime } from '../workloads/mail/message.js';
import { inRecordFolder } from '../workloads/files/in-record-folder.js';
import { namedRecords } from '../workloads/files/named-records.js';
import type { FolderOf } from '../workloads/files/record-folder.js';
import { readSetting } from '../workloads/files/root.js';
import { weigh } from '../workloads/files/file-source.js';
import { storeFile, type Clash } from '../workloads/files/store-file.js';
import type { Sql } from '../db/database.js';
import type { FilingRow } from './filings.js';
import type { Needs } from './needs.js';

const checkLimitMs = 10_000;

/** Does what a filing wishes: record checked, category set, each file in the folder. Every step may be done again. */
export async function carryOut(needs: Needs, row: FilingRow, requireSameWish: () => Promise<void>): Promise<boolean> {
  const { database, records, settings } = needs;
  const as = await filer(needs, row);
  if (row.record_check === 'pending') {
    const ref = { moduleId: row.module_id, recordId: row.record_id };
    const check = await records.check(row.tenant_id, ref, checkLimitMs).catch((error: unknown) => {
      if (!(error instanceof AppError) || error.code !== 'coherence_unavailable') throw error;
      throw new AppError(
        'coherence_unavailable',
        'Coherence is not answering. The email is filed; its record is checked when Coherence is back.',
        { source: 'coherence', cause: error },
      );
    });
    await database.kysely
      .updateTable('filing')
      .set({
        record_check: check,
        notice:
          check === 'missing'
            ? 'This record was deleted or merged in Coherence. Unfile this email, or file it to another record.'
            : null,
      })
      .where('id', '=', row.id)
      .execute();
    if (check === 'missing') return true;
  }
  if (row.record_check === 'missing') return true;
  await requireSameWish();
  await setCategory(needs, as, row, settings.category);
  await storeFiles(needs, as, row, requireSameWish);
  await database.kysely
    .updateTable('filing')
    .set({ notice: null, attempts: 0 })
    .where('id', '=', row.id)
    .where('generation', '=', row.generation)
    .execute();
  return true;
}

export async function filer({ connections }: Pick<Needs, 'connections'>, row: FilingRow): Promise<Principal> {
  const as = await connections.find(row.tenant_id, row.object_id);
  if (!as)
    throw new AppError(
      'sign_in_required',
      `${row.filed_by_name} must sign in again, so that this can go on. Nothing is lost.`,
      { source: 'entra' },
    );
  return as;
}

async function setCategory(needs: Needs, as: Principal, row: FilingRow, category: string): Promise<void> {
  if (row.category_state === 'set') return;
  const { database, graph, audit } = needs;
  try {
    await ensureCategoryColor(graph, as, category);
    await addCategory(graph, as, row.message_id, category);
  } catch (error) {
    if (!(error instanceof AppError) || error.spec.retry !== 'never' || error.code === 'sign_in_required') throw error;
    await database.kysely.updateTable('filing').set({ category_state: 'failed' }).where('id', '=', row.id).execute(); // the filing stands without it
    return;
  }
  await database.transaction(async (tx) => {
    await tx
      .updateTable('filing')
      .set({ category_state: 'set' })
      .where('id', '=', row.id)
      .where('generation', '=', row.generation)
      .execute();
    await audit.append(tx, {
      tenantId: row.tenant_id,
      actor: row.object_id,
      action: 'message.categorised',
      target: row.id,
    });
  });
}

async function storeFiles(
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
    await storeOne(needs, as, row, file, { of, clash }, requireSameWish);
  }
}

type FileRow = { id: string; kind: string; attachment_id: string | null; name: string };

async function storeOne(
  needs: Needs,
  as: Principal,
  row: FilingRow,
  file: FileRow,
  { of, clash }: { of: FolderOf; clash: Clash },
  requireSameWish: () => Promise<void>,
): Promise<void> {
  const { database, graph, audit } = needs;
  const mark = (values: { state: string; problem?: string | null }) =>
    database.kysely.updateTable('filing_file').set(values).where('id', '=', file.id).execute();
  try {
    await mark({ state: 'uploading' });
    const { attachment_id: attachment } = file;
    const source = await weigh(() =>
      attachment ? readAttachment(graph, as, row.message_id, attachment) : readMime(graph, as, row.message_id),
    );
    const link = async (tx: Sql, storedFileId: string) => {
      await tx.updateTable('filing_file').set({ stored_file_id: storedFileId }).where('id', '=', file.id).execute();
    };
    const stored = await inRecordFolder(needs, as, of, (folder) =>
      storeFile(needs, as, folder, file.name, source, link, clash),
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
      await tx
        .updateTable('filing_file')
        .set({
          state: 'stored',
          problem: null,
          stored_file_id: stored.id,
          size_bytes: source.sizeBytes,
          is_reused: stored.wasThere,
        })
        .where('id', '=', file.id)
        .execute();
      await audit.append(tx, {
        tenantId: row.tenant_id,
        actor: row.object_id,
        action: 'file.stored',
        target: file.id,
        detail: { sizeBytes: source.sizeBytes, wasThere: stored.wasThere },
      });
    });
  } catch (error) {
    if (
      !(error instanceof AppError) ||
      error.spec.retry !== 'never' ||
      ['sign_in_required', 'step_up_required', 'consent_required'].includes(error.code)
    )
      throw error;
    await requireSameWish(); // who lost the lease has nothing to say of it any more
    await mark({ state: 'failed', problem: error.message }); // this one failed for good; the others go on
  }
}
