import { z } from 'zod';
import { id, name, type Route } from './shapes.js';

/*
 * What only administrators of the product do for their organisation; everybody else is refused (`access_denied`).
 */

const moment = z.iso.datetime();
export const auditKind = z.enum(['change', 'access', 'call', 'sign_in']);
export const auditFilter = z.object({
  kind: auditKind.optional(),
  /** Object id of who did it. */
  actor: id.optional(),
  /** A part of what was done or of what it was about. */
  words: z.string().trim().min(1).max(100).optional(),
  fromDateTime: moment.optional(),
  toDateTime: moment.optional(),
});
const plain = z.union([z.string(), z.number(), z.boolean()]);
export const auditEntry = z.object({
  id,
  kind: auditKind,
  dateTime: z.string(),
  /** `name` where the person is still known here. `job`: nobody asked. */
  actor: z.object({ id: z.string(), name: name.optional() }),
  /** What was done: an action by its name, or method and path with ids left out. */
  action: z.string(),
  /** Ids of what it was about. */
  target: z.string(),
  service: z.enum(['here', 'graph', 'entra', 'coherence']).optional(),
  status: z.number().int().optional(),
  durationMs: z.number().int().optional(),
  requestId: z.string().optional(),
  detail: z.record(z.string(), plain),
  changes: z.array(z.object({ name: z.string(), before: plain.optional(), after: plain.optional() })),
});
const verdict = z.object({
  isWhole: z.boolean(),
  entries: z.number().int(),
  firstBroken: z.number().int().optional(),
});
/** Days; null keeps for ever. */
const retentionDays = z.number().int().min(30).max(365).nullable();
const auditSettings = z.object({ retentionDays });

export const entraSignIns = z.object({
  /** `not_allowed`: an administrator of the organisation must allow reading it first. */
  state: z.enum(['there', 'not_allowed', 'no_licence']),
  sentence: z.string().optional(),
  allowUrl: z.string().optional(),
  signIns: z.array(
    z.object({
      id: z.string(),
      dateTime: z.string(),
      name: z.string(),
      address: z.string(),
      /** Entra's number; 0 where the sign-in went well. */
      number: z.number().int(),
      reason: z.string().optional(),
      isInteractive: z.boolean(),
      network: z.string(),
      client: z.string(),
      resource: z.string(),
      correlationId: z.string(),
    }),
  ),
});

export const adminAuditRoutes = {
  'POST /admin/audit': {
    summary: 'The audit, newest first: changes, who asked for what, our calls to Microsoft and Coherence, sign-ins',
    body: auditFilter.extend({ after: z.string().max(200).optional() }),
    reply: z.object({
      entries: z.array(auditEntry),
      next: z.string().optional(),
      people: z.array(z.object({ id: z.string(), name })),
    }),
  },
  'POST /admin/audit/csv': {
    summary: 'The same as a table to take along',
    body: auditFilter,
    reply: z.object({ csv: z.string() }),
  },
  'POST /admin/audit/verify': {
    summary: 'Walks both chains; finds the first row that was changed, removed or moved',
    body: z.object({}),
    reply: z.object({ changes: verdict, activity: verdict }),
  },
  'GET /admin/audit/entra': {
    summary:
      "Microsoft's own log of sign-ins to this application, newest first, read live and not kept; where it is licensed",
    reply: entraSignIns,
  },
  'GET /admin/audit/settings': { summary: 'How long the audit is kept', reply: auditSettings },
  'PUT /admin/audit/settings': {
    summary: 'Changes how long the audit is kept; what is older goes with the next look, at most an hour later',
    body: auditSettings,
    reply: auditSettings,
  },
} as const satisfies Record<string, Route>;

export type EntraSignIns = z.infer<typeof entraSignIns>;
export type AuditFilter = z.infer<typeof auditFilter>;
export type AuditEntryView = z.infer<typeof auditEntry>;
export type AuditKind = z.infer<typeof auditKind>;
