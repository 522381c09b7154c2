import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

const writeAfterMs = 100;

/**
 * The sandbox's memory: named tables of plain objects and blobs by their hash. With a folder it is written
 * soon after each `touch` (a new file, then a rename, so that a kill leaves the old or the new one) and read at start.
 */
export class Store {
  readonly #tables: Record<string, unknown>;
  readonly #blobs = new Map<string, Buffer>();
  #timer: NodeJS.Timeout | undefined;

  private constructor(readonly folder: string | undefined) {
    const file = this.#file();
    this.#tables =
      file && fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown>) : {};
  }

  static open(folder?: string): Store {
    if (folder) fs.mkdirSync(path.join(folder, 'blobs'), { recursive: true });
    return new Store(folder);
  }

  /** The live table; change it and call `touch`. Seeded the first time. */
  table<T>(name: string, seed: () => T): T {
    if (!(name in this.#tables)) {
      this.#tables[name] = seed();
      this.touch();
    }
    return this.#tables[name] as T;
  }

  touch(): void {
    if (!this.folder || this.#timer) return;
    this.#timer = setTimeout(() => this.#write(), writeAfterMs);
  }

  putBlob(bytes: Uint8Array): string {
    const hash = createHash('sha256').update(bytes).digest('hex');
    if (this.#blobs.has(hash)) return hash;
    this.#blobs.set(hash, Buffer.from(bytes));
    if (this.folder && !fs.existsSync(this.#blobFile(hash))) fs.writeFileSync(this.#blobFile(hash), bytes);
    return hash;
  }

  getBlob(hash: string): Buffer {
    const known = this.#blobs.get(hash);
    if (known) return known;
    if (!this.folder) throw new Error(`blob ${hash} is not there`);
    const bytes = fs.readFileSync(this.#blobFile(hash));
    this.#blobs.set(hash, bytes);
    return bytes;
  }

  close(): void {
    clearTimeout(this.#timer);
    if (this.folder) this.#write();
  }

  #write(): void {
    this.#timer = undefined;
    const file = this.#file();
    if (!file) return;
    fs.writeFileSync(`${file}.new`, JSON.stringify(this.#tables));
    fs.renameSync(`${file}.new`, file);
  }
  #file(): string | undefined {
    return this.folder && path.join(this.folder, 'state.json');
  }
  #blobFile(hash: string): string {
    return path.join(this.folder ?? '', 'blobs', hash);
  }
}
