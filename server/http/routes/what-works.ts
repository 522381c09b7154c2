import type { Reply } from '../../../contract/api.js';
import type { whatWorksRoutes } from '../../../contract/what-works.js';
import type { Principal } from '../../base/principal.js';
import type { HandlersOf } from './route.js';

export interface WhatWorksNeeds {
  whatWorks(viewer: Principal): Promise<Reply<'GET /what-works'>>;
  whereThingsAre(viewer: Principal): Promise<Reply<'GET /where-things-are'>>;
}

export const whatWorksHandlers: HandlersOf<typeof whatWorksRoutes, WhatWorksNeeds> = {
  'GET /what-works': (needs, { principal }) => needs.whatWorks(principal),
  'GET /where-things-are': (needs, { principal }) => needs.whereThingsAre(principal),
};
