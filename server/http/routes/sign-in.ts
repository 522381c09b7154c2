import type { signInRoutes } from '../../../contract/sign-in.js';
import type { WindowSignIn } from '../../identity/window-sign-in.js';
import type { HandlersOf } from './route.js';

export interface SignInNeeds {
  windowSignIn: WindowSignIn;
}

export const signInHandlers: HandlersOf<typeof signInRoutes, SignInNeeds> = {
  'POST /sign-in/redeem': ({ windowSignIn }, { body }) => windowSignIn.redeem(body.ticket, body.secret),
  'POST /sign-in/links': ({ windowSignIn }) => windowSignIn.makeLink(),
};
