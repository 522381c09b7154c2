import type { WishedMail } from '../../../../contract/api.js';
import { AppError } from '../../../base/errors.js';
import type { MailboxRow } from '../../../connections/mailboxes.js';
import type { AskMailbox } from '../folders.js';
import { writtenHtml } from '../harmless-html.js';
import { findMarked, markOf, orNothing, readDraftText, writtenMark } from './mark.js';
import type { MailChange, MailRow } from './row.js';

type Recipients = WishedMail['to'];
/** How a step writes down what it did; throws when somebody else works on the mail by now. */
export type Note = (values: MailChange) => Promise<void>;
interface Draft {
  id: string;
  internetMessageId?: string | null;
  conversationId?: string | null;
}
export interface Writing {
  ask: AskMailbox;
  mailbox: MailboxRow;
  mail: WishedMail;
  /** The mail that is answered, in this mailbox. */
  source?: string | undefined;
}

/**
 * Brings the draft at Microsoft to what is wished: made once for each version of the text. What an earlier attempt may have left
 * is removed before another is made, so that never two drafts could leave.
 */
export async function ensureDraft({ ask, mailbox, mail, source }: Writing, row: MailRow, note: Note): Promise<void> {
  if (row.graph_id === null || row.draft_version !== row.version) {
    await removeDrafts(ask, row);
    await note({ graph_id: null, draft_version: null, is_written: false, drafts_tried: row.drafts_tried + 1 });
    const made = await begin(ask, mailbox, mail, source, row);
    await note({
      graph_id: made.id,
      draft_version: row.version,
      is_written: mail.kind === 'new',
      internet_message_id: made.internetMessageId ?? '',
      conversation_id: made.conversationId ?? '',
      inherited: mail.kind === 'forward' ? await attachmentNames(ask, made.id) : [],
    });
  }
  if (row.is_written || row.graph_id === null) return;
  const text = await readDraftText(ask, row.graph_id, row.version);
  if (!text.isWritten)
    await ask({
      method: 'PATCH',
      path: `/messages/${encodeURIComponent(row.graph_id)}`,
      body: {
        ...addressed(mailbox, mail),
        body: { contentType: 'HTML', content: above(writtenHtml(mail.html), text.html) },
        singleValueExtendedProperties: [writtenMark(row.version)],
      },
    });
  await note({ is_written: true });
}

/** Takes away drafts of this mail; never what was sent. */
export async function removeDrafts(
  ask: AskMailbox,
  row: Pick<MailRow, 'id' | 'graph_id' | 'drafts_tried'>,
): Promise<void> {
  if (row.drafts_tried === 0) return;
  const found = await findMarked(ask, row.id);
  const drafts = new Set(found.filter((it) => it.isDraft).map((it) => it.id));
  // One that was made a moment ago may not be found yet; by its id it is there.
  if (row.graph_id && !found.some((it) => it.id === row.graph_id)) drafts.add(row.graph_id);
  for (const id of drafts)
    await ask({ method: 'DELETE', path: `/messages/${encodeURIComponent(id)}` }).catch(orNothing);
}

async function begin(
  ask: AskMailbox,
  mailbox: MailboxRow,
  mail: WishedMail,
  source: string | undefined,
  { id }: MailRow,
): Promise<Draft> {
  if (mail.kind === 'new')
    return ask<Draft>({
      method: 'POST',
      path: '/messages',
      body: {
        ...addressed(mailbox, mail),
        body: { contentType: 'HTML', content: writtenHtml(mail.html) },
        singleValueExtendedProperties: [markOf(id)],
      },
    });
  const action = { reply: 'createReply', replyAll: 'createReplyAll', forward: 'createForward' }[mail.kind];
  // Exchange writes the subject, the quoted mail and what holds the conversation together.
  return ask<Draft>({
    method: 'POST',
    path: `/messages/${encodeURIComponent(source ?? '')}/${action}`,
    body: { message: { singleValueExtendedProperties: [markOf(id)] } },
  }).catch((error: unknown) => {
    throw error instanceof AppError && error.code === 'not_found'
      ? new AppError(
          'invalid_request',
          `The email this belongs to is no longer in ${mailbox.address}. Write a new one, or choose the mailbox that has it.`,
          { source: 'graph', field: 'mailbox', cause: error },
        )
      : error;
  });
}

const addressed = (mailbox: MailboxRow, { to, cc, bcc, subject }: WishedMail) => ({
  subject,
  toRecipients: to.map(recipient),
  ccRecipients: cc.map(recipient),
  bccRecipients: bcc.map(recipient),
  ...(mailbox.kind === 'shared' ? { from: recipient({ address: mailbox.address, name: mailbox.display_name }) } : {}),
});
const recipient = ({ address, name }: Recipients[number]) => ({
  emailAddress: { address: address.trim(), name: name || address.trim() },
});

/** What was written stands above what Exchange put into the draft. */
export function above(written: string, draft: string): string {
  const at = /<body[^>]*>/i.exec(draft);
  const end = at ? at.index + at[0].length : 0;
  return `${draft.slice(0, end)}<div>${written}</div>${draft.slice(end)}`;
}

export async function attachmentNames(ask: AskMailbox, graphId: string): Promise<string[]> {
  const { value } = await ask<{ value: { name?: string | null }[] }>({
    path: `/messages/${encodeURIComponent(graphId)}/attachments`,
    query: { $select: 'id,name', $top: '500' },
  });
  return value.map((it) => it.name ?? '');
}
