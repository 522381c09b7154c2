import type { GraphMessage, Address, Header, MessageContent, StoredAttachment } from './shapes.js';
import { previewOf, recipient, seconds } from './shapes.js';
import { MailIds, mix } from './ids.js';
import type { MailSource } from './mailbox.js';
import { sentences } from './prose.js';
import type { MessageFacts } from './stored-message.js';
import { blockSize, dice, makeBlock, makeThread, pick, type Block, type Thread } from './threads.js';

/** Everything that generated mail follows from; with the same plan it is the same mail, byte for byte. */
export interface GeneratorPlan {
  seed: number;
  count: number;
  owner: Address;
  mailbox: string;
  colleagues: Address[];
  known: Address[];
  fromMs: number;
  untilMs: number;
  bodyBytes: number;
  /** The folder ids by role; roles without one go to the inbox. */
  folders: Record<string, string>;
  /** Files that some mails carry, already in the blob store. */
  files: { name: string; contentType: string; size: number; blob: string }[];
  /** Mail that is older than this is read. */
  unreadDays: number;
}
interface Place {
  thread: Thread;
  position: number;
  isOwn: boolean;
  receivedMs: number;
  previous: number;
  roll: () => number;
}

const conversationHead = 'AAQkAGEwN2VjZDQ4LTBmZmEtNGQ0Yi1iMmYxLTVjZDk0ZjE2ZDE3NwAQ';

/** Mail without end: threads, known and unknown senders, folders, attachments and bulk mail; each made when it is asked for. */
export class GeneratedMail implements MailSource {
  readonly #blocks = new Map<number, Block>();
  readonly #ids: MailIds;

  constructor(readonly plan: GeneratorPlan) {
    this.#ids = new MailIds(plan.mailbox);
  }
  get count(): number {
    return this.plan.count;
  }

  factsOf(index: number): MessageFacts & { folderId: string } {
    const place = this.#place(index);
    const { roll, isOwn, receivedMs, thread } = place;
    const [forFolder, forRead, forFile, forSize] = [roll(), roll(), roll(), roll()];
    const files = this.#files(thread, forFile);
    const isOld = receivedMs < this.plan.untilMs - this.plan.unreadDays * 86_400_000;
    return {
      receivedMs,
      isRead: isOwn || isOld || forRead < 0.6,
      size: 2000 + this.#bodyBytes(forSize) + files.reduce((sum, it) => sum + it.size, 0),
      folderId: this.#folder(place, forFolder),
    };
  }

