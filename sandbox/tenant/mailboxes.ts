import { EventEmitter } from 'node:events';
import { randomBytes, randomInt } from 'node:crypto';
import type { Behaviour } from '../base/behaviour.js';
import type { Clock } from '../base/clock.js';
import type { Store } from '../base/store.js';
import { headersOf, toGraph, toStored } from './mail/compose.js';
import { defaultFolders, folderId } from './mail/default-folders.js';
import { generateMail, type GenerateMail } from './mail/generate.js';
import { GeneratedMail } from './mail/generated-mail.js';
import { Mailbox, type MailEvent } from './mail/mailbox.js';
import { expand, owners } from './mail/owners.js';
import { fillMailbox, saveMailbox, type SavedMailbox } from './mail/saved-mailbox.js';
import type { Mail, MailAttachment, MailFolder, MessageContent, StoredAttachment } from './mail/shapes.js';
import type { StoredMessage } from './mail/stored-message.js';

export type { Mailbox } from './mail/mailbox.js';
export type { StoredMessage } from './mail/stored-message.js';
export type { Address, Mail } from './mail/shapes.js';

/**
 * Every mailbox of the imitated tenants, and the post between them. Emits `change` with the mailbox's objectId, and `mail`
 * with what happened to a message.
 */
export class Mailboxes extends EventEmitter {
  readonly #boxes = new Map<string, Mailbox>();

  constructor(
    readonly store: Store,
    readonly clock: Clock,
    readonly behaviour: Behaviour,
  ) {
    super();
    this.setMaxListeners(0);
    const saved = store.table<Record<string, SavedMailbox>>('mail', () => ({}));
    const live: Record<string, { toJSON(): SavedMailbox }> = {};
    for (const owner of owners()) {
      const known = saved[owner.objectId];
      const box = new Mailbox(
        owner,
        known?.folders ?? defaultFolders(owner.objectId, owner.language),
        known?.categories ?? defaultCategories(owner.objectId),
        () => clock.now(),
        (event) => this.#tell(owner.objectId, event),
        (work) => this.#whenVisible(work),
      );
      this.#boxes.set(owner.objectId, box);
      if (known) fillMailbox(box, known, (plan) => new GeneratedMail(plan));
      live[owner.objectId] = { toJSON: () => saveMailbox(box) };
    }
    store.replace('mail', live);
  }

  get isEmpty(): boolean {
    return [...this.#boxes.values()].every((box) => box.everything.items.length === 0);
  }
  find(objectId: string): Mailbox | undefined {
    return this.#boxes.get(objectId);
  }
  all(): Mailbox[] {
    return [...this.#boxes.values()];
  }
  byAddress(address: string): Mailbox | undefined {
    const wanted = address.toLowerCase();
    return [...this.#boxes.values()].find((box) => box.address.toLowerCase() === wanted);
  }
  /** By name, address or object id. */
  ofPerson(person: string): Mailbox {
    const found =
      this.find(person) ??
      this.byAddress(person) ??
      [...this.#boxes.values()].find((box) => box.name.toLowerCase().startsWith(person.toLowerCase()));
    if (!found) throw new Error(`There is no mailbox of ${person}.`);
    return found;
  }

  folder(box: Mailbox, idOrName: string): MailFolder | undefined {
    return box.folder(idOrName);
  }
  message(box: Mailbox, id: string): StoredMessage | undefined {
    return box.message(id);
  }

  /** Delivers to everybody inside, and keeps the sender's copy in Sent Items. Gives the internet message id. */
  deliver(mail: Mail, { keepCopy = true }: { keepCopy?: boolean } = {}): string {
    const sent = mail.sentDateTime ?? this.clock.now().toISOString();
    const domain = mail.from.address.split('@')[1] ?? 'example';
    const internetMessageId = mail.internetMessageId ?? `<${randomBytes(12).toString('hex')}@${domain}>`;
    const everyone = [...mail.to, ...(mail.cc ?? []), ...(mail.bcc ?? [])].map((it) => it.address);
    const boxes = new Set(
      expand(everyone)
        .map((it) => this.byAddress(it))
        .filter((it) => it !== undefined),
    );
    for (const box of boxes) this.#put(box, 'inbox', mail, internetMessageId, sent, mail.isRead ?? false);
    const sender = keepCopy ? this.byAddress(mail.from.address) : undefined;
    if (sender) this.#put(sender, 'sentitems', mail, internetMessageId, sent, true);
    return internetMessageId;
  }

  /** Puts a message into a folder as it is (a draft, a copy). */
  add(box: Mailbox, folder: string, content: MessageContent): StoredMessage {
    return box.add(folder, content);
  }
  move(box: Mailbox, message: StoredMessage, folder: MailFolder): void {
    box.move(message, folder.id);
  }
  remove(box: Mailbox, message: StoredMessage): void {
    box.remove(message);
  }
  /** Something was changed by hand: in a message, or in the mailbox itself. */
  changed(box: Mailbox, message?: StoredMessage, names?: string[]): void {
    if (message) box.changed(message, names);
    else this.#tell(box.objectId, undefined);
  }

  /** Adds an attachment to a message's content; tell the mailbox afterwards. */
  attach(message: StoredMessage, attachment: MailAttachment): StoredAttachment {
    const id = message.ids.attachment(message.number, randomInt(100, 2 ** 31));
    const stored = toStored(attachment, id, this.store.putBlob(attachment.bytes), this.clock.now());
    message.attachments.push(stored);
    message.graph.hasAttachments = message.attachments.some((it) => !it.isInline); // inline pictures alone do not count
    return stored;
  }
  generate({ person, ...options }: GenerateMail): void {
    generateMail(this.ofPerson(person), this.store, options);
  }

  #put(box: Mailbox, folderName: string, mail: Mail, internetMessageId: string, sent: string, isRead: boolean): void {
    const folder = box.folder(folderName);
    if (!folder) return;
    const number = box.takeNumber();
    const attachments = (mail.attachments ?? []).map((it, place) =>
      toStored(it, box.ids.attachment(number, place), this.store.putBlob(it.bytes), this.clock.now()),
    );
    const answered =
      mail.inReplyTo && !mail.conversation
        ? box.byInternetMessageId(mail.inReplyTo)[0]?.graph.conversationId
        : undefined;
    const conversationId = mail.conversationId ?? answered;
    const graph = toGraph({ ...mail, ...(conversationId ? { conversationId } : {}) }, internetMessageId, sent);
    box.add(
      folder.id,
      {
        graph: { ...graph, isRead, hasAttachments: attachments.some((it) => !it.isInline) },
        headers: headersOf(mail, internetMessageId, sent),
        attachments,
        ...(mail.meeting ? { meeting: mail.meeting } : {}),
      },
      number,
    );
  }

  #tell(objectId: string, event: MailEvent | undefined): void {
    this.store.touch();
    this.emit('change', objectId);
    if (event) this.emit('mail', event);
  }
  #whenVisible(work: () => void): void {
    const { visibleAfterMs } = this.behaviour.mail;
    if (visibleAfterMs > 0) setTimeout(work, visibleAfterMs).unref();
    else work();
  }
}

const defaultCategories = (mailbox: string) =>
  (
    [
      ['Red category', 'preset0'],
      ['Blue category', 'preset7'],
      ['Green category', 'preset4'],
    ] as const
  ).map(([displayName, color]) => ({ id: folderId(mailbox, displayName).slice(6, 42), displayName, color }));
