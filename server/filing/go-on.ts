import { now } from '../base/clock.js';
import type { Sql } from '../db/database.js';

/** A filing has work again, whatever it came to before. */
export const goOn = (tx: Sql, filingId: string) =>
  tx
    .updateTable('filing')
    .set((eb) => ({
      is_working: true,
      notice: null,
      diagnosis: null,
      attempts: 0,
      next_attempt_at: null,
      generation: eb('generation', '+', 1),
      updated_at: now(),
    }))
    .where('id', '=', filingId)
    .execute();
