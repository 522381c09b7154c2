import type { Store } from '../base/store.js';
import { organisations } from '../tenant/company.js';
import type { EntraError } from './errors.js';
import { refusal } from './refusals.js';

/** What an organisation asks of everybody who signs in. Each is a switch, also while people work. */
export interface OrganisationRules {
  /** Conditional access: a second factor, a device that follows the rules, a place that is allowed. */
  mfa: boolean;
  /** Counts up each time a factor is asked for anew: what was proved before does not count. */
  factorRound: number;
  device: boolean;
  place: boolean;
  /** Only who is assigned may use the application. */
  assignmentRequired: boolean;
  assigned: string[];
  application: 'enabled' | 'disabled' | 'missing';
  /** Every sign-in is refused with this number of Entra's, whatever it asks: for codes no other switch leads to. */
  refuse?: number | undefined;
  /** Where that happens: on pages and in the broker, or where the server redeems what it holds. Both by default. */
  refuseAt?: 'page' | 'server' | undefined;
}
/** What is known of one person at this moment. */
interface PersonState {
  /** In which round a second factor was proved. */
  factorRound?: number;
  isOnManagedDevice?: boolean;
  isAtAllowedPlace?: boolean;
  /** A role in the directory besides that of the company's own administrator. */
  directoryRole?: DirectoryRole | undefined;
}
/** Roles that may consent for a whole organisation. */
export type DirectoryRole =
  | 'Global Administrator'
  | 'Privileged Role Administrator'
  | 'Application Administrator'
  | 'Cloud Application Administrator';
export type Step = 'page' | 'server';
const usual = (): OrganisationRules => ({
  mfa: false,
  factorRound: 0,
  device: false,
  place: false,
  assignmentRequired: false,
  assigned: [],
  application: 'enabled',
});

/** Rules that change under way: what they forbid is refused at the next sign-in, and at Graph at the next call. */
export class Rules {
  readonly #of: Record<string, OrganisationRules>;
  readonly #people: Record<string, PersonState>;

  constructor(readonly store: Store) {
    this.#of = store.table('entra.rules', () => ({}));
    this.#people = store.table('entra.people', () => ({}));
  }

  of(tenantId: string): OrganisationRules {
    return (this.#of[tenantId] ??= usual());
  }
  person(objectId: string): PersonState {
    return (this.#people[objectId] ??= {});
  }
  /** Changes the rules of one organisation, or of all. A second factor that is asked for anew is asked of everybody. */
  change(changes: Partial<OrganisationRules>, tenantId?: string): void {
    for (const id of tenantId ? [tenantId] : organisations.map((it) => it.tenantId)) {
      const rules = this.of(id);
      Object.assign(rules, changes);
      if (changes.mfa) rules.factorRound += 1;
    }
    this.store.touch();
  }
  changePerson(objectId: string, changes: PersonState): void {
    Object.assign(this.person(objectId), changes);
    this.store.touch();
  }
  /** No rules, and nobody proved anything. */
  reset(): void {
    for (const [id, { factorRound, assigned }] of Object.entries(this.#of))
      this.#of[id] = { ...usual(), factorRound, assigned };
    for (const id of Object.keys(this.#people)) delete this.#people[id];
    this.store.touch();
  }

  /** Why the application may not be used by this person at all; `undefined` where it may. */
  refusalOf(tenantId: string, objectId: string, step: Step): EntraError | undefined {
    const rules = this.of(tenantId);
    if (rules.refuse && (!rules.refuseAt || rules.refuseAt === step)) return refusal(rules.refuse);
    if (rules.application === 'missing') return refusal(700016);
    if (rules.application === 'disabled') return refusal(7000112);
    if (rules.assignmentRequired && !rules.assigned.includes(objectId)) return refusal(50105);
    return undefined;
  }
  /** What conditional access asks and the sign-in does not show; `factorRound` is what the sign-in carries. */
  challengeOf(tenantId: string, objectId: string, factorRound: number): EntraError | undefined {
    const rules = this.of(tenantId);
    const { isOnManagedDevice, isAtAllowedPlace } = this.person(objectId);
    if (rules.place && !isAtAllowedPlace) return refusal(53003);
    if (rules.device && !isOnManagedDevice) return refusal(53000);
    if (rules.mfa && factorRound < rules.factorRound) return refusal(50076);
    return undefined;
  }
  /** A second factor was proved: it counts until it is asked for anew. */
  prove(tenantId: string, objectId: string): void {
    this.changePerson(objectId, { factorRound: this.of(tenantId).factorRound });
  }
}
