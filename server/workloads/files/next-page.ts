import { AppError } from '../../base/errors.js';
import type { Principal } from '../../base/principal.js';
import type { Seal } from '../../identity/seal.js';

const contextOf = ({ tenantId, objectId }: Principal): string => `next page ${tenantId} ${objectId}`;

/** Where a list goes on, sealed for this person: Graph's links are opaque, and nobody sends us anywhere with one of their own. */
export function sealNext(seal: Seal, viewer: Principal, next: string | undefined): { next?: string } {
  if (next === undefined) return {};
  const { keyId, sealed } = seal.seal(next, contextOf(viewer));
  return { next: `${keyId}.${sealed}` };
}

export function openNext(seal: Seal, viewer: Principal, text: string): string {
  const [, keyId = '', sealed = ''] = /^(.*)\.([^.]*)$/.exec(text) ?? [];
  try {
    return seal.open({ keyId, sealed }, contextOf(viewer));
  } catch (cause) {
    throw new AppError('invalid_request', 'The list cannot go on from here. Open it again.', {
      source: 'request',
      field: 'next',
      cause,
    });
  }
}
