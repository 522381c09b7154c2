import { z } from 'zod';

/** What our server understands of Coherence after decoding any of its three dialects (docs/decisions/0003). */
export interface CoherenceModule {
  id: string;
  slug: string;
  singular: string;
  plural: string;
  visibility: 'active' | 'hidden';
}
export interface CoherenceField {
  id: string;
  slug: string;
  name: string;
  label: string;
  dataType: string;
  isRequired: boolean;
  options: { value: string; label: string }[];
}
export interface CoherenceRecord {
  id: string;
  moduleSlug: string;
  displayName: string;
  fields: Record<string, unknown>;
  ownerUserId?: string;
  /** `account`: everybody of the workspace whose role reaches its module. Anything else is kept to fewer. */
  privacyLevel?: string;
  createdDateTime?: string;
  updatedDateTime?: string;
  /** The record's address in Coherence's own site, where the answer gave one. */
  link?: string;
}
/** A user of the workspace. Not every dialect tells them. */
export interface CoherenceUser {
  id: string;
  name: string;
  address: string;
  /** Owner, Admin, Member or Guest, as the workspace calls them. */
  role: string;
  isActive: boolean;
}
export interface CoherenceIdentity {
  workspaceName: string;
  userName: string;
  scopes: string[];
}
export interface CoherenceSearchHit {
  moduleSlug: string;
  recordId: string;
  title: string;
  snippet?: string;
  score: number;
  link?: string;
}

/** The error envelope of every dialect: `{"error":{"code","message","details"}}`. */
export const coherenceError = z.object({
  error: z
    .object({
      code: z.string(),
      message: z.string(),
      details: z.object({ field: z.string().optional(), reason: z.string().optional() }).loose().optional(),
      retry_after: z.number().optional(),
    })
    .loose(),
});
