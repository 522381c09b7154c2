import fs from 'node:fs';

/** Bytes on their way in. Parts are only ever added at the end; a part is there whole or not at all after `append` returns. */
export interface Draft {
  size(): number;
  append(part: Uint8Array): void;
  /** Cuts what lies beyond `size`: what a crash left of a part nobody was told of. */
  truncate(size: number): void;
  /** All of it, in pieces that fit into memory. */
  pieces(): Iterable<Uint8Array>;
  bytes(): Buffer;
  moveTo(file: string): void;
  discard(): void;
}

const pieceBytes = 1024 * 1024;

/** A draft in the file, or in memory when there is none. */
export const openDraft = (file: string | undefined): Draft => (file ? fileDraft(file) : memoryDraft());

function fileDraft(file: string): Draft {
  const size = () => (fs.existsSync(file) ? fs.statSync(file).size : 0);
  return {
    size,
    append: (part) => fs.appendFileSync(file, part),
    truncate: (to) => {
      if (size() > to) fs.truncateSync(file, to);
    },
    *pieces() {
      if (!fs.existsSync(file)) return;
      const handle = fs.openSync(file, 'r');
      try {
        for (;;) {
          const piece = Buffer.alloc(pieceBytes);
          const read = fs.readSync(handle, piece, 0, pieceBytes, null);
          if (read === 0) return;
          yield piece.subarray(0, read);
        }
      } finally {
        fs.closeSync(handle);
      }
    },
    bytes: () => (fs.existsSync(file) ? fs.readFileSync(file) : Buffer.alloc(0)),
    moveTo: (to) => {
      if (size() === 0) fs.writeFileSync(file, '');
      fs.renameSync(file, to);
    },
    discard: () => fs.rmSync(file, { force: true }),
  };
}

function memoryDraft(): Draft {
  let parts: Uint8Array[] = [];
  const bytes = () => Buffer.concat(parts);
  return {
    size: () => parts.reduce((sum, it) => sum + it.length, 0),
    append: (part) => parts.push(part),
    truncate: (to) => {
      parts = [bytes().subarray(0, to)];
    },
    pieces: () => parts,
    bytes,
    moveTo: (to) => fs.writeFileSync(to, bytes()),
    discard: () => {
      parts = [];
    },
  };
}
