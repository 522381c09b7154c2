import { z } from 'zod';

/*
 * What a person chooses for one mailbox. One definition serves the dry run, the history and live mail, so that
 * what was shown before is what comes after.
 */

const day = z.iso.date();

/** How far back; days and months count in the mailbox's time zone. `to` set: history only, nothing live. */
export const range = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('days'), days: z.union([z.literal(30), z.literal(90)]) }),
  z.object({ kind: z.literal('months'), months: z.literal(6) }),
  z.object({ kind: z.literal('custom'), from: day, to: day.optional() }),
]);

/** An address, or a domain with everything below it. */
const neverFile = z.object({
  pattern: z.string().trim().min(3).max(320),
  /** Whose address counts: the sender's, anybody's, or only if all outside people fit. */
  who: z.enum(['sender', 'any', 'all']),
});

export const rules = z.object({
  neverFile: z.array(neverFile).max(500),
  bulk: z.enum(['skip', 'keep']),
  internal: z.enum(['skip', 'keep']),
  /** Outlook's "private", "personal" and "confidential". */
  private: z.enum(['skip', 'keep']),
  invitations: z.enum(['skip', 'keep']),
  categories: z.object({ kind: z.enum(['off', 'only', 'except']), names: z.array(z.string().min(1).max(255)).max(50) }),
});

/** What colleagues see of a mail on a record. */
export const visibility = z.enum(['people', 'subject', 'everything']);

/** What happens to a mail in Outlook once it is on a record. Off unless chosen (M26). */
export const organization = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('off') }),
  z.object({ kind: z.literal('category') }),
  z.object({ kind: z.literal('move'), by: z.enum(['module', 'record']) }),
]);

export const folderChoice = z.object({
  /** Graph's id of the folder. */
  id: z.string().min(1).max(500),
  includeSubfolders: z.boolean(),
  includeNewSubfolders: z.boolean(),
});

export const mailSettings = z.object({
  range,
  folders: z.array(folderChoice).min(1).max(1000),
  rules,
  visibility,
  organization,
});

export type MailSettings = z.infer<typeof mailSettings>;
export type MailRules = z.infer<typeof rules>;
export type MailRange = z.infer<typeof range>;
export type MailOrganization = z.infer<typeof organization>;
