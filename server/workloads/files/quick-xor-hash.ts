const bits = 160;

/** Microsoft's quickXorHash of a file, base64: tells whether a file that is already there is the one we sent. */
export function quickXorHash(bytes: Uint8Array): string {
  const hash = new Uint8Array(20);
  for (let i = 0, at = 0; i < bytes.length; i += 1, at = (at + 11) % bits) {
    const shifted = (bytes[i] as number) << (at % 8);
    const cell = at >> 3;
    hash[cell] = (hash[cell] as number) ^ (shifted & 0xff);
    hash[(cell + 1) % 20] = (hash[(cell + 1) % 20] as number) ^ (shifted >> 8);
  }
  for (let i = 0, rest = bytes.length; i < 8; i += 1, rest = Math.floor(rest / 256))
    hash[12 + i] = (hash[12 + i] as number) ^ (rest & 0xff);
  return Buffer.from(hash).toString('base64');
}
