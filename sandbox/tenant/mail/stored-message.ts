import { isDeepStrictEqual } from 'node:util';
import type { MailIds } from './ids.js';
import type { ExtendedProperty, GraphMessage, Header, MessageContent, StoredAttachment } from './shapes.js';

/** Where the content of a message comes from that is not kept: made again, the same, each time it is asked for. */
export interface ContentSource {
  contentOf(index: number, number: number): MessageContent;
}
/** What is counted and sorted by, known without the content. */
export interface MessageFacts {
  receivedMs: number;
  isRead: boolean;
  size: number;
}
/** What differs from what a source makes. */
export interface Deviation {
  graph?: Partial<GraphMessage>;
  attachments?: StoredAttachment[];
  extended?: ExtendedProperty[];
}

const remembered = 1024;
const recent = new Map<StoredMessage, MessageContent>();

/**
 * A message in one mailbox. Its content is either kept, or made by a source on each use and kept only as far as it was
 * changed since: so that a hundred thousand of them fit into a few megabytes. Change `graph` and then tell the mailbox.
 */
export class StoredMessage {
  folderId = '';
  /** How often it changed its folder: part of the default id. */
  moves = 0;
  version = 1;
  receivedMs: number;
  /** As counted in the folder; `graph.isRead` is what people change. */
  isRead: boolean;
  size: number;
  /** The mailbox's count of changes when it came into its folder, and when it last changed. */
  enteredAt = 0;
  changedAt = 0;
  /** Names of the members changed last; empty means all of them. */
  changedNames: string[] = [];
  /** Under which internet message id and conversation the mailbox finds it. */
  knownBy: string[] = [];
  /** Custom properties an add-in keeps on the item. */
  properties?: Record<string, string>;
  deviation?: Deviation;
  readonly #kept: MessageContent | undefined;
  readonly #source: ContentSource | undefined;

  private constructor(
    readonly number: number,
    readonly ids: MailIds,
    { receivedMs, isRead, size }: MessageFacts,
    content: MessageContent | undefined,
    source: ContentSource | undefined,
    readonly index: number,
  ) {
    this.receivedMs = receivedMs;
    this.isRead = isRead;
    this.size = size;
    this.#kept = content;
    this.#source = source;
  }

  static keep(number: number, ids: MailIds, content: MessageContent): StoredMessage {
    return new StoredMessage(number, ids, factsOf(content), content, undefined, 0);
  }
  static make(number: number, ids: MailIds, facts: MessageFacts, source: ContentSource, index: number): StoredMessage {
    return new StoredMessage(number, ids, facts, undefined, source, index);
  }

  get isGenerated(): boolean {
    return this.#source !== undefined;
  }
  get source(): ContentSource | undefined {
    return this.#source;
  }
  /** The id while nobody asks for immutable ones; another after each move. */
  get restId(): string {
    return this.ids.rest(this.number, this.moves);
  }
  get immutableId(): string {
    return this.ids.immutable(this.number);
  }
  get graph(): GraphMessage {
    return this.content.graph;
  }
  get headers(): Header[] {
    return this.content.headers;
  }
  get attachments(): StoredAttachment[] {
    return this.content.attachments;
  }
  get extended(): ExtendedProperty[] {
    return (this.content.extended ??= []);
  }

  get content(): MessageContent {
    if (this.#kept) return this.#kept;
    const known = recent.get(this);
    if (known) return known;
    const made = this.#made();
    if (recent.size >= remembered)
      for (const oldest of [...recent.keys()].slice(0, remembered / 4)) recent.delete(oldest);
    recent.set(this, made);
    return made;
  }

  /** After a change of the content: keeps what a source would not make, and brings the facts up to date. */
  settle(): void {
    const { graph, attachments, extended } = this.content;
    if (this.#source) {
      const plain = this.#source.contentOf(this.index, this.number);
      const changed = Object.fromEntries(
        Object.entries(graph).filter(
          ([name, value]) => !isDeepStrictEqual(value, plain.graph[name as keyof GraphMessage]),
        ),
      ) as Partial<GraphMessage>;
      this.deviation = {
        graph: changed,
        ...(isDeepStrictEqual(attachments, plain.attachments) ? {} : { attachments }),
        ...(extended?.length ? { extended } : {}),
      };
      this.isRead = graph.isRead ?? false;
      return;
    }
    const facts = factsOf(this.content);
    this.isRead = facts.isRead;
    this.size = facts.size;
    this.receivedMs = facts.receivedMs;
  }

  #made(): MessageContent {
    const made = (this.#source as ContentSource).contentOf(this.index, this.number);
    const { graph, attachments, extended } = this.deviation ?? {};
    for (const [name, value] of Object.entries(graph ?? {}))
      Object.defineProperty(made.graph, name, { value, writable: true, enumerable: true, configurable: true });
    return {
      ...made,
      ...(attachments ? { attachments } : {}),
      ...(extended ? { extended: structuredClone(extended) } : {}),
    };
  }
}

const factsOf = ({ graph, attachments }: MessageContent): MessageFacts => ({
  receivedMs: Date.parse(graph.receivedDateTime ?? '') || 0,
  isRead: graph.isRead ?? false,
  size: 2000 + (graph.body?.content?.length ?? 0) + attachments.reduce((sum, it) => sum + it.size, 0),
});
