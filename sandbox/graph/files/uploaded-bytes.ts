import { createHash } from 'node:crypto';
import type { Draft } from '../../base/draft.js';
import type { Store } from '../../base/store.js';
import { QuickXorHash } from '../../tenant/files/quick-xor-hash.js';

/** What arrived of one upload so far, with its hashes worked out on the way. */
export class UploadedBytes {
  readonly #draft: Draft;
  readonly #sha = createHash('sha256');
  readonly #xor = new QuickXorHash();
  size = 0;

  /** Takes up what an earlier run of the sandbox left. */
  constructor(
    readonly store: Store,
    id: string,
  ) {
    this.#draft = store.draft(id);
    for (const piece of this.#draft.pieces()) this.#count(piece);
  }
  append(part: Uint8Array): void {
    this.#draft.append(part);
    this.#count(part);
  }
  /** Makes it a blob; nothing is read into memory for that. */
  keep(): { blob: string; size: number; quickXorHash: string } {
    const blob = this.#sha.copy().digest('hex');
    this.store.keepDraft(this.#draft, blob);
    return { blob, size: this.size, quickXorHash: this.#xor.digest() };
  }
  discard(): void {
    this.#draft.discard();
  }
  #count(piece: Uint8Array): void {
    this.#sha.update(piece);
    this.#xor.update(piece);
    this.size += piece.length;
  }
}
