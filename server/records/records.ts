import type { Body, CreatedRecord, Me, RecordForm, RecordRef, RecordView, Reply } from '../../contract/api.js';
import type { Coming } from '../../contract/shapes.js';
import { now } from '../base/clock.js';
import { AppError } from '../base/errors.js';
import type { Principal } from '../base/principal.js';
import type { Sql } from '../db/database.js';
import { toIanaZone } from '../graph/time-zone.js';
import type { ModuleRef } from './changes/changed.js';
import { readChanges } from './changes/read-changes.js';
import { createForm } from './forms.js';
import { createMatching, type MatchRequest } from './matching.js';
import { readModuleLimits, readWithheld, requireAllowed } from './module-limits.js';
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
  /** Of what is open before somebody: records of modules to which it may not come are not suggested. */
  match(viewer: Principal, request: MatchRequest, what?: Coming): ReturnType<ReturnType<typeof createMatching>>;
  search(viewer: Principal, query: string, what?: Coming): Promise<Reply<'POST /records/search'>>;
  form(viewer: Principal, body: Body<'POST /records/form'>): Promise<RecordForm>;
  create(viewer: Principal, body: Body<'POST /records'>): Promise<CreatedRecord>;
  wish(viewer: Principal, id: string): Promise<CreatedRecord>;
  get(viewer: Principal, ref: RecordRef): Promise<Reply<'GET /records/:module/:id'>>;
  /** Whether the record still is in Coherence. Throws AppError when Coherence does not say within the limit. */
  check(tenantId: string, ref: StoredRef, limitMs: number): Promise<'ok' | 'missing'>;
  /** Records by our own keys; with `what`, without those of modules where that is not allowed. */
  views(on: Sql, tenantId: string, refs: StoredRef[], what?: Coming): Promise<Map<string, RecordView>>;
  /** With `what` it is to be put there or looked at there: throws `blocked_by_policy` where administrators do not allow it. */
  resolve(tenantId: string, ref: RecordRef, what?: Coming): Promise<StoredRef & { module: ModuleRow }>;
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
    search: ({ tenantId }, query, what) => searchRecords({ database, workspaces, views }, tenantId, query, what),
    async form({ tenantId }, { module: slug, related = [], timeZone, for: what = 'mail', ...source }) {
      const module = await workspaces.module(tenantId, slug);
      await requireAllowed(database.kysely, tenantId, module, what);
      const refs = await Promise.all(related.map((it) => storedRef(workspaces, tenantId, it)));
      const known = await views.of(database.kysely, tenantId, refs);
      const zone = toIanaZone(timeZone);
      return createForm(module, { ...source, related: [...known.values()], now: now(), zone });
    },
    async create(viewer, { for: what = 'mail', ...body }) {
      const module = await workspaces.module(viewer.tenantId, body.module);
      await requireAllowed(database.kysely, viewer.tenantId, module, what);
      return createRecord(needs, viewer, body);
    },
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
    async views(on, tenantId, refs, what) {
      if (!what || refs.length === 0) return views.of(on, tenantId, refs);
      const withheld = await readWithheld(on, tenantId, what);
      return views.of(
        on,
        tenantId,
        refs.filter((it) => !withheld.has(it.moduleId)),
      );
    },
    async resolve(tenantId, ref, what) {
      const found = await storedRef(workspaces, tenantId, ref);
      if (what) await requireAllowed(database.kysely, tenantId, found.module, what);
      return found;
    },
    module: (tenantId, moduleId) => workspaces.moduleById(tenantId, moduleId),
    async workspace(tenantId) {
      const [name, modules, limits] = await Promise.all([
        workspaces.name(tenantId),
        workspaces.modules(tenantId),
        readModuleLimits(database.kysely, tenantId),
      ]);
      return {
        workspace: { name },
        modules: modules.map(({ moduleId, slug, singular, plural, role }) => {
          const notHere = (['mail', 'meetings', 'files'] as const).filter((it) => limits.get(moduleId)?.[it] === false);
          return { slug, singular, plural, role, ...(notHere.length > 0 ? { notHere } : {}) };
        }),
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
