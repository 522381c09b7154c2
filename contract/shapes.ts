import { z } from 'zod';

/*
 * Shapes that more than one group of routes uses. Personal data travels in bodies, never in paths or queries. Times are
 * ISO 8601 UTC. Growth: add optional members, never change the meaning of one.
 */

/** One line of the table of routes (api.ts); a key is "METHOD /path" below /api. */
export interface Route {
  summary: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodObject;
  reply: z.ZodType;
  public?: true;
}

export const id = z.string().min(1).max(200);
export const name = z.string().max(400);
export const address = z.string().max(320);

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

/** What comes to records, and what administrators allow or do not allow by module. */
export const coming = z.enum(['mail', 'meetings', 'files']);

export const confidence = z.enum(['high', 'medium', 'low']);
/**
 * Why a record is suggested or has a mail; `value` is the address, domain, code or earlier subject that matched. `sent`: it was
 * written on the record.
 */
export const reason = z.object({
  kind: z.enum(['address', 'domain', 'thread', 'code', 'context', 'search', 'created', 'sent']),
  value: z.string().max(400),
});
export const participant = z.object({ role: z.enum(['from', 'to', 'cc', 'bcc']), address, name: name.optional() });

export type RecordRef = z.infer<typeof recordRef>;
export type RecordView = z.infer<typeof recordView>;
export type Reason = z.infer<typeof reason>;
export type Coming = z.infer<typeof coming>;
export type Confidence = z.infer<typeof confidence>;
export type Participant = z.infer<typeof participant>;
