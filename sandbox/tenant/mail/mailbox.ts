import type { OutlookCategory } from '@microsoft/microsoft-graph-types';
import { FolderChanges } from './changes.js';
import type { MailboxLanguage } from './default-folders.js';
import { MailIds } from './ids.js';
import { MessageList } from './message-list.js';
import { seconds, type MailFolder, type MessageContent } from './shapes.js';
import { StoredMessage, type ContentSource, type MessageFacts } from './stored-message.js';

/** What happened to a message, for those who want to be told. */
export interface MailEvent {
  box: Mailbox;
  kind: 'created' | 'updated' | 'moved' | 'deleted';
  message: StoredMessage;
  folderId: string;
  /** Where it was before, when it was moved. */
  from?: { folderId: string; restId: string };
}
/** A source of many messages that can also find them again by what mail programs search for. */
export interface MailSource extends ContentSource {
  readonly count: number;
  factsOf(index: number): MessageFacts & { folderId: string };
  indexOf(internetMessageId: string): number | undefined;
  inConversation(conversationId: string): number[];
}
export interface MailboxOwner {
  tenantId: string;
  objectId: string;
  address: string;
  name: string;
  language: MailboxLanguage;
}
interface FolderContents {
  list: MessageList;
  changes: FolderChanges;
}

/** One mailbox: a tree of folders, messages found by id, by folder in order of time, and what changed since when. */
export class Mailbox implements MailboxOwner {
  readonly tenantId: string;
  readonly objectId: string;
  readonly address: string;
  readonly name: string;
  readonly language: MailboxLanguage;
  readonly ids: MailIds;
  readonly everything = new MessageList();
  readonly sources: { first: number; source: MailSource }[] = [];
  /** Roaming settings of add-ins. */
  rules: Record<string, string> = {};
  /** Counts what happens; the points in time of change tracking. */
  at = 1;
  /** Tokens of change tracking carry the generation they belong to; older ones are not known any more. */
  generation = 150;
  nextNumber = 1;
  /** When each folder last changed, and when those that are gone went. */
  readonly folderChanges = new Map<string, number>();
  readonly foldersGone = new Map<string, number>();
  readonly #byNumber = new Map<number, StoredMessage>();
  readonly #contents = new Map<string, FolderContents>();
  readonly #byInternetMessageId = new Map<string, Set<StoredMessage>>();
  readonly #byConversation = new Map<string, Set<StoredMessage>>();

  constructor(
    owner: MailboxOwner,
    readonly folders: MailFolder[],
    readonly categories: OutlookCategory[],
    readonly now: () => Date,
    readonly tell: (event: MailEvent | undefined) => void,
    /** Does a thing when the service would let it be seen: at once, or a little later. */
    readonly whenVisible: (work: () => void) => void = (work) => work(),
  ) {
    ({
      tenantId: this.tenantId,
      objectId: this.objectId,
      address: this.address,
      name: this.name,
      language: this.language,
    } = owner);
    this.ids = new MailIds(owner.objectId);
  }

  // ---- reading

