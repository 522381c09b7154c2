import { z } from 'zod';

/*
 * The one table of routes between the pages and the server. A key is "METHOD /path" below /api; it types
 * the call in the browser and the handler on the server. Personal data travels in bodies, never in paths
 * or queries. Times are ISO 8601 UTC. Growth: add optional members, never change the meaning of one.
 */

const id = z.string().min(1).max(200);
const name = z.string().max(400);
const address = z.string().max(320);

export const recordRef = z.object({ module: id, id });
/** A record as a person recognises it. `module` is the module's slug as it is now. */
export const recordView = recordRef.extend({
  moduleName: name,
  displayName: name,
  /** The record's page on this server. */
  url: z.string(),
  /** The record in Coherence itself, where known. */
  coherenceUrl: z.string().optional(),
});

export const confidence = z.enum(['high', 'medium', 'low']);
/** Why a record is suggested; `value` is the address, domain, code or earlier subject that matched. */
export const reason = z.object({
  kind: z.enum(['address', 'domain', 'thread', 'code', 'search', 'created']),
  value: z.string().max(400),
});
export const suggestion = z.object({ record: recordView, confidence, reason });

export const participant = z.object({ role: z.enum(['from', 'to', 'cc', 'bcc']), address, name: name.optional() });
export const participantMatch = participant.extend({
  /** `several`: the address is on more than one record, so a person must choose. */
  state: z.enum(['self', 'colleague', 'known', 'unknown', 'several', 'queued']),
  records: z.array(recordView),
});

export const fileState = z.enum(['pending', 'uploading', 'stored', 'failed', 'removing']);
export const filedFile = z.object({
  id,
  name: z.string(),
  sizeBytes: z.number().int(),
  kind: z.enum(['message', 'attachment']),
  state: fileState,
  webUrl: z.string().optional(),
  /** The same bytes were already in the folder and are used again. */
  reused: z.boolean().optional(),
  problem: z.string().optional(),
});
export const filingState = z.enum(['filed', 'unfiling', 'unfiled']);
export const filing = z.object({
  id,
  record: recordView,
  state: filingState,
  subject: z.string(),
  fromName: z.string(),
  fromAddress: z.string(),
  receivedDateTime: z.string(),
  filedBy: z.object({ name: z.string(), isYou: z.boolean() }),
  filedDateTime: z.string(),
  reason,
  files: z.array(filedFile),
  folderUrl: z.string().optional(),
  category: z.enum(['pending', 'set', 'failed', 'removed']),
  /** `pending`: Coherence did not answer while filing; the record is checked when it does. */
  recordCheck: z.enum(['ok', 'pending', 'missing']),
  /** True while a job still works on files, category or removal. */
  isWorking: z.boolean(),
  /** One sentence when the job waits or failed. */
  notice: z.string().optional(),
  /** When the job tries again by itself. */
  nextAttemptDateTime: z.string().optional(),
  canUnfile: z.boolean(),
});

const matchRequest = z.object({
  internetMessageId: z.string().min(1).max(1000),
  conversationId: z.string().max(500).optional(),
  subject: z.string().max(2000),
  participants: z.array(participant).max(500),
});
export const fileRequest = z.object({
  /** Address of the mailbox that holds the message; the caller's own for now. */
  mailbox: address.min(3),
  /** The message's id in Graph's form (`convertToRestId`). */
  messageId: z.string().min(1).max(1000),
  internetMessageId: z.string().min(1).max(1000),
  records: z
    .array(recordRef.extend({ reason: reason.optional() }))
    .min(1)
    .max(10),
  attachmentIds: z.array(z.string().min(1).max(1000)).max(200),
  /** Also keep the mail itself (.eml, with all headers) in the record's folder. */
  saveCopy: z.boolean(),
});

/** A field of a form for a new record, prefilled. */
export const formField = z.object({
  key: id,
  label: z.string(),
  dataType: z.string(),
  isRequired: z.boolean(),
  value: z.string(),
  options: z.array(z.object({ value: z.string(), label: z.string() })),
});
export const recordForm = z.object({ module: id, moduleName: name, fields: z.array(formField) });
/** `queued`: Coherence did not answer; the wish is kept and carried out when it does. */
export const createdRecord = z.discriminatedUnion('state', [
  z.object({ state: z.literal('created'), record: recordView, existed: z.boolean() }),
  z.object({ state: z.literal('queued'), id, displayName: name }),
  z.object({ state: z.literal('failed'), id, displayName: name, problem: z.string() }),
]);

const me = z.object({
  user: z.object({ name: z.string(), address: z.string() }),
  workspace: z.object({ name: z.string() }),
  modules: z.array(
    z.object({
      slug: id,
      singular: name,
      plural: name,
      role: z.enum(['person', 'account', 'deal', 'lead', 'task', 'other']),
    }),
  ),
  version: z.string(),
  /** The Outlook category a filed mail carries. */
  category: z.string(),
});

