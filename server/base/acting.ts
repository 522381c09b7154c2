import { AsyncLocalStorage } from 'node:async_hooks';

/** For whom the request under way is, so that every call it causes can be told with a name. Empty in jobs. */
export const acting = new AsyncLocalStorage<{ tenantId: string; objectId: string }>();
