import { sql } from 'kysely';
import type { Body, CreatedRecord, Me, RecordForm, RecordRef, RecordView, Reply } from '../../contract/api.js';
import { AppError } from '../base/errors.js';
import type { Principal } from '../base/principal.js';
import type { Sql } from '../db/database.js';
import { carryOutIntent, createForm, createRecord, type CreateNeeds } from './create.js';
import { createMatching, type MatchRequest } from './matching.js';
import { createOwnDomains, type OwnDomains } from './own-domains.js';
import { refreshIndex } from './refresh-index.js';
import { createViews, storedRef, type StoredRef } from './view.js';
import { valueOf } from './coherence/decode.js';
import { indexRecords } from './index-store.js';
import type { ModuleRow } from './workspaces.js';

export interface Records {
  /** The domains of the organisation; its own people are on no record. */
  ownDomains: OwnDomains;
  match(viewer: Principal, request: MatchRequest): ReturnType<ReturnType<typeof createMatching>>;
  search(viewer: Principal, query: string): Promise<Reply<'POST /records/search'>>;
  form(viewer: Principal, body: Body<'POST /records/form'>): Promise<RecordForm>;
  create(viewer: Principal, body: Body<'POST /records'>): Promise<CreatedRecord>;
  wish(viewer: Principal, id: string): Promise<CreatedRecord>;
  get(viewer: Principal, ref: RecordRef): Promise<{ record: RecordView; fields: { label: string; value: string }[] }>;
  /** Whether the record still is in Coherence; `unknown` when it does not say within the limit. */
  check(tenantId: string, ref: StoredRef, limitMs: number): Promise<'ok' | 'missing' | 'unknown'>;
  views(on: Sql, tenantId: string, refs: StoredRef[]): Promise<Map<string, RecordView>>;
  resolve(tenantId: string, ref: RecordRef): Promise<StoredRef & { module: ModuleRow }>;
  module(tenantId: string, moduleId: string): Promise<ModuleRow | undefined>;
  workspace(tenantId: string): Promise<Pick<Me, 'workspace' | 'modules'>>;
  refreshIndex(tenantId: string): Promise<void>;
  carryOutIntent(tenantId: string, intentId: string): Promise<CreatedRecord>;
}

/** What Coherence holds, as the rest of the server sees it. */
export function createRecords({ publicUrl, ...parts }: Omit<CreateNeeds, 'views'> & { publicUrl: string }): Records {
  const { database, workspaces } = parts;
  const views = createViews(publicUrl, workspaces);
  const needs: CreateNeeds = { ...parts, views };
  const ownDomains = createOwnDomains();

  async function searchLocally(tenantId: string, query: string): Promise<RecordView[]> {
    const { rows } = await sql<{
      module_id: string;
      record_id: string;
    }>`select module_id, record_id from record_index where tenant_id = ${tenantId} and not is_gone and (display_name ilike ${`%${query.replace(/[\\%_]/g, '\\$&')}%`} or display_name % ${query} or upper(code) = upper(${query})) order by similarity(display_name, ${query}) desc limit 25`.execute(
      database.kysely,
    );
    return [
      ...(
        await views.of(
          database.kysely,
          tenantId,
          rows.map((it) => ({ moduleId: it.module_id, recordId: it.record_id })),
        )
      ).values(),
    ];
  }

  return {
    ownDomains,
    match: createMatching(database, workspaces, views, ownDomains),
    async search({ tenantId }, query) {
      const [modules, appUrl, client] = await Promise.all([
        workspaces.modules(tenantId),
        workspaces.appUrl(tenantId),
        workspaces.client(tenantId),
      ]);
      const local = searchLocally(tenantId, query);
      try {
        const { hits, isLimited } = await client.search(query, 3_000);
        if (isLimited) return { records: await local, limited: true };
        const found = hits.flatMap((it) => {
          const module = modules.find((m) => m.slug === it.moduleSlug);
          return module
            ? [views.from(module, appUrl, { id: it.recordId, displayName: it.title, link: it.link ?? null })]
            : [];
        });
        const more = (await local).filter(
          (it) => !found.some((known) => known.module === it.module && known.id === it.id),
        );
        return { records: [...found, ...more].slice(0, 25), limited: false };
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        return { records: await local, limited: true }; // Coherence is silent: what we know ourselves, and said to be so
      }
    },
    form: async ({ tenantId }, { module, name, address }) =>
      createForm(await workspaces.module(tenantId, module), { name, address }),
    create: (viewer, body) => createRecord(needs, viewer, body),
    async wish({ tenantId }, id) {
      const row = await database.kysely
        .selectFrom('intent')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .where('id', '=', id)
        .executeTakeFirst();
      if (!row) throw new AppError('not_found', 'This wish is not there any more.');
      const view = row.record_id
        ? (await views.of(database.kysely, tenantId, [{ moduleId: row.module_id, recordId: row.record_id }]))
            .values()
            .next().value
        : undefined;
      if (row.state === 'done' && view) return { state: 'created', record: view, existed: false };
      return row.state === 'failed'
        ? {
            state: 'failed',
            id: row.id,
            displayName: row.display_name,
            problem: row.problem ?? 'Coherence did not take it.',
          }
        : { state: 'queued', id: row.id, displayName: row.display_name };
    },
    async get({ tenantId }, ref) {
      const { module } = await storedRef(workspaces, tenantId, ref);
      const client = await workspaces.client(tenantId);
      try {
        const record = await client.get(module.slug, ref.id, 5_000);
        await database.transaction((tx) => indexRecords(tx, tenantId, module, [record]));
        return {
          record: views.from(module, await workspaces.appUrl(tenantId), record),
          fields: module.fields
            .filter((it) => it.dataType !== 'reference')
            .map((it) => ({ label: it.label, value: valueOf(record, it) }))
            .filter((it) => it.value),
        };
      } catch (error) {
        const known = (await views.of(database.kysely, tenantId, [{ moduleId: module.moduleId, recordId: ref.id }]))
          .values()
          .next().value;
        if (!(error instanceof AppError) || !known || error.code === 'not_found') throw error;
        return { record: known, fields: [] };
      }
    },
    async check(tenantId, { moduleId, recordId }, limitMs) {
      const module = await workspaces.moduleById(tenantId, moduleId);
      if (!module) return 'missing';
      try {
        const record = await (await workspaces.client(tenantId)).get(module.slug, recordId, limitMs);
        await database.transaction((tx) => indexRecords(tx, tenantId, module, [record]));
        return 'ok';
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        if (error.code !== 'not_found') return 'unknown';
        await database.kysely
          .updateTable('record_index')
          .set({ is_gone: true })
          .where('tenant_id', '=', tenantId)
          .where('module_id', '=', moduleId)
          .where('record_id', '=', recordId)
          .execute();
        return 'missing';
      }
    },
    views: (on, tenantId, refs) => views.of(on, tenantId, refs),
    resolve: (tenantId, ref) => storedRef(workspaces, tenantId, ref),
    module: (tenantId, moduleId) => workspaces.moduleById(tenantId, moduleId),
    async workspace(tenantId) {
      const [name, modules] = await Promise.all([workspaces.name(tenantId), workspaces.modules(tenantId)]);
      return {
        workspace: { name },
        modules: modules.map(({ slug, singular, plural, role }) => ({ slug, singular, plural, role })),
      };
    },
    refreshIndex: (tenantId) => refreshIndex(database, workspaces, tenantId),
    carryOutIntent: (tenantId, intentId) => carryOutIntent(needs, tenantId, intentId),
  };
}
