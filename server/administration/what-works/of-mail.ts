import type { WhatWorks } from '../../../contract/what-works.js';
import type { Facts } from './facts.js';
import { byAdministrator, byYou, limited, off, works } from './words.js';

const onPremises = 'Microsoft 365 cannot reach your mailbox: it is not in Exchange Online.';

export const ofMail = (it: Facts): WhatWorks[] => [
  filing(it),
  mailSync(it),
  sending(it),
  sharedMailboxes(it),
  tracking,
];

function filing({ own, may, withheld }: Facts): WhatWorks {
  if (own?.state === 'unsupported')
    return limited(
      'filing',
      `${onPremises} The pane shows the records of an email’s people, but the email cannot be filed.`,
      byAdministrator('microsoft'),
    );
  if (!may('mail'))
    return off('filing', 'Coherence may not read your mail yet. You are asked when you connect.', byYou('microsoft'));
  if (withheld.mail.length > 0)
    return limited(
      'filing',
      `Your organisation lets no emails come to records of ${withheld.mail.join(', ')}.`,
      byAdministrator('policy'),
    );
  return works('filing', 'An email goes on a record when somebody files it in Outlook.');
}

function mailSync({ own, isWaitingForApproval, mailProblem }: Facts): WhatWorks {
  const capability = 'mailSync';
  if (!own)
    return isWaitingForApproval
      ? off(capability, 'An administrator must approve the permissions first.', byAdministrator('microsoft'))
      : off(capability, 'Your mailbox is not connected, so nothing of it is read by itself.', byYou('microsoft'));
  const there = { by: 'you', place: 'mailbox', mailbox: own.id } as const;
  switch (own.state) {
    case 'unsupported':
      return off(
        capability,
        own.problem?.sentence ?? `${onPremises} Your IT can move it there.`,
        byAdministrator('microsoft'),
      );
    case 'needs_sign_in':
      return off(
        capability,
        own.problem?.sentence ?? 'The sign-in for your mailbox has ended. Connect it again.',
        byYou('microsoft'),
      );
    case 'connected':
      return off(capability, 'Your mailbox is connected. Nothing is read before you choose what.', there);
    case 'paused':
      return off(capability, 'You paused it. Nothing is read until you resume.', there);
    default:
      return mailProblem
        ? limited(capability, mailProblem, there)
        : works(capability, 'New mail of the folders you chose comes to records by your rules.');
  }
}

const sending = ({ own, may }: Facts): WhatWorks =>
  may('send') && own?.state !== 'unsupported'
    ? works('sending', 'An email is sent only when you press Send on a record.')
    : off(
        'sending',
        own?.state === 'unsupported' ? onPremises : 'You have not allowed sending. Everything else works without it.',
        own?.state === 'unsupported' ? byAdministrator('microsoft') : byYou('microsoft'),
      );

function sharedMailboxes({ lack, may, shared }: Facts): WhatWorks {
  const capability = 'sharedMailboxes';
  const lacking = lack('shared');
  if (lacking) return off(capability, lacking);
  if (shared.length > 0)
    return limited(
      capability,
      `Connected: ${shared.map((it) => it.address).join(', ')}. By hand, in the pane, only emails of your own mailbox can be filed.`,
    );
  return may('shared')
    ? off(capability, 'None is connected. Add one by its address.', byYou('microsoft'))
    : off(capability, 'It needs one more permission, asked for when you add one.', byYou('microsoft'));
}

const tracking = off(
  'tracking',
  'Not built in: whether somebody opens your emails or follows their links is not watched.',
);
