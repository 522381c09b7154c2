import type { SeedField, SeedModule } from './seed.js';
import type { StoredRecord } from './workspaces.js';

/** The three ways the public pages describe the same things; which one speaks is a switch. */
export type Dialect = 'o' | 'd' | 'l';
const snake = (slug: string) => slug.replace(/-/g, '_');
const snakeFields = (fields: Record<string, string>) =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [snake(key), value]));

export interface Shapes {
  record(it: StoredRecord, module: SeedModule): unknown;
  one(it: StoredRecord, module: SeedModule): unknown;
  list(records: StoredRecord[], module: SeedModule, page: number, pageSize: number, total: number): unknown;
  modules(modules: SeedModule[]): unknown;
  fields(fields: SeedField[]): unknown;
}

const toField = (it: SeedField, i: number) => ({
  fieldId: it.id,
  slug: it.slug,
  name: it.name,
  label: it.label,
  dataType: it.dataType,
  config: it.options ? { options: it.options.map((value) => ({ value, label: value })) } : {},
  isRequired: it.isRequired ?? false,
  isSystem: false,
  privacyLevel: 'account',
  sortOrder: i,
});
const toModule = (it: SeedModule) => ({
  id: it.id,
  slug: it.slug,
  name: it.plural,
  singularName: it.singular,
  pluralName: it.plural,
  displayName: it.plural,
  visibility: it.isPrivate ? 'hidden' : 'active',
  status: 'published',
});

const newest: Shapes['record'] = (it, module) => ({
  id: it.id,
  moduleId: module.id,
  moduleSlug: module.slug,
  displayName: it.displayName,
  fields: snakeFields(it.fields),
  labelIds: [],
  typeIds: [],
  ownerUserId: it.owner || null,
  privacyLevel: it.privacyLevel ?? 'account',
  createdDateTime: it.created,
  updatedDateTime: it.updated,
});
const flat: Shapes['record'] = (it) => ({
  id: it.id,
  name: it.displayName,
  ...snakeFields(it.fields),
  owner_id: it.owner || null,
  created_at: it.created,
  updated_at: it.updated,
});

export const shapes: Record<Dialect, Shapes> = {
  o: {
    record: newest,
    one: newest,
    list: (records, module, page, pageSize, total) => ({
      records: records.map((it) => newest(it, module)),
      pagination: { page, pageSize, total, totalPages: Math.ceil(total / pageSize) },
    }),
    modules: (modules) => ({ modules: modules.map(toModule) }),
    fields: (fields) => ({ fields: fields.map(toField) }),
  },
  d: {
    record: newest,
    one: (it, module) => ({ record: newest(it, module) }),
    list: (records, module, page, pageSize, total) => ({
      data: records.map((it) => newest(it, module)),
      meta: { total, page, pageSize },
    }),
    modules: (modules) => modules.map(toModule),
    fields: (fields) => ({ data: fields.map(toField) }),
  },
  l: {
    record: flat,
    one: (it, module) => ({ data: flat(it, module) }),
    list: (records, module, page, perPage, total) => ({
      data: records.map((it) => flat(it, module)),
      meta: { total, page, per_page: perPage },
    }),
    modules: (modules) => ({ data: modules.map(toModule) }),
    fields: (fields) => ({
      data: fields.map((it) => ({
        id: it.id,
        slug: it.slug,
        name: it.name,
        label: it.label,
        type: it.dataType,
        required: it.isRequired ?? false,
        options: it.options ?? [],
      })),
    }),
  },
};
