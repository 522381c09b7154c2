import { jsonOf, type Exchange } from '../base/exchange.js';
import type { Router } from '../base/router.js';
import { endSession, sessionCookie, setSession } from '../entra/authorize.js';
import { alder, application, isConsumer, organisations, type Organisation, type Person } from '../tenant/company.js';
import { resources } from '../tenant/rooms.js';
import type { OutlookParts } from './parts.js';
import { presets } from './presets.js';

/** Whoever is signed in to this page; the sales lead when nobody is. */
export const whoIs = (
  { entra }: Pick<OutlookParts, 'entra'>,
  x: Exchange,
): { organisation: Organisation; person: Person } =>
  entra.directory.person(x.cookies[sessionCookie] ?? '') ?? {
    organisation: alder,
    person: alder.people[0] as (typeof alder.people)[number],
  };

/** Who is signed in, and everything the page must know at its start. */
export function addSession(router: Router, parts: OutlookParts): void {
  const { entra, deployments, urls } = parts;
  router
    .on('GET', '/api/session', (x) => {
      const { organisation, person } = whoIs(parts, x);
      return {
        status: 200,
        headers: x.cookies[sessionCookie] ? {} : { 'set-cookie': setSession(person.id) },
        body: {
          person,
          organisation: {
            name: organisation.name,
            tenantId: organisation.tenantId,
            kind: isConsumer(organisation.tenantId) ? 'personal' : 'work',
          },
          organisations: organisations.map(({ name, people }) => ({ name, people })),
          addIn: deployments.for(organisation.tenantId, person.id) ?? null,
          rooms: resources
            .filter((it) => it.tenantId === organisation.tenantId)
            .map(({ name, address }) => ({ name, address })),
          serverUrl: urls.server,
          entraUrl: urls.entra,
          clientId: application.clientId,
          graphScopes: application.graphScopes,
          presets: presets.map(({ name, title, meaning }) => ({ name, title, meaning })),
        },
      };
    })
    .on('POST', '/api/session', (x) => {
      const chosen = entra.directory.person(jsonOf<{ objectId?: string }>(x).objectId ?? '');
      return chosen
        ? { status: 204, headers: { 'set-cookie': setSession(chosen.person.id) } }
        : { status: 404, body: { error: 'nobody' } };
    })
    .on('DELETE', '/api/session', () => ({ status: 204, headers: { 'set-cookie': endSession } }));
}
