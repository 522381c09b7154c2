import type { Activity } from '../audit/activity.js';
import { acting } from '../base/acting.js';
import type { Principal } from '../base/principal.js';
import type { TokenAnswer } from '../identity/entra.js';

interface Call {
  method: string;
  status: number;
  durationMs: number;
  requestId: string;
}
type Person = Pick<Principal, 'tenantId' | 'objectId'>;
/** A person who comes back within these is not told again as a sign-in. */
const sameSignInMs = 8 * 3_600_000;
const sameRefusalMs = 60_000;
const mostRemembered = 50_000;
/** Asked again and again by pages that wait; they read nothing of anybody. */
const unimportant = new Set(['/api/health', '/api/me']);

/** Turns what happens at the doors into rows of the activity. Ids, paths without ids, counts and times; never content. */
export function tellActivity(activity: Activity) {
  const lately = new Map<string, number>();
  const isNews = (key: string, ms: number): boolean => {
    const at = Date.now();
    if (at - (lately.get(key) ?? 0) < ms) return false;
    if (lately.size > mostRemembered) lately.clear();
    lately.set(key, at);
    return true;
  };
  const signIn = (
    { tenantId, objectId }: Person,
    path: string,
    detail: Record<string, string>,
    status: number,
    requestId = '',
  ) =>
    activity.record({
      tenantId,
      kind: 'sign_in',
      actor: objectId,
      service: 'entra',
      method: '',
      path,
      status,
      durationMs: 0,
      requestId,
      detail,
    });

  return {
    /** A person's request to us, and the sign-in it stands for when it is the first for long. */
    answered({
      principal,
      network,
      client,
      ...it
    }: Call & { principal: Person; path: string; target: string; network: string; client: string }): void {
      if (isNews(`in ${principal.tenantId} ${principal.objectId} ${client}`, sameSignInMs))
        signIn(principal, 'accepted', { network, client, result: 'accepted' }, 200, it.requestId);
      if (unimportant.has(it.path)) return;
      const { tenantId, objectId: actor } = principal;
      activity.record({ ...it, tenantId, kind: 'access', actor, service: 'here' });
    },
    /** Somebody's token was good for their organisation, and not for us; or what Microsoft said when we asked in their name. */
    refused(person: Person, why: string): void {
      if (isNews(`out ${person.tenantId} ${person.objectId} ${why}`, sameRefusalMs))
        signIn(person, 'refused', { result: why }, 401);
    },
    connected: (person: Person, outcome: string): void =>
      signIn(person, 'connect', { result: outcome }, outcome === 'connected' ? 200 : 403),
    graph(as: Person, priority: string, { template, ...call }: Call & { template: string }): void {
      const { tenantId, objectId: actor } = as;
      const detail = { for: priority };
      activity.record({ ...call, tenantId, kind: 'call', actor, service: 'graph', path: template, detail });
    },
    /** A token asked for in a person's name; a refusal is a sign-in that did not go well, once a minute. */
    entra(person: Person, { by, result, durationMs, reference }: TokenAnswer): void {
      const isGood = result === 'granted';
      activity.record({
        tenantId: person.tenantId,
        kind: 'call',
        actor: person.objectId,
        service: 'entra',
        method: 'POST',
        path: '/{}/oauth2/v2.0/token',
        status: isGood ? 200 : 400,
        durationMs,
        requestId: reference,
        detail: { by, result },
      });
      if (!isGood && isNews(`out ${person.tenantId} ${person.objectId} ${result}`, sameRefusalMs))
        signIn(person, 'refused', { by, result }, 401, reference);
    },
    coherence(tenantId: string, call: Call & { path: string }): void {
      const actor = acting.getStore()?.objectId || 'job';
      activity.record({ ...call, tenantId, kind: 'call', actor, service: 'coherence' });
    },
  };
}
export type Tell = ReturnType<typeof tellActivity>;
