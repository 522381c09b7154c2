import { createHash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import type { Recipient } from '@microsoft/microsoft-graph-types';
import type { Store } from '../../base/store.js';
import type { StoredMessage } from '../../tenant/mailboxes.js';

/** The message in MIME (RFC 5322), with every header it came with. */
export async function toMime(it: StoredMessage, store: Store): Promise<Buffer> {
  const address = (r?: Recipient | null) => ({
    name: r?.emailAddress?.name ?? '',
    address: r?.emailAddress?.address ?? '',
  });
  const standard = ['message-id', 'date', 'from', 'subject', 'in-reply-to', 'references'];
  const headers = Object.fromEntries(
    it.headers.filter((h) => !standard.includes(h.name.toLowerCase())).map((h) => [h.name, h.value]),
  );
  const named = (name: string) => it.headers.find((h) => h.name === name)?.value;
  const reply = named('In-Reply-To');
  const mail = {
    // As the service: parted by what comes from the message itself, so that the same message always reads the same.
    baseBoundary: createHash('sha256')
      .update(it.graph.internetMessageId ?? it.immutableId)
      .digest('hex')
      .slice(0, 16),
    messageId: it.graph.internetMessageId ?? undefined,
    date: new Date(it.graph.sentDateTime ?? 0),
    from: address(it.graph.from),
    subject: it.graph.subject ?? '',
    to: (it.graph.toRecipients ?? []).map(address),
    cc: (it.graph.ccRecipients ?? []).map(address),
    ...(it.graph.body?.contentType === 'text'
      ? { text: it.graph.body.content ?? '' }
      : { html: it.graph.body?.content ?? '' }),
    headers,
    ...(reply ? { inReplyTo: reply, references: named('References') ?? reply } : {}),
    attachments: it.attachments.map((a) => ({
      filename: a.name,
      contentType: a.contentType,
      content: store.getBlob(a.blob),
      ...(a.contentId ? { cid: a.contentId } : {}),
    })),
  };
  return new MailComposer(mail).compile().build();
}
