import { jsonOf } from '../base/exchange.js';
import type { Fault } from '../base/faults.js';
import type { Router } from '../base/router.js';
import type { Mail } from '../tenant/mailboxes.js';
import type { OutlookParts } from './parts.js';
import { whoIs } from './people.js';
import { allWell, presets } from './presets.js';

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
    .on('POST', '/sandbox/faults/presets/:name', (_x, { name }) => {
      const found = presets.find((it) => it.name === name);
      found?.start(parts);
      return { status: found ? 204 : 404 };
    })
    .on('GET', '/sandbox/behaviour', () => ({ status: 200, body: tenants.behaviour.settings() }))
    .on('PATCH', '/sandbox/behaviour', (x) => {
      try {
        tenants.behaviour.change(jsonOf(x));
      } catch (error) {
        return { status: 400, body: { error: (error as Error).message } };
      }
      return { status: 200, body: tenants.behaviour.settings() };
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
