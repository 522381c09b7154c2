import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { openDraft, type Draft } from './draft.js';

const writeAfterMs = 100;
/** With a folder, larger blobs are read from disk each time, so that memory does not grow with what is kept. */
const keptInMemory = 1024 * 1024;

/**
 * The sandbox's memory: named tables of plain objects and blobs by their hash. With a folder it is written
 * soon after each `touch` (a new file, then a rename, so that a kill leaves the old or the new one) and read at start.
 */
export class Store {
  readonly #tables: Record<string, unknown>;
  readonly #blobs = new Map<string, Buffer>();
  #timer: NodeJS.Timeout | undefined;
  #lastWriteMs = 0;

  private constructor(readonly folder: string | undefined) {
    const file = this.#file();
    this.#tables =
      file && fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown>) : {};
  }

  static open(folder?: string): Store {
    for (const name of ['blobs', 'drafts']) if (folder) fs.mkdirSync(path.join(folder, name), { recursive: true });
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

  /** Puts another object in a table's place; its `toJSON`, if it has one, says what is written. */
  replace(name: string, value: unknown): void {
    this.#tables[name] = value;
    this.touch();
  }

  touch(): void {
    if (!this.folder || this.#timer) return;
    // a state that takes long to write is written less often: at most a tenth of the time goes into it
    this.#timer = setTimeout(() => this.#write(), Math.max(writeAfterMs, this.#lastWriteMs * 10));
  }

  /** As `touch`, but before it returns: what was promised to somebody survives a kill that follows at once. */
  keep(): void {
    if (!this.folder) return;
    clearTimeout(this.#timer);
    this.#write();
  }

  putBlob(bytes: Uint8Array): string {
    const hash = createHash('sha256').update(bytes).digest('hex');
    if (this.#blobs.has(hash)) return hash;
    if (!this.folder || bytes.length <= keptInMemory) this.#blobs.set(hash, Buffer.from(bytes));
    if (this.folder && !fs.existsSync(this.#blobFile(hash))) fs.writeFileSync(this.#blobFile(hash), bytes);
    return hash;
  }

  getBlob(hash: string): Buffer {
    const known = this.#blobs.get(hash);
    if (known) return known;
    if (!this.folder) throw new Error(`blob ${hash} is not there`);
    const bytes = fs.readFileSync(this.#blobFile(hash));
    if (bytes.length <= keptInMemory) this.#blobs.set(hash, bytes);
    return bytes;
  }

  /** The bytes from `start` to `end` (inclusive), from disk where they are there. */
  streamBlob(hash: string, start: number, end: number): Readable {
    const known = this.#blobs.get(hash);
    if (known || !this.folder) return Readable.from([(known ?? this.getBlob(hash)).subarray(start, end + 1)]);
    return end < start ? Readable.from([]) : fs.createReadStream(this.#blobFile(hash), { start, end });
  }

  /** Bytes that come in parts; with a folder they are on disk and survive a restart. */
  draft(id: string): Draft {
    return openDraft(this.folder && path.join(this.folder, 'drafts', id.replace(/[^\w-]/g, '')));
  }
  /** Makes a draft a blob under its hash, without reading it into memory. */
  keepDraft(draft: Draft, hash: string): void {
    if (this.folder) draft.moveTo(this.#blobFile(hash));
    else if (!this.#blobs.has(hash)) this.#blobs.set(hash, draft.bytes());
  }

  close(): void {
    clearTimeout(this.#timer);
    if (this.folder) this.#write();
  }

  #write(): void {
    this.#timer = undefined;
    const file = this.#file();
    if (!file) return;
    const began = Date.now();
    fs.writeFileSync(`${file}.new`, JSON.stringify(this.#tables));
    fs.renameSync(`${file}.new`, file);
    this.#lastWriteMs = Date.now() - began;
  }
  #file(): string | undefined {
    return this.folder && path.join(this.folder, 'state.json');
  }
  #blobFile(hash: string): string {
    return path.join(this.folder ?? '', 'blobs', hash);
  }
}
