import { sortSignInError } from './errors.js';
import type { SignedIn } from './window-sign-in.js';

/*
 * What the first screen does not need: the other ways to a token, and the words for what was refused. Loaded when it comes to that.
 */
export { sortSignInError };
export { signInByWindow } from './window-sign-in.js';

/** A token by Office's own single sign-on, where nested app authentication is missing (IdentityAPI 1.3). Rejects with Office's number. */
export async function askOffice({ isPressed, claims }: { isPressed: boolean; claims?: string }): Promise<SignedIn> {
  const token = await Office.auth.getAccessToken({
    allowSignInPrompt: isPressed,
    allowConsentPrompt: isPressed,
    ...(claims ? { authChallenge: claims } : {}),
  });
  return { token, endsAt: endOf(token) };
}

/** When a token ends, as it says itself; the server checks it. */
function endOf(token: string): number {
  try {
    const payload = (token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/');
    return (JSON.parse(atob(payload)) as { exp: number }).exp * 1000;
  } catch {
    return Date.now() + 5 * 60_000;
  }
}
