import { createHash } from 'node:crypto';
import { AppError } from '../base/errors.js';
import { randomToken, sha256 } from '../base/ids.js';
import type { Principal } from '../base/principal.js';
import { requireAdministrator } from '../identity/administrators.js';
import type { HandOver, Refused } from '../identity/hand-over.js';
import type { CoherenceOAuth } from '../records/coherence/oauth.js';
import type { Workspaces } from '../records/workspaces.js';
import type { AdministrationNeeds } from './needs.js';

export interface CoherenceSignInNeeds extends AdministrationNeeds {
  /** None where no application of Coherence is configured. */
  oauth?: CoherenceOAuth | undefined;
  handOver: HandOver;
  workspaces: Pick<Workspaces, 'keepSecond'>;
}
interface Attempt {
  tenantId: string;
  objectId: string;
  verifier: string;
  browserHash: string;
}
export interface CoherenceReturned {
  state?: string;
  code?: string;
  browser?: string;
}
const attemptSeconds = 600;

/** To Coherence's page. What is given back for the browser ties the answer to it. */
export async function beginCoherenceSignIn(
  needs: CoherenceSignInNeeds,
  principal: Principal,
): Promise<{ url: string; browser: string }> {
  await requireAdministrator(needs, principal);
  if (!needs.oauth)
    throw new AppError(
      'not_found',
      'No application of Coherence is set up on this server (COHERENCE_OAUTH). Use a key instead.',
      { source: 'request' },
    );
  const [state, browser, verifier] = [randomToken(), randomToken(), randomToken()];
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const { tenantId, objectId } = principal;
  const attempt: Attempt = { tenantId, objectId, verifier, browserHash: sha256(browser) };
  await needs.handOver.put('coherence', attempt, attemptSeconds, state);
  return { url: needs.oauth.address({ state, challenge }), browser };
}

/**
 * What came back from Coherence's page: kept in the second slot if it opens the same workspace. `failed`: refused there, or of no use here;
 * nothing was changed then.
 */
export async function finishCoherenceSignIn(
  needs: CoherenceSignInNeeds,
  { state = '', code = '', browser = '' }: CoherenceReturned,
): Promise<'kept' | 'failed' | 'another_browser' | Refused> {
  const taken = await needs.handOver.take<Attempt>('coherence', state);
  if ('refused' in taken) return taken.refused;
  const { tenantId, objectId, verifier, browserHash } = taken.value;
  if (sha256(browser) !== browserHash) return 'another_browser';
  const { oauth } = needs;
  if (!oauth || !code) return 'failed';
  const tokens = await oauth.redeem(code, verifier).catch(onlyRefusals);
  if (!tokens) return 'failed';
  const isKept = await needs.workspaces.keepSecond(tenantId, tokens).then(() => true, onlyRefusals);
  if (!isKept) {
    await oauth.revoke(tokens);
    return 'failed';
  }
  await needs.database.transaction((tx) =>
    needs.audit.append(tx, { tenantId, actor: objectId, action: 'coherence.signed_in', target: 'slot 2' }),
  );
  return 'kept';
}

/** What Coherence or we refuse is an outcome; anything else is a fault. */
function onlyRefusals(thrown: unknown): undefined {
  if (!(thrown instanceof AppError)) throw thrown;
  return undefined;
}
