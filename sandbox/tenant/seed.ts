import { organisations } from './company.js';
import type { Mailboxes } from './mailboxes.js';
export { sharedMessageId } from './seed/cast.js';
import { earlier } from './seed/earlier.js';
import { sharedMailboxPost } from './seed/shared.js';
import { thisWeek } from './seed/this-week.js';

/**
 * The post of the last weeks. Each mail is here for a reason: a known address, a record code, a thread, an
 * unknown person at a known domain, an address two people share, bulk mail, markup that must stay harmless.
 */
export function seedMail(mailboxes: Mailboxes, now: Date): void {
  for (const { hoursAgo, ...mail } of [...thisWeek(), ...earlier(), ...sharedMailboxPost()])
    mailboxes.deliver({ ...mail, sentDateTime: new Date(now.getTime() - hoursAgo * 3600_000).toISOString() });
  // Who works with the add-in already has seen its introduction; it is kept among the roaming settings.
  for (const { id, isNewToCoherence } of organisations.flatMap((it) => it.people)) {
    const box = mailboxes.find(id);
    if (box && !isNewToCoherence) box.rules = { 'coherence.welcomed': '"yes"' };
  }
}
