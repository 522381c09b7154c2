import { z } from 'zod';
import { address, id, name, recordRef, recordView, type Route } from './shapes.js';

/*
 * Who may open the folder of a record, compared with who may see the record. Nothing is given or taken before a person looked at the
 * changes and agreed to exactly them; afterwards the folder follows its record.
 */

export const right = z.enum(['read', 'write']);
export const role = z.enum(['read', 'write', 'owner']);
export const because = z.enum(['owner', 'team', 'module', 'administrator', 'kept']);
export const grantee = z.object({
  kind: z.enum(['person', 'group']),
  /** Id in the directory. */
  id: id.optional(),
  address: address.optional(),
  name,
});

/** Somebody, or a link, by whom the folder can be opened now. */
export const opener = z.object({
  kind: z.enum(['person', 'group', 'guest', 'link', 'everyone', 'siteGroup', 'unknown']),
  name,
  address: address.optional(),
  role,
  /** For links: whom they let in. */
  scope: z.enum(['anonymous', 'organization', 'users']).optional(),
  people: z.array(name).optional(),
  /** `ours`: given by this product. `drive`: comes with the drive. `above`: given on a folder above. `here`: given on this folder by somebody. */
  from: z.enum(['ours', 'drive', 'above', 'here']),
  /** Why the record lets them in; absent when it does not. */
  because: because.optional(),
});
export const accessChange = z.object({
  /** Names this change; a person agrees to changes by these. */
  key: z.string().max(700),
  kind: z.enum(['give', 'take', 'lower', 'cutOff']),
  /** Of what we gave ourselves. The others are made only when a person asks for a repair. */
  isOurs: z.boolean(),
  who: opener.omit({ from: true, role: true, because: true }).optional(),
  /** Afterwards; absent when nothing is left. */
  role: role.optional(),
  /** Before; absent when there was nothing. */
  before: role.optional(),
  because: because.optional(),
});
export const excess = z.object({
  who: opener.omit({ because: true }),
  why: z.enum([
    'person',
    'group',
    'role',
    'guest',
    'anonymousLink',
    'organizationLink',
    'peopleLink',
    'everyone',
    'siteGroup',
    'unknown',
  ]),
  allowed: right.optional(),
  /** Whether a repair ends it. `above` cannot be ended on this folder. */
  remedy: z.enum(['remove', 'lower', 'cutOff', 'none']),
});
export const lack = z.object({ who: grantee, role: right, held: role.optional(), because });

export const folderAccess = z.object({
  /** Of the folder. */
  id,
  record: recordView,
  webUrl: z.string(),
  /** Whose OneDrive or which library it lies in. */
  place: name,
  placeKind: z.enum(['oneDrive', 'library']),
  isFollowed: z.boolean(),
  /** Changes are being made. */
  isWorking: z.boolean(),
  state: z.enum(['unknown', 'even', 'drift', 'changed', 'problem', 'recordGone']),
  problem: z.string().optional(),
  checkedAt: z.string().optional(),
  openers: z.array(opener),
  more: z.array(excess),
  less: z.array(lack),
  /** What following the record would change, and what a repair would change. */
  follow: z.array(accessChange),
  repair: z.array(accessChange),
  /** Whom Coherence speaks of and nobody has named in Microsoft 365. */
  unmapped: z.array(z.object({ kind: z.enum(['owner', 'team']), name })),
});
export const source = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('user'), id }),
  z.object({ kind: z.literal('team'), id: name }),
  z.object({ kind: z.literal('module'), id }),
  z.object({ kind: z.literal('administrators') }),
]);
export const mapping = z.object({
  id,
  source,
  /** As a person recognises it. */
  sourceName: name,
  to: grantee,
  role: z.enum(['default', 'read', 'write']),
});
const mappings = z.object({
  mappings: z.array(mapping),
  /** What records speak of and how many do; `address` where Coherence tells it. */
  owners: z.array(
    z.object({
      id,
      name,
      records: z.number().int(),
      address: address.optional(),
      example: name.optional(),
      isMapped: z.boolean(),
    }),
  ),
  teams: z.array(z.object({ id: name, records: z.number().int(), isMapped: z.boolean() })),
  modules: z.array(z.object({ id, name })),
  /** Colleagues who use this product, to choose from. */
  people: z.array(grantee),
  sharing: z.enum(['none', 'read', 'write']),
  allowAnonymous: z.boolean(),
  mayChange: z.boolean(),
});
const schedule = z.object({
  every: z.enum(['off', 'daily', 'weekly']),
  repairs: z.boolean(),
  nextRunAt: z.string().optional(),
});
export const driftRow = z.object({
  folder: id,
  record: recordView,
  webUrl: z.string(),
  state: folderAccess.shape.state,
  problem: z.string().optional(),
  checkedAt: z.string().optional(),
  isWorking: z.boolean(),
  isFollowed: z.boolean(),
  more: z.array(excess),
  less: z.array(lack),
  repair: z.array(accessChange),
});
export const driftFilter = z.object({
  text: z.string().max(200).optional(),
  show: z.enum(['drift', 'more', 'less', 'problem', 'all']).optional(),
});
const drift = z.object({
  rows: z.array(driftRow),
  /** When the page was read; a repair names it. */
  seenAt: z.string(),
  next: z.string().optional(),
  counts: z.object({
    folders: z.number().int(),
    checked: z.number().int(),
    drifting: z.number().int(),
    /** Permissions beyond a record, and people who cannot open what they should. */
    more: z.number().int(),
    less: z.number().int(),
    problems: z.number().int(),
    working: z.number().int(),
  }),
  schedule,
  run: z
    .object({ beganAt: z.string(), total: z.number().int(), done: z.number().int(), isOver: z.boolean() })
    .optional(),
});
const folderParams = recordRef.extend({ folder: id });

