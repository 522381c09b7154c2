import type { adminSetupRoutes, PolicyWish } from '../../../contract/admin-setup.js';
import type { Body, Reply } from '../../../contract/api.js';
import type { Principal } from '../../base/principal.js';
import { workspaceCookie } from '../coherence-page.js';
import type { HandlersOf } from './route.js';

type Coherence = Reply<'GET /admin/coherence'>;
export interface AdminSetupNeeds {
  organisation: {
    setup(viewer: Principal): Promise<Reply<'GET /admin/setup'>>;
    mailboxes(viewer: Principal): Promise<Reply<'GET /admin/mailboxes'>>;
    policy(viewer: Principal): Promise<Reply<'GET /admin/policy'>>;
    decide(principal: Principal, body: Body<'PUT /admin/policy'>): Promise<Reply<'PUT /admin/policy'>>;
    previewPolicy(viewer: Principal, policy: PolicyWish): Promise<Reply<'POST /admin/policy/preview'>>;
    coherence(viewer: Principal): Promise<Coherence>;
    keepKey(principal: Principal, apiKey: string): Promise<Coherence>;
    beginSignIn(principal: Principal): Promise<{ url: string; browser: string }>;
    forgetKey(principal: Principal): Promise<Coherence>;
    useKey(principal: Principal, slot: 1 | 2): Promise<Coherence>;
    setRole(principal: Principal, body: Body<'PUT /admin/coherence/role'>): Promise<Coherence>;
  };
}

export const adminSetupHandlers: HandlersOf<typeof adminSetupRoutes, AdminSetupNeeds> = {
  'GET /admin/setup': ({ organisation }, { principal }) => organisation.setup(principal),
  'GET /admin/mailboxes': ({ organisation }, { principal }) => organisation.mailboxes(principal),
  'GET /admin/policy': ({ organisation }, { principal }) => organisation.policy(principal),
  'PUT /admin/policy': ({ organisation }, { principal, body }) => organisation.decide(principal, body),
  'POST /admin/policy/preview': ({ organisation }, { principal, body }) => organisation.previewPolicy(principal, body),
  'GET /admin/coherence': ({ organisation }, { principal }) => organisation.coherence(principal),
  'PUT /admin/coherence/key': ({ organisation }, { principal, body }) => organisation.keepKey(principal, body.apiKey),
  'POST /admin/coherence/sign-in': async ({ organisation }, { principal, setCookie }) => {
    const { url, browser } = await organisation.beginSignIn(principal);
    setCookie(workspaceCookie.name, browser, workspaceCookie.options);
    return { url };
  },
  'POST /admin/coherence/forget': ({ organisation }, { principal }) => organisation.forgetKey(principal),
  'POST /admin/coherence/use': ({ organisation }, { principal, body }) => organisation.useKey(principal, body.slot),
  'PUT /admin/coherence/role': ({ organisation }, { principal, body }) => organisation.setRole(principal, body),
};
