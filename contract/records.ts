import { z } from 'zod';
import {
  address,
  coming,
  confidence,
  id,
  name,
  participant,
  reason,
  recordRef,
  recordView,
  type Route,
} from './shapes.js';

export const suggestion = z.object({ record: recordView, confidence, reason });

export const participantMatch = participant.extend({
  /** `several`: the address is on more than one record, so a person must choose. */
  state: z.enum(['self', 'colleague', 'known', 'unknown', 'several', 'queued']),
  records: z.array(recordView),
  /** Which of several records this person means. */
  chosen: recordView.optional(),
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
  z.object({
    state: z.literal('queued'),
    id,
    displayName: name,
    /** Why it waits, where it is not simply that Coherence does not answer. */
    problem: z.string().optional(),
  }),
  z.object({ state: z.literal('failed'), id, displayName: name, problem: z.string() }),
]);

/** Records of Coherence: find, read, create. */
export const recordRoutes = {
  'POST /records/search': {
    summary: 'Records by name; `limited` when Coherence could not be asked',
    body: z.object({
      query: z.string().trim().min(1).max(200),
      /** What is to be put on the record that is found: those of modules where that is not allowed are left out. */
      for: coming.optional(),
    }),
    reply: z.object({
      records: z.array(recordView),
      limited: z.boolean(),
      /** Why it is limited, where it is not simply that Coherence does not answer; or why records that were found are left out. */
      notice: z.string().optional(),
    }),
  },
  'POST /records/form': {
    summary: 'A form for a new record, prefilled from a participant and the mail',
    body: z.object({
      module: id,
      name: name.optional(),
      address: address.optional(),
      subject: z.string().max(2000).optional(),
      /** The mailbox's time zone, as Outlook or IANA names it; UTC otherwise. */
      timeZone: z.string().max(100).optional(),
      /** Records the mail belongs to, the likeliest first. */
      related: z.array(recordRef).max(10).optional(),
      /** What it is made for; an email otherwise. */
      for: coming.optional(),
    }),
    reply: recordForm,
  },
  'POST /records': {
    summary: 'Create a record; the same address twice gives the same record',
    body: z.object({
      module: id,
      fields: z.record(z.string().max(200), z.string().max(5000)),
      /** Although Coherence warned that there is one like it. */
      anyway: z.boolean().optional(),
      for: coming.optional(),
    }),
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
      /** Empty when Coherence could not be asked. */
      fields: z.array(z.object({ label: z.string(), value: z.string() })),
      notice: z.string().optional(),
      folderUrl: z.string().optional(),
    }),
  },
} as const satisfies Record<string, Route>;

export type Suggestion = z.infer<typeof suggestion>;
export type ParticipantMatch = z.infer<typeof participantMatch>;
export type RecordForm = z.infer<typeof recordForm>;
export type CreatedRecord = z.infer<typeof createdRecord>;
