import type { Tenants } from '../tenant/tenants.js';
import type { Preset, PresetParts } from './preset.js';

const everyMailbox = ({ mailboxes }: Tenants) => mailboxes.all();
const preset = (name: string, title: string, meaning: string, start: (parts: PresetParts) => void): Preset => ({
  name,
  title,
  meaning,
  start,
});

/** What broke other products that follow mailboxes: one switch each. "All well" ends them too. */
export const mailPresets: Preset[] = [
  preset('endless-link', 'Changes never end', 'The same next link is given for ever.', ({ tenants }) => {
    tenants.behaviour.delta.endless = 'same-link';
  }),
  preset(
    'endless-pages',
    'Changes repeat a page',
    'The next link differs each time, the page does not.',
    ({ tenants }) => {
      tenants.behaviour.delta.endless = 'same-page';
    },
  ),
  preset(
    'state-forgotten',
    'Change tokens are forgotten',
    'Every token given until now is answered 410.',
    ({ tenants }) => {
      for (const box of everyMailbox(tenants)) box.forgetSyncStates();
    },
  ),
  preset('gone-in-the-middle', '410 in the middle', 'A round of changes is gone after two pages.', ({ tenants }) => {
    tenants.behaviour.delta.goneAfterPages = 2;
  }),
  preset('sparse-changes', 'Sparse changes', 'Changed items hold only the members that changed.', ({ tenants }) => {
    tenants.behaviour.delta.sparse = true;
  }),
  preset(
    'repeated-changes',
    'Repeated changes',
    'Items come again on the next page, and pages come empty.',
    ({ tenants }) => {
      Object.assign(tenants.behaviour.delta, { repeats: true, emptyPages: true });
    },
  ),
  preset(
    'hidden-moves',
    'Moves are half told',
    'With immutable ids a move shows only where it began.',
    ({ tenants }) => {
      tenants.behaviour.delta.hidesMovedIn = true;
    },
  ),
  preset(
    'there-and-back',
    'Mail moves there and back',
    'The newest mails go to Archive and back at once.',
    ({ tenants }) => {
      for (const box of everyMailbox(tenants)) {
        const [inbox, archive] = [box.folder('inbox')?.id ?? '', box.folder('archive')?.id ?? ''];
        for (const message of box.contents(inbox).list.items.slice(0, 5)) {
          box.move(message, archive);
          box.move(message, inbox);
        }
      }
    },
  ),
  preset('silent-webhooks', 'Webhooks are silent', 'Nothing is posted, and nobody is told.', ({ tenants }) => {
    tenants.behaviour.webhooks.silent = true;
  }),
  preset(
    'lost-subscriptions',
    'Subscriptions are lost',
    'Every subscription is gone without a word.',
    ({ tenants, graph }) => {
      tenants.behaviour.webhooks.endsUnannounced = true;
      graph.subscriptions.lose();
    },
  ),
  preset('removed-subscriptions', 'Subscriptions end', 'Every subscription ends, and its owner is told.', ({ graph }) =>
    graph.subscriptions.lose(),
  ),
  preset('reauthorize', 'Subscriptions ask again', 'Each wants to be authorized once more.', ({ graph }) =>
    graph.subscriptions.requireReauthorization(),
  ),
  preset('missed-notifications', 'Notifications were missed', 'Owners are told that some are missing.', ({ graph }) =>
    graph.subscriptions.miss(),
  ),
  preset('throttle-storm', 'Storm of 429', 'Three of four requests are told to wait a second.', ({ tenants }) => {
    tenants.behaviour.random = { share: 0.75, statuses: [429], retryAfterSeconds: 1 };
  }),
  preset('flaky', 'Now and then 503 and 504', 'One of four requests is refused at random.', ({ tenants }) => {
    tenants.behaviour.random = { share: 0.25, statuses: [503, 504], retryAfterSeconds: 1 };
  }),
  preset(
    'denied-reads',
    'Parallel reads are denied',
    'Of reads at the same time only one is answered.',
    ({ tenants }) => {
      tenants.behaviour.mail.deniesParallelReads = true;
    },
  ),
  preset(
    'one-on-premises',
    'One mailbox on premises',
    "The first person's mailbox is not in the cloud.",
    ({ tenants }) => {
      tenants.behaviour.mail.onPremises = [everyMailbox(tenants)[0]?.objectId ?? ''];
    },
  ),
  preset('late-mail', 'New mail shows late', 'A new message can be seen after five seconds.', ({ tenants }) => {
    tenants.behaviour.mail.visibleAfterMs = 5000;
  }),
  preset(
    'new-sent-id',
    'Sent mail has a new id',
    'The copy in Sent Items is another item than the draft.',
    ({ tenants }) => {
      tenants.behaviour.mail.sentCopyGetsNewId = true;
    },
  ),
  preset(
    'sessions-ended',
    'Everybody is signed out',
    'Refresh tokens and subscriptions of all people end.',
    ({ tenants, entra }) => {
      for (const box of everyMailbox(tenants)) entra.tokens.revokeSessions(box.objectId);
    },
  ),
];
