import type { Drive, StoredItem } from './drive-item.js';

const collator = new Intl.Collator('en', { numeric: false });

/**
 * What is worked out from a drive's items and never stored: children by name, sizes of folders, the order of changes.
 * A request looks at what it asks for, not at the whole drive.
 */
export class DriveIndex {
  readonly #children = new Map<string, Map<string, StoredItem>>();
  readonly #sorted = new Map<string, StoredItem[]>();
  readonly #sizes = new Map<string, number>();
  /** Places in the order of changes, oldest first; an item changed again leaves its old entry behind as a dead one. */
  #changes: { id: string; sequence: number; at: number }[] = [];
  #tidyAt = 0;
  /** Items with permissions of their own. */
  readonly shared = new Set<string>();

  constructor(readonly drive: Drive) {
    for (const item of Object.values(drive.items)) this.#link(item);
    for (const item of Object.values(drive.items)) if (item.file) this.#grow(item.parentId, item.file.size);
    for (const item of Object.values(drive.items)) if (item.permissions.length > 0) this.shared.add(item.id);
    this.#rebuildChanges();
  }

  /** Children by name. */
  children(parentId: string): readonly StoredItem[] {
    const known = this.#sorted.get(parentId);
    if (known) return known;
    const sorted = [...(this.#children.get(parentId)?.values() ?? [])].sort((a, b) => collator.compare(a.name, b.name));
    this.#sorted.set(parentId, sorted);
    return sorted;
  }
  childCount(parentId: string): number {
    return this.#children.get(parentId)?.size ?? 0;
  }
  /** Names are compared without case, as OneDrive does. */
  child(parentId: string, name: string): StoredItem | undefined {
    return this.#children.get(parentId)?.get(name.toLowerCase());
  }
  size(item: StoredItem): number {
    return item.file?.size ?? this.#sizes.get(item.id) ?? 0;
  }

  /** Changes after a place in the order, oldest first, each item once at its last place. */
  *changesAfter(sequence: number): Generator<{ id: string; sequence: number }> {
    for (let i = this.#firstWhere((it) => it.sequence > sequence); i < this.#changes.length; i += 1) {
      const change = this.#changes[i];
      if (change && this.#current(change.id) === change.sequence) yield change;
    }
  }
  /** The place in the order before the first change after the instant. */
  sequenceAt(instant: number): number {
    const first = this.#changes[this.#firstWhere((it) => it.at > instant)];
    return first ? first.sequence - 1 : this.drive.sequence;
  }

  add(item: StoredItem): void {
    this.#link(item);
    if (item.file || this.#sizes.has(item.id)) this.#grow(item.parentId, this.size(item));
  }
  remove(item: StoredItem): void {
    this.#children.get(item.parentId ?? '')?.delete(item.name.toLowerCase());
    this.#sorted.delete(item.parentId ?? '');
    this.#grow(item.parentId, -this.size(item));
  }
  /** Tells the folders above that a file in them has another size. */
  resized(item: StoredItem, by: number): void {
    this.#grow(item.parentId, by);
  }
  changed(item: StoredItem): void {
    this.#changes.push({ id: item.id, sequence: item.sequence, at: item.changedAt });
    if (item.permissions.length > 0) this.shared.add(item.id);
    else this.shared.delete(item.id);
    if (this.#changes.length > this.#tidyAt) this.#rebuildChanges();
  }

  #link(item: StoredItem): void {
    if (item.parentId === null) return;
    const siblings = this.#children.get(item.parentId) ?? new Map<string, StoredItem>();
    siblings.set(item.name.toLowerCase(), item);
    this.#children.set(item.parentId, siblings);
    this.#sorted.delete(item.parentId);
  }
  #grow(parentId: string | null, by: number): void {
    for (let at = parentId; at !== null; at = this.drive.items[at]?.parentId ?? null)
      this.#sizes.set(at, (this.#sizes.get(at) ?? 0) + by);
  }
  #current(id: string): number | undefined {
    return (this.drive.items[id] ?? this.drive.deleted[id])?.sequence;
  }
  #rebuildChanges(): void {
    this.#changes = [...Object.values(this.drive.items), ...Object.values(this.drive.deleted)]
      .map(({ id, sequence, changedAt }) => ({ id, sequence, at: changedAt }))
      .sort((a, b) => a.sequence - b.sequence);
    this.#tidyAt = Math.max(1000, this.#changes.length * 2);
  }
  /** The first index whose entry fits; entries are in order, so halving finds it. */
  #firstWhere(fits: (it: { sequence: number; at: number }) => boolean): number {
    let [low, high] = [0, this.#changes.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const entry = this.#changes[middle];
      if (entry && fits(entry)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
