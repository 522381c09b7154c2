import type { Body, Reply } from '../../../contract/api.js';
import type { privacyRoutes, Retention } from '../../../contract/privacy.js';
import type { Principal } from '../../base/principal.js';
import type { HandlersOf } from './route.js';

export interface PrivacyRouteNeeds {
  privacy: {
    page(viewer: Principal): Promise<Reply<'GET /admin/privacy'>>;
    keepRetention(principal: Principal, retention: Retention): Promise<Retention>;
    preview(
      viewer: Principal,
      body: Body<'POST /admin/privacy/preview'>,
    ): Promise<Reply<'POST /admin/privacy/preview'>>;
    export(
      principal: Principal,
      body: Body<'POST /admin/privacy/export'>,
    ): Promise<Reply<'POST /admin/privacy/export'>>;
    erase(principal: Principal, body: Body<'POST /admin/privacy/erase'>): Promise<Reply<'POST /admin/privacy/erase'>>;
    rectify(
      principal: Principal,
      body: Body<'POST /admin/privacy/rectify'>,
    ): Promise<Reply<'POST /admin/privacy/rectify'>>;
    allow(principal: Principal, address: string): Promise<Reply<'POST /admin/privacy/allow'>>;
    record(viewer: Principal): Promise<Reply<'GET /admin/privacy/record'>>;
  };
}

export const privacyHandlers: HandlersOf<typeof privacyRoutes, PrivacyRouteNeeds> = {
  'GET /admin/privacy': ({ privacy }, { principal }) => privacy.page(principal),
  'PUT /admin/privacy/retention': ({ privacy }, { principal, body }) => privacy.keepRetention(principal, body),
  'POST /admin/privacy/preview': ({ privacy }, { principal, body }) => privacy.preview(principal, body),
  'POST /admin/privacy/export': ({ privacy }, { principal, body }) => privacy.export(principal, body),
  'POST /admin/privacy/erase': ({ privacy }, { principal, body }) => privacy.erase(principal, body),
  'POST /admin/privacy/rectify': ({ privacy }, { principal, body }) => privacy.rectify(principal, body),
  'POST /admin/privacy/allow': ({ privacy }, { principal, body }) => privacy.allow(principal, body.address),
  'GET /admin/privacy/record': ({ privacy }, { principal }) => privacy.record(principal),
};
