import { z } from 'zod';
import { diagnosis } from './connection.js';
import { id, name, recordRef, type Route } from './shapes.js';

/*
 * Where the organisation keeps files of records, the folders of records, and the runs that make folders for whole modules.
 */

/** Microsoft's ids of drives and items. */
const graphId = z.string().min(1).max(300);
/** `oneDrive`: the OneDrive of who saves it, or the one that is in force. `library`: a library of SharePoint, or a folder in it. */
export const fileRoot = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('oneDrive'), driveId: graphId.optional() }),
  z.object({ kind: z.literal('library'), driveId: graphId, itemId: graphId.optional() }),
]);
export const attachmentsChoice = z.enum(['ask', 'never', 'always']);
export const fileSettings = z.object({
  root: fileRoot,
  /** Folders with fields: Coherence/{Module}/{Record}. */
  template: z.string().max(300),
  attachments: attachmentsChoice,
  /** What the record's people get on its folder by default. */
  sharing: z.enum(['none', 'read', 'write']),
  /** What happens to a file whose name is taken in the folder. */
  clash: z.enum(['keepBoth', 'replace', 'ask']),
  /** What happens when the folder of a record was deleted in Microsoft 365. */
  whenDeleted: z.enum(['recreate', 'ask']),
  /** Slugs of the modules whose new records get a folder by themselves. */
  autoModules: z.array(id).max(100),
  renameWithRecord: z.boolean(),
});
/** The root as a person recognises it. */
const place = z.object({ name, webUrl: z.string(), chosenBy: z.object({ name, isYou: z.boolean() }) });
const example = z.object({ moduleName: name, recordName: name, path: z.string() });

/** A folder that is there under the name of a record's and was not made by us: somebody says what becomes of it. */
export const takenFolder = z.object({
  itemId: graphId,
  name,
  /** What another one would be called. */
  otherName: name,
  /** Only who may open a folder can say that it is used. */
  mayUse: z.boolean(),
  madeBy: name.optional(),
  madeDateTime: z.string().optional(),
  webUrl: z.string().optional(),
});
/** The folder that is there becomes the record's, or another one is made beside it. */
export const folderAnswer = z.enum(['use', 'another']);

export const folderRun = z.object({
  id,
  module: id,
  moduleName: name,
  /** `automatic`: for records that appeared, or that were renamed. */
  kind: z.enum(['all', 'automatic']),
  /** `waiting`: it goes on by itself at `nextAttemptDateTime`. */
  state: z.enum(['running', 'waiting', 'paused', 'cancelled', 'done']),
  begunBy: name,
  begunDateTime: z.string(),
  endedDateTime: z.string().optional(),
  total: z.number().int(),
  open: z.number().int(),
  created: z.number().int(),
  existed: z.number().int(),
  renamed: z.number().int(),
  failed: z.number().int(),
  /** Records whose folder waits until somebody decides about one that is there and not ours. */
  asking: z.number().int(),
  problem: diagnosis.optional(),
  nextAttemptDateTime: z.string().optional(),
});
export const folderRunItemState = z.enum(['waiting', 'created', 'existed', 'renamed', 'failed', 'asking']);
export const folderRunItem = z.object({
  record: recordRef.extend({ displayName: name, url: z.string() }),
  state: folderRunItemState,
  folderName: name.optional(),
  reason: z.string().optional(),
  /** What it waits for an answer about. */
  folder: takenFolder.optional(),
});
const ofRun = z.object({ run: id });
const nothing = z.object({});

/**
 * `none`: not made yet. `gone`: it was deleted in Microsoft 365, and nobody said whether it should come back. `taken`: a folder that is
 * not ours has its name, and somebody says what becomes of it.
 */
export const recordFolderState = z.object({
  state: z.enum(['none', 'there', 'gone', 'taken']),
  name: name.optional(),
  webUrl: z.string().optional(),
  /** Where it stands, or would be made. */
  place: name,
  /** Its path below that place, by the template. */
  path: z.string(),
  taken: takenFolder.optional(),
});

