import type { Clock } from '../base/clock.js';
import { escapeHtml, html, jsonOf, type Answer, type Exchange } from '../base/exchange.js';
import { Router } from '../base/router.js';
import type { Store } from '../base/store.js';
import { shapes, type Dialect } from './dialects.js';
import type { SeedModule } from './seed.js';
import { Workspaces, type StoredRecord, type Workspace } from './workspaces.js';

export interface Coherence {
  handle(exchange: Exchange): Promise<Answer>;
  workspaces: Workspaces;
  /** Which description of the API is spoken, and what is out of order. */
  settings: { dialect: Dialect; isSearchDown: boolean; perMinute: number; dropsFields: string[]; tellsUsers: boolean };
  /** How many API calls there were. */
  calls(): number;
}

class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details?: object,
  ) {
    super(message);
  }
}

/** A stand-in for Coherence's public API: enough of it to find, read, create, change and lose records. */
export function createCoherence({ store, clock }: { store: Store; clock: Clock }): Coherence {
  const workspaces = new Workspaces(store);
  const settings: Coherence['settings'] = {
    dialect: 'o',
    isSearchDown: false,
    perMinute: 5000,
    dropsFields: [],
    tellsUsers: false,
  };
  const used = new Map<string, { minute: number; count: number }>();
  let calls = 0;

  function enter(exchange: Exchange): { workspace: Workspace; headers: Record<string, string> } {
    calls += 1;
    const key = /^Bearer (.+)$/.exec(exchange.headers.authorization ?? '')?.[1] ?? '';
    const workspace = workspaces.byKey(key);
    if (!workspace || workspace.isKeyRevoked) throw new Refusal(401, 'unauthorized', 'The API key is not valid.');
    const minute = Math.floor(clock.seconds() / 60);
    const meter = used.get(key)?.minute === minute ? used.get(key) : undefined;
    const count = (meter?.count ?? 0) + 1;
    used.set(key, { minute, count });
    const headers = {
      'x-ratelimit-limit': String(settings.perMinute),
      'x-ratelimit-remaining': String(Math.max(0, settings.perMinute - count)),
      'x-ratelimit-reset': String((minute + 1) * 60),
    };
    if (count > settings.perMinute)
      throw Object.assign(new Refusal(429, 'rate_limit_exceeded', 'Too many requests.'), {
        headers: { ...headers, 'retry-after': String(60 - (clock.seconds() % 60)) },
      });
    return { workspace, headers };
  }
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
  const route =
    (work: (x: Exchange, params: Record<string, string>, workspace: Workspace) => Answer) =>
    (x: Exchange, params: Record<string, string>): Answer => {
      try {
        const { workspace, headers } = enter(x);
        const answer = work(x, params, workspace);
        return { ...answer, headers: { ...headers, ...answer.headers } };
      } catch (thrown) {
        if (!(thrown instanceof Refusal)) throw thrown;
        return {
          status: thrown.status,
          headers: (thrown as Refusal & { headers?: Record<string, string> }).headers ?? {},
          body: {
            error: {
              code: thrown.code,
              message: thrown.message,
              ...(thrown.details ? { details: thrown.details } : {}),
            },
          },
        };
      }
    };
  const shape = () => shapes[settings.dialect];
  const identity = (workspace: Workspace) => ({
    user: { id: 'usr_1', name: 'Integration', email: 'integration@coherence.example' },
    account: { id: 'acc_1', name: workspace.name },
    scopes: workspace.scopes,
  });

  const router = new Router()
    .on(
      'GET',
      '/v1/me',
      route((_x, _p, workspace) =>
        settings.dialect === 'o'
          ? { status: 200, body: identity(workspace) }
          : { status: 404, body: { error: { code: 'not_found', message: 'No such path.' } } },
      ),
    )
    .on(
      'GET',
      '/v1/users/me',
      route((_x, _p, workspace) =>
        settings.dialect === 'o'
          ? { status: 404, body: { error: { code: 'not_found', message: 'No such path.' } } }
          : { status: 200, body: { data: { id: 'usr_1', name: 'Integration', workspace: { name: workspace.name } } } },
      ),
    )
    .on(
      'GET',
      '/v1/users',
      route((_x, _p, workspace) =>
        settings.dialect === 'o' && !settings.tellsUsers
          ? { status: 404, body: { error: { code: 'not_found', message: 'No such path.' } } }
          : {
              status: 200,
              body: {
                data: (workspace.users ?? []).map((it) => ({ ...it, active: true })),
                meta: { total: workspace.users?.length ?? 0, page: 1, per_page: 100 },
              },
            },
      ),
    )
    .on(
      'GET',
      '/v1/modules',
      route((_x, _p, workspace) => ({
        status: 200,
        body: shape().modules(workspace.modules.filter((it) => !it.isPrivate)),
      })),
    )
    .on(
      'GET',
      '/v1/modules/:slug/fields',
      route((_x, { slug }, workspace) => ({ status: 200, body: shape().fields(moduleAt(workspace, slug).fields) })),
    )
    .on(
      'GET',
      '/v1/modules/:slug/records',
      route((x, { slug }, workspace) => list(x, workspace, moduleAt(workspace, slug))),
    )
    .on(
      'POST',
      '/v1/modules/:slug/records',
      route((x, { slug }, workspace) => create(x, workspace, moduleAt(workspace, slug))),
    )
    .on(
      'GET',
      '/v1/modules/:slug/records/:id',
      route((_x, { slug, id }, workspace) => {
        const module = moduleAt(workspace, slug);
        return { status: 200, body: shape().one(recordAt(workspace, module, id), module) };
      }),
    )
    .on(
      'PATCH',
      '/v1/modules/:slug/records/:id',
      route((x, { slug, id }, workspace) => {
        const module = moduleAt(workspace, slug);
        const record = recordAt(workspace, module, id);
        const { displayName, name, ownerUserId } = jsonOf<{
          displayName?: string;
          name?: string;
          ownerUserId?: string;
        }>(x);
        Object.assign(record.fields, fieldsFrom(x, module));
        record.displayName = displayName ?? name ?? record.displayName;
        record.owner = ownerUserId ?? record.owner;
        record.updated = clock.now().toISOString();
        store.touch();
        return { status: 200, body: shape().one(record, module) };
      }),
    )
    .on(
      'DELETE',
      '/v1/modules/:slug/records/:id',
      route((_x, { slug, id }, workspace) => {
        recordAt(workspace, moduleAt(workspace, slug), id);
        workspaces.trash(workspace, id ?? '');
        return { status: 204 };
      }),
    )
    .on(
      'POST',
      '/v1/search',
      route((x, _p, workspace) => search(x, workspace)),
    )
    .on('GET', '/:slug/:id', (_x, { id = '' }) => {
      const names = ['Alder & Finch', 'Birchway'].flatMap((name) => {
        const w = workspaces.of(name);
        return w.records.filter((it) => it.id === id && !it.isTrashed).map((it) => it.displayName);
      });
      return html(
        `<!doctype html><html lang="en"><meta charset="utf-8"><title>Coherence (imitation)</title><body style="font:16px system-ui;max-width:40rem;margin:15vh auto;padding:0 1rem;color-scheme:light dark"><p>Imitation of Coherence for trying and testing</p><h1>${escapeHtml(names[0] ?? 'This record does not exist any more')}</h1>`,
        names.length > 0 ? 200 : 404,
      );
    });

  function list(x: Exchange, _workspace: Workspace, module: SeedModule): Answer {
    const query = x.url.searchParams;
    const page = Math.max(1, Number(query.get('page') ?? 1));
    const pageSize = Math.min(100, Math.max(1, Number(query.get('pageSize') ?? query.get('per_page') ?? 25)));
    const needle = (query.get('search') ?? '').toLowerCase();
    let found = workspaces
      .records(_workspace, module.id)
      .filter(
        (it) =>
          !needle || [it.displayName, ...Object.values(it.fields)].some((text) => text.toLowerCase().includes(needle)),
      );
    if (query.get('sortField') === 'updatedDateTime')
      found = [...found].sort(
        (a, b) => (a.updated < b.updated ? 1 : -1) * (query.get('sortDirection') === 'asc' ? -1 : 1),
      );
    return {
      status: 200,
      body: shape().list(found.slice((page - 1) * pageSize, page * pageSize), module, page, pageSize, found.length),
    };
  }

  function create(x: Exchange, workspace: Workspace, module: SeedModule): Answer {
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

  function search(x: Exchange, workspace: Workspace): Answer {
    if (!workspace.scopes.includes('records:read'))
      throw new Refusal(403, 'forbidden', 'The key lacks the scope records:read.');
    const { query = '', limit = 25 } = jsonOf<{ query?: string; limit?: number }>(x);
    if (settings.isSearchDown) return { status: 200, body: { results: [], total: 0, fallback: true } };
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    const found = workspace.records
      .filter((it) => !it.isTrashed && !workspaces.module(workspace, it.moduleId)?.isPrivate)
      .map((it) => ({ it, text: [it.displayName, ...Object.values(it.fields)].join(' ').toLowerCase() }))
      .filter(({ text }) => words.every((word) => text.includes(word)))
      .map(({ it }) => ({
        it,
        module: workspaces.module(workspace, it.moduleId),
        score: it.displayName.toLowerCase().startsWith(query.toLowerCase()) ? 0.95 : 0.7,
      }))
      .sort((a, b) => b.score - a.score)
      .slice(0, Math.min(50, limit));
    if (settings.dialect === 'l')
      return {
        status: 200,
        body: {
          data: found.map(({ it, module, score }) => ({
            id: it.id,
            module: module?.slug,
            score,
            record: module && shape().record(it, module),
            highlights: {},
          })),
          meta: { total: found.length },
        },
      };
    return {
      status: 200,
      body: {
        results: found.map(({ it, module, score }) => ({
          sourceType: 'module_record',
          sourceId: it.id,
          title: it.displayName,
          snippet: Object.values(it.fields).filter(Boolean).slice(0, 2).join(' · '),
          metadata: { moduleSlug: module?.slug },
          score,
          link: `/${module?.slug}/${it.id}`,
        })),
        total: found.length,
      },
    };
  }

  return {
    workspaces,
    settings,
    calls: () => calls,
    async handle(exchange) {
      try {
        return (
          (await router.route(exchange)) ?? {
            status: 404,
            body: { error: { code: 'not_found', message: 'No such path.' } },
          }
        );
      } catch (thrown) {
        if (thrown instanceof SyntaxError)
          return { status: 400, body: { error: { code: 'validation_error', message: 'The body is not valid JSON.' } } };
        throw thrown;
      }
    },
  };
}