const timelineEntry = z.object({ id, kind: z.literal('filing'), dateTime: z.string(), filing });

interface Route {
  summary: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodObject;
  reply: z.ZodType;
  public?: true;
}

export const routes = {
  'GET /health': {
    summary: 'Whether this server can answer and its database is there',
    reply: z.object({ status: z.enum(['ok', 'unavailable']), version: z.string() }),
    public: true,
  },
  'GET /me': { summary: 'The signed-in person, their workspace and its modules', reply: me },
  'POST /matches': {
    summary: 'Filings of a message, suggested records with reasons, and who is known',
    body: matchRequest,
    reply: z.object({
      filings: z.array(filing),
      hiddenFilings: z.number().int(),
      suggestions: z.array(suggestion).max(3),
      people: z.array(participantMatch),
    }),
  },
  'POST /records/search': {
    summary: 'Records by name; `limited` when Coherence could not be asked',
    body: z.object({ query: z.string().trim().min(1).max(200) }),
    reply: z.object({ records: z.array(recordView), limited: z.boolean() }),
  },
  'POST /records/form': {
    summary: 'A form for a new record, prefilled from a participant',
    body: z.object({ module: id, name: name.optional(), address: address.optional() }),
    reply: recordForm,
  },
  'POST /records': {
    summary: 'Create a record; the same address twice gives the same record',
    body: z.object({ module: id, fields: z.record(z.string().max(200), z.string().max(5000)) }),
    reply: createdRecord,
  },
  'GET /records/wishes/:id': {
    summary: 'What became of a queued creation',
    params: z.object({ id }),
    reply: createdRecord,
  },
  'GET /records/:module/:id': {
    summary: 'One record with its field values',
    params: recordRef,
    reply: z.object({
      record: recordView,
      fields: z.array(z.object({ label: z.string(), value: z.string() })),
      folderUrl: z.string().optional(),
    }),
  },
  'GET /records/:module/:id/timeline': {
    summary: 'What was put on a record, newest first',
    params: recordRef,
    query: z.object({ before: z.string().max(100).optional() }),
    reply: z.object({ entries: z.array(timelineEntry), next: z.string().optional() }),
  },
  'POST /filings': {
    summary: 'File a message to records; twice is once',
    body: fileRequest,
    reply: z.object({ filings: z.array(filing) }),
  },
  'GET /filings/:id': { summary: 'One filing as it is now', params: z.object({ id }), reply: filing },
  'GET /filings/:id/removal': {
    summary: 'What unfiling takes back and what it leaves',
    params: z.object({ id }),
    reply: z.object({ removes: z.array(z.string()), keeps: z.array(z.string()) }),
  },
  'POST /filings/:id/unfile': { summary: 'Take a filing back; twice is once', params: z.object({ id }), reply: filing },
  'POST /filings/:id/retry': { summary: 'Try again what failed', params: z.object({ id }), reply: filing },
  'GET /audit/verify': {
    summary: 'Whether the audit chain of this organisation is whole',
    reply: z.object({ isWhole: z.boolean(), entries: z.number().int(), firstBroken: z.number().int().optional() }),
  },
} as const satisfies Record<string, Route>;

export type Routes = typeof routes;
export type RouteKey = keyof Routes;
type In<T> = T extends z.ZodType ? z.input<T> : never;
type Out<T> = T extends z.ZodType ? z.output<T> : never;
export type Params<K extends RouteKey> = Routes[K] extends { params: infer P } ? Out<P> : undefined;
export type Query<K extends RouteKey> = Routes[K] extends { query: infer P } ? Out<P> : undefined;
export type Body<K extends RouteKey> = Routes[K] extends { body: infer B } ? Out<B> : undefined;
export type BodyInput<K extends RouteKey> = Routes[K] extends { body: infer B } ? In<B> : undefined;
export type Reply<K extends RouteKey> = Out<Routes[K]['reply']>;

export type RecordRef = z.infer<typeof recordRef>;
export type RecordView = z.infer<typeof recordView>;
export type Reason = z.infer<typeof reason>;
export type Confidence = z.infer<typeof confidence>;
export type Suggestion = z.infer<typeof suggestion>;
export type Participant = z.infer<typeof participant>;
export type ParticipantMatch = z.infer<typeof participantMatch>;
export type FiledFile = z.infer<typeof filedFile>;
export type Filing = z.infer<typeof filing>;
export type FileRequest = z.infer<typeof fileRequest>;
export type RecordForm = z.infer<typeof recordForm>;
export type CreatedRecord = z.infer<typeof createdRecord>;
export type TimelineEntry = z.infer<typeof timelineEntry>;
export type Me = Reply<'GET /me'>;
export type Matches = Reply<'POST /matches'>;
