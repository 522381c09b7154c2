import { headersOf } from '../../tenant/mail/compose.js';
import { addressOf, recipient, seconds, type Mail, type MessageContent } from '../../tenant/mail/shapes.js';
import type { Mailbox, StoredMessage } from '../../tenant/mailboxes.js';
import { personAt, type Call } from '../call.js';
import { badRequest, GraphRefusal, mailDenied } from '../errors.js';
import { isOthers, mayUseAddress } from './access.js';
import { tooLarge } from './message-content.js';

const standard = ['message-id', 'date', 'from', 'sender', 'subject', 'in-reply-to', 'references'];

/** Sends what was never kept; its copy goes to Sent Items unless it is not wanted. */
export function sendContent(call: Call, box: Mailbox, content: MessageContent, number: number, keep: boolean): void {
  post(call, box, content);
  const sent = box.folder('sentitems');
  if (keep && sent) box.add(sent.id, content, number);
}

/** Sends a draft: it becomes the copy in Sent Items, or gives way to a new item there, when the service does so. */
export function sendDraft(call: Call, box: Mailbox, draft: StoredMessage): void {
  if (!draft.graph.isDraft) throw badRequest('The item is not a draft.', 'ErrorInvalidRequest');
  post(call, box, draft.content);
  const sent = box.folder('sentitems')?.id ?? '';
  if (!call.behaviour.mail.sentCopyGetsNewId) {
    box.move(draft, sent);
    return;
  }
  const content = structuredClone(draft.content);
  box.remove(draft);
  box.add(sent, content);
}

/** Checks, delivers, and makes of the content what lies in Sent Items afterwards. */
function post(call: Call, box: Mailbox, content: MessageContent): void {
  const { graph } = content;
  requireRecipients(content);
  if (sizeOf(content) > call.behaviour.mail.messageSizeLimit) throw tooLarge();
  const { from, sender } = identityOf(call, box, content);
  const now = call.clock.now().toISOString();
  const header = (name: string) => content.headers.find((it) => it.name.toLowerCase() === name)?.value;
  const [inReplyTo, references] = [header('in-reply-to'), header('references')];
  const mail: Mail = {
    from,
    ...(sender ? { sender } : {}),
    to: (graph.toRecipients ?? []).map(addressOf),
    cc: (graph.ccRecipients ?? []).map(addressOf),
    bcc: (graph.bccRecipients ?? []).map(addressOf),
    replyTo: (graph.replyTo ?? []).map(addressOf),
    subject: graph.subject ?? '',
    html: graph.body?.content ?? '',
    isText: graph.body?.contentType === 'text',
    importance: graph.importance ?? 'normal',
    sentDateTime: now,
    internetMessageId: graph.internetMessageId ?? '',
    conversationId: graph.conversationId ?? '',
    conversationIndex: graph.conversationIndex ?? '',
    ...(inReplyTo ? { inReplyTo } : {}),
    ...(references ? { references } : {}),
    headers: content.headers.filter((it) => !standard.includes(it.name.toLowerCase())),
    attachments: content.attachments.map((it) => ({
      name: it.name,
      contentType: it.contentType,
      bytes: call.tenants.store.getBlob(it.blob),
      isInline: it.isInline,
      ...(it.contentId ? { contentId: it.contentId } : {}),
    })),
  };
  call.tenants.mailboxes.deliver(mail, { keepCopy: false });
  const when = seconds(now);
  Object.assign(graph, {
    isDraft: false,
    isRead: true,
    sentDateTime: when,
    receivedDateTime: when,
    from: recipient(from),
    sender: recipient(sender ?? from),
  });
  content.headers = headersOf(mail, graph.internetMessageId ?? '', now);
}

function requireRecipients({ graph }: MessageContent): void {
  const everyone = [graph.toRecipients, graph.ccRecipients, graph.bccRecipients].flatMap((list) => list ?? []);
  if (everyone.length === 0)
    throw badRequest('At least one recipient is not valid., Recipients are required.', 'ErrorInvalidRecipients');
  for (const { emailAddress } of everyone)
    if (!/^[^\s@]+@[^\s@]+$/.test(emailAddress?.address ?? ''))
      throw badRequest(
        `At least one recipient is not valid., Recipient '${emailAddress?.address ?? ''}' is not resolved. All recipients must be resolved before a message can be submitted.`,
        'ErrorInvalidRecipients',
      );
}

/** As it counts on the way: attachments grow by a third when they become text. */
const sizeOf = ({ graph, attachments }: MessageContent): number =>
  (graph.body?.content?.length ?? 0) + attachments.reduce((sum, it) => sum + Math.ceil((it.size * 4) / 3), 0);

/** In whose name it goes out: the mailbox's own, or that of a shared mailbox the caller may use. */
function identityOf(call: Call, box: Mailbox, { graph }: MessageContent) {
  const wanted = addressOf(graph.from).address || box.address;
  const owner = call.tenants.mailboxes.byAddress(wanted);
  const right = owner && mayUseAddress(call, owner);
  if (!owner || !right || (owner !== box && right === 'own' && isOthers(call, box)))
    throw new GraphRefusal(
      403,
      'ErrorSendAsDenied',
      'The user account which was used to submit this request does not have the right to send mail on behalf of the specified sending account.',
    );
  if (right !== 'own' && !call.caller.scp.includes('Mail.Send.Shared')) throw mailDenied();
  const from = { name: owner.name, address: owner.address };
  if (right !== 'on behalf') return { from };
  const { person } = personAt(call, call.caller.oid ?? '');
  return { from, sender: { name: person.name, address: person.userPrincipalName } };
}
