/** Something handed over once; the secret itself is not kept, only its hash. */
export interface HandOverTable {
  hash: string;
  kind: 'attempt' | 'ticket' | 'link' | 'coherence';
  key_id: string;
  sealed: string;
  expires_at: Date;
  taken_at: Date | null;
}
