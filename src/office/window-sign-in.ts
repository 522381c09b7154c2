import type { Api } from '../api/client.js';
import { fromProblem } from '../api/errors.js';
import type { SignInWish } from '../api/identity.js';
import type { Problem } from '../../contract/errors.js';
import { sortSignInError, type Asked } from './errors.js';

interface Ending {
  ticket?: string;
  problem?: Problem;
}
export interface SignedIn {
  token: string;
  endsAt: number;
}
interface Needs {
  api: Pick<Api, 'call'>;
  asked: Asked;
  hint?: string | undefined;
}
const closedEveryMs = 400;
const limitMs = 10 * 60_000;

/**
 * Signing in in a window of its own, by our server and Microsoft's page (office-host 11.4): Office opens it where this is Outlook, the
 * browser elsewhere. Call it from a press. What comes back is a ticket, which only this page can redeem.
 */
export async function signInByWindow(
  { api, asked, hint }: Needs,
  { claims, chooseAccount }: SignInWish,
): Promise<SignedIn> {
  const secret = toHex(crypto.getRandomValues(new Uint8Array(32)));
  const challenge = toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(secret))));
  const query = new URLSearchParams({
    challenge,
    ...(claims ? { claims } : {}),
    ...(chooseAccount ? { account: 'choose' } : {}),
    ...(hint && !chooseAccount ? { hint } : {}),
  });
  const url = `${window.location.origin}/sign-in/window?${query.toString()}`;
  const { ticket, problem } = await (hasOfficeDialogs() ? byOffice(url) : byBrowser(url)).catch((thrown: unknown) => {
    throw sortSignInError(thrown, { ...asked, isPressed: true });
  });
  if (problem) throw fromProblem(problem);
  const { token, endsDateTime } = await api.call('POST /sign-in/redeem', { body: { ticket: ticket ?? '', secret } });
  return { token, endsAt: Date.parse(endsDateTime) };
}

const hasOfficeDialogs = (): boolean =>
  typeof Office !== 'undefined' && Boolean(Office.context?.requirements?.isSetSupported('DialogApi', '1.1'));

function byOffice(url: string): Promise<Ending> {
  return new Promise((resolve, reject) => {
    Office.context.ui.displayDialogAsync(url, { width: 40, height: 70, promptBeforeOpen: false }, (result) => {
      if (result.status !== ('succeeded' as unknown as Office.AsyncResultStatus)) {
        reject(Object.assign(new Error(result.error.message), { code: result.error.code }));
        return;
      }
      const dialog = result.value;
      dialog.addEventHandler('dialogMessageReceived' as unknown as Office.EventType, (event) => {
        const ending = 'message' in event ? readEnding(parse(event.message)) : undefined;
        if (!ending) return;
        dialog.close();
        resolve(ending);
      });
      dialog.addEventHandler('dialogEventReceived' as unknown as Office.EventType, (event) => {
        reject(Object.assign(new Error('the dialog ended'), { code: 'error' in event ? event.error : 12006 }));
      });
    });
  });
}

function byBrowser(url: string): Promise<Ending> {
  const opened = window.open(url, '_blank', 'popup,width=520,height=680');
  return new Promise((resolve, reject) => {
    if (!opened) {
      reject(Object.assign(new Error('no window'), { errorCode: 'popup_window_error' }));
      return;
    }
    const end = (act: () => void) => {
      window.removeEventListener('message', listen);
      clearInterval(watch);
      clearTimeout(over);
      act();
    };
    const listen = (event: MessageEvent) => {
      const ending = event.origin === window.location.origin ? readEnding(event.data) : undefined;
      if (ending)
        end(() => {
          opened.close();
          resolve(ending);
        });
    };
    const closed = () => reject(Object.assign(new Error('closed'), { errorCode: 'user_cancelled' }));
    const watch = setInterval(() => {
      if (opened.closed) end(closed);
    }, closedEveryMs);
    const over = setTimeout(() => end(closed), limitMs);
    window.addEventListener('message', listen);
  });
}

function readEnding(told: unknown): Ending | undefined {
  const { kind, ending } = (told ?? {}) as { kind?: unknown; ending?: unknown };
  return kind === 'coherence.signed-in' && typeof ending === 'string' ? (parse(ending) as Ending) : undefined;
}
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
const toHex = (bytes: Uint8Array): string => [...bytes].map((it) => it.toString(16).padStart(2, '0')).join('');
