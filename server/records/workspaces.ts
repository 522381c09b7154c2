import type { CoherenceField } from '../../contract/coherence.js';
import { AppError } from '../base/errors.js';
import type { Outbound } from '../base/outbound.js';
import type { Database } from '../db/database.js';
import type { Bearer } from './coherence/bearer.js';
import { createCoherenceClient, type CoherenceCall, type CoherenceClient } from './coherence/client.js';
import type { CoherenceOAuth, CoherenceTokens } from './coherence/oauth.js';
import { Breaker, Quota } from './coherence/quota.js';
import { createSecondSlot, hint, type KeySlot } from './coherence/second-slot.js';

export interface CoherenceSetting {
  tenant: string;
  baseUrl: string;
  appUrl: string;
  apiKey: string;
}
export interface Sealing {
  seal(plain: string, context: string): { keyId: string; sealed: string };
  open(sealed: { keyId: string; sealed: string }, context: string): string;
}
export type ModuleRole = 'person' | 'account' | 'deal' | 'lead' | 'task' | 'other';
export interface ModuleRow {
  moduleId: string;
  slug: string;
  singular: string;
  plural: string;
  role: ModuleRole;
  fields: CoherenceField[];
}

export interface Workspaces {
  connect(settings: CoherenceSetting[]): Promise<void>;
  isKnown(tenantId: string): Promise<boolean>;
  /** Whether all records were read at least once. */
  isIndexed(tenantId: string): Promise<boolean>;
  tenants(): Promise<string[]>;
  client(tenantId: string, isBackground?: boolean): Promise<CoherenceClient>;
  name(tenantId: string): Promise<string>;
  /** Modules people may use; private and hidden ones are as if they were not there. Remembered for a minute. */
  modules(tenantId: string): Promise<ModuleRow[]>;
  forgetModules(tenantId: string): void;
  module(tenantId: string, slug: string): Promise<ModuleRow>;
  moduleById(tenantId: string, moduleId: string): Promise<ModuleRow | undefined>;
  appUrl(tenantId: string): Promise<string>;
  baseUrl(tenantId: string): Promise<string>;
  quota(tenantId: string): Promise<{ today: number; perDay: number }>;
  /** The two keys, as far as anybody may see them. */
  keys(tenantId: string): Promise<KeySlot[]>;
  /** Tries a key or a sign-in and keeps it as the second; throws what Coherence says where it does not work, and refuses one of another workspace. */
  keepSecond(tenantId: string, secret: string | CoherenceTokens): Promise<void>;
  /** Twice is once. Refused while it is in use. */
  forgetSecond(tenantId: string): Promise<void>;
  useKey(tenantId: string, slot: 1 | 2): Promise<void>;
}

interface Known {
  baseUrl: string;
  appUrl: string;
  apiKey: string | Bearer;
  name: string;
  quota: Quota;
  breaker: Breaker;
}
const minute = 60_000;

