import type { Store } from '../../base/store.js';
import { seedSites } from './seed/sites.js';
import { hostOf, type Site } from './site.js';

/** The sites of every organisation, and who follows which. */
export class Sites {
  readonly #sites: Site[];
  readonly #followed: Record<string, string[]>;

  constructor(readonly store: Store) {
    this.#sites = store.table('sites', seedSites);
    this.#followed = store.table('sites.followed', () => ({}));
  }

  list(tenantId: string): Site[] {
    return this.#sites.filter((it) => it.tenantId === tenantId);
  }
  /** By Graph's id (`host,site,web`), by the site's GUID alone, or `root`. */
  find(tenantId: string, id: string): Site | undefined {
    const [, siteId, webId] = id.split(',');
    return this.list(tenantId).find((it) =>
      id === 'root' || id === hostOf(tenantId)
        ? it.path === ''
        : siteId
          ? it.siteId === siteId && (!webId || it.webId === webId)
          : it.siteId === id,
    );
  }
  byPath(tenantId: string, path: string): Site | undefined {
    const wanted = path.replace(/^\/+|\/+$/g, '').toLowerCase();
    return this.list(tenantId).find((it) => it.path.toLowerCase() === wanted);
  }
  ofGroup(groupId: string): Site | undefined {
    return this.#sites.find((it) => it.groupId === groupId);
  }
  add(site: Site): Site {
    this.#sites.push(site);
    this.store.touch();
    return site;
  }

  followed(objectId: string): string[] {
    return this.#followed[objectId] ?? [];
  }
  /** Twice is once. */
  follow(objectId: string, siteId: string): void {
    this.#followed[objectId] = [...new Set([...this.followed(objectId), siteId])];
    this.store.touch();
  }
  unfollow(objectId: string, siteId: string): void {
    this.#followed[objectId] = this.followed(objectId).filter((it) => it !== siteId);
    this.store.touch();
  }
}
