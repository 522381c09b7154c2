import { callOffice } from './async.js';
import type { Host } from './host.js';
import { readItem, type Item } from './item.js';

const pollMs = 4_000;

/**
 * The Outlook this pane runs in. `ItemChanged` is not reliable, so the item is read again on focus, when the pane
 * becomes visible, and every few seconds.
 */
export function createOutlookHost(
  mailbox: Office.Mailbox,
  settings: Office.RoamingSettings | undefined,
  target: Window = window,
): Host {
  let item = readItem(mailbox);
  let outlookId = mailbox.item ? (item?.outlookId ?? null) : null;
  const listeners = new Set<() => void>();
  const idNow = (): string | null =>
    mailbox.item ? ((mailbox.item as unknown as { itemId?: string }).itemId ?? '') : null;
  const look = () => {
    if (idNow() === outlookId) return;
    outlookId = idNow();
    item = readItem(mailbox);
    for (const listener of [...listeners]) listener();
  };
  const lookWhenVisible = () => {
    if (!target.document.hidden) look();
  };

  void callOffice<void>((done) => mailbox.addHandlerAsync('olkItemSelectedChanged', look, done)).catch(() => undefined); // older hosts: the other three ways remain
  target.addEventListener('focus', look);
  target.document.addEventListener('visibilitychange', lookWhenVisible);
  target.setInterval(lookWhenVisible, pollMs);

  const { userProfile, diagnostics } = mailbox;
  return {
    mailbox: {
      address: userProfile.emailAddress,
      name: userProfile.displayName,
      accountType: userProfile.accountType ?? '',
      timeZone: userProfile.timeZone ?? '',
    },
    version: `${diagnostics?.hostName ?? 'Outlook'} ${diagnostics?.hostVersion ?? ''}`.trim(),
    item: () => item,
    onItemChanged: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    openItemId: () => {
      look();
      return item?.id ?? null;
    },
    categories: () => readCategories(mailbox),
    openMessage: (it: Item) => mailbox.displayMessageForm(it.outlookId),
    writeTo: (toRecipients) => {
      if (typeof mailbox.displayNewMessageForm !== 'function') return false;
      mailbox.displayNewMessageForm({ toRecipients });
      return true;
    },
    reply: () => {
      const open = mailbox.item as unknown as Partial<Office.MessageRead> | null | undefined;
      if (typeof open?.displayReplyForm !== 'function') return false;
      open.displayReplyForm('');
      return true;
    },
    remembered: (name) => {
      const value: unknown = settings?.get(name);
      return typeof value === 'string' ? value : undefined;
    },
    remember: async (name, value) => {
      settings?.set(name, value);
      if (settings) await callOffice<void>((done) => settings.saveAsync(done)).catch(() => undefined);
    },
  };
}

async function readCategories(mailbox: Office.Mailbox): Promise<string[]> {
  const { categories } = (mailbox.item ?? {}) as unknown as { categories?: Office.Categories };
  if (!categories) return [];
  const found = await callOffice<Office.CategoryDetails[] | null>((done) =>
    categories.getAsync(done as (result: Office.AsyncResult<Office.CategoryDetails[]>) => void),
  );
  return (found ?? []).map((it) => it.displayName);
}
