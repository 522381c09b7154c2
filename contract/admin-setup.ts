import { z } from 'zod';
import { mailboxState } from './connection.js';
import { address, id, name, type Route } from './shapes.js';

/*
 * Setting the product up for an organisation and looking after it. For administrators.
 */

/** One step of the guide, checked now. `unknown`: Microsoft does not tell it to this person. */
const check = z.object({
  key: z.enum(['registration', 'assignment', 'consent', 'coherence', 'deployment', 'mailbox']),
  state: z.enum(['done', 'open', 'unknown']),
  sentence: z.string(),
  /** Where it is done, at Microsoft. */
  link: z.object({ name, url: z.string() }).optional(),
});
const warning = z.object({
  what: z.string(),
  endsDateTime: z.string(),
  days: z.number().int(),
  level: z.enum(['notice', 'soon', 'urgent']),
  remedy: z.string(),
});
const grantedScope = z.object({
  scope: z.string(),
  why: z.string(),
  /** `some`: only some people allowed it for themselves. */
  granted: z.enum(['all', 'some', 'none', 'unknown']),
});
const mailboxHealth = z.object({
  address,
  displayName: name,
  kind: z.enum(['own', 'shared']),
  state: mailboxState,
  connectedBy: name,
  lastItemDateTime: z.string().optional(),
  lagSeconds: z.number().int().optional(),
  failures: z.number().int(),
  problem: z.string().optional(),
});
const visibility = z.enum(['people', 'subject', 'everything']);
/** What one module of Coherence allows: what may come to its records, and what colleagues see there at least and at most. */
const moduleLimits = z.object({
  module: id,
  mail: z.boolean(),
  meetings: z.boolean(),
  files: z.boolean(),
  /** Without them the organisation's hold. What reveals less wins, and the most stands above every least. */
  floor: visibility.optional(),
  ceiling: visibility.optional(),
});
const policy = z.object({
  /** What colleagues see of a mail on a record, at least and at most. */
  visibility: z.object({ floor: visibility, ceiling: visibility }),
  /** Addresses, or domains with an @ before them. */
  neverFile: z.array(z.string().trim().min(3).max(320)).max(500),
  /** Whether links that work for anyone are tolerated on folders of records. */
  anonymousLinks: z.boolean(),
  /** Without it, or without a module in it, the limits of modules stay as they are. */
  modules: z.array(moduleLimits).max(500).optional(),
});
/** With every module there is. */
const decidedPolicy = policy.extend({
  modules: z.array(moduleLimits.extend({ plural: name })),
  version: z.number().int(),
});
const counted = z.object({ emails: z.number().int(), meetings: z.number().int(), files: z.number().int() });
const slot = z.object({
  slot: z.union([z.literal(1), z.literal(2)]),
  isSet: z.boolean(),
  isInUse: z.boolean(),
  kind: z.enum(['key', 'sign_in']),
  /** The beginning and the last four characters of a key. */
  hint: z.string(),
});
const coherence = z.object({
  workspace: name,
  baseUrl: z.string(),
  isReachable: z.boolean(),
  problem: z.string().optional(),
  capabilities: z.array(z.object({ name: z.string(), works: z.boolean(), instead: z.string().optional() })),
  modules: z.array(z.object({ slug: id, plural: name, role: z.string(), records: z.number().int() })),
  quota: z.object({ today: z.number().int(), perDay: z.number().int() }),
  keys: z.array(slot),
  /** Whether somebody can sign in at Coherence instead of entering a key. */
  canSignIn: z.boolean(),
});
const role = z.enum(['person', 'account', 'deal', 'lead', 'task', 'other']);

export const adminSetupRoutes = {
  'GET /admin/setup': {
    summary: 'The set-up guide, each step checked now, and what ends soon',
    reply: z.object({
      clientId: z.string(),
      tenantId: z.string(),
      checks: z.array(check),
      scopes: z.array(grantedScope),
      /** Where an administrator grants everything for everybody, and where Microsoft shows the application. */
      grantUrl: z.string(),
      enterpriseUrl: z.string(),
      /** Who the application is assigned to, where that is required and known. */
      assigned: z.array(name).optional(),
      warnings: z.array(warning),
    }),
  },
  'GET /admin/mailboxes': {
    summary: 'Every mailbox of the organisation: last item, lag and failures',
    reply: z.object({ mailboxes: z.array(mailboxHealth) }),
  },
  'GET /admin/policy': {
    summary: 'What is decided for everybody',
    reply: decidedPolicy,
  },
  'PUT /admin/policy': {
    summary: 'Decides for everybody; refused when somebody else decided meanwhile',
    body: policy.extend({ version: z.number().int().min(0) }),
    reply: decidedPolicy,
  },
  'POST /admin/policy/preview': {
    summary: 'What a policy would change, counted; changes nothing',
    body: policy,
    reply: z.object({
      /** Mailboxes whose own choice would be overruled. */
      mailboxesRaised: z.number().int(),
      mailboxesLowered: z.number().int(),
      /** Emails on records with somebody on the list; they stay, later ones do not come. */
      emailsMatched: z.number().int(),
      /** What is on records of modules where it would not be allowed any more, or would be again. Nothing of it is deleted. */
      hidden: counted,
      shownAgain: counted,
      /** Emails on records of which colleagues would see less, or more. */
      emailsLess: z.number().int(),
      emailsMore: z.number().int(),
      /** Emails and meetings of the last 30 days that rules put where no more would come. */
      noLongerFiled: z.number().int(),
    }),
  },
  'GET /admin/coherence': { summary: 'The connection to Coherence, tried now', reply: coherence },
  'PUT /admin/coherence/key': {
    summary: 'Tries a second key and keeps it if it works; it is never shown again',
    body: z.object({ apiKey: z.string().trim().max(300) }),
    reply: coherence,
  },
  'POST /admin/coherence/sign-in': {
    summary: 'Begins a sign-in at Coherence, in place of the second key; the browser goes to the address',
    body: z.object({}),
    reply: z.object({ url: z.string() }),
  },
  'POST /admin/coherence/forget': {
    summary:
      'Forgets the second key or sign-in, and takes it back at Coherence; refused while it is in use; twice is once',
    body: z.object({}),
    reply: coherence,
  },
  'POST /admin/coherence/use': {
    summary: 'Chooses which of the two keys is used; twice is once',
    body: z.object({ slot: z.union([z.literal(1), z.literal(2)]) }),
    reply: coherence,
  },
  'PUT /admin/coherence/role': {
    summary: 'Says what a module is for, where its name does not',
    body: z.object({ module: id, role }),
    reply: coherence,
  },
} as const satisfies Record<string, Route>;

export type PolicyWish = z.infer<typeof policy>;
export type AdminSetup = z.infer<(typeof adminSetupRoutes)['GET /admin/setup']['reply']>;
export type CoherenceConnectionView = z.infer<typeof coherence>;
