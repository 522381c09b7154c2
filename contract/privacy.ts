import { z } from 'zod';
import { address, id, name, type Route } from './shapes.js';

/*
 * Rights of people about data on them: what is kept, a copy of it, erasure, correction, and for how long each kind is kept. For administrators.
 */

/** `address`: anybody, by a mail address. `user`: somebody who signs in here, by object id. */
export const privacySubject = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('address'), address: address.min(3) }),
  z.object({ kind: z.literal('user'), id }),
]);
/** Names that are looked for besides the address; they were found beside it. */
const names = z.array(name.min(3)).max(20);
const found = z.array(z.object({ what: z.string(), rows: z.number().int() }));
/** Days; null keeps as long as it is needed for what it is for. */
const days = z.number().int().min(7).max(3_650).nullable();
export const retention = z.object({ mail: days, syncLog: days, previews: days });
const request = z.object({
  id,
  kind: z.enum(['export', 'erasure']),
  dateTime: z.string(),
  askedBy: name,
  rows: z.number().int(),
  /** After an erasure: whether a full-text scan found nothing. */
  isProven: z.boolean().optional(),
});

export const privacyRoutes = {
  'GET /admin/privacy': {
    summary: 'Requests about personal data so far, for how long each kind is kept, and who signs in here',
    reply: z.object({
      requests: z.array(request),
      retention,
      /** Addresses that were erased and are not taken in again; only how many, they are kept as hashes. */
      suppressed: z.number().int(),
      users: z.array(z.object({ id: z.string(), name, address })),
    }),
  },
  'PUT /admin/privacy/retention': {
    summary: 'Changes for how long each kind is kept',
    body: retention,
    reply: retention,
  },
  'POST /admin/privacy/preview': {
    summary: 'What is kept about somebody, counted by kind, and under which names they are known',
    body: z.object({ subject: privacySubject, names: names.optional() }),
    reply: z.object({ address, names: z.array(name), found, total: z.number().int() }),
  },
  'POST /admin/privacy/export': {
    summary: 'A copy of everything that is kept about somebody, for machines and for people',
    body: z.object({ subject: privacySubject, names }),
    reply: z.object({ json: z.string(), text: z.string() }),
  },
  'POST /admin/privacy/erase': {
    summary: 'Erases everything that is kept about somebody and proves it; `confirm` repeats the address',
    body: z.object({ subject: privacySubject, names, confirm: z.string().max(320) }),
    reply: z.object({
      id,
      removed: found,
      /** What a scan of every table found afterwards. */
      proof: z.object({ isGone: z.boolean(), tables: z.number().int(), rows: z.number().int(), dateTime: z.string() }),
      /** What stands elsewhere and is for people to do. */
      elsewhere: z.array(z.string()),
    }),
  },
  'POST /admin/privacy/rectify': {
    summary: 'Corrects the name under which somebody is known here',
    body: z.object({ address: address.min(3), name: name.trim().min(1) }),
    reply: z.object({ changed: z.number().int() }),
  },
  'POST /admin/privacy/allow': {
    summary: 'Takes an erased address in again from now on; what was erased does not come back by itself',
    body: z.object({ address: address.min(3) }),
    reply: z.object({ suppressed: z.number().int() }),
  },
  'GET /admin/privacy/record': {
    summary: 'The record of processing, as it is with the settings of today',
    reply: z.object({ text: z.string() }),
  },
} as const satisfies Record<string, Route>;

export type PrivacySubject = z.infer<typeof privacySubject>;
export type Retention = z.infer<typeof retention>;
