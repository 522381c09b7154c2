import { createHmac, randomBytes } from 'node:crypto';
import type { Clock } from '../../base/clock.js';
import type { Drive, StoredItem } from '../../tenant/files/drive-item.js';
import type { Drives } from '../../tenant/files/drives.js';
import { itemGuid } from '../../tenant/files/microsoft-ids.js';
import { isOfficeFile } from '../../tenant/files/office-rewriting.js';
import type { Site } from '../../tenant/files/site.js';

/** What a signed address is good for. */
export type Purpose = 'download' | 'preview' | 'thumbnail';
export interface Signed {
  driveId: string;
  itemId: string;
  more: string;
}
const lifetimeMs: Record<Purpose, number> = { download: 3600_000, preview: 15 * 60_000, thumbnail: 6 * 3600_000 };

/**
 * The addresses that clients are handed: pages for people, and short-lived ones that carry their own right and need no
 * token. Transfers have another host than Graph, so that a client that sends its token along is found out.
 */
export class FileAddresses {
  readonly #key = randomBytes(32);

  constructor(
    readonly drives: Drives,
    readonly clock: Clock,
    readonly pages: () => string,
    readonly transfers: () => string,
  ) {}

  site(site: Site, label: string): string {
    return [this.pages(), label, site.path].filter(Boolean).join('/');
  }
  /** Where the item stands in the web. */
  place(drive: Drive, item?: StoredItem): string {
    const path = item ? this.drives.path(drive, item) : [];
    return [this.pages(), ...drive.webPath.split('/').map(encodeURIComponent), ...path.map(encodeURIComponent)].join(
      '/',
    );
  }
  /** The page a person is sent to; Office files open in their application on the web. */
  web(drive: Drive, item: StoredItem): string {
    if (!isOfficeFile(item.name) || !item.file || drive.driveType === 'personal') return this.place(drive, item);
    return `${this.siteOf(drive)}/_layouts/15/Doc.aspx?sourcedoc=%7B${itemGuid(item.id)}%7D&file=${encodeURIComponent(item.name)}&action=default&mobileredirect=true`;
  }
  siteOf(drive: Drive): string {
    return [this.pages(), ...drive.webPath.split('/').slice(0, -1).map(encodeURIComponent)].join('/');
  }
  link(drive: Drive, item: StoredItem, token: string): string {
    const kind = !item.file
      ? 'f'
      : /\.docx?$/i.test(item.name)
        ? 'w'
        : /\.xlsx?$/i.test(item.name)
          ? 'x'
          : /\.pptx?$/i.test(item.name)
            ? 'p'
            : 'b';
    const [host = '', ...site] = drive.webPath.split('/').slice(0, -1);
    return [this.pages(), host, `:${kind}:`, 'g', ...site.map(encodeURIComponent), token].join('/');
  }

  download(drive: Drive, item: StoredItem): string {
    return `${this.transfers()}/download/${this.sign('download', drive, item)}`;
  }
  preview(drive: Drive, item: StoredItem, more: string): string {
    return `${this.pages()}/embed/${this.sign('preview', drive, item, more)}`;
  }
  thumbnail(drive: Drive, item: StoredItem, size: string): string {
    return `${this.transfers()}/thumbnail/${this.sign('thumbnail', drive, item, `${size} ${item.contentVersion}`)}`;
  }
  upload(id: string): string {
    return `${this.transfers()}/upload/${id}`;
  }
  monitor(id: string): string {
    return `${this.transfers()}/monitor/${id}`;
  }

  sign(purpose: Purpose, drive: Drive, item: StoredItem, more = ''): string {
    const endsAt = this.clock.now().getTime() + lifetimeMs[purpose];
    const body = Buffer.from(JSON.stringify([purpose, drive.id, item.id, endsAt, more])).toString('base64url');
    return `${body}.${this.#mac(body)}`;
  }
  /** What a signed address says; undefined when it is not ours, over, or for something else. */
  read(purpose: Purpose, text: string): Signed | undefined {
    const [body = '', mac] = text.split('.');
    if (mac !== this.#mac(body)) return undefined;
    const [is, driveId, itemId, endsAt, more] = JSON.parse(Buffer.from(body, 'base64url').toString()) as [
      Purpose,
      string,
      string,
      number,
      string,
    ];
    return is === purpose && endsAt > this.clock.now().getTime() ? { driveId, itemId, more } : undefined;
  }
  #mac(body: string): string {
    return createHmac('sha256', this.#key).update(body).digest('base64url');
  }
}
