/** Which permissions allow a call: the first rule whose path and method fit counts. */
export interface Rule {
  path: RegExp;
  method: RegExp;
  delegated: string[];
  /** What a person's token needs in a mailbox that is not their own; it is good for the own one too. */
  shared?: string[];
  application: string[];
}
