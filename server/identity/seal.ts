import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

export interface Sealed {
  keyId: string;
  sealed: string;
}
export interface Seal {
  /** The id of the key that seals. */
  newest: string;
  /** AES-256-GCM under the newest key; only the same `context` opens it again. */
  seal(plain: string, context: string): Sealed;
  /** A signature under the newest key, which nobody makes who has only the database. */
  sign(text: string): { keyId: string; mac: string };
  isSigned(signed: { keyId: string; mac: string }, text: string): boolean;
  /** Throws when the key is gone, the text was changed, or the context is another. */
  open(sealed: Sealed, context: string): string;
}

/** `keys` as "id:base64,id:base64", 32 bytes each; the first seals, all open, so keys can rotate. */
export function createSeal(keys: string): Seal {
  const known = new Map(
    keys
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean)
      .map((part) => {
        const [id = '', text = ''] = [part.slice(0, part.indexOf(':')), part.slice(part.indexOf(':') + 1)];
        const key = Buffer.from(text, 'base64');
        if (!id || key.length !== 32) throw new Error('ENCRYPTION_KEYS: each key is "id:" and 32 bytes in base64.');
        return [id, key] as const;
      }),
  );
  const [first] = known;
  if (!first) throw new Error('ENCRYPTION_KEYS names no key.');
  // A key of its own for each purpose: what signs never seals.
  const macOf = (key: Buffer, text: string) =>
    createHmac('sha256', Buffer.from(hkdfSync('sha256', key, '', 'audit ends', 32)))
      .update(text)
      .digest();
  return {
    newest: first[0],
    sign: (text) => ({ keyId: first[0], mac: macOf(first[1], text).toString('hex') }),
    isSigned({ keyId, mac }, text) {
      const key = known.get(keyId);
      const given = Buffer.from(mac, 'hex');
      return key !== undefined && given.length === 32 && timingSafeEqual(given, macOf(key, text));
    },
    seal(plain, context) {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', first[1], iv).setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return { keyId: first[0], sealed: Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64') };
    },
    open({ keyId, sealed }, context) {
      const key = known.get(keyId);
      if (!key)
        throw new Error(`A secret was sealed with key "${keyId}", which ENCRYPTION_KEYS does not name any more.`);
      const bytes = Buffer.from(sealed, 'base64');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
    },
  };
}
