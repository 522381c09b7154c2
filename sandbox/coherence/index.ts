import type { Clock } from '../base/clock.js';
import { escapeHtml, html, type Answer, type Exchange } from '../base/exchange.js';
import { Router } from '../base/router.js';
import type { Store } from '../base/store.js';
import { createAdmission } from './admission.js';
import { shapes } from './dialects.js';
import { CoherenceOAuth } from './oauth.js';
import { createRecordRoutes } from './records.js';
import { noSuchPath } from './refusal.js';
import { createSearch } from './search.js';
import { settingsAtFirst, type Settings } from './settings.js';
import { createWebhookRoutes } from './webhook-routes.js';
import { Webhooks } from './webhooks.js';
import { Workspaces, type Workspace } from './workspaces.js';

export interface Coherence {
  handle(exchange: Exchange): Promise<Answer>;
  workspaces: Workspaces;
  webhooks: Webhooks;
  oauth: CoherenceOAuth;
  /** Which description of the API is spoken, and what is out of order. */
  settings: Settings;
  /** How many API calls there were. */
  calls(): number;
  stop(): Promise<void>;
}

/** A stand-in for Coherence's public API: enough of it to find, read, create, change and lose records. */
export function createCoherence({ store, clock, ca }: { store: Store; clock: Clock; ca: string }): Coherence {
  const workspaces = new Workspaces(store);
  const webhooks = new Webhooks(store, clock, workspaces, ca);
  const settings = settingsAtFirst();
  const oauth = new CoherenceOAuth(store, clock);
  const { route, calls } = createAdmission({ clock, workspaces, settings, oauth });
  const { moduleAt, recordAt, list, create, change } = createRecordRoutes({ workspaces, settings });
  const ofWebhooks = createWebhookRoutes({ webhooks, settings });
  const search = createSearch({ workspaces, settings });
  const shape = () => shapes[settings.dialect];
  const identity = (workspace: Workspace) => ({
    user: { id: 'usr_1', name: 'Integration', email: 'integration@coherence.example' },
    account: { id: 'acc_1', name: workspace.name },
    scopes: workspace.scopes,
  });

  const router = new Router();
  oauth.add(router);
  router
    .on(
      'GET',
      '/v1/me',
      route((_x, _p, workspace) =>
        settings.dialect === 'o' ? { status: 200, body: identity(workspace) } : noSuchPath,
      ),
    )
    .on(
      'GET',
      '/v1/users/me',
      route((_x, _p, workspace) =>
        settings.dialect === 'o'
          ? noSuchPath
          : { status: 200, body: { data: { id: 'usr_1', name: 'Integration', workspace: { name: workspace.name } } } },
      ),
    )
    .on(
      'GET',
      '/v1/users',
      route((_x, _p, workspace) =>
        settings.dialect === 'o' && !settings.tellsUsers
          ? noSuchPath
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
      route((x, { slug, id }, workspace) => change(x, workspace, moduleAt(workspace, slug), id)),
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
    .on('GET', '/v1/webhooks', route(ofWebhooks.list))
    .on('POST', '/v1/webhooks', route(ofWebhooks.add))
    .on('DELETE', '/v1/webhooks/:id', route(ofWebhooks.remove))
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

  return {
    workspaces,
    webhooks,
    oauth,
    settings,
    calls,
    stop: () => webhooks.stop(),
    async handle(exchange) {
      try {
        return (await router.route(exchange)) ?? noSuchPath;
      } catch (thrown) {
        if (thrown instanceof SyntaxError)
          return { status: 400, body: { error: { code: 'validation_error', message: 'The body is not valid JSON.' } } };
        throw thrown;
      }
    },
  };
}
