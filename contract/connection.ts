import { z } from 'zod';
import { causes, type Cause } from './diagnoses.js';
import { mailSettings } from './mail-settings.js';
import { address, name, type Route } from './shapes.js';

/*
 * A person's linked Microsoft account: what it may be used for, and the mailboxes that are followed with it.
 */

/** What a person may allow when connecting, each for itself. `mail` is what makes a connection; the others can be declined. */
export const permission = z.enum([
  'mail',
  'send',
  'shared',
  'calendar',
  'sharedCalendars',
  'contacts',
  'files',
  'sharedFiles',
  'sites',
  'rooms',
  'teams',
]);
export const service = z.enum(['mail', 'calendar', 'contacts', 'files']);
export const mailboxId = z.string().regex(/^[1-9]\d{0,15}$/);
/** What went wrong with something that runs by itself: a code of the catalogue, a sentence, and a reference for support. */
export const diagnosis = z.object({ code: z.string(), sentence: z.string(), reference: z.string().optional() });

export const mailboxState = z.enum([
  'connected',
  'following',
  'paused',
  'needs_sign_in',
  'unsupported',
  'disconnected',
]);
export const mailbox = z.object({
  id: mailboxId,
  kind: z.enum(['own', 'shared']),
  address,
  displayName: name,
  /** `connected`: nothing is synced until its settings are saved. */
  state: mailboxState,
  problem: diagnosis.optional(),
  /** IANA name; ranges count in its days. */
  timeZone: z.string(),
  isConfigured: z.boolean(),
  /** Microsoft asked us to wait until then. */
  waitUntilDateTime: z.string().optional(),
  /** Whose sign-in reads it. */
  connectedBy: z.object({ name, isYou: z.boolean() }),
  /** Colleagues who use it too, with their own right. */
  members: z.array(z.object({ name, address, isYou: z.boolean() })),
});

/** How the last attempt of this person to connect ended, until the next one. */
export const attempt = z.object({
  outcome: z.enum([
    'connected',
    'cancelled',
    'another_account',
    'another_organisation',
    'needs_approval',
    'blocked',
    'failed',
  ]),
  sentence: z.string(),
  /** The account that was chosen, where it was not the expected one. */
  address: address.optional(),
  /** The cause as it was detected, under its code of the catalogue. */
  diagnosis: z
    .object({
      cause: z.enum(Object.keys(causes) as [Cause, ...Cause[]]),
      number: z.number().int().optional(),
      correlationId: z.string().optional(),
      tenantId: z.string().optional(),
      about: z.string().optional(),
      scopes: z.array(z.string()).optional(),
    })
    .optional(),
  /** What was being asked for. */
  permissions: z.array(permission).optional(),
});

const serviceStatus = z.object({
  service,
  state: z.enum(['not_connected', 'connected', 'needs_attention', 'waiting_for_approval']),
  address: address.optional(),
  problem: diagnosis.optional(),
});

const noParams = z.object({});
const ofMailbox = z.object({ mailbox: mailboxId });

export const mailFolder = z.object({
  /** Graph's id of the folder. */
  id: z.string().max(500),
  parentId: z.string().max(500).optional(),
  displayName: name,
  /** Names of the folders above it, outermost first; only in search results. */
  path: z.array(name).optional(),
  wellKnown: z.enum(['inbox', 'sentitems', 'drafts', 'archive', 'junkemail', 'deleteditems', 'outbox']).optional(),
  childCount: z.number().int(),
  messageCount: z.number().int(),
  /** Why it cannot be followed. */
  refusal: z.enum(['junk', 'deleted', 'outbox']).optional(),
});

export const savedSettings = z.object({
  mailbox,
  settings: mailSettings,
  /** Counts up with every save; sent back with the next, so that two people do not overwrite each other unseen. */
  version: z.number().int(),
  /** The first and, for a history that ends, the last instant of the range in force. */
  fromDateTime: z.string().optional(),
  toDateTime: z.string().optional(),
  /** Chosen folders that are no longer in the mailbox (N5). */
  goneFolders: z.array(name),
  /** Display names of the chosen folders. */
  folderNames: z.record(z.string(), name),
});

export const folderProgress = z.object({
  folder: name,
  wellKnown: z.string().optional(),
  stage: z.enum(['waiting', 'history', 'live', 'stopped']),
  /** Messages of the range that were read, each once. */
  seen: z.number().int(),
  /** How many messages the range holds in this folder, as far as known. */
  expected: z.number().int(),
  stored: z.number().int(),
  excluded: z.number().int(),
  oldestDateTime: z.string().optional(),
  newestDateTime: z.string().optional(),
  lastRunDateTime: z.string().optional(),
  nextAttemptDateTime: z.string().optional(),
  problem: diagnosis.optional(),
});
export const progress = z.object({
  mailbox,
  folders: z.array(folderProgress),
  seen: z.number().int(),
  expected: z.number().int(),
  stored: z.number().int(),
  excluded: z.number().int(),
  oldestDateTime: z.string().optional(),
  lastItemDateTime: z.string().optional(),
  /** Seconds since the mailbox was last known to be read to its end; absent before it first was. */
  lagSeconds: z.number().int().optional(),
  isLive: z.boolean(),
});

