import type { OpenedAttachment } from '../../filing/open-attachment.js';
import type {
  AttachmentWish,
  Body,
  MailBody,
  RecordRef,
  Reply,
  TimelineFilter,
  TimelineOverview,
} from '../../../contract/api.js';
import type { timelineRoutes } from '../../../contract/timeline.js';
import type { Principal } from '../../base/principal.js';
import type { HandlersOf } from './route.js';

type Page = Reply<'GET /records/:module/:id/timeline'>;
type Wish = TimelineFilter & { before?: string | undefined; after?: string | undefined };
export interface TimelineNeeds {
  timeline: {
    page(viewer: Principal, ref: RecordRef, wish: Wish): Promise<Page>;
    overview(viewer: Principal, ref: RecordRef): Promise<TimelineOverview>;
    open(viewer: Principal, body: Body<'POST /mail/body'>): Promise<MailBody>;
    attachment(viewer: Principal, wish: AttachmentWish, signal: AbortSignal): Promise<OpenedAttachment>;
    undoLink(principal: Principal, id: string): Promise<void>;
  };
}

export const timelineHandlers: HandlersOf<typeof timelineRoutes, TimelineNeeds> = {
  'GET /records/:module/:id/timeline': (needs, { principal, params, query }) =>
    needs.timeline.page(principal, params, query),
  'POST /records/:module/:id/timeline': (needs, { principal, params, body }) =>
    needs.timeline.page(principal, params, body),
  'GET /records/:module/:id/timeline/overview': (needs, { principal, params }) =>
    needs.timeline.overview(principal, params),
  'POST /mail/body': (needs, { principal, body }) => needs.timeline.open(principal, body),
  'POST /mail/links/:id/undo': async (needs, { principal, params }) => {
    await needs.timeline.undoLink(principal, params.id);
    return { id: params.id, state: 'undone' };
  },
};
