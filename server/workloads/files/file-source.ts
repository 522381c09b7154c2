import { createHash } from 'node:crypto';
import { QuickXorHash } from './quick-xor-hash.js';

export type Pieces = AsyncIterable<Uint8Array>;
/** A file that is read whenever it is needed and never held as a whole, unless it is small. */
export interface FileSource {
  sizeBytes: number;
  sha256: string;
  quickXorHash: string;
  /** All of it, where it is at most `smallBytes`. */
  bytes?: Uint8Array;
  open(): Promise<Pieces>;
}
/** Up to here a file is sent in one request; above, in parts. */
export const smallBytes = 4 * 1024 * 1024;

/** Reads a file once to its end to know its size and hashes: what tells whether the same is kept already. */
export async function weigh(open: () => Promise<Pieces>): Promise<FileSource> {
  const [sha, xor] = [createHash('sha256'), new QuickXorHash()];
  let sizeBytes = 0;
  let kept: Uint8Array[] = [];
  for await (const piece of await open()) {
    sha.update(piece);
    xor.update(piece);
    sizeBytes += piece.length;
    if (sizeBytes <= smallBytes) kept.push(piece);
    else kept = [];
  }
  return {
    sizeBytes,
    sha256: sha.digest('hex'),
    quickXorHash: xor.digest(),
    ...(sizeBytes <= smallBytes ? { bytes: Buffer.concat(kept) } : {}),
    open,
  };
}

/** The file from a byte on, in parts of one size but the last. A part is good until the next is asked for. */
export async function* partsOf(pieces: Pieces, from: number, partBytes: number): AsyncGenerator<Uint8Array> {
  const part = Buffer.allocUnsafe(partBytes);
  let filled = 0;
  let toSkip = from;
  for await (const piece of pieces) {
    let rest = piece.subarray(Math.min(toSkip, piece.length));
    toSkip -= piece.length - rest.length;
    while (rest.length > 0) {
      const taken = rest.subarray(0, partBytes - filled);
      part.set(taken, filled);
      filled += taken.length;
      rest = rest.subarray(taken.length);
      if (filled < partBytes) continue;
      yield part;
      filled = 0;
    }
  }
  if (filled > 0) yield part.subarray(0, filled);
}
