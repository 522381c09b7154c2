import { jsonOf } from '../base/exchange.js';
import type { Fault } from '../base/faults.js';
import type { Router } from '../base/router.js';
import type { OrganisationRules, Rules } from '../entra/rules.js';
import { refusals } from '../entra/refusals.js';
import { organisations } from '../tenant/company.js';
import type { Mail } from '../tenant/mailboxes.js';
import type { OutlookParts } from './parts.js';
import { whoIs } from './people.js';
import { allWell, startPreset } from './presets.js';

/** A change of what stands between people and their work: of one organisation, or of all. `refuse` is a number of Entra's, 0 none. */
interface SignInChange {
  tenantId?: string;
  rules?: Partial<OrganisationRules>;
  people?: Record<string, Parameters<Rules['changePerson']>[1]>;
  isUserConsentAllowed?: boolean;
  refuse?: number;
}

/** The broker behind nested app authentication, and the switches of this sandbox. */
export function addControls(router: Router, parts: OutlookParts): void {
  const { tenants, entra, faults, clock } = parts;
  const { mailboxes } = tenants;
  router
    .on('POST', '/broker/token', (x) =>
      faults.apply('entra', x, async () => ({
        status: 200,
        body: await entra.issueForBroker({
          objectId: whoIs(parts, x).person.id,
          ...jsonOf<{ clientId: string; scope: string }>(x),
        }),
      })),
    )
    .on('GET', '/sandbox/faults', () => ({ status: 200, body: faults.list() }))
    .on('POST', '/sandbox/faults', (x) => ({ status: 201, body: { id: faults.add(jsonOf<Fault>(x)) } }))
    .on('DELETE', '/sandbox/faults', () => {
      allWell(parts);
      return { status: 204 };
    })
    .on('POST', '/sandbox/faults/presets/:name', (_x, { name }) => ({
      status: startPreset(parts, name ?? '') ? 204 : 404,
    }))
    .on('GET', '/sandbox/behaviour', () => ({ status: 200, body: tenants.behaviour.settings() }))
    .on('PATCH', '/sandbox/behaviour', (x) => {
      try {
        tenants.behaviour.change(jsonOf(x));
      } catch (error) {
        return { status: 400, body: { error: (error as Error).message } };
      }
      return { status: 200, body: tenants.behaviour.settings() };
    })
    .on('GET', '/sandbox/sign-in', () => ({
      status: 200,
      body: organisations.map(({ tenantId, name, people }) => ({
        tenantId,
        name,
        rules: entra.rules.of(tenantId),
        isUserConsentAllowed: entra.directory.isUserConsentAllowed(tenantId),
        people: people.map((it) => ({ id: it.id, name: it.name, ...entra.rules.person(it.id) })),
      })),
    }))
    .on('PATCH', '/sandbox/sign-in', (x) => {
      const { tenantId, rules, people = {}, isUserConsentAllowed, refuse } = jsonOf<SignInChange>(x);
      if (refuse && !(refuse in refusals)) return { status: 400, body: { error: `There is no AADSTS${refuse} here.` } };
      entra.rules.change({ ...rules, ...(refuse === undefined ? {} : { refuse: refuse || undefined }) }, tenantId);
      for (const [id, state] of Object.entries(people)) entra.rules.changePerson(id, state);
      if (isUserConsentAllowed !== undefined)
        for (const it of organisations)
          if (!tenantId || it.tenantId === tenantId) entra.directory.setUserConsent(it.tenantId, isUserConsentAllowed);
      return { status: 204 };
    })
    .on('POST', '/sandbox/mailboxes', (x) => {
      try {
        mailboxes.generate(jsonOf(x));
      } catch (error) {
        return { status: 400, body: { error: (error as Error).message } };
      }
      return { status: 201, body: {} };
    })
    .on('POST', '/sandbox/clock', (x) => {
      clock.advance(Number(jsonOf<{ advanceMs?: number }>(x).advanceMs ?? 0));
      return { status: 200, body: { now: clock.now() } };
    })
    .on('POST', '/sandbox/mail', (x) => {
      const mail = jsonOf<
        Omit<Mail, 'attachments'> & {
          attachments?: { name: string; contentType: string; contentBytes: string; isInline?: boolean }[];
        }
      >(x);
      return {
        status: 201,
        body: {
          internetMessageId: mailboxes.deliver({
            ...mail,
            attachments: (mail.attachments ?? []).map(({ contentBytes, ...it }) => ({
              ...it,
              bytes: Buffer.from(contentBytes, 'base64'),
            })),
          }),
        },
      };
    });
}
