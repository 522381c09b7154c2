const bits = 160;

/** OneDrive's quickXorHash of the bytes, base64: each byte is turned 11 bits further round 160 bits; the length goes into the end. */
export function quickXorHash(bytes: Uint8Array): string {
  const cells = Buffer.alloc(bits / 8);
  let position = 0;
  for (const byte of bytes) {
    const cell = position >> 3;
    const shift = position & 7;
    const next = cell === 19 ? 0 : cell + 1;
    cells[cell] = (cells[cell] ?? 0) ^ ((byte << shift) & 0xff);
    if (shift > 0) cells[next] = (cells[next] ?? 0) ^ (byte >> (8 - shift));
    position = (position + 11) % bits;
  }
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(bytes.length));
  length.forEach((byte, i) => {
    cells[12 + i] = (cells[12 + i] ?? 0) ^ byte;
  });
  return cells.toString('base64');
}
