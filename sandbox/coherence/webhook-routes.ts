import { jsonOf, type Answer, type Exchange } from '../base/exchange.js';
import { noSuchPath, Refusal } from './refusal.js';
import type { Settings } from './settings.js';
import type { Webhooks, WebhookWish } from './webhooks.js';
import type { Workspace } from './workspaces.js';

/** Webhooks as the legacy pages describe them; the other descriptions have no such path. */
export function createWebhookRoutes({ webhooks, settings }: { webhooks: Webhooks; settings: Settings }) {
  const isDescribed = () => settings.dialect === 'l';
  return {
    list(_x: Exchange, _p: unknown, workspace: Workspace): Answer {
      if (!isDescribed()) return noSuchPath;
      const data = webhooks.list(workspace);
      return { status: 200, body: { data, meta: { total: data.length, page: 1, per_page: 100 } } };
    },
    add(x: Exchange, _p: unknown, workspace: Workspace): Answer {
      if (!isDescribed()) return noSuchPath;
      const data = webhooks.add(workspace, jsonOf<WebhookWish>(x));
      if (data) return { status: 201, body: { data } };
      throw new Refusal(400, 'validation_error', 'An https url on this machine and events are required.');
    },
    remove(_x: Exchange, { id = '' }: Record<string, string>, workspace: Workspace): Answer {
      if (!isDescribed()) return noSuchPath;
      if (webhooks.remove(workspace, id)) return { status: 204 };
      throw new Refusal(404, 'not_found', 'The webhook does not exist.');
    },
  };
}