  contentOf(index: number, number: number): MessageContent {
    const place = this.#place(index);
    const { thread, isOwn, position, receivedMs, previous, roll } = place;
    const { plan } = this;
    const [, forRead, forFile, forSize, forMark, forOther] = [roll(), roll(), roll(), roll(), roll(), roll()];
    const isOld = receivedMs < plan.untilMs - plan.unreadDays * 86_400_000;
    const when = seconds(new Date(receivedMs).toISOString());
    const [from, to] = isOwn ? [plan.owner, thread.counterpart] : [thread.counterpart, plan.owner];
    const others = forOther < 0.2 && thread.kind !== 'bulk' ? plan.colleagues.slice(0, 1) : [];
    const subject = this.#subject(thread, position, index);
    const id = this.#messageId(index, from);
    const attachments = this.#files(thread, forFile).map((file, i): StoredAttachment => ({
      ...file,
      id: this.#ids.attachment(number, i),
      isInline: false,
      contentId: null,
      lastModifiedDateTime: when,
      kind: 'file',
    }));
    let made: string | undefined; // by the first who looks: most lists want no bodies
    const html = () => (made ??= this.#html(thread, from, position, index, this.#bodyBytes(forSize)));
    const graph: GraphMessage = {
      createdDateTime: when,
      lastModifiedDateTime: when,
      receivedDateTime: when,
      sentDateTime: when,
      hasAttachments: attachments.length > 0,
      internetMessageId: id,
      subject,
      get bodyPreview() {
        return previewOf(html());
      },
      importance: forMark > 0.97 ? 'high' : 'normal',
      conversationId: this.#conversationId(thread, index),
      conversationIndex: Buffer.from(`${thread.key}.${position}`).toString('base64'),
      isDeliveryReceiptRequested: false,
      isReadReceiptRequested: false,
      isRead: isOwn || isOld || forRead < 0.6,
      isDraft: false,
      inferenceClassification: thread.kind === 'bulk' ? 'other' : 'focused',
      get body() {
        return { contentType: 'html' as const, content: html() };
      },
      sender: recipient(from),
      from: recipient(from),
      toRecipients: [recipient(to)],
      ccRecipients: others.map(recipient),
      bccRecipients: [],
      replyTo: [],
      categories: forMark < 0.04 ? ['Blue category'] : [],
      flag: { flagStatus: forMark > 0.04 && forMark < 0.06 ? 'flagged' : 'notFlagged' },
    };
    const before =
      previous < 0
        ? undefined
        : this.#messageId(previous, this.#place(previous).isOwn ? plan.owner : thread.counterpart);
    return { graph, headers: headersOf(graph, thread, before), attachments };
  }

  indexOf(internetMessageId: string): number | undefined {
    const read = /^<([0-9a-z]+)\.([0-9a-z]+)\./.exec(internetMessageId);
    const index = parseInt(read?.[2] ?? '', 36);
    if (!read || parseInt(read[1] ?? '', 36) !== this.plan.seed || !(index < this.count)) return undefined;
    const { isOwn, thread } = this.#place(index);
    return this.#messageId(index, isOwn ? this.plan.owner : thread.counterpart) === internetMessageId
      ? index
      : undefined;
  }

  inConversation(conversationId: string): number[] {
    if (!conversationId.startsWith(conversationHead)) return [];
    const [seed, block = 0, thread, single = 0] = new Uint32Array(
      new Uint8Array(Buffer.from(conversationId.slice(conversationHead.length), 'base64url')).buffer.slice(0, 16),
    );
    if (seed !== this.plan.seed || block * blockSize >= this.count) return [];
    const found: number[] = [];
    this.#block(block).thread.forEach((it, slot) => {
      const index = block * blockSize + slot;
      if (it === thread && index < this.count && (single === 0 || single === slot + 1)) found.push(index);
    });
    return found;
  }

  #place(index: number): Place {
    const { seed, count, fromMs, untilMs } = this.plan;
    const number = Math.floor(index / blockSize);
    const slot = index % blockSize;
    const block = this.#block(number);
    const thread = this.#thread(number, block.thread[slot] as number);
    // Bulk mail stands alone, each a conversation of its own.
    const isAlone = thread.kind === 'bulk' || thread.kind === 'junk';
    const position = isAlone ? 0 : (block.position[slot] as number);
    const roll = dice(mix(mix(seed, 99), index));
    const step = (untilMs - fromMs) / count;
    const previous = isAlone ? -1 : (block.previous[slot] as number);
    // One in fifty arrives in the same second as the one before it: page borders must cope with that.
    const shift = roll() < 0.02 && slot > 0 ? 0 : 1;
    const within = dice(mix(mix(seed, 98), index + shift))();
    const receivedMs = Math.floor((fromMs + step * (index + shift - 1 + within)) / 1000) * 1000;
    const isOwn = !isAlone && (position % 2 === 0) === thread.ownFirst;
    return { thread, position, isOwn, receivedMs, previous: previous < 0 ? -1 : number * blockSize + previous, roll };
  }

  #block(number: number): Block {
    const known = this.#blocks.get(number);
    if (known) return known;
    const made = makeBlock(this.plan.seed, number);
    if (this.#blocks.size > 64) this.#blocks.clear();
    this.#blocks.set(number, made);
    return made;
  }
  readonly #threads = new Map<number, Thread>();
  #thread(block: number, number: number): Thread {
    const key = block * 1024 + number;
    const known = this.#threads.get(key);
    if (known) return known;
    const made = makeThread(this.plan.seed, block, number, this.plan);
    if (this.#threads.size > 4096) this.#threads.clear();
    this.#threads.set(key, made);
    return made;
  }

  #folder({ thread, isOwn }: Place, roll: number): string {
    const { folders } = this.plan;
    const role = isOwn
      ? 'sentitems'
      : thread.kind === 'junk'
        ? 'junkemail'
        : roll < 0.03
          ? 'deleteditems'
          : roll < 0.08
            ? 'archive'
            : thread.kind === 'bulk' && roll < 0.5
              ? 'Newsletters'
              : thread.kind === 'customer' && roll < 0.35
                ? `Customers/${thread.counterpart.address.split('@')[1]}`
                : 'inbox';
    return folders[role] ?? folders.inbox ?? '';
  }
  #files({ kind, key }: Thread, roll: number) {
    const { files } = this.plan;
    if (files.length === 0 || kind === 'bulk' || roll > 0.13) return [];
    return roll < 0.03 ? [pick(files, (key % 97) / 97), pick(files, roll / 0.03)] : [pick(files, roll / 0.13)];
  }
  #bodyBytes(roll: number): number {
    return Math.round(this.plan.bodyBytes * (0.4 + roll * 1.2));
  }
  #subject({ kind, subject }: Thread, position: number, index: number): string {
    if (kind === 'bulk') return `${subject}, no. ${index + 1}`;
    return position === 0 ? subject : `Re: ${subject}`;
  }
  #messageId(index: number, from: Address): string {
    const { seed } = this.plan;
    return `<${seed.toString(36)}.${index.toString(36)}.${mix(seed, index).toString(36)}@${from.address.split('@')[1] ?? 'example'}>`;
  }
  /** Holds where the conversation lies, so that it can be found again. Each bulk mail is a conversation of its own. */
  #conversationId(thread: Thread, index: number): string {
    const block = Math.floor(index / blockSize);
    const slot = index % blockSize;
    const number = this.#block(block).thread[slot] as number;
    const single = thread.kind === 'bulk' || thread.kind === 'junk' ? slot + 1 : 0;
    const bytes = Buffer.from(new Uint32Array([this.plan.seed, block, number, single]).buffer);
    return `${conversationHead}${bytes.toString('base64url')}==`;
  }
  #html(thread: Thread, from: Address, position: number, index: number, bytes: number): string {
    const roll = dice(mix(mix(this.plan.seed, 97), index));
    const quoted = position > 0;
    const own = quoted ? bytes * 0.6 : bytes;
    let text = `<p>${thread.kind === 'bulk' ? 'Dear reader,' : 'Hello,'}</p>`;
    while (text.length < own) text += `<p>${pick(sentences, roll())} ${pick(sentences, roll())}</p>`;
    text +=
      thread.kind === 'bulk'
        ? `<p><a href="https://industryweekly.example/leave?n=${index}">Unsubscribe</a></p>`
        : `<p>Kind regards<br>${from.name}</p>`;
    if (quoted) {
      text += '<hr><div id="quoted"><p>Earlier in this conversation:</p>';
      while (text.length < bytes) text += `<p>${pick(sentences, roll())}</p>`;
      text += '</div>';
    }
    return `<html><body>${text}</body></html>`;
  }
}

function headersOf(graph: GraphMessage, { kind }: Thread, before: string | undefined): Header[] {
  const from = graph.from?.emailAddress;
  return [
    { name: 'Message-ID', value: graph.internetMessageId ?? '' },
    { name: 'Date', value: new Date(graph.sentDateTime ?? 0).toUTCString() },
    { name: 'From', value: `${from?.name} <${from?.address}>` },
    { name: 'Subject', value: graph.subject ?? '' },
    ...(before
      ? [
          { name: 'In-Reply-To', value: before },
          { name: 'References', value: before },
        ]
      : []),
    ...(kind === 'bulk'
      ? [
          { name: 'List-Unsubscribe', value: '<https://industryweekly.example/leave>' },
          { name: 'Precedence', value: 'bulk' },
        ]
      : []),
  ];
}
