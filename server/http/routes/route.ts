import type { CookieSerializeOptions } from '@fastify/cookie';
import type { Body, Params, Query, Reply, RouteKey } from '../../../contract/api.js';
import type { Principal } from '../../base/principal.js';

export interface Input<K extends RouteKey> {
  principal: Principal;
  params: Params<K>;
  query: Query<K>;
  body: Body<K>;
  setCookie(name: string, value: string, options: CookieSerializeOptions): void;
}
/** A function for each route of a group: what is asked goes to the room that knows, `Needs` says which. */
export type HandlersOf<Group, Needs> = {
  [K in keyof Group & RouteKey]: (needs: Needs, input: Input<K>) => Promise<Reply<K>>;
};
