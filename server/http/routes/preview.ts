import type { MailSettings } from '../../../contract/connection.js';
import type { Preview, previewRoutes } from '../../../contract/preview.js';
import type { Principal } from '../../base/principal.js';
import type { HandlersOf } from './route.js';

export interface PreviewNeeds {
  previews: {
    begin(viewer: Principal, mailbox: string, settings: MailSettings): Promise<Preview>;
    get(viewer: Principal, id: string): Promise<Preview>;
    cancel(viewer: Principal, id: string): Promise<Preview>;
  };
}

export const previewHandlers: HandlersOf<typeof previewRoutes, PreviewNeeds> = {
  'POST /mailboxes/:mailbox/preview': (needs, { principal, params, body }) =>
    needs.previews.begin(principal, params.mailbox, body.settings),
  'GET /previews/:preview': (needs, { principal, params }) => needs.previews.get(principal, params.preview),
  'POST /previews/:preview/cancel': (needs, { principal, params }) => needs.previews.cancel(principal, params.preview),
};