export const accessRoutes = {
  'GET /records/:module/:id/access': {
    summary:
      'Who may open the folders of a record, by what, and what would change; told to who holds, owns or administers',
    params: recordRef,
    reply: z.object({
      folders: z.array(folderAccess),
      /** Folders of this record whose access is not this person's to see. */
      hidden: z.number().int(),
    }),
  },
  'POST /records/:module/:id/access/:folder': {
    summary: 'Makes exactly the changes a person looked at, as a job; `stop` takes back what was given. Twice is once',
    params: folderParams,
    body: z.object({
      act: z.enum(['follow', 'repair', 'stop']),
      /** The changes agreed to, by key. If others would be needed by now, nothing is done and the state says so. */
      changes: z.array(z.string().max(700)).max(2000),
    }),
    reply: z.object({ state: z.literal('working') }),
  },
  'GET /access/mappings': { summary: 'Who in Microsoft 365 stands for whom in Coherence', reply: mappings },
  'POST /access/mappings': {
    summary: 'Adds or changes a line of the team mapping. No folder changes by it until somebody applies or repairs',
    body: mapping.omit({ id: true, sourceName: true }),
    reply: mappings,
  },
  'POST /access/mappings/:mapping/remove': {
    summary: 'Takes a line out of the team mapping. Twice is once',
    params: z.object({ mapping: id }),
    reply: mappings,
  },
  'PUT /access/anonymous': {
    summary: 'Whether links that work for anyone are tolerated on folders of records; none is ever made here',
    body: z.object({ allowAnonymous: z.boolean() }),
    reply: mappings,
  },
  'POST /access/drift': {
    summary: 'Folders whose access differs from their record, with what a repair would change',
    body: driftFilter.extend({ after: z.string().max(300).optional() }),
    reply: drift,
  },
  'POST /access/drift/csv': {
    summary: 'The same as a table',
    body: driftFilter,
    reply: z.object({ csv: z.string() }),
  },
  'POST /access/drift/check': {
    summary: 'Looks at every folder anew, as a job',
    reply: z.object({ total: z.number().int() }),
  },
  'POST /access/drift/repair': {
    summary:
      'Repairs the folders named, or all, exactly as they were shown at `seenAt`; what changed since is left and told',
    body: z.object({ folders: z.array(id).max(1000).optional(), seenAt: z.iso.datetime() }),
    reply: z.object({ folders: z.number().int() }),
  },
  'PUT /access/schedule': {
    summary: 'When folders are looked at by themselves, and whether what is found is repaired',
    body: schedule.omit({ nextRunAt: true }),
    reply: schedule,
  },
} as const satisfies Record<string, Route>;

export type Opener = z.infer<typeof opener>;
export type AccessChange = z.infer<typeof accessChange>;
export type AccessExcess = z.infer<typeof excess>;
export type AccessLack = z.infer<typeof lack>;
export type FolderAccess = z.infer<typeof folderAccess>;
export type DriftRow = z.infer<typeof driftRow>;
export type DriftFilter = z.infer<typeof driftFilter>;
export type DriftPage = z.infer<typeof drift>;
export type AccessMappings = z.infer<typeof mappings>;
export type AccessMapping = z.infer<typeof mapping>;
export type AccessSchedule = z.infer<typeof schedule>;
