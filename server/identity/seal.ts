import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

export interface Sealed {
  keyId: string;
  sealed: string;
}
export interface Seal {
  /** The id of the key that seals. */
  newest: string;
  /** AES-256-GCM under the newest key; only the same `context` opens it again. */
  seal(plain: string, context: string): Sealed;
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
  return {
    newest: first[0],
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
