import { AppError } from '../base/errors.js';
import type { Principal } from '../base/principal.js';
import { addCategory, ensureCategoryColor } from '../workloads/mail/category.js';
import { bringFiles } from './bring-files.js';
import { personOf } from './filer.js';
import type { FilingRow } from './filings.js';
import type { Needs } from './needs.js';

const checkLimitMs = 10_000;

/** Does what a filing wishes: record checked, category set, each file in the folder. Every step may be done again. */
export async function carryOut(needs: Needs, row: FilingRow, requireSameWish: () => Promise<void>): Promise<boolean> {
  const { database, records, settings } = needs;
  const as = await personOf(needs, row);
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
  await bringFiles(needs, as, row, requireSameWish);
  await database.kysely
    .updateTable('filing')
    .set({ notice: null, diagnosis: null, attempts: 0 })
    .where('id', '=', row.id)
    .where('generation', '=', row.generation)
    .execute();
  return true;
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