/** What was done in Outlook to mail that came to records, and what still waits. */
const organised = z.object({
  moved: z.number().int(),
  categorised: z.number().int(),
  waiting: z.number().int(),
  problem: z.string().optional(),
});

/** Connecting Outlook, and the mailboxes of a person. */
export const connectionRoutes = {
  'GET /connection': {
    summary: 'What of Microsoft 365 is connected, what was allowed, and what needs attention',
    reply: z.object({
      workspace: z.object({ name }),
      account: z.object({ name, address }),
      services: z.array(serviceStatus),
      permissions: z.array(z.object({ permission, isGranted: z.boolean() })),
      lastAttempt: attempt.optional(),
      mailboxes: z.array(mailbox),
    }),
  },
  'POST /connection/connect': {
    summary: "Begins a sign-in for background work; the answer is the address of Microsoft's page",
    body: z.object({
      permissions: z.array(permission).min(1).max(permission.options.length),
      /** A further mailbox, under another account of the same organisation. */
      isAnother: z.boolean(),
      /** Show Microsoft's choice of accounts even if one is signed in. */
      chooseAccount: z.boolean(),
    }),
    reply: z.object({ url: z.string() }),
  },
  'POST /connection/dismiss': {
    summary: 'Forgets how the last attempt ended',
    body: noParams,
    reply: z.object({}),
  },
  'POST /mailboxes/shared': {
    summary: 'Adds a shared mailbox the person has Full Access to; twice is once',
    body: z.object({ address: z.string().trim().min(3).max(320) }),
    reply: mailbox,
  },
  'GET /mailboxes/:mailbox': { summary: 'One mailbox', params: ofMailbox, reply: mailbox },
  'GET /mailboxes/:mailbox/removal': {
    summary: 'What disconnecting stops, keeps and can delete',
    params: ofMailbox,
    reply: z.object({ stops: z.array(z.string()), keeps: z.array(z.string()), deletes: z.array(z.string()) }),
  },
  'POST /mailboxes/:mailbox/disconnect': {
    summary: 'Stops following the mailbox; twice is once',
    params: ofMailbox,
    body: z.object({ links: z.enum(['keep', 'delete']) }),
    reply: z.object({}),
  },
  'GET /mailboxes/:mailbox/folders': {
    summary: 'Folders below one folder, or at the top',
    params: ofMailbox,
    query: z.object({ parent: z.string().min(1).max(500).optional() }),
    reply: z.object({ folders: z.array(mailFolder) }),
  },
  'POST /mailboxes/:mailbox/folders/search': {
    summary: 'Folders anywhere in the mailbox, by a part of their name',
    params: ofMailbox,
    body: z.object({ query: z.string().trim().min(1).max(200) }),
    reply: z.object({ folders: z.array(mailFolder) }),
  },
  'GET /mailboxes/:mailbox/settings': {
    summary: 'What is followed in the mailbox; before the first save, what we propose',
    params: ofMailbox,
    reply: savedSettings,
  },
  'PUT /mailboxes/:mailbox/settings': {
    summary: 'Saves what is followed; from the first save on the mailbox is followed',
    params: ofMailbox,
    body: z.object({ settings: mailSettings, version: z.number().int().min(0) }),
    reply: savedSettings,
  },
  'POST /mailboxes/:mailbox/estimate': {
    summary: 'About how many messages a choice of range and folders holds',
    params: ofMailbox,
    body: mailSettings.pick({ range: true, folders: true }),
    reply: z.object({
      messages: z.number().int(),
      fromDateTime: z.string(),
      toDateTime: z.string().optional(),
      /** Some folders were too many to ask one by one: the number is an upper bound. */
      isUpperBound: z.boolean(),
    }),
  },
  'POST /mailboxes/:mailbox/pause': {
    summary: 'Pauses; twice is once',
    params: ofMailbox,
    body: noParams,
    reply: mailbox,
  },
  'POST /mailboxes/:mailbox/resume': {
    summary: 'Goes on; twice is once',
    params: ofMailbox,
    body: noParams,
    reply: mailbox,
  },
  'POST /mailboxes/:mailbox/sync': { summary: 'Asks for a run now', params: ofMailbox, body: noParams, reply: mailbox },
  'GET /mailboxes/:mailbox/organization': {
    summary: 'What was done in Outlook to mail that came to records',
    params: ofMailbox,
    reply: organised,
  },
  'POST /mailboxes/:mailbox/organization/undo': {
    summary: 'Puts every mail back where it was and takes the category away; links stay. Twice is once',
    params: ofMailbox,
    body: noParams,
    reply: organised,
  },
  'GET /mailboxes/:mailbox/progress': {
    summary: 'How far each folder was read',
    params: ofMailbox,
    reply: progress,
  },
} as const satisfies Record<string, Route>;

export type Permission = z.infer<typeof permission>;
export type Service = z.infer<typeof service>;
export type Mailbox = z.infer<typeof mailbox>;
export type Attempt = z.infer<typeof attempt>;
export type MailFolder = z.infer<typeof mailFolder>;
export type SavedSettings = z.infer<typeof savedSettings>;
export type FolderProgress = z.infer<typeof folderProgress>;
export type Progress = z.infer<typeof progress>;
export type { MailSettings } from './mail-settings.js';
