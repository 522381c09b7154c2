import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { Caller, World } from './world.js';

type Claims = Record<string, unknown>;
export interface Forgery {
  header?: Claims;
  /** Changed claims; `undefined` takes one away. */
  claims?: Claims;
  /** Who signs: the tenant's real key, a stranger's, nobody, or the public key misused as a shared secret. */
  by?: 'tenant' | 'stranger' | 'nobody' | 'public key as secret';
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

/**
 * A token like the caller's own, with one thing changed. Made by hand, not by the library the server checks with: what a
 * library refuses to sign is exactly what an attacker sends.
 */
export function forge(world: World, caller: Caller, { header = {}, claims = {}, by = 'tenant' }: Forgery): string {
  const [ownHeader = '', ownClaims = ''] = caller.token.split('.');
  const read = (text: string) => JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Claims;
  const told = `${part({ ...read(ownHeader), ...header })}.${part({ ...read(ownClaims), ...claims })}`;
  const rs256 = (key: KeyObject) => sign('sha256', Buffer.from(told), key).toString('base64url');
  switch (by) {
    case 'tenant':
      return `${told}.${rs256(tenantKey(world))}`;
    case 'stranger':
      return `${told}.${rs256(stranger)}`;
    case 'nobody':
      return `${told}.`;
    case 'public key as secret': {
      const pem = createPublicKey(tenantKey(world)).export({ type: 'spki', format: 'pem' });
      return `${told}.${createHmac('sha256', pem).update(told).digest('base64url')}`;
    }
  }
}

function tenantKey(world: World): KeyObject {
  const { jwk } = world.sandbox.tenants.store.table<{ jwk?: object }>('entra.key', () => ({}));
  return createPrivateKey({ key: jwk as never, format: 'jwk' });
}
