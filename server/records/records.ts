import type { Body, CreatedRecord, Me, RecordForm, RecordRef, RecordView, Reply } from '../../contract/api.js';
import { now } from '../base/clock.js';
import { AppError } from '../base/errors.js';
import type { Principal } from '../base/principal.js';
import type { Sql } from '../db/database.js';
import { toIanaZone } from '../graph/time-zone.js';
import type { ModuleRef } from './changes/changed.js';
import { readChanges } from './changes/read-changes.js';
import { createForm } from './forms.js';
import { createMatching, type MatchRequest } from './matching.js';
import { createOwnDomains, type OwnDomains } from './own-domains.js';
import { refreshIndex } from './refresh-index.js';
import { searchRecords } from './search.js';
import { createViews, keyOf, storedRef, type StoredRef } from './view.js';
import { valueOf } from './coherence/decode.js';
import { indexRecords } from './index-store.js';
import { carryOutWish, createRecord, readWish, type WishNeeds } from './wishes.js';
import type { ModuleRow } from './workspaces.js';

export interface Records {
  /** The domains of the organisation; its own people are on no record. */
  ownDomains: OwnDomains;
  match(viewer: Principal, request: MatchRequest): ReturnType<ReturnType<typeof createMatching>>;
  search(viewer: Principal, query: string): Promise<Reply<'POST /records/search'>>;
  form(viewer: Principal, body: Body<'POST /records/form'>): Promise<RecordForm>;
  create(viewer: Principal, body: Body<'POST /records'>): Promise<CreatedRecord>;
  wish(viewer: Principal, id: string): Promise<CreatedRecord>;
  get(viewer: Principal, ref: RecordRef): Promise<Reply<'GET /records/:module/:id'>>;
  /** Whether the record still is in Coherence. Throws AppError when Coherence does not say within the limit. */
  check(tenantId: string, ref: StoredRef, limitMs: number): Promise<'ok' | 'missing'>;
  views(on: Sql, tenantId: string, refs: StoredRef[]): Promise<Map<string, RecordView>>;
  resolve(tenantId: string, ref: RecordRef): Promise<StoredRef & { module: ModuleRow }>;
  module(tenantId: string, moduleId: string): Promise<ModuleRow | undefined>;
  workspace(tenantId: string): Promise<Pick<Me, 'workspace' | 'modules'>>;
  refreshIndex(tenantId: string): Promise<void>;
  /** Reads again what Coherence told of a module, or its newest. Twice is once. */
  readChanges(ref: ModuleRef): Promise<void>;
  carryOutWish(tenantId: string, id: string): Promise<void>;
}

const oneRecordMs = 10_000;

/** What Coherence holds, as the rest of the server sees it. */
export function createRecords({
  publicUrl,
  coherencePollSeconds,
  ...parts
}: Omit<WishNeeds, 'views'> & { publicUrl: string; coherencePollSeconds: number }): Records {
  const { database, workspaces } = parts;
  const views = createViews(publicUrl, workspaces);
  const needs: WishNeeds = { ...parts, views };
  const ownDomains = createOwnDomains();

  const underway = new Map<string, Promise<'ok' | 'missing'>>();
  async function check(
    tenantId: string,
    { moduleId, recordId }: StoredRef,
    limitMs: number,
  ): Promise<'ok' | 'missing'> {
    const module = await workspaces.moduleById(tenantId, moduleId);
    if (!module) return 'missing';
    try {
      const record = await (await workspaces.client(tenantId)).get(module.slug, recordId, limitMs);
      await database.transaction((tx) => indexRecords(tx, tenantId, module, [record]));
      return 'ok';
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'not_found') throw error;
      await database.kysely
        .updateTable('record_index')
        .set({ is_gone: true })
        .where('tenant_id', '=', tenantId)
        .where('module_id', '=', moduleId)
        .where('record_id', '=', recordId)
        .execute();
      return 'missing';
    }
  }

  return {
    ownDomains,
    match: createMatching(database, workspaces, views, ownDomains),
    search: ({ tenantId }, query) => searchRecords({ database, workspaces, views }, tenantId, query),
    async form({ tenantId }, { module: slug, related = [], timeZone, ...source }) {
      const module = await workspaces.module(tenantId, slug);
      const refs = await Promise.all(related.map((it) => storedRef(workspaces, tenantId, it)));
      const known = await views.of(database.kysely, tenantId, refs);
      const zone = toIanaZone(timeZone);
      return createForm(module, { ...source, related: [...known.values()], now: now(), zone });
    },
    create: (viewer, body) => createRecord(needs, viewer, body),
    wish: ({ tenantId }, id) => readWish(needs, tenantId, id),
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
        const notice = error.code === 'coherence_unavailable' ? {} : { notice: error.message };
        return { record: known, fields: [], ...notice };
      }
    },
    check(tenantId, ref, limitMs) {
      const key = `${tenantId} ${keyOf(ref)} ${limitMs}`;
      const asked = underway.get(key) ?? check(tenantId, ref, limitMs).finally(() => underway.delete(key));
      underway.set(key, asked); // twenty people filing to one record ask Coherence once
      return asked;
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
    readChanges: (ref) =>
      readChanges(
        {
          database,
          workspaces,
          everySeconds: coherencePollSeconds,
          readOne: ({ tenantId, ...it }) => check(tenantId, it, oneRecordMs),
        },
        ref,
      ),
    carryOutWish: (tenantId, id) => carryOutWish(needs, tenantId, id),
  };
}
