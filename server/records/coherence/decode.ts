import type {
  CoherenceField,
  CoherenceIdentity,
  CoherenceModule,
  CoherenceRecord,
  CoherenceSearchHit,
  CoherenceUser,
} from '../../../contract/coherence.js';

/*
 * The public pages describe three dialects that contradict each other (docs/decisions/0003). Reading is tolerant: any of
 * their names and envelopes is understood, and what is unknown is kept.
 */
type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (...values: unknown[]): string => {
  for (const value of values)
    if (typeof value === 'string' && value) return value;
    else if (typeof value === 'number') return String(value);
  return '';
};
const envelopes = ['records', 'data', 'results', 'modules', 'fields', 'users', 'items'];

export function decodeList(body: unknown): { items: Json[]; total?: number } {
  if (Array.isArray(body)) return { items: body.filter(isObject) };
  if (!isObject(body)) return { items: [] };
  const list = envelopes.map((name) => body[name]).find(Array.isArray) ?? [];
  const { meta, pagination } = body;
  const total = [
    body.total,
    isObject(meta) ? meta.total : undefined,
    isObject(pagination) ? pagination.total : undefined,
  ].find((it) => typeof it === 'number');
  return { items: (list as unknown[]).filter(isObject), ...(total === undefined ? {} : { total }) };
}

const unwrap = (body: unknown): Json => {
  const it = isObject(body) ? body : {};
  return isObject(it.record) ? it.record : isObject(it.data) ? it.data : it;
};

export function decodeRecord(body: unknown, moduleSlug: string): CoherenceRecord {
  const it = unwrap(body);
  const known = ['id', 'name', 'displayName', 'created_at', 'updated_at', 'createdDateTime', 'updatedDateTime'];
  const link = text(it.link, it.url);
  const owner = isObject(it.owner)
    ? text(it.owner.id)
    : text(it.ownerUserId, it.owner_user_id, it.ownerId, it.owner_id, it.owner);
  const privacy = text(it.privacyLevel, it.privacy_level);
  return {
    id: text(it.id),
    moduleSlug: text(it.moduleSlug) || moduleSlug,
    displayName: text(it.displayName, it.name),
    fields: isObject(it.fields)
      ? it.fields
      : Object.fromEntries(Object.entries(it).filter(([name]) => !known.includes(name))),
    createdDateTime: text(it.createdDateTime, it.created_at),
    updatedDateTime: text(it.updatedDateTime, it.updated_at),
    ...(link ? { link } : {}),
    ...(owner ? { ownerUserId: owner } : {}),
    ...(privacy ? { privacyLevel: privacy } : {}),
  };
}

export function decodeModule(it: Json): CoherenceModule {
  const slug = text(it.slug);
  const plural = text(it.pluralName, it.plural, it.displayName, it.name, slug);
  return {
    id: text(it.id, it.moduleId, slug),
    slug,
    plural,
    singular: text(it.singularName, it.singular) || plural,
    visibility: it.visibility === 'hidden' ? 'hidden' : 'active',
  };
}

export function decodeField(it: Json): CoherenceField {
  const config = isObject(it.config) ? it.config : {};
  const options = [config.options, it.options].find(Array.isArray) as unknown[] | undefined;
  const slug = text(it.slug, it.name);
  return {
    id: text(it.fieldId, it.id, slug),
    slug,
    name: text(it.name, slug),
    label: text(it.label, it.name, slug),
    dataType: text(it.dataType, it.type) || 'text',
    isRequired: it.isRequired === true || it.required === true,
    options: (options ?? []).map((option) =>
      isObject(option)
        ? { value: text(option.value, option.id, option.label), label: text(option.label, option.value) }
        : { value: String(option), label: String(option) },
    ),
  };
}

export function decodeIdentity(body: unknown): CoherenceIdentity {
  const it = unwrap(body);
  const user = isObject(it.user) ? it.user : it;
  const account = [it.account, it.workspace].find(isObject) ?? {};
  return {
    workspaceName: text(account.name),
    userName: text(user.name),
    scopes: Array.isArray(it.scopes) ? it.scopes.map(String) : [],
  };
}

export const decodeUser = (it: Json): CoherenceUser => ({
  id: text(it.id, it.userId),
  name: text(it.name, it.displayName, it.email),
  address: text(it.email, it.address).toLowerCase(),
  role: isObject(it.role) ? text(it.role.name) : text(it.role),
  isActive: it.active !== false && it.isActive !== false && it.status !== 'deactivated' && it.status !== 'inactive',
});

export interface CoherenceWebhook {
  id: string;
  url: string;
  isActive: boolean;
}
export const decodeWebhook = (it: Json): CoherenceWebhook => ({
  id: text(it.id, it.webhookId),
  url: text(it.url),
  isActive: it.active !== false,
});
export function decodeNewWebhook(body: unknown): { id: string; secret: string } {
  const it = unwrap(isObject(body) && isObject(body.webhook) ? body.webhook : body);
  return { id: text(it.id, it.webhookId), secret: text(it.secret) };
}

/** Which record a delivery speaks of, as far as it says; how deliveries look is not described anywhere (G8). */
export function decodeDelivery(body: unknown): { module: string; recordId: string } {
  const it = isObject(body) ? body : {};
  const data = isObject(it.data) ? it.data : it;
  const record = isObject(data.record) ? data.record : data;
  const module = isObject(data.module) ? data.module : isObject(record.module) ? record.module : {};
  return {
    module: text(module.slug, module.id, data.module, data.moduleSlug, record.moduleSlug, record.moduleId, it.module),
    recordId: text(data.recordId, data.record_id, data === it ? undefined : record.id, it.recordId, it.record_id),
  };
}

/** `fallback` means that search is limited now, which must never be shown as "nothing found". */
export function decodeSearch(body: unknown): { hits: CoherenceSearchHit[]; isLimited: boolean } {
  const { items } = decodeList(body);
  const hits = items
    .filter((it) => it.sourceType === undefined || it.sourceType === 'module_record')
    .map((it) => {
      const record = isObject(it.record) ? it.record : {};
      const metadata = isObject(it.metadata) ? it.metadata : {};
      const link = text(it.link);
      return {
        moduleSlug: text(metadata.moduleSlug, it.module, record.moduleSlug),
        recordId: text(it.sourceId, it.id, record.id),
        title: text(it.title, record.displayName, record.name),
        score: typeof it.score === 'number' ? it.score : 0,
        ...(link ? { link } : {}),
      };
    });
  return { hits, isLimited: isObject(body) && body.fallback === true };
}

const snake = (name: string) =>
  name
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_');
/** A field's value under any key the dialects use for it. */
export function valueOf(record: CoherenceRecord, field: CoherenceField): string {
  for (const key of [field.id, field.slug, field.name, field.label, snake(field.label), snake(field.slug)]) {
    const value = record.fields[key];
    if (value === undefined || value === null) continue;
    if (Array.isArray(value))
      return value.map((it) => (isObject(it) ? text(it.value, it.id, it.label) : String(it))).join(', ');
    return isObject(value)
      ? text(value.id, value.value, value.label)
      : typeof value === 'boolean'
        ? String(value)
        : text(value);
  }
  return '';
}
