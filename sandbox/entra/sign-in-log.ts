import { randomUUID } from 'node:crypto';
import type { Clock } from '../base/clock.js';
import type { Store } from '../base/store.js';
import type { Organisation, Person } from '../tenant/company.js';
import type { EntraError } from './errors.js';

/** A line of the sign-in log as Graph shows it (`auditLogs/signIns`). */
export interface SignIn {
  id: string;
  createdDateTime: string;
  userDisplayName: string;
  userPrincipalName: string;
  userId: string;
  appId: string;
  appDisplayName: string;
  ipAddress: string;
  clientAppUsed: string;
  correlationId: string;
  conditionalAccessStatus: 'success' | 'failure' | 'notApplied';
  isInteractive: boolean;
  resourceDisplayName: string;
  status: { errorCode: number; failureReason: string; additionalDetails: string | null };
}
interface Event {
  organisation: Organisation;
  person: Person;
  app: { clientId: string; name: string };
  isInteractive: boolean;
  resource: string;
  refused?: EntraError | undefined;
}
const most = 2_000;
const conditional = [50074, 50076, 50079, 53000, 53001, 53002, 53003];

/** Who signed in, for what, and how it ended; the newest two thousand of each organisation. */
export class SignInLog {
  readonly #of: Record<string, SignIn[]>;
  constructor(
    readonly store: Store,
    readonly clock: Clock,
  ) {
    this.#of = store.table('entra.sign-ins', () => ({}));
  }

  add({ organisation, person, app, isInteractive, resource, refused }: Event): void {
    const list = (this.#of[organisation.tenantId] ??= []);
    list.push({
      id: randomUUID(),
      createdDateTime: this.clock.now().toISOString(),
      userDisplayName: person.name,
      userPrincipalName: person.userPrincipalName,
      userId: person.id,
      appId: app.clientId,
      appDisplayName: app.name,
      ipAddress: '203.0.113.7',
      clientAppUsed: isInteractive ? 'Browser' : 'Mobile Apps and Desktop clients',
      correlationId: randomUUID(),
      conditionalAccessStatus: refused ? (conditional.includes(refused.number) ? 'failure' : 'notApplied') : 'success',
      isInteractive,
      resourceDisplayName: resource,
      status: {
        errorCode: refused?.number ?? 0,
        failureReason: refused?.description ?? 'Other.',
        additionalDetails: null,
      },
    });
    if (list.length > most) list.splice(0, list.length - most);
    this.store.touch();
  }
  list(tenantId: string): SignIn[] {
    return [...(this.#of[tenantId] ?? [])].reverse();
  }
}
