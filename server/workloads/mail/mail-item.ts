/** One message as our rules, links and tables read it; Graph's own shape ends in translate.ts. */
export interface MailItem {
  graphId: string;
  changeKey: string;
  internetMessageId: string;
  conversationId: string;
  folderGraphId: string;
  receivedDateTime: string;
  sentDateTime: string;
  subject: string;
  preview: string;
  from?: { address: string; name: string };
  participants: { role: 'from' | 'to' | 'cc' | 'bcc'; address: string; name: string }[];
  hasAttachments: boolean;
  importance: string;
  sensitivity: 'normal' | 'personal' | 'private' | 'confidential';
  categories: string[];
  isDraft: boolean;
  /** Sent to many by a machine, as its headers say (headers.ts). */
  isBulk: boolean;
  /** An invitation to a meeting, or an answer to one. */
  isInvitation: boolean;
  /** Internet message ids of In-Reply-To and References. */
  references: string[];
}
