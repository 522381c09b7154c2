import { z } from 'zod';
import { participantMatch, suggestion } from './records.js';
import { causes, type Cause } from './diagnoses.js';
import { attachmentsChoice, folderAnswer, takenFolder } from './files.js';
import { followed, mailQuestion, ruleLink } from './review.js';
import { address, id, name, participant, reason, recordRef, recordView, type Route } from './shapes.js';

/** What is done with a file that is there already: the one that is there is used, it gets a new version, or both are kept. */
export const ifThere = z.enum(['link', 'version', 'both']);
const graphId = z.string().min(1).max(1000);
const attachmentAnswer = z.object({
  attachmentId: graphId,
  answer: ifThere,
  /** The file that the answer is about, as `POST /filings/known` told it. */
  file: z.object({ driveId: graphId, itemId: graphId }),
});
/** What stood in the way, under its code of the catalogue of diagnoses, with what helps to find it. */
export const met = z.object({
  cause: z.enum(Object.keys(causes) as [Cause, ...Cause[]]),
  dateTime: z.string(),
  /** Microsoft's or Coherence's id of the request that was refused. */
  reference: z.string().optional(),
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
  diagnosis: met.optional(),
  /** It waits until somebody decides what becomes of the file that is there. */
  asks: z.literal(true).optional(),
  /** What it waits for is a word about the record's folder; whose it is is told to who brought the file. */
  folder: takenFolder.optional(),
});
export const knownFile = z.object({
  attachmentId: z.string(),
  /** `bytes`: the same file is in the folder. `name`: another of that name is. `elsewhere`: the same file is on another record. */
  kind: z.enum(['bytes', 'name', 'elsewhere']),
  file: z.object({
    driveId: z.string(),
    itemId: z.string(),
    name: z.string(),
    sizeBytes: z.number().int(),
    changedDateTime: z.string().optional(),
    webUrl: z.string().optional(),
  }),
  /** The other record. */
  record: recordView.optional(),
  answers: z.array(ifThere),
  /** What happens if nobody says otherwise. */
  proposed: ifThere,
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
  diagnosis: met.optional(),
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
  /** For files that are there already; the others go by the settings. */
  answers: z.array(attachmentAnswer).max(200).optional(),
  /** Also keep the mail itself (.eml, with all headers) in the record's folder. */
  saveCopy: z.boolean(),
});

/** What a mail is filed to, and filing it. */
export const filingRoutes = {
  'POST /matches': {
    summary: 'Filings of a message, suggested records with reasons, and who is known',
    body: matchRequest,
    reply: z.object({
      filings: z.array(filing),
      hiddenFilings: z.number().int(),
      suggestions: z.array(suggestion).max(3),
      people: z.array(participantMatch),
      /** Coherence's records are being read for the first time: who seems unknown may not be. Ask again soon. */
      isIndexing: z.literal(true).optional(),
      /** Why nothing is suggested although records are known: administrators do not allow it in their modules. */
      notAllowed: z.string().optional(),
      /** Records the mail is on by rule, without a click. */
      links: z.array(ruleLink),
      questions: z.array(mailQuestion),
      followed: followed.optional(),
      /** What the organisation chose for attachments, and where they go. */
      files: z.object({ attachments: attachmentsChoice, place: name }).optional(),
    }),
  },
  'POST /filings': {
    summary: 'File a message to records; twice is once',
    body: fileRequest,
    reply: z.object({ filings: z.array(filing) }),
  },
  'POST /filings/known': {
    summary:
      'Which attachments of a mail a record has already, before they are kept; looked up with the caller’s own right',
    body: z.object({
      record: recordRef,
      mail: z.union([z.object({ messageId: graphId }), z.object({ entry: id })]),
      attachmentIds: z.array(graphId).min(1).max(200),
    }),
    reply: z.object({ known: z.array(knownFile) }),
  },
  'POST /filings/attachments': {
    summary: 'Keep attachments of a mail that is on a record in its folder; the mail is filed with it. Twice is once',
    body: z.object({
      record: recordRef,
      /** The entry of the record’s timeline. */
      entry: id,
      attachmentIds: z.array(graphId).min(1).max(200),
      answers: z.array(attachmentAnswer).max(200).optional(),
    }),
    reply: filing,
  },
  'POST /filings/:id/files/:file/answer': {
    summary: 'Say what becomes of a file whose name is taken, or whose folder’s is; twice is once',
    params: z.object({ id, file: id }),
    body: z.object({ answer: z.union([ifThere, folderAnswer]) }),
    reply: filing,
  },
  'GET /filings/:id': { summary: 'One filing as it is now', params: z.object({ id }), reply: filing },
  'GET /filings/:id/removal': {
    summary: 'What unfiling takes back and what it leaves',
    params: z.object({ id }),
    reply: z.object({ removes: z.array(z.string()), keeps: z.array(z.string()) }),
  },
  'POST /filings/:id/unfile': { summary: 'Take a filing back; twice is once', params: z.object({ id }), reply: filing },
  'POST /filings/:id/retry': { summary: 'Try again what failed', params: z.object({ id }), reply: filing },
} as const satisfies Record<string, Route>;

export type IfThere = z.infer<typeof ifThere>;
/** About a file that is there, or about the folder it would go to. */
export type FileAnswer = IfThere | z.infer<typeof folderAnswer>;
export type AttachmentAnswer = z.infer<typeof attachmentAnswer>;
export type KnownFile = z.infer<typeof knownFile>;
export type FiledFile = z.infer<typeof filedFile>;
export type Filing = z.infer<typeof filing>;
export type FileRequest = z.infer<typeof fileRequest>;
export type Met = z.infer<typeof met>;
