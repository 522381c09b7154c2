import { sortCoherenceFailure } from './errors.js';
import type { CoherenceOAuth, CoherenceTokens } from './oauth.js';

/** What a call carries: a key, which is always the same, or a token, which is asked for anew when it ended or was refused. */
export type Bearer = (options?: { isRefused?: boolean }) => Promise<string>;

/** What is sealed in a slot: a key as it is, or the tokens of a sign-in. */
export function readSecret(plain: string): string | CoherenceTokens {
  return plain.startsWith('{') ? (JSON.parse(plain) as CoherenceTokens) : plain;
}
export const writeSecret = (secret: string | CoherenceTokens): string =>
  typeof secret === 'string' ? secret : JSON.stringify(secret);

const earlyMs = 60_000;

/**
 * The tokens of a sign-in, renewed a minute before they end or when Coherence refuses them. Many who ask at once cause one request; of two
 * processes, the one whose renewal was kept first is followed by the other, since Coherence may let the old one go.
 */
export function bearerOf(
  first: CoherenceTokens,
  oauth: Pick<CoherenceOAuth, 'renew'> | undefined,
  kept: {
    read(): Promise<CoherenceTokens | undefined>;
    /** Keeps `next` if `before` is still there. */
    replace(before: CoherenceTokens, next: CoherenceTokens): Promise<void>;
  },
): Bearer {
  let current = first;
  let renewing: Promise<string> | undefined;
  const isGood = ({ endsAtMs }: CoherenceTokens) => endsAtMs - earlyMs > Date.now();
  async function renew(): Promise<string> {
    const there = await kept.read();
    if (there && there.access !== current.access) {
      current = there;
      if (isGood(current)) return current.access;
    }
    if (!current.refresh || !oauth) throw sortCoherenceFailure(401, undefined);
    const next = await oauth.renew(current.refresh);
    await kept.replace(current, next);
    current = next;
    return next.access;
  }
  return async ({ isRefused = false } = {}) => {
    if (!isRefused && isGood(current)) return current.access;
    renewing ??= renew().finally(() => {
      renewing = undefined;
    });
    return renewing;
  };
}
