import { jsonOf, type Answer, type Exchange } from '../base/exchange.js';
import { shapes } from './dialects.js';
import { Refusal } from './refusal.js';
import type { SeedModule } from './seed.js';
import type { Settings } from './settings.js';
import type { StoredRecord, Workspace, Workspaces } from './workspaces.js';

/** Records of a module: listed, made, read, changed and thrown away, with the refusals of Coherence. */
export function createRecordRoutes({ workspaces, settings }: { workspaces: Workspaces; settings: Settings }) {
  const shape = () => shapes[settings.dialect];
  const moduleAt = (workspace: Workspace, slug = ''): SeedModule => {
    const module = workspaces.module(workspace, slug);
    if (!module) throw new Refusal(404, 'not_found', 'The module does not exist.');
    if (module.isPrivate) throw new Refusal(403, 'forbidden', 'The role of this key may not see this module.');
    return module;
  };
  const recordAt = (workspace: Workspace, module: SeedModule, id = ''): StoredRecord => {
    const record = workspaces.record(workspace, id);
    if (!record || record.moduleId !== module.id) throw new Refusal(404, 'not_found', 'The record does not exist.');
    return record;
  };
  function list(x: Exchange, workspace: Workspace, module: SeedModule): Answer {
    const query = x.url.searchParams;
    const page = Math.max(1, Number(query.get('page') ?? 1));
    const pageSize = Math.min(100, Math.max(1, Number(query.get('pageSize') ?? query.get('per_page') ?? 25)));
    const needle = (query.get('search') ?? '').toLowerCase();
    let found = workspaces
      .records(workspace, module.id)
      .filter(
        (it) =>
          !needle || [it.displayName, ...Object.values(it.fields)].some((text) => text.toLowerCase().includes(needle)),
      );
    // How the older two sort is not described in anything that could be read: they keep their own order.
    if (settings.dialect === 'o' && query.get('sortField') === 'updatedDateTime')
      found = [...found].sort(
        (a, b) => (a.updated < b.updated ? 1 : -1) * (query.get('sortDirection') === 'asc' ? -1 : 1),
      );
    return {
      status: 200,
      body: shape().list(found.slice((page - 1) * pageSize, page * pageSize), module, page, pageSize, found.length),
    };
  }

  const requireScope = ({ scopes }: Workspace, scope: string): void => {
    if (!scopes.includes(scope)) throw new Refusal(403, 'forbidden', `The key lacks the scope ${scope}.`);
  };
  function create(x: Exchange, workspace: Workspace, module: SeedModule): Answer {
    requireScope(workspace, 'records:write');
    const body = jsonOf<{ displayName?: string; name?: string }>(x);
    const displayName = (body.displayName ?? body.name ?? '').trim();
    if (!displayName)
      throw new Refusal(400, 'required_field', 'displayName is required.', {
        field: 'displayName',
        reason: 'required',
      });
    const fields = fieldsFrom(x, module);
    for (const it of module.fields) {
      const value = fields[it.slug] ?? '';
      if (it.isRequired && !value)
        throw new Refusal(400, 'required_field', `${it.label} is required.`, { field: it.slug, reason: 'required' });
      if (it.dataType === 'email' && value && !value.split(',').every((one) => /^[^\s@]+@[^\s@]+$/.test(one.trim())))
        throw new Refusal(400, 'invalid_format', `${it.label} is not an email address.`, {
          field: it.slug,
          reason: 'format',
        });
      if (it.options && value && !it.options.includes(value))
        throw new Refusal(400, 'invalid_field', `${it.label} has no option "${value}".`, {
          field: it.slug,
          reason: 'option',
        });
    }
    const unique = module.unique ? fields[module.unique]?.toLowerCase() : undefined;
    const addresses = (text = '') =>
      text
        .toLowerCase()
        .split(',')
        .map((one) => one.trim());
    if (
      unique &&
      workspaces.records(workspace, module.id).some((it) => addresses(it.fields[module.unique ?? '']).includes(unique))
    )
      throw new Refusal(409, 'duplicate_record', 'A record with this value exists already.', { field: module.unique });
    const record = workspaces.add(workspace, module.id, displayName, fields);
    return { status: 201, body: shape().one(record, module) };
  }

  function change(x: Exchange, workspace: Workspace, module: SeedModule, id: string | undefined): Answer {
    requireScope(workspace, 'records:write');
    const record = recordAt(workspace, module, id);
    const { displayName, name, ownerUserId } = jsonOf<{
      displayName?: string;
      name?: string;
      ownerUserId?: string;
    }>(x);
    workspaces.change(workspace, record, {
      fields: { ...record.fields, ...fieldsFrom(x, module) },
      displayName: displayName ?? name ?? record.displayName,
      owner: ownerUserId ?? record.owner,
    });
    return { status: 200, body: shape().one(record, module) };
  }

  /** Values by field id, slug, name, label or snake_case; what no field answers to is dropped. */
  function fieldsFrom(x: Exchange, module: SeedModule): Record<string, string> {
    const body = jsonOf<Record<string, unknown> & { fields?: Record<string, unknown> }>(x);
    const given = body.fields ?? body;
    const found = module.fields.flatMap((it) =>
      Object.entries(given)
        .filter(([key]) => [it.id, it.slug, it.name, it.label, it.slug.replace(/-/g, '_')].includes(key))
        .map(([, value]) => [it.slug, String(value)] as const),
    );
    return Object.fromEntries(found.filter(([slug]) => !settings.dropsFields.includes(slug)));
  }

  return { moduleAt, recordAt, list, create, change };
}