  /** Every message in order of arrival. A copy: cheap for a few thousand, not for a page of a large mailbox. */
  get messages(): StoredMessage[] {
    return [...this.#byNumber.values()];
  }
  folder(idOrName: string): MailFolder | undefined {
    return this.folders.find((it) => it.id === idOrName || it.wellKnownName === idOrName.toLowerCase());
  }
  children(folderId: string): MailFolder[] {
    return this.folders.filter((it) => it.parentFolderId === folderId);
  }
  contents(folderId: string): FolderContents {
    let found = this.#contents.get(folderId);
    if (!found) this.#contents.set(folderId, (found = { list: new MessageList(), changes: new FolderChanges() }));
    return found;
  }
  restoreChanges(folderId: string, changes: FolderChanges): void {
    this.#contents.set(folderId, { list: this.contents(folderId).list, changes });
  }
  byNumber(number: number): StoredMessage | undefined {
    return this.#byNumber.get(number);
  }
  /** By its immutable id, or by the default id it has now. */
  message(id: string): StoredMessage | undefined {
    const read = this.ids.read(id);
    const found = read && this.#byNumber.get(read.number);
    return found && (read.moves === undefined || read.moves === found.moves) ? found : undefined;
  }
  byInternetMessageId(id: string): StoredMessage[] {
    const made = this.sources.flatMap(({ first, source }) => {
      const index = source.indexOf(id);
      return index === undefined ? [] : [this.#byNumber.get(first + index)];
    });
    return [...(this.#byInternetMessageId.get(id) ?? []), ...made.filter((it) => it !== undefined)];
  }
  inConversation(id: string): StoredMessage[] {
    const made = this.sources.flatMap(({ first, source }) =>
      source.inConversation(id).map((index) => this.#byNumber.get(first + index)),
    );
    return [...(this.#byConversation.get(id) ?? []), ...made.filter((it) => it !== undefined)];
  }

  // ---- changing

  /** A number for a message that is to be added: its ids follow from it. */
  takeNumber(): number {
    return this.nextNumber++;
  }
  add(folderId: string, content: MessageContent, number = this.takeNumber()): StoredMessage {
    const message = StoredMessage.keep(number, this.ids, content);
    this.whenVisible(() => {
      this.insert(message, folderId);
      this.tell({ box: this, kind: 'created', message, folderId });
    });
    return message;
  }
  /** Puts a message where it belongs, without telling anybody. */
  insert(message: StoredMessage, folderId: string): void {
    message.folderId = folderId;
    message.enteredAt = message.changedAt = ++this.at;
    this.#byNumber.set(message.number, message);
    this.everything.add(message);
    this.#enter(message);
    this.#remember(message);
  }
  /** Takes a message out without telling anybody, to put it back otherwise. */
  withdraw(message: StoredMessage): void {
    this.contents(message.folderId).list.remove(message);
    this.everything.remove(message);
    this.#byNumber.delete(message.number);
    this.#forget(message);
  }
  /** Adds all messages of a source at once. Told as one change. */
  addSource(source: MailSource, skip: ReadonlySet<number> = new Set()): void {
    const first = this.nextNumber;
    this.nextNumber += source.count;
    this.sources.push({ first, source });
    const byFolder = new Map<string, StoredMessage[]>();
    const added: StoredMessage[] = [];
    for (let index = 0; index < source.count; index++) {
      if (skip.has(index)) continue;
      const { folderId, ...facts } = source.factsOf(index);
      const message = StoredMessage.make(first + index, this.ids, facts, source, index);
      message.folderId = folderId;
      message.enteredAt = message.changedAt = ++this.at;
      this.#byNumber.set(message.number, message);
      added.push(message);
      const inside = byFolder.get(folderId);
      if (inside) inside.push(message);
      else byFolder.set(folderId, [message]);
    }
    this.everything.addAll(added);
    for (const [folderId, messages] of byFolder) {
      const { list, changes } = this.contents(folderId);
      list.addAll(messages);
      if (changes.isFollowed)
        for (const { changedAt: at, number, moves } of messages) changes.record({ at, number, moves, kind: 'here' });
    }
    this.tell(undefined);
  }

  /** The content was changed; `names` says which members when it is known. */
  changed(message: StoredMessage, names: string[] = []): void {
    const { list } = this.contents(message.folderId);
    list.remove(message);
    this.everything.remove(message);
    this.#forget(message);
    message.version += 1;
    message.graph.lastModifiedDateTime = seconds(this.now().toISOString());
    message.settle();
    message.changedNames = names;
    message.changedAt = ++this.at;
    list.add(message);
    this.everything.add(message);
    this.#remember(message);
    this.contents(message.folderId).changes.record({
      at: this.at,
      number: message.number,
      moves: message.moves,
      kind: 'here',
    });
    this.tell({ box: this, kind: 'updated', message, folderId: message.folderId });
  }
  move(message: StoredMessage, folderId: string): void {
    const from = { folderId: message.folderId, restId: message.restId };
    this.#leave(message);
    this.everything.remove(message);
    message.moves += 1;
    message.version += 1;
    message.folderId = folderId;
    message.graph.lastModifiedDateTime = seconds(this.now().toISOString());
    message.settle();
    message.changedNames = [];
    message.enteredAt = message.changedAt = this.at;
    this.everything.add(message);
    this.#enter(message);
    this.tell({ box: this, kind: 'moved', message, folderId, from });
  }
  remove(message: StoredMessage): void {
    this.#leave(message);
    this.everything.remove(message);
    this.#byNumber.delete(message.number);
    this.#forget(message);
    this.tell({ box: this, kind: 'deleted', message, folderId: message.folderId });
  }
  /** A folder was made, renamed or moved: a point in time of its own. */
  folderChanged(folder: MailFolder): void {
    this.folderChanges.set(folder.id, ++this.at);
    this.tell(undefined);
  }
  folderGone(folder: MailFolder): void {
    this.folders.splice(this.folders.indexOf(folder), 1);
    this.#contents.delete(folder.id);
    this.folderChanges.delete(folder.id);
    this.foldersGone.set(folder.id, ++this.at);
    this.tell(undefined);
  }
  /** No token of change tracking that was given until now is known any more. */
  forgetSyncStates(): void {
    this.generation += 4;
    this.tell(undefined);
  }

  #enter(message: StoredMessage): void {
    const { list, changes } = this.contents(message.folderId);
    list.add(message);
    changes.record({ at: message.changedAt, number: message.number, moves: message.moves, kind: 'here' });
  }
  #leave(message: StoredMessage): void {
    const { list, changes } = this.contents(message.folderId);
    list.remove(message);
    changes.record({ at: ++this.at, number: message.number, moves: message.moves, kind: 'gone' });
  }
  /** Messages of a source are found by asking the source. */
  #remember(message: StoredMessage): void {
    if (message.isGenerated) return;
    const { internetMessageId, conversationId } = message.graph;
    message.knownBy = [internetMessageId ?? '', conversationId ?? ''];
    for (const [i, index] of [this.#byInternetMessageId, this.#byConversation].entries()) {
      const key = message.knownBy[i] ?? '';
      index.set(key, (index.get(key) ?? new Set()).add(message));
    }
  }
  #forget(message: StoredMessage): void {
    for (const [i, index] of [this.#byInternetMessageId, this.#byConversation].entries()) {
      const key = message.knownBy[i] ?? '';
      index.get(key)?.delete(message);
      if (index.get(key)?.size === 0) index.delete(key);
    }
  }
}
