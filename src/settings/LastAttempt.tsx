import type { Attempt, Permission } from '../../contract/connection.js';
import { tell, type Diagnosis } from '../../contract/diagnoses.js';
import { PaneError } from '../api/errors.js';
import { ProblemBanner } from '../components/ProblemBanner.js';
import { t, type SettingsKey } from '../text/settings-text.js';
import { Banner } from '../ui/Banner.js';
import { Button } from '../ui/Button.js';
import { useSettings, type Connection } from './settings.js';
import type { ConnectState, ConnectWish } from './use-connect.js';

interface Props {
  attempt: Attempt;
  connection: Connection;
  connect: ConnectState;
  onDone(): void;
}
const usual: ConnectWish = { permissions: ['mail', 'send'], isAnother: false, chooseAccount: false };

/** On the page of a service: how asking for its permissions ended, unless they were given. */
export function Refusal({ of, ...props }: Omit<Props, 'attempt'> & { of: readonly Permission[] }) {
  const { lastAttempt } = props.connection;
  const isAbout = lastAttempt?.permissions?.some((it) => of.includes(it));
  return lastAttempt && isAbout && lastAttempt.outcome !== 'connected' ? (
    <LastAttempt attempt={lastAttempt} {...props} />
  ) : null;
}

/** How connecting ended, and the one step that helps; it stays until it is dismissed or tried again. */
export function LastAttempt({ attempt, connection, connect, onDone }: Props) {
  const { api, identity } = useSettings();
  const { outcome, sentence, address, diagnosis, permissions = usual.permissions } = attempt;
  const dismiss = () => {
    void api.call('POST /connection/dismiss', { body: {} }).then(onDone, onDone);
  };
  if (diagnosis && !['connected', 'cancelled', 'another_account', 'another_organisation'].includes(outcome))
    return (
      <ProblemBanner
        error={toError(attempt, diagnosis, connection)}
        doing="connect"
        identity={identity}
        onRetry={() => connect.go({ ...usual, permissions })}
        onDismiss={dismiss}
      />
    );
  const more = beyondUsual(permissions);
  const next = connection.mailboxes.find((it) => it.state === 'connected');
  const press = (label: SettingsKey, wish: Partial<ConnectWish>) => (
    <Button isBusy={connect.isLeaving} onClick={() => connect.go({ ...usual, ...wish })}>
      {t(label)}
    </Button>
  );
  const actions = () => {
    switch (outcome) {
      case 'connected':
        return undefined; // the mailbox below has the button
      case 'another_account':
        return (
          <>
            {press('attempt.other', { chooseAccount: true })}
            {press('attempt.second', { isAnother: true, chooseAccount: true })}
          </>
        );
      case 'another_organisation':
        return press('attempt.other', { chooseAccount: true });
      case 'needs_approval':
        return press('attempt.check', { permissions });
      default:
        return press('attempt.again', { permissions });
    }
  };
  return (
    <Banner
      tone={outcome === 'connected' || outcome === 'cancelled' ? 'info' : 'warning'}
      icon={outcome === 'connected' ? 'done' : outcome === 'cancelled' ? 'info' : 'warning'}
      title={
        outcome === 'cancelled' && more
          ? t('attempt.notAllowed', { what: more })
          : t(`attempt.${outcome}` satisfies SettingsKey)
      }
      actions={actions()}
      onDismiss={dismiss}
    >
      {outcome === 'connected'
        ? next && t('attempt.connected.next')
        : `${address && outcome === 'another_account' ? `${t('attempt.another_account.who', { address, mine: connection.account.address })} ` : address ? `${address}: ` : ''}${sentence}`}
    </Banner>
  );
}

/** In words, what was asked for beyond what a mailbox needs. */
const beyondUsual = (permissions: Permission[] = []): string =>
  permissions
    .filter((it) => !usual.permissions.includes(it))
    .map((it) => t(`permission.${it}` satisfies SettingsKey))
    .join(', ');

/** Where the mailbox is connected already, only what was asked for beyond it waits (B2). */
function toError(attempt: Attempt, diagnosis: Diagnosis, { mailboxes }: Connection): PaneError {
  const about = beyondUsual(attempt.permissions);
  const isFeature = diagnosis.cause === 'consent.admin' && mailboxes.length > 0 && about !== '';
  return new PaneError('blocked_by_policy', isFeature ? tell('consent.feature', about) : attempt.sentence, {
    diagnosis: isFeature ? { ...diagnosis, cause: 'consent.feature' } : diagnosis,
    reference: diagnosis.correlationId,
  });
}
