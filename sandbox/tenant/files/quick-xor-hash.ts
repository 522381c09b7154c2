const bits = 160;

/**
 * OneDrive's quickXorHash, for bytes that come in parts: each byte is turned 11 bits further round 160 bits;
 * the length goes into the end. `digest` is base64.
 */
export class QuickXorHash {
  readonly #cells = Buffer.alloc(bits / 8);
  #position = 0;
  #length = 0;

  update(bytes: Uint8Array): this {
    const cells = this.#cells;
    let position = this.#position;
    for (let i = 0; i < bytes.length; i += 1) {
      const byte = bytes[i] as number;
      const cell = position >> 3;
      const shift = position & 7;
      const next = cell === 19 ? 0 : cell + 1;
      cells[cell] = (cells[cell] as number) ^ ((byte << shift) & 0xff);
      if (shift > 0) cells[next] = (cells[next] as number) ^ (byte >> (8 - shift));
      position = (position + 11) % bits;
    }
    this.#position = position;
    this.#length += bytes.length;
    return this;
  }

  digest(): string {
    const cells = Buffer.from(this.#cells);
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(this.#length));
    length.forEach((byte, i) => {
      cells[12 + i] = (cells[12 + i] ?? 0) ^ byte;
    });
    return cells.toString('base64');
  }
}

/** quickXorHash of bytes that are all there, base64. */
export const quickXorHash = (bytes: Uint8Array): string => new QuickXorHash().update(bytes).digest();
