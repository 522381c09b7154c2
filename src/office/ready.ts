import { restoreHistory } from './history.js';
import type { Start } from './host.js';
import { letKeysThrough } from './keyboard.js';
import { createOutlookHost } from './outlook.js';
import { followLanguage } from '../ui/direction.js';
import { followHostTheme } from './theme.js';

/** Waits for office.js and for Outlook, each with a limit, so that a blocked script is said and not waited for. */
export async function startOffice(limitMs = 15_000, target: Window = window): Promise<Start> {
  const end = Date.now() + limitMs;
  while (typeof Office === 'undefined' || typeof Office.onReady !== 'function') {
    if (Date.now() > end) return { kind: 'unreachable' };
    await pause(10);
  }
  restoreHistory(target);
  letKeysThrough(target.document);
  const info = await Promise.race([Office.onReady(), pause(Math.max(0, end - Date.now())).then(() => undefined)]);
  restoreHistory(target);
  if (!info) return { kind: 'unreachable' };
  const mailbox = Office.context?.mailbox as Office.Mailbox | undefined;
  if (!info.host || !mailbox) return { kind: 'browser' };
  followLanguage(Office.context.displayLanguage);
  followHostTheme(mailbox);
  return { kind: 'outlook', host: createOutlookHost(mailbox, Office.context.roamingSettings, target) };
}

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
