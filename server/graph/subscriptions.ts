import { AppError } from '../base/errors.js';
import { randomToken } from '../base/ids.js';
import type { Principal } from '../base/principal.js';
import type { Graph } from './graph.js';

/** Where Microsoft tells news, and for how long it is asked to. */
export interface NoticeSettings {
  notificationUrl: string;
  /** How long a subscription is asked for. */
  subscriptionMinutes: number;
}
interface Whose {
  as: Principal;
  /** Whose share of Graph it counts to. */
  mailbox?: string;
  signal?: AbortSignal;
}
export interface MadeSubscription {
  id: string;
  expiresAt: string;
  /** Said back with each notification; kept only as a hash. */
  secret: string;
}
interface RawSubscription {
  id: string;
  expirationDateTime: string;
}
/** Refusals after which it goes on without notifications: the clock looks in its own time. */
const bearable = ['access_denied', 'invalid_request', 'upstream_unavailable', 'conflict', 'not_found'];
export const goesOnWithout = (error: unknown): error is AppError =>
  error instanceof AppError && bearable.includes(error.code);

/** Asks Microsoft to tell of changes; it proves our address before it answers. Twice is two. */
export async function subscribe(
  graph: Pick<Graph, 'request'>,
  { as, ...whose }: Whose,
  { resource, changeType }: { resource: string; changeType: string },
  { notificationUrl, subscriptionMinutes }: NoticeSettings,
): Promise<MadeSubscription> {
  const secret = randomToken();
  const made = await graph.request<RawSubscription>(as, {
    method: 'POST',
    path: '/subscriptions',
    priority: 'job',
    ...whose,
    body: {
      changeType,
      notificationUrl,
      lifecycleNotificationUrl: notificationUrl,
      resource,
      expirationDateTime: expiry(subscriptionMinutes),
      clientState: secret,
    },
  });
  return { id: made.id, expiresAt: made.expirationDateTime, secret };
}

/** Renews, and by that also says again that we may be told. Undefined when Microsoft does not know it any more; else until when. */
export async function prolong(
  graph: Pick<Graph, 'request'>,
  { as, ...whose }: Whose,
  id: string,
  { subscriptionMinutes }: NoticeSettings,
): Promise<string | undefined> {
  try {
    const renewed = await graph.request<RawSubscription>(as, {
      method: 'PATCH',
      path: `/subscriptions/${encodeURIComponent(id)}`,
      priority: 'job',
      ...whose,
      body: { expirationDateTime: expiry(subscriptionMinutes) },
    });
    return renewed.expirationDateTime;
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return undefined;
    throw error;
  }
}

/** Ends a subscription at Microsoft; one that is not there is ended already, and one that cannot be ended ends by itself. */
export async function unsubscribe(graph: Pick<Graph, 'request'>, { as, ...whose }: Whose, id: string): Promise<void> {
  await graph
    .request(as, { method: 'DELETE', path: `/subscriptions/${encodeURIComponent(id)}`, priority: 'job', ...whose })
    .catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error;
    });
}

const expiry = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();
