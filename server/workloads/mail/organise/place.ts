import { AppError } from '../../../base/errors.js';
import type { Database } from '../../../db/database.js';
import type { MailboxRow } from '../../../connections/mailboxes.js';
import { findWellKnown, type AskMailbox, type WellKnown, type WellKnownIds } from '../folders.js';

interface RawFolder {
  id: string;
  displayName?: string | null;
  parentFolderId?: string | null;
}
/** One level of our folders: by what it is known, and what it is called when it is made. */
export interface Level {
  key: string;
  name: string;
}
const deepest = 30;
const longestName = 120;

/** The folders of one mailbox during one run: what is asked once is not asked again. */
export class Places {
  readonly #folders = new Map<string, { name: string; parent: string | undefined }>();
  #wellKnown: Promise<WellKnownIds> | undefined;
  constructor(
    readonly database: Database,
    readonly mailbox: MailboxRow,
    readonly ask: AskMailbox,
  ) {}

  /** In which of the folders every mailbox has this one lies, at any depth; undefined for one's own at the top. */
  async within(folderId: string): Promise<WellKnown | undefined> {
    this.#wellKnown ??= findWellKnown(this.ask);
    const known = await this.#wellKnown;
    for (let id: string | undefined = folderId, depth = 0; id && depth < deepest; depth += 1) {
      const name = known.get(id);
      if (name) return name;
      id = (await this.#folder(id)).parent;
    }
    return undefined;
  }

  /** The names of a folder and of those above it, outermost first; the one that holds all others is not named. */
  async path(folderId: string): Promise<string[]> {
    const top = await this.ask<RawFolder>({ path: '/mailFolders/msgfolderroot', query: { $select: 'id' } });
    const names: string[] = [];
    for (let id: string | undefined = folderId, depth = 0; id && id !== top.id && depth < deepest; depth += 1) {
      const { name, parent }: { name: string; parent: string | undefined } = await this.#folder(id);
      names.unshift(name);
      id = parent;
    }
    return names;
  }

  async inbox(): Promise<string> {
    this.#wellKnown ??= findWellKnown(this.ask);
    return [...(await this.#wellKnown)].find(([, name]) => name === 'inbox')?.[0] ?? 'inbox';
  }

  /** Whether a folder is there and not thrown away. */
  async isThere(folderId: string): Promise<boolean> {
    const isKnown = await this.#folder(folderId).then(
      () => true,
      (error: unknown) => {
        if (error instanceof AppError && error.code === 'not_found') return false;
        throw error;
      },
    );
    return isKnown && (await this.within(folderId)) !== 'deleteditems';
  }

  /**
   * The innermost of our folders, each made where it is missing. A folder is known by its id, so a new name or place of it changes
   * nothing; one that was thrown away is made again. Two records of one name get two folders.
   */
  async ensure(levels: Level[]): Promise<string> {
    let parent: string | undefined;
    for (const { key, name } of levels) {
      const found = await this.#known(key);
      if (found && (await this.isThere(found))) {
        parent = found;
        continue;
      }
      const made: string = await this.#make(parent, name);
      await this.database.kysely
        .insertInto('organised_folder')
        .values({ tenant_id: this.mailbox.tenant_id, mailbox_id: this.mailbox.id, key, graph_id: made })
        .onConflict((on) => on.columns(['mailbox_id', 'key']).doUpdateSet({ graph_id: made }))
        .execute();
      parent = made;
    }
    return parent ?? this.inbox();
  }

  async #known(key: string): Promise<string | undefined> {
    const row = await this.database.kysely
      .selectFrom('organised_folder')
      .select('graph_id')
      .where('mailbox_id', '=', this.mailbox.id)
      .where('key', '=', key)
      .executeTakeFirst();
    return row?.graph_id;
  }

  async #make(parent: string | undefined, wanted: string): Promise<string> {
    const path = parent ? `/mailFolders/${encodeURIComponent(parent)}/childFolders` : '/mailFolders';
    for (let n = 1; ; n += 1) {
      const displayName = n === 1 ? folderName(wanted) : `${folderName(wanted)} (${n})`;
      try {
        const { id } = await this.ask<RawFolder>({ method: 'POST', path, body: { displayName }, priority: 'job' });
        return id;
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
        const there = await this.#named(path, displayName);
        if (there && !(await this.#isTaken(there))) return there; // ours from before a crash, or the person's own of that name
      }
    }
  }

  async #named(path: string, name: string): Promise<string | undefined> {
    const { value } = await this.ask<{ value: RawFolder[] }>({
      path,
      query: { $filter: `displayName eq '${name.replace(/'/g, "''")}'`, $select: 'id' },
      priority: 'job',
    });
    return value[0]?.id;
  }

  async #isTaken(graphId: string): Promise<boolean> {
    const row = await this.database.kysely
      .selectFrom('organised_folder')
      .select('key')
      .where('mailbox_id', '=', this.mailbox.id)
      .where('graph_id', '=', graphId)
      .executeTakeFirst();
    return row !== undefined;
  }

  async #folder(id: string): Promise<{ name: string; parent: string | undefined }> {
    const known = this.#folders.get(id);
    if (known) return known;
    const raw = await this.ask<RawFolder>({
      path: `/mailFolders/${encodeURIComponent(id)}`,
      query: { $select: 'id,displayName,parentFolderId' },
      priority: 'job',
    });
    const parent = raw.parentFolderId && raw.parentFolderId !== id ? raw.parentFolderId : undefined;
    const folder = { name: raw.displayName ?? '', parent };
    this.#folders.set(id, folder);
    return folder;
  }
}

/** What Outlook shows as one folder and not as several. */
const folderName = (name: string): string =>
  name
    .replace(/[/\\\p{Cc}]+/gu, '-')
    .trim()
    .slice(0, longestName)
    .trim() || 'Record';
