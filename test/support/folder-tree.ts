import type { Drive, StoredItem } from '../../sandbox/tenant/files/drive-item.js';
import type { Caller, World } from './world.js';

/** What is in the OneDrive of a person, by path, and what they do there by hand. */
export function folderTree(world: () => World, who: () => Caller) {
  const drives = () => world().sandbox.tenants.drives;
  const drive = (): Drive => drives().ofPerson(who().person.id)!;
  const below = (path: string): StoredItem[] => {
    let at = drive().rootId;
    for (const name of path.split('/')) {
      const found = drives().child(drive(), at, name);
      if (!found) return [];
      at = found.id;
    }
    return Object.values(drive().items).filter((it) => it.parentId === at);
  };
  const namesIn = (path: string): string[] =>
    below(path)
      .map((it) => it.name)
      .sort();
  const named = (path: string): StoredItem => {
    const item = below(path.split('/').slice(0, -1).join('/')).find((it) => it.name === path.split('/').at(-1));
    if (!item) throw new Error(`There is no ${path}.`);
    return item;
  };
  const rename = (path: string, name: string): string => {
    const item = named(path);
    drives().move(drive(), item, { parentId: item.parentId!, name }, who().person.id);
    return item.id;
  };
  const remove = (path: string): void => drives().remove(drive(), named(path), who().person.id);
  return { drive, below, namesIn, rename, remove };
}
