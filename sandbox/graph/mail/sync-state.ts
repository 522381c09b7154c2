import { createHmac } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Mailbox } from '../../tenant/mailboxes.js';
import { badRequest, GraphRefusal } from '../errors.js';

/** A mailbox or its calendars: whose changes are followed, and which tokens are still good. */
type Followed = Pick<Mailbox, 'objectId' | 'generation'>;

/** Everything a stream of changes has to remember between two requests: it is all in the token. */
export interface SyncState {
  /** A folder's id for its messages, or `folders` for the tree. */
  of: string;
  generation: number;
  /** The options of the first request. */
  options: string;
  /** Changes after this point are still to be told; 0 while everything that is there is listed. */
  since: number;
  /** Where this round ends: what happens later belongs to the next one. */
  until: number;
  /** How far the round has come: the last change told, or the last item listed. */
  at?: number;
  receivedMs?: number;
  number?: number;
  id?: string;
  /** Items and pages of this round so far. */
  told: number;
  pages: number;
  /** Makes links differ that mean the same. */
  nonce?: number;
}

const signature = (box: Followed, packed: string) =>
  createHmac('sha256', `sync state of ${box.objectId}`).update(packed).digest('base64url').slice(0, 22);

export function packState(box: Followed, state: SyncState): string {
  const packed = deflateRawSync(JSON.stringify(state)).toString('base64url');
  return `${packed}.${signature(box, packed)}`;
}

/** Reads a token. One that is not whole is a 400; one of an older generation a 410, also in the middle of a round. */
export function unpackState(box: Followed, of: string, token: string): SyncState {
  const [packed = '', signed = ''] = token.split('.');
  let state: SyncState;
  try {
    if (signed !== signature(box, packed)) throw new Error('signature');
    state = JSON.parse(inflateRawSync(Buffer.from(packed, 'base64url')).toString()) as SyncState;
  } catch {
    throw badRequest('Badly formed token.', 'SyncStateInvalid');
  }
  if (state.of !== of) throw badRequest('Badly formed token.', 'SyncStateInvalid');
  if (state.generation !== box.generation) throw stateGone(state.generation, box.generation);
  return state;
}

export const stateGone = (generation: number, highest: number) =>
  new GraphRefusal(
    410,
    'SyncStateNotFound',
    `The sync state generation is not found; generation=${generation};[highest=${highest}][${highest}][${highest - 2}][${highest - 1}].`,
  );

/** The round is over; the next one tells what happened since it began. */
export const nextRound = ({ of, generation, options, until }: SyncState): SyncState => ({
  of,
  generation,
  options,
  since: until,
  until: 0,
  told: 0,
  pages: 0,
});

/** The one link of a page, in the service's own spelling. */
export const linkOf = (base: string, box: Followed, kind: 'skip' | 'delta', state: SyncState): string =>
  `${base}?$${kind}token=${packState(box, state)}`;
