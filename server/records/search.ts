import { sql } from 'kysely';
import type { RecordView, Reply } from '../../contract/api.js';
import type { Coming } from '../../contract/shapes.js';
import { AppError } from '../base/errors.js';
import type { Database } from '../db/database.js';
import type { CoherenceSearchHit } from '../../contract/coherence.js';
import type { Views } from './view.js';
import { notAllowed, readWithheld } from './module-limits.js';
import type { ModuleRow, Workspaces } from './workspaces.js';
import { readSuppressed, withoutErased } from './suppression.js';

interface Needs {
  database: Database;
  workspaces: Workspaces;
  views: Views;
}
const most = 25;
const limitMs = 3_000;

/**
 * Records by name or code: what Coherence finds, then what the local index knows besides. When Coherence cannot be asked,
 * or says that its search is out of order, the local ones alone, `limited`: never as if there were no others. With `what`, those of
 * modules to which that may not come are left out; where nothing else is left, it is said.
 */
export async function searchRecords(
  needs: Needs,
  tenantId: string,
  query: string,
  what?: Coming,
): Promise<Reply<'POST /records/search'>> {
  const answer = await searchAll(needs, tenantId, query);
  if (!what) return answer;
  const [modules, withheld] = await Promise.all([
    needs.workspaces.modules(tenantId),
    readWithheld(needs.database.kysely, tenantId, what),
  ]);
  const leftOut = modules.filter((it) => withheld.has(it.moduleId));
  const isLeftOut = ({ module }: RecordView) => leftOut.some(({ slug }) => slug === module);
  const records = answer.records.filter((it) => !isLeftOut(it));
  if (records.length === answer.records.length) return answer;
  const plurals = leftOut.filter(({ slug }) => answer.records.some((it) => it.module === slug)).map((it) => it.plural);
  return { ...answer, records, ...(records.length === 0 ? { notice: notAllowed(what, plurals) } : {}) };
}

async function searchAll(needs: Needs, tenantId: string, query: string): Promise<Reply<'POST /records/search'>> {
  const { workspaces, views } = needs;
  const [modules, appUrl, client] = await Promise.all([
    workspaces.modules(tenantId),
    workspaces.appUrl(tenantId),
    workspaces.client(tenantId),
  ]);
  const local = searchIndex(needs, tenantId, query);
  const limited = async (why?: string) => ({
    records: await local,
    limited: true,
    ...(why ? { notice: `${why} These are the records we know ourselves.` } : {}),
  });
  try {
    const { hits, isLimited } = await client.search(query, limitMs);
    if (isLimited) return await limited('Search in Coherence is limited right now.');
    const isErased = await readSuppressed(needs.database.kysely, tenantId);
    const found = hits.flatMap((it) => {
      if (isErased(it.title)) return []; // somebody who was erased here and still is in Coherence
      const hit = { ...it, title: withoutErased(it.title, isErased) };
      const module = modules.find((it) => it.slug === hit.moduleSlug);
      return module ? [{ module, hit }] : [];
    });
    await keepUnknown(needs, tenantId, found);
    const shown = found.map(({ module, hit }) =>
      views.from(module, appUrl, { id: hit.recordId, displayName: hit.title, link: hit.link ?? null }),
    );
    const more = (await local).filter((it) => !shown.some((known) => known.module === it.module && known.id === it.id));
    return { records: [...shown, ...more].slice(0, most), limited: false };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return limited(error.code === 'coherence_unavailable' ? undefined : error.message);
  }
}

async function searchIndex({ database, views }: Needs, tenantId: string, query: string): Promise<RecordView[]> {
  const part = `%${query.replace(/[\\%_]/g, '\\$&')}%`;
  const { rows } = await sql<{ module_id: string; record_id: string }>`
    select module_id, record_id from record_index where tenant_id = ${tenantId} and not is_gone
    and (display_name ilike ${part} or display_name % ${query} or upper(code) = upper(${query}))
    order by similarity(display_name, ${query}) desc limit ${most}`.execute(database.kysely);
  const refs = rows.map((it) => ({ moduleId: it.module_id, recordId: it.record_id }));
  return [...(await views.of(database.kysely, tenantId, refs)).values()];
}

/** A record found here may be chosen next, while Coherence is away: its name must be known by then. */
async function keepUnknown(
  { database }: Needs,
  tenantId: string,
  found: { module: ModuleRow; hit: CoherenceSearchHit }[],
): Promise<void> {
  if (found.length === 0) return;
  await database.kysely
    .insertInto('record_index')
    .values(
      found.map(({ module, hit }) => ({
        tenant_id: tenantId,
        module_id: module.moduleId,
        record_id: hit.recordId,
        display_name: hit.title,
        code: null,
        link: hit.link ?? null,
      })),
    )
    .onConflict((on) => on.columns(['tenant_id', 'module_id', 'record_id']).doNothing())
    .execute();
}
