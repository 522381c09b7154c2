import { lazy, Suspense } from 'react';
import type { Mailbox } from '../../contract/connection.js';
import { t } from '../text/settings-text.js';
import { formatList } from '../text/text.js';
import { Button } from '../ui/Button.js';
import { hrefs } from './place.js';
import { MailboxState } from './State.js';
import type { ConnectState } from './use-connect.js';

const MailboxDetails = lazy(() => import('../components/diagnosis/MailboxDetails.js'));

/** A mailbox in the list: whose it is, how it is, and where to go from here. */
export function MailboxCard({ mailbox, connect }: { mailbox: Mailbox; connect: ConnectState }) {
  const { id, address, displayName, state, problem, isConfigured } = mailbox;
  return (
    <li className="line mailbox-line">
      <span className="line-text">
        <span className="line-title">{displayName}</span>
        {displayName !== address && <span className="caption">{address}</span>}
        <span className="caption">{whose(mailbox)}</span>
        {problem && <span className="caption problem-line">{problem.sentence}</span>}
        {problem && (
          <Suspense>
            <MailboxDetails code={problem.code} address={address} />
          </Suspense>
        )}
      </span>
      <MailboxState state={state} />
      <span className="line-actions">
        {state === 'needs_sign_in' || state === 'unsupported' ? (
          <Button
            isBusy={connect.isLeaving}
            onClick={() =>
              connect.go({ permissions: ['mail', 'send'], isAnother: !mailbox.connectedBy.isYou, chooseAccount: false })
            }
          >
            {t('connect.again')}
          </Button>
        ) : isConfigured ? (
          <>
            <a
              className="link"
              href={hrefs.mailbox(id, 'progress')}
              aria-label={`${t('mailbox.progress')}: ${address}`}
            >
              {t('mailbox.progress')}
            </a>
            <a className="link" href={hrefs.mailbox(id)} aria-label={`${t('mailbox.settings')}: ${address}`}>
              {t('mailbox.settings')}
            </a>
          </>
        ) : (
          <a
            className="button button-primary"
            href={hrefs.mailbox(id)}
            aria-label={`${t('mailbox.configure')}: ${address}`}
          >
            {t('mailbox.configure')}
          </a>
        )}
        <a
          className="link"
          href={hrefs.mailbox(id, 'disconnect')}
          aria-label={`${t('mailbox.disconnect')}: ${address}`}
        >
          {t('mailbox.disconnect')}
        </a>
      </span>
    </li>
  );
}

export function whose({ kind, connectedBy, members }: Mailbox): string {
  if (kind === 'own') return t(connectedBy.isYou ? 'mailbox.own' : 'mailbox.second');
  const others = members.filter((it) => !it.isYou).map((it) => it.name || it.address);
  return [
    t('mailbox.shared'),
    ...(others.length > 0 ? [t('mailbox.members', { names: formatList(others) })] : []),
  ].join(' · ');
}
