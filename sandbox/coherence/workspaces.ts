import { randomUUID } from 'node:crypto';
import type { Store } from '../base/store.js';
import { organisations } from '../tenant/company.js';
import { seedModules, seedRecords, seedUsers, type SeedModule, type SeedUser } from './seed.js';

export interface StoredRecord {
  id: string;
  moduleId: string;
  displayName: string;
  fields: Record<string, string>;
  created: string;
  updated: string;
  isTrashed: boolean;
  /** The id of the user who is responsible for it. */
  owner: string;
  privacyLevel?: 'account' | 'private';
}
export interface Workspace {
  key: string;
  name: string;
  isKeyRevoked: boolean;
  scopes: string[];
  modules: SeedModule[];
  /** What was kept by an earlier version has none. */
  users?: SeedUser[];
  records: StoredRecord[];
}

/** What each organisation keeps in Coherence. */
export class Workspaces {
  readonly #all: Workspace[];
  /** Told of what becomes of a record. */
  onChange: (
    workspace: Workspace,
    event: 'record.created' | 'record.updated' | 'record.deleted',
    record: StoredRecord,
  ) => void = () => undefined;

  constructor(readonly store: Store) {
    this.#all = store.table('coherence', () =>
      organisations.map(({ domain, coherence }) => ({
        key: coherence.apiKey,
        name: coherence.workspace,
        isKeyRevoked: false,
        scopes: ['records:read', 'records:write', 'modules:read'],
        modules: structuredClone(seedModules), // each world may change its own
        users: seedUsers(domain),
        records: seedRecords(domain).map((it) => ({
          id: it.id ?? randomUUID(),
          moduleId: it.moduleId,
          displayName: it.displayName,
          fields: it.fields,
          created: '2026-01-12T09:00:00Z',
          updated: '2026-10-02T09:00:00Z',
          isTrashed: false,
          owner: it.owner ?? '',
          ...(it.privacyLevel ? { privacyLevel: it.privacyLevel } : {}),
        })),
      })),
    );
  }

  byKey(key: string): Workspace | undefined {
    return this.#all.find((it) => it.key === key);
  }
  named(name: string): Workspace | undefined {
    return this.#all.find((it) => it.name === name);
  }
  of(name: string): Workspace {
    const found = this.#all.find((it) => it.name === name);
    if (!found) throw new Error(`There is no workspace ${name}.`);
    return found;
  }
  module(workspace: Workspace, slugOrId: string): SeedModule | undefined {
    return workspace.modules.find((it) => it.slug === slugOrId || it.id === slugOrId);
  }
  records(workspace: Workspace, moduleId: string): StoredRecord[] {
    return workspace.records.filter((it) => it.moduleId === moduleId && !it.isTrashed);
  }
  record(workspace: Workspace, id: string): StoredRecord | undefined {
    return workspace.records.find((it) => it.id === id && !it.isTrashed);
  }

  add(workspace: Workspace, moduleId: string, displayName: string, fields: Record<string, string>): StoredRecord {
    const now = new Date().toISOString();
    const record: StoredRecord = {
      id: randomUUID(),
      moduleId,
      displayName,
      fields,
      created: now,
      updated: now,
      isTrashed: false,
      owner: '',
    };
    workspace.records.push(record);
    this.store.touch();
    this.onChange(workspace, 'record.created', record);
    return record;
  }
  /** Another user becomes responsible, as somebody would change it in Coherence. */
  setOwner(workspace: Workspace, id: string, owner: string): void {
    const record = this.record(workspace, id);
    if (record) this.change(workspace, record, { owner });
  }
  /** Somebody changes a record: its name, owner, privacy or values. */
  change(
    workspace: Workspace,
    record: StoredRecord,
    values: Partial<Pick<StoredRecord, 'displayName' | 'owner' | 'fields' | 'privacyLevel'>>,
  ): void {
    Object.assign(record, values, { updated: new Date().toISOString() });
    this.store.touch();
    this.onChange(workspace, 'record.updated', record);
  }
  trash(workspace: Workspace, id: string): void {
    const record = this.record(workspace, id);
    if (!record) return;
    record.isTrashed = true;
    this.store.touch();
    this.onChange(workspace, 'record.deleted', record);
  }
}
