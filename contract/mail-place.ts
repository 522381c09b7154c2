import { z } from 'zod';
import { address, recordRef, recordView, type Route } from './shapes.js';

const openMail = z.object({
  /** Address of the mailbox the mail is open in. */
  mailbox: address.min(3),
  /** Its id in Graph's form; after it was moved the old one does. */
  messageId: z.string().min(1).max(1000),
  internetMessageId: z.string().min(1).max(1000),
});

/** Where a mail is in Outlook, and whether it was moved for a record. */
export const mailPlace = z.object({
  /** False where the mailbox is not connected: then nothing is known of it, and nothing is moved. */
  isConnected: z.boolean(),
  /** Names of its folder and those above, outermost first; left out while it is on its way. */
  folder: z.array(z.string()).optional(),
  /** It is where nothing is moved from. */
  stays: z.enum(['draft', 'drafts', 'sentitems', 'junkemail', 'deleteditems', 'outbox']).optional(),
  /** What the mailbox wishes for mail that comes to a record. */
  organization: z.enum(['off', 'category', 'move']),
  /** Whether a folder is for one record, or for its module. */
  by: z.enum(['record', 'module']),
  moved: z
    .object({
      /** Left out where the viewer may not see it. */
      record: recordView.optional(),
      /** `left`: it was not moved, or a person moved it on; then there is nothing to take back. */
      state: z.enum(['moving', 'moved', 'going_back', 'left']),
      problem: z.string().optional(),
    })
    .optional(),
});

/** Moving one mail into the folder of its record, from the pane, and taking that back. */
export const mailPlaceRoutes = {
  'POST /mail/place': {
    summary: 'In which folder of Outlook a mail is, asked of Microsoft now',
    body: openMail,
    reply: mailPlace,
  },
  'POST /mail/place/move': {
    summary: 'Move a mail that is on a record into the folder for it; twice is once',
    body: openMail.extend({ record: recordRef }),
    reply: mailPlace,
  },
  'POST /mail/place/undo': {
    summary: 'Put a moved mail back where it was; twice is once',
    body: openMail,
    reply: mailPlace,
  },
} as const satisfies Record<string, Route>;

export type OpenMail = z.infer<typeof openMail>;
export type MailPlace = z.infer<typeof mailPlace>;
