import type { Updateable } from 'kysely';
import { now } from '../base/clock.js';
import type { Sql } from '../db/database.js';
import type { Tables } from '../db/schema.js';

/** A filing has work again, whatever it came to before; `also` says what else is changed with it. */
export const goOn = (tx: Sql, filingId: string, also: Updateable<Tables['filing']> = {}) =>
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
      ...also,
    }))
    .where('id', '=', filingId)
    .execute();
