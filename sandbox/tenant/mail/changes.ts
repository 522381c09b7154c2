/** One thing that happened in a folder. `gone` also when the item only moved elsewhere. */
export interface FolderChange {
  at: number;
  number: number;
  /** Of the item at that time: part of its default id then. */
  moves: number;
  kind: 'here' | 'gone';
}
export type SavedChanges = [number, number, number, 0 | 1][];

/**
 * What happened in one folder, in order. Begins with the first question for changes: before that nobody can hold a token.
 * When it grows, what a later change of the same item has made needless is dropped; every token stays good.
 */
export class FolderChanges {
  #list: FolderChange[] | undefined;
  #tidyAt = 4096;

  static restore(saved: SavedChanges | undefined): FolderChanges {
    const changes = new FolderChanges();
    changes.#list = saved?.map(([at, number, moves, gone]) => ({ at, number, moves, kind: gone ? 'gone' : 'here' }));
    return changes;
  }

  get isFollowed(): boolean {
    return this.#list !== undefined;
  }
  follow(): void {
    this.#list ??= [];
  }
  record(change: FolderChange): void {
    if (!this.#list) return;
    this.#list.push(change);
    if (this.#list.length > this.#tidyAt) this.#tidy();
  }
  /** Changes later than `since` and not later than `until`, oldest first. */
  between(since: number, until: number): FolderChange[] {
    const list = this.#list ?? [];
    let [low, high] = [0, list.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((list[middle] as FolderChange).at > since) high = middle;
      else low = middle + 1;
    }
    const end = list.findIndex((it, i) => i >= low && it.at > until);
    return list.slice(low, end < 0 ? undefined : end);
  }
  save(): SavedChanges | undefined {
    return this.#list?.map(({ at, number, moves, kind }) => [at, number, moves, kind === 'gone' ? 1 : 0]);
  }

  /** `here` of an item is needless once the item was here again later; `gone` is kept, somebody may still have the item. */
  #tidy(): void {
    const later = new Set<number>();
    const kept = (this.#list ?? []).reverse().filter(({ number, kind }) => {
      if (kind === 'gone') return true;
      if (later.has(number)) return false;
      later.add(number);
      return true;
    });
    this.#list = kept.reverse();
    this.#tidyAt = Math.max(4096, kept.length * 2);
  }
}