/** Which Coherence workspace belongs to which tenant, and how it is reached. Keys are sealed with the tenant as context. */
export function createWorkspaces({
  database,
  seal,
  outbound,
  allow,
  oauth,
  onCall,
}: {
  database: Database;
  seal: Sealing;
  outbound: Outbound;
  /** Told of each Coherence there is, so that it may be called. */
  allow(address: string): void;
  /** Renews sign-ins at Coherence, where they are set up. */
  oauth?: CoherenceOAuth | undefined;
  onCall?(tenantId: string, call: CoherenceCall): void;
}): Workspaces {
  const second = createSecondSlot({ database, seal, oauth });
  const known = new Map<string, Known>();
  const indexed = new Set<string>();
  const modulesOf = new Map<string, { rows: Promise<ModuleRow[]>; until: number }>();

  async function workspace(tenantId: string): Promise<Known | undefined> {
    const found = known.get(tenantId);
    if (found) return found;
    const row = await database.kysely
      .selectFrom('coherence_connection')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .executeTakeFirst();
    if (!row) return undefined;
    const it = {
      baseUrl: row.base_url,
      appUrl: row.app_url,
      name: row.workspace_name,
      apiKey:
        row.key_in_use === 2 && row.sealed_second_key
          ? second.carried(tenantId, second.open(row, tenantId))
          : seal.open({ keyId: row.key_id, sealed: row.sealed_key }, `coherence ${tenantId}`),
      quota: new Quota(),
      breaker: new Breaker(),
    };
    allow(it.baseUrl);
    known.set(tenantId, it);
    return it;
  }
  async function need(tenantId: string): Promise<Known> {
    const it = await workspace(tenantId);
    if (!it)
      throw new AppError(
        'not_found',
        'Your organisation has no Coherence workspace connected yet. Ask your administrator.',
        { source: 'coherence' },
      );
    return it;
  }
  async function readModules(tenantId: string): Promise<ModuleRow[]> {
    const rows = await database.kysely
      .selectFrom('module')
      .selectAll()
      .where('tenant_id', '=', tenantId)
      .where('is_enabled', '=', true)
      .orderBy('slug')
      .execute();
    return rows.map((it) => ({
      moduleId: it.module_id,
      slug: it.slug,
      singular: it.singular,
      plural: it.plural,
      role: (it.role_set ?? it.role) as ModuleRole,
      fields: it.fields as CoherenceField[],
    }));
  }

  const workspaces: Workspaces = {
    async connect(settings) {
      for (const { tenant, baseUrl, appUrl, apiKey } of settings) {
        if (!/^(sk|ck)_(live|test)_/.test(apiKey))
          throw new Error('COHERENCE_CONNECTIONS: an API key begins with sk_live_, sk_test_, ck_live_ or ck_test_.');
        const { keyId, sealed } = seal.seal(apiKey, `coherence ${tenant}`);
        const values = {
          base_url: baseUrl.replace(/\/$/, ''),
          app_url: appUrl.replace(/\/$/, ''),
          key_id: keyId,
          sealed_key: sealed,
          updated_at: new Date(),
        };
        await database.kysely
          .insertInto('coherence_connection')
          .values({
            tenant_id: tenant,
            workspace_name: 'Coherence',
            dialect: null,
            quota: '{}',
            indexed_at: null,
            ...values,
          })
          .onConflict((on) => on.column('tenant_id').doUpdateSet(values))
          .execute();
        known.delete(tenant);
      }
    },
    isKnown: async (tenantId) => (await workspace(tenantId)) !== undefined,
    async isIndexed(tenantId) {
      if (indexed.has(tenantId)) return true;
      const row = await database.kysely
        .selectFrom('coherence_connection')
        .select('indexed_at')
        .where('tenant_id', '=', tenantId)
        .executeTakeFirst();
      if (row?.indexed_at) indexed.add(tenantId);
      return indexed.has(tenantId);
    },
    tenants: async () =>
      (await database.kysely.selectFrom('coherence_connection').select('tenant_id').execute()).map(
        (it) => it.tenant_id,
      ),
    async client(tenantId, isBackground = false) {
      const { baseUrl, apiKey, quota, breaker } = await need(tenantId);
      return createCoherenceClient({
        baseUrl,
        apiKey,
        outbound,
        quota,
        breaker,
        isBackground,
        ...(onCall ? { onCall: (call) => onCall(tenantId, call) } : {}),
      });
    },
    name: async (tenantId) =>
      (
        await database.kysely
          .selectFrom('coherence_connection')
          .select('workspace_name')
          .where('tenant_id', '=', tenantId)
          .executeTakeFirst()
      )?.workspace_name ?? 'Coherence',
    modules(tenantId) {
      const remembered = modulesOf.get(tenantId);
      if (remembered && remembered.until > Date.now()) return remembered.rows;
      const rows = readModules(tenantId);
      modulesOf.set(tenantId, { rows, until: Date.now() + minute });
      rows.then(
        (it) => {
          if (it.length === 0) modulesOf.delete(tenantId);
        },
        () => modulesOf.delete(tenantId),
      );
      return rows;
    },
    forgetModules: (tenantId) => {
      modulesOf.delete(tenantId);
    },
    async module(tenantId, slug) {
      const found = (await workspaces.modules(tenantId)).find((it) => it.slug === slug);
      if (!found)
        throw new AppError('not_found', 'This module is not available in your workspace.', { source: 'coherence' });
      return found;
    },
    moduleById: async (tenantId, moduleId) =>
      (await workspaces.modules(tenantId)).find((it) => it.moduleId === moduleId),
    appUrl: async (tenantId) => (await need(tenantId)).appUrl,
    baseUrl: async (tenantId) => (await need(tenantId)).baseUrl,
    quota: async (tenantId) => (await need(tenantId)).quota.used,
    async keys(tenantId) {
      const row = await second.row(tenantId);
      const first = seal.open({ keyId: row.key_id, sealed: row.sealed_key }, `coherence ${tenantId}`);
      const other = row.sealed_second_key === null ? null : second.open(row, tenantId);
      return [
        { slot: 1, isSet: true, isInUse: row.key_in_use !== 2, kind: 'key', hint: hint(first) },
        {
          slot: 2,
          isSet: other !== null,
          isInUse: row.key_in_use === 2,
          kind: other === null || typeof other === 'string' ? 'key' : 'sign_in',
          hint: typeof other === 'string' ? hint(other) : '',
        },
      ];
    },
    async keepSecond(tenantId, secret) {
      const { baseUrl, name } = await need(tenantId);
      const apiKey = typeof secret === 'string' ? secret : secret.access;
      const parts = { baseUrl, apiKey, outbound, quota: new Quota(), breaker: new Breaker() };
      const asked = await createCoherenceClient(parts).identity();
      // A first key that was revoked cannot say what it opened; then the second is taken at its word.
      const connected = await (await workspaces.client(tenantId)).identity().catch(() => undefined);
      if (connected && asked.workspaceName !== connected.workspaceName)
        throw new AppError(
          'invalid_request',
          `This key opens another workspace of Coherence than ${name}. Make the second key in the same workspace.`,
          { source: 'request', field: 'apiKey' },
        );
      await second.revoke(tenantId);
      await second.keep(tenantId, secret);
      known.delete(tenantId);
    },
    async forgetSecond(tenantId) {
      const row = await second.row(tenantId);
      if (row.key_in_use === 2)
        throw new AppError('conflict', 'This one is in use. Use the other one first, then forget it.', {
          source: 'request',
        });
      await second.revoke(tenantId);
      await database.kysely
        .updateTable('coherence_connection')
        .set({ second_key_id: null, sealed_second_key: null })
        .where('tenant_id', '=', tenantId)
        .execute();
      known.delete(tenantId);
    },
    async useKey(tenantId, slot) {
      const row = await second.row(tenantId);
      if (slot === 2 && row.sealed_second_key === null)
        throw new AppError('invalid_request', 'There is no second key yet. Enter it first.', {
          source: 'request',
          field: 'slot',
        });
      await database.kysely
        .updateTable('coherence_connection')
        .set({ key_in_use: slot })
        .where('tenant_id', '=', tenantId)
        .execute();
      known.delete(tenantId);
    },
  };
  return workspaces;
}
