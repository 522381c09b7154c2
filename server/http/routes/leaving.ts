import type { Reply } from '../../../contract/api.js';
import type { leavingRoutes } from '../../../contract/leaving.js';
import type { Principal } from '../../base/principal.js';
import type { HandlersOf } from './route.js';

export interface LeavingNeeds {
  leaving: {
    of(viewer: Principal): Promise<Reply<'GET /connection/removal'>>;
    leave(principal: Principal, links: 'keep' | 'delete'): Promise<Reply<'POST /connection/disconnect'>>;
  };
}

export const leavingHandlers: HandlersOf<typeof leavingRoutes, LeavingNeeds> = {
  'GET /connection/removal': ({ leaving }, { principal }) => leaving.of(principal),
  'POST /connection/disconnect': ({ leaving }, { principal, body }) => leaving.leave(principal, body.links),
};