export const fileRoutes = {
  'GET /files/settings': {
    summary: 'Where files of records are kept and how; before the first save, what we propose',
    reply: z.object({
      settings: fileSettings,
      /** 0 before the first save: until then files go to the OneDrive of whoever files. */
      version: z.number().int(),
      place: place.optional(),
      /** What this person allowed Coherence to do with files. */
      isAllowed: z.object({ files: z.boolean(), sites: z.boolean() }),
      modules: z.array(z.object({ slug: id, plural: name, records: z.number().int() })),
      /** Only administrators change these settings; everybody may read them. */
      mayChange: z.boolean(),
    }),
  },
  'PUT /files/settings': {
    summary:
      'Saves where and how files of records are kept; folders that are there already stay where they are. For administrators',
    body: z.object({ settings: fileSettings, version: z.number().int().min(0) }),
    reply: z.object({ settings: fileSettings, version: z.number().int(), place }),
  },
  'POST /files/settings/preview': {
    summary: 'How a template names the folders of some records; refused at its field where it cannot be used',
    body: z.object({ template: z.string().max(300) }),
    reply: z.object({ examples: z.array(example) }),
  },
  'GET /files/runs': {
    summary: 'The newest runs that make folders for records of a module',
    reply: z.object({ runs: z.array(folderRun) }),
  },
  'POST /files/runs': {
    summary: 'Begins to make folders for all records of a module; while one is under way it is that one',
    body: z.object({ module: id }),
    reply: folderRun,
  },
  'GET /files/runs/:run': {
    summary: 'How far a run is, and what became of its records',
    params: ofRun,
    reply: folderRun,
  },
  'POST /files/runs/:run/pause': { summary: 'Pauses; twice is once', params: ofRun, body: nothing, reply: folderRun },
  'POST /files/runs/:run/resume': { summary: 'Goes on; twice is once', params: ofRun, body: nothing, reply: folderRun },
  'POST /files/runs/:run/cancel': {
    summary: 'Ends it; folders that were made stay. Twice is once',
    params: ofRun,
    body: nothing,
    reply: folderRun,
  },
  'POST /files/runs/:run/retry': {
    summary: 'Tries once more what failed; twice is once',
    params: ofRun,
    body: nothing,
    reply: folderRun,
  },
  'POST /files/runs/:run/answer': {
    summary:
      'Says what becomes of folders that are there and not ours: of one record, or of all that wait. Twice is once',
    params: ofRun,
    body: z.object({ answer: folderAnswer, record: id.optional() }),
    reply: folderRun,
  },
  'POST /files/runs/:run/items': {
    summary: 'The report of a run, record by record',
    params: ofRun,
    body: z.object({ state: folderRunItemState.optional(), after: z.number().int().min(0).optional() }),
    reply: z.object({ items: z.array(folderRunItem), next: z.number().int().optional() }),
  },
  'POST /files/runs/:run/csv': {
    summary: 'The report as a table to take along',
    params: ofRun,
    body: nothing,
    reply: z.object({ csv: z.string() }),
  },
  'GET /records/:module/:id/folder': {
    summary: 'Whether a record has a folder, and where',
    params: recordRef,
    reply: recordFolderState,
  },
  'POST /records/:module/:id/folder': {
    summary:
      'Makes the folder of a record, or makes it anew where it was deleted; where one that is not ours has its name, only with an answer. Twice is once',
    params: recordRef,
    body: z.object({ taken: z.object({ itemId: graphId, answer: folderAnswer }).optional() }),
    reply: recordFolderState,
  },
} as const satisfies Record<string, Route>;

export type FileSettings = z.infer<typeof fileSettings>;
export type FileRoot = z.infer<typeof fileRoot>;
export type AttachmentsChoice = z.infer<typeof attachmentsChoice>;
export type FolderRun = z.infer<typeof folderRun>;
export type FolderRunItem = z.infer<typeof folderRunItem>;
export type TakenFolder = z.infer<typeof takenFolder>;
export type FolderAnswer = z.infer<typeof folderAnswer>;
export type RecordFolderState = z.infer<typeof recordFolderState>;
export type SavedFileSettings = z.infer<(typeof fileRoutes)['GET /files/settings']['reply']>;
