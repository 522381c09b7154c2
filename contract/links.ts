import { z } from 'zod';
import { address, id, name, recordRef, type Route } from './shapes.js';

/*
 * Files on records. Drive and item say which file is meant; what it is called and whether it may be seen is answered by
 * Microsoft, for each viewer anew, with the viewer's own right. Nothing here changes a permission.
 */
const graphId = z.string().min(1).max(300);
export const fileRef = z.object({ driveId: graphId, itemId: graphId });
export const fileItem = fileRef.extend({
  kind: z.enum(['file', 'folder']),
  name: z.string(),
  sizeBytes: z.number(),
  changedBy: name.optional(),
  changedDateTime: z.string().optional(),
  /** Opens it in Office or the browser. */
  webUrl: z.string().optional(),
  /** A picture at Microsoft, good for a few hours and for who asked. */
  thumbnailUrl: z.string().optional(),
  childCount: z.number().int().optional(),
});
/**
 * How an item is for this viewer. `gone`: deleted. `noAccess`: there, or not; this viewer has no right either way.
 * `notAllowed`: Coherence may not look beyond the person's own OneDrive yet. `unknown`: Microsoft did not answer.
 */
export const seenState = z.enum(['there', 'gone', 'noAccess', 'notAllowed', 'unknown']);
export const linkedFile = z.object({
  id,
  state: seenState,
  item: fileItem.optional(),
  /** What it was called; told only to who linked it, when it is gone. */
  lastName: z.string().optional(),
  linkedBy: z.object({ name, isYou: z.boolean(), address: address.optional() }),
  linkedDateTime: z.string(),
});
export const recordFolderView = z.object({
  state: seenState,
  /** The folder itself; absent for who may not open it. */
  item: fileItem.optional(),
  items: z.array(fileItem),
  next: z.string().optional(),
  /** By whose right it is there, and who can give access to it; without a name where nobody knows any more. */
  madeBy: z.object({ name, isYou: z.boolean(), address: address.optional() }),
  /** Where the organisation keeps record folders, for a folder there. */
  place: name.optional(),
});

/** Goes on where a page ended; only for the person it was given to. */
const next = z.string().min(1).max(8000);
const page = z.object({ items: z.array(fileItem), next: z.string().optional() });
export const filePlace = z.discriminatedUnion('from', [
  z.object({ from: z.literal('recent') }),
  z.object({ from: z.literal('mine') }),
  z.object({ from: z.literal('shared') }),
  z.object({ from: z.literal('folder'), driveId: graphId, itemId: graphId.optional() }),
  z.object({ from: z.literal('search'), words: z.string().trim().min(1).max(200) }),
]);
export const site = z.object({ id: z.string(), name, description: z.string().optional(), webUrl: z.string() });
export const library = z.object({ driveId: z.string(), name, webUrl: z.string() });

const sharePointState = z.object({
  isOn: z.boolean(),
  isAllowed: z.boolean(),
  allowUrl: z.string().optional(),
  /** Only administrators switch it. */
  mayChange: z.boolean(),
});

export const linkRoutes = {
  'GET /records/:module/:id/files': {
    summary: 'The folder of a record and the files linked to it, as the viewer may see them at Microsoft now',
    params: recordRef,
    reply: z.object({
      folders: z.array(recordFolderView),
      links: z.array(linkedFile),
      /** Where the person allows what `notAllowed` lacks. */
      allowUrl: z.string().optional(),
    }),
  },
  'POST /records/:module/:id/files': {
    summary: 'Link a file or folder, by what it is or by an address that leads to it; twice is once',
    params: recordRef,
    body: z.object({ file: z.union([fileRef, z.object({ address: z.string().trim().min(1).max(4000) })]) }),
    reply: linkedFile,
  },
  'POST /files/links/:id/unlink': {
    summary: 'Take a file off a record; the file stays where it is. Twice is once',
    params: z.object({ id }),
    reply: z.object({ id, state: z.literal('unlinked') }),
  },
  'POST /files/links/:id/restore': {
    summary: 'Put a file that was taken off back on its record. Twice is once',
    params: z.object({ id }),
    reply: linkedFile,
  },
  'POST /files/preview': {
    summary: 'A short-lived address of Microsoft that shows a file, or a picture of it; kept nowhere',
    body: fileRef,
    reply: z.object({
      kind: z.enum(['frame', 'picture', 'none']),
      url: z.string().optional(),
      item: fileItem,
    }),
  },
  'POST /files/browse': {
    summary: 'Files the viewer can choose from, page by page, read with their own right',
    body: z.object({ place: filePlace, next: next.optional() }),
    reply: page,
  },
  'GET /sharepoint': {
    summary:
      'Whether the organisation lets its people choose documents of SharePoint, and whether this person allowed it',
    reply: sharePointState,
  },
  'PUT /sharepoint': {
    summary: 'Switch SharePoint on or off for the organisation; links that were made stay. For administrators',
    body: z.object({ isOn: z.boolean() }),
    reply: sharePointState,
  },
  'POST /sites/browse': {
    summary: 'SharePoint sites the viewer follows, worked in lately, or finds by words',
    body: z.object({
      from: z.enum(['followed', 'recent', 'search']),
      words: z.string().trim().max(200).optional(),
    }),
    reply: z.object({
      /** `off`: the organisation has not switched it on. `notAllowed`: this person has not allowed it. `none`: the account has no SharePoint. */
      state: z.enum(['on', 'off', 'notAllowed', 'none']),
      allowUrl: z.string().optional(),
      sites: z.array(site),
    }),
  },
  'POST /sites/libraries': {
    summary: 'The document libraries of a site',
    body: z.object({ site: z.string().min(1).max(400) }),
    reply: z.object({ libraries: z.array(library) }),
  },
} as const satisfies Record<string, Route>;

export type FileRef = z.infer<typeof fileRef>;
export type FileItem = z.infer<typeof fileItem>;
export type FilePlace = z.infer<typeof filePlace>;
export type LinkedFile = z.infer<typeof linkedFile>;
export type RecordFolderView = z.infer<typeof recordFolderView>;
export type SeenState = z.infer<typeof seenState>;
export type Site = z.infer<typeof site>;
export type Library = z.infer<typeof library>;
export type FilePage = z.infer<typeof page>;
export type RecordFiles = z.infer<(typeof linkRoutes)['GET /records/:module/:id/files']['reply']>;
export type FilePreview = z.infer<(typeof linkRoutes)['POST /files/preview']['reply']>;
export type SharePointState = z.infer<typeof sharePointState>;
export type SitePage = z.infer<(typeof linkRoutes)['POST /sites/browse']['reply']>;
