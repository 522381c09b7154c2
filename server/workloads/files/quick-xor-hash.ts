const bits = 160;

/** Microsoft's quickXorHash, for bytes that come in pieces. `digest` is base64 and may be asked once. */
export class QuickXorHash {
  readonly #hash = new Uint8Array(20);
  #at = 0;
  #length = 0;

  update(bytes: Uint8Array): this {
    const hash = this.#hash;
    let at = this.#at;
    for (let i = 0; i < bytes.length; i += 1) {
      const shifted = (bytes[i] as number) << (at % 8);
      const cell = at >> 3;
      const next = cell === 19 ? 0 : cell + 1;
      hash[cell] = (hash[cell] as number) ^ (shifted & 0xff);
      hash[next] = (hash[next] as number) ^ (shifted >> 8);
      at += 11;
      if (at >= bits) at -= bits;
    }
    this.#at = at;
    this.#length += bytes.length;
    return this;
  }
  digest(): string {
    const hash = this.#hash;
    for (let i = 0, rest = this.#length; i < 8; i += 1, rest = Math.floor(rest / 256))
      hash[12 + i] = (hash[12 + i] as number) ^ (rest & 0xff);
    return Buffer.from(hash).toString('base64');
  }
}
